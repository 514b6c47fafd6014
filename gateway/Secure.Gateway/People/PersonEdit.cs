using System.Globalization;
using System.Text;
using Secure.Contracts;
using Secure.Gateway.Decisions.Site;
using Secure.Gateway.Site.Shapes;
using Secure.Vocabulary;

namespace Secure.Gateway.People;

/// <summary>What is to change in a record, as text from a call or a CSV row. Null: as it is; empty: taken away.</summary>
internal sealed record PersonEdit
{
    internal const int NameMax = 64;
    private const int StaffNumberMax = 32;
    private const int PostsMax = 32;

    public string? Name { get; init; }

    public string? StaffNumber { get; init; }

    public string? DocumentNumber { get; init; }

    public string? Department { get; init; }

    public IReadOnlyList<string>? Posts { get; init; }

    /// <summary>One of 一般, 重要, 核心.</summary>
    public string? Level { get; init; }

    /// <summary>The mark as it is stamped.</summary>
    public string? Clearance { get; init; }

    public string? TrainingUntil { get; init; }

    public string? PledgeUntil { get; init; }

    /// <summary>The record with the edit in it. Every fault is added, by the name of its field; where there is one the record is not to be used.</summary>
    internal PersonRow Apply(PersonRow row, SiteSnapshot site, PersonalCipher cipher, List<FieldViolation> faults)
    {
        PersonRow edited = row with
        {
            Name = Name is null ? row.Name : ReadName(Name, faults),
            StaffNumber = StaffNumber is null ? row.StaffNumber : ReadStaffNumber(StaffNumber, faults),
            Department = Department is null ? row.Department : ReadDepartment(Department, site, faults),
            Posts = Posts is null ? row.Posts : ReadPosts(Posts, site, faults),
            Level = Level is null ? row.Level : ReadLevel(Level, faults),
            Clearance = Clearance is null ? row.Clearance : ReadClearance(Clearance, faults),
            TrainingUntil = TrainingUntil is null ? row.TrainingUntil : ReadDay("training_until", TrainingUntil, faults),
            PledgeUntil = PledgeUntil is null ? row.PledgeUntil : ReadDay("pledge_until", PledgeUntil, faults),
        };
        return DocumentNumber is null ? edited : WithDocument(edited, DocumentNumber, cipher, faults);
    }

    /// <summary>Another number than before is one that no officer has seen.</summary>
    private static PersonRow WithDocument(PersonRow row, string text, PersonalCipher cipher, List<FieldViolation> faults)
    {
        if (text.Length == 0) { return row with { DocumentHash = null, Document = null, ConfirmedBy = null, ConfirmedAtMs = null }; }
        if (!People.DocumentNumber.TryParse(text, out DocumentNumber? number, out string? fault)) { faults.Add(new FieldViolation("document_number", fault)); return row; }
        string hash = cipher.HashOf(number);
        return row.DocumentHash == hash ? row : row with { DocumentHash = hash, Document = cipher.EncryptDocument(row.Id, number), ConfirmedBy = null, ConfirmedAtMs = null };
    }

    /// <summary>Letters of any script; nothing that cannot be seen, turns the direction of what is seen, or breaks a line.</summary>
    private static string ReadName(string text, List<FieldViolation> faults)
    {
        bool whole = !text.EnumerateRunes().Any(r => r == Rune.ReplacementChar);
        string name = whole ? text.Trim().Normalize(NormalizationForm.FormC) : "";
        bool good = name.Length is >= 1 and <= NameMax && name.EnumerateRunes().All(r => Rune.GetUnicodeCategory(r) is not (
            UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator));
        if (!good) { faults.Add(new FieldViolation("name", $"1 to {NameMax} characters, none of them invisible")); }
        return name;
    }

    private static string ReadStaffNumber(string text, List<FieldViolation> faults)
    {
        bool good = text.Length <= StaffNumberMax && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-');
        if (!good) { faults.Add(new FieldViolation("staff_number", $"at most {StaffNumberMax} of A-Z, a-z, 0-9, '.', '_', '-'")); }
        return text;
    }

    private static string? ReadDepartment(string text, SiteSnapshot site, List<FieldViolation> faults)
    {
        if (text.Length == 0) { return null; }
        if (!DepartmentId.TryParse(text, out DepartmentId? id) || !site.Departments.Contains(id)) { faults.Add(new FieldViolation("department", "no department of this site")); }
        return text;
    }

    private static string[] ReadPosts(IReadOnlyList<string> texts, SiteSnapshot site, List<FieldViolation> faults)
    {
        bool good = texts.Count <= PostsMax && texts.All(t => PostId.TryParse(t, out PostId? id) && site.Posts.Contains(id));
        if (!good) { faults.Add(new FieldViolation("posts", $"at most {PostsMax}, each a post of this site")); }
        return [.. texts.Distinct(StringComparer.Ordinal)];
    }

    private static SecrecyLevel? ReadLevel(string text, List<FieldViolation> faults)
    {
        if (text.Length == 0) { return null; }
        if (Values.Levels.TryGetValue(text, out SecrecyLevel level)) { return level; }
        faults.Add(new FieldViolation("level", "one of " + string.Join(", ", Values.Levels.Keys)));
        return null;
    }

    private static Classification ReadClearance(string text, List<FieldViolation> faults)
    {
        if (Values.Marks.TryGetValue(text, out Classification mark)) { return mark; }
        faults.Add(new FieldViolation("clearance", "one of " + string.Join(", ", Values.Marks.Keys)));
        return Classification.Public;
    }

    private static DateOnly? ReadDay(string field, string text, List<FieldViolation> faults)
    {
        if (text.Length == 0) { return null; }
        if (Values.TryDate(text, out DateOnly day)) { return day; }
        faults.Add(new FieldViolation(field, "a date, YYYY-MM-DD"));
        return null;
    }
}
