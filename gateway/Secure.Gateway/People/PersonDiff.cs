using Secure.Vocabulary;

namespace Secure.Gateway.People;

/// <summary>What a change of a record says in the log: rights with their values, personal details by name alone.</summary>
internal static class PersonDiff
{
    internal static KeyValuePair<string, string>[] Between(PersonRow before, PersonRow after)
    {
        List<KeyValuePair<string, string>> told = [];
        string[] details = [.. Details(before, after)];
        if (details.Length > 0) { told.Add(new("fields", string.Join(',', details))); }
        if (!before.Posts.SequenceEqual(after.Posts)) { told.Add(new("posts", string.Join(',', after.Posts))); }
        if (before.Level != after.Level) { told.Add(new("level", Word(after.Level))); }
        if (before.Clearance != after.Clearance) { told.Add(new("clearance", after.Clearance.Chinese())); }
        if (before.TrainingUntil != after.TrainingUntil) { told.Add(new("training_until", Word(after.TrainingUntil))); }
        if (before.PledgeUntil != after.PledgeUntil) { told.Add(new("pledge_until", Word(after.PledgeUntil))); }
        return [.. told];
    }

    /// <summary>As the site file and a CSV write it; empty for none.</summary>
    internal static string Word(SecrecyLevel? level) => level switch
    {
        SecrecyLevel.Core => "核心",
        SecrecyLevel.Important => "重要",
        SecrecyLevel.General => "一般",
        null => "",
    };

    internal static string Word(DateOnly? day) => day?.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture) ?? "";

    private static IEnumerable<string> Details(PersonRow before, PersonRow after)
    {
        if (before.Name != after.Name) { yield return "name"; }
        if (before.StaffNumber != after.StaffNumber) { yield return "staff_number"; }
        if (before.Department != after.Department) { yield return "department"; }
        if (before.DocumentHash != after.DocumentHash) { yield return "document_number"; }
    }
}
