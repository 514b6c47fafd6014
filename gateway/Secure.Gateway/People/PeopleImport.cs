using System.Globalization;
using Secure.Contracts;
using Secure.Gateway.Audit;
using Secure.Gateway.People.Csv;
using Secure.Gateway.Spine;
using Secure.V1;
using Secure.Vocabulary;

namespace Secure.Gateway.People;

/// <summary>Holds a file of people against the records and applies it whole or not at all.</summary>
internal sealed class PeopleImport(PeopleBook book, PersonalCipher cipher, ISite site, TimeProvider clock)
{
    internal async Task<ImportPeopleResponse> RunAsync(ISession officer, PeopleTable table, bool dryRun, CancellationToken cancellation)
    {
        ImportPeopleResponse tried = Try(officer, table, book.State, out _);
        if (dryRun || tried.BadRows.Count > 0 || tried.Joined + tried.Changed == 0) { return tried; }
        ImportPeopleResponse response = tried;
        string kind = table.Edits ? PeopleKinds.Changed : PeopleKinds.Entrusted;
        try
        {
            // Tried again on the records as they are once nobody else changes them.
            await book.ChangeAsync(state =>
            {
                response = Try(officer, table, state, out List<(PersonRow Before, PersonRow After, bool New)> changes);
                if (response.BadRows.Count > 0 || changes.Count == 0) { throw new NotApplied(); }
                return new PeopleChange([.. changes.Select(c => c.After)], [], [Told(officer, response), .. changes.Select(c => Told(officer, c.New ? PeopleKinds.Joined : kind, c.Before, c.After))]);
            }, cancellation);
        }
        catch (NotApplied) { return response; }
        response.Applied = true;
        return response;
    }

    private ImportPeopleResponse Try(ISession officer, PeopleTable table, PeopleState state, out List<(PersonRow Before, PersonRow After, bool New)> changes)
    {
        ImportPeopleResponse response = new() { Rows = (uint)table.Rows.Count };
        ImportCheck check = new(state, table);
        changes = [];
        foreach (PeopleTableRow row in table.Rows)
        {
            List<BadRow> bad = [];
            PersonRow? before = Before(officer, table, row, state, bad);
            PersonRow? after = before is null ? null : After(row, before, bad);
            if (after is not null) { check.Take(row, after, bad); }
            if (bad.Count > 0) { response.BadRows.AddRange(bad); continue; }
            bool joins = !state.Persons.ContainsKey(row.Id);
            if (joins) { response.Joined++; } else if (Same(before!, after!)) { response.Unchanged++; continue; } else { response.Changed++; }
            changes.Add((before!, after!, joins));
        }
        return response;
    }

    /// <summary>The record that the row is about, or a fresh one; null, with the fault, where there can be none.</summary>
    private PersonRow? Before(ISession officer, PeopleTable table, PeopleTableRow row, PeopleState state, List<BadRow> bad)
    {
        BadRow? fault = row.Fault is { } unreadable ? Bad(row, "", unreadable)
            : !PersonId.TryParse(row.Id, out _) ? Bad(row, PeopleColumns.Id, new Vocabulary.Sentence("须为 1 至 63 个 a-z、0-9、点、下划线或短横", "1 to 63 of a-z, 0-9, '.', '_', '-', beginning with a letter or digit"))
            : state.Altered.Contains(row.Id) ? Bad(row, "", PeopleRefusals.Altered.Text)
            : state.Persons.GetValueOrDefault(row.Id) is { Row.Here: false } ? Bad(row, "", PeopleRefusals.HasLeft.Text)
            : !table.Edits && !state.Persons.ContainsKey(row.Id) ? Bad(row, PeopleColumns.Id, PeopleRefusals.UnknownPerson.Text)
            : table.Entrusts && row.Id == officer.Person.Text ? Bad(row, "", PeopleRefusals.NotOneself.Text)
            : null;
        if (fault is not null) { bad.Add(fault); return null; }
        return state.Persons.GetValueOrDefault(row.Id)?.Row ?? new PersonRow(row.Id, "") { JoinedAtMs = clock.GetUtcNow().ToUnixTimeMilliseconds() };
    }

    private PersonRow After(PeopleTableRow row, PersonRow before, List<BadRow> bad)
    {
        List<FieldViolation> faults = [];
        // Who joins needs a name, also where the file has no column of it.
        PersonEdit edit = before.Name.Length == 0 && row.Edit!.Name is null ? row.Edit with { Name = "" } : row.Edit!;
        PersonRow after = edit.Apply(before, site.Current, cipher, faults);
        bad.AddRange(faults.Select(f => Bad(row, f.Field, new Vocabulary.Sentence(PeopleColumns.Wanted(f.Field), f.Message))));
        return after;
    }

    private static bool Same(PersonRow before, PersonRow after) => before.DocumentHash == after.DocumentHash && PersonDiff.Between(before, after).Length == 0;

    private static BadRow Bad(PeopleTableRow row, string column, Vocabulary.Sentence text) => ImportCheck.Bad(row, column, text);

    private static AuditEvent Told(ISession officer, ImportPeopleResponse response) => new(PeopleKinds.Imported)
    {
        Subject = officer.Person.Text,
        Session = officer.Id,
        Details = [new("joined", response.Joined.ToString(CultureInfo.InvariantCulture)), new("changed", response.Changed.ToString(CultureInfo.InvariantCulture))],
    };

    private static AuditEvent Told(ISession officer, string kind, PersonRow before, PersonRow after) =>
        Persons.Told(kind, officer, after.Id) with { Details = [new("by", "import"), .. PersonDiff.Between(before, after)] };

    /// <summary>Leaves the change without a commit; never passes this class.</summary>
    private sealed class NotApplied : Exception;
}

/// <summary>What must be unique, over the records as the file would leave them. Asked once for each row in order.</summary>
internal sealed class ImportCheck
{
    private readonly Dictionary<string, int> _rows = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _staffNumbers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _documents = new(StringComparer.Ordinal);

    internal ImportCheck(PeopleState state, PeopleTable table)
    {
        // Whoever the file names stands as the file says, so that two may change numbers with one another.
        HashSet<string> named = [.. table.Rows.Select(r => r.Id)];
        foreach (PersonRow row in state.Persons.Values.Select(p => p.Row).Where(r => r.Here && !named.Contains(r.Id)))
        {
            if (row.StaffNumber.Length > 0) { _staffNumbers[row.StaffNumber] = row.Id; }
            if (row.DocumentHash is { } hash) { _documents[hash] = row.Id; }
        }
    }

    internal void Take(PeopleTableRow row, PersonRow after, List<BadRow> bad)
    {
        if (!_rows.TryAdd(row.Id, row.Number)) { bad.Add(Bad(row, PeopleColumns.Id, new Vocabulary.Sentence($"与第 {_rows[row.Id]} 行重复", $"stands in row {_rows[row.Id]} already"))); }
        if (after.StaffNumber.Length > 0 && !Takes(_staffNumbers, after.StaffNumber, row.Id)) { bad.Add(Bad(row, "staff_number", PeopleRefusals.StaffNumberTaken.Text)); }
        if (after.DocumentHash is { } hash && !Takes(_documents, hash, row.Id)) { bad.Add(Bad(row, "document_number", PeopleRefusals.DocumentTaken.Text)); }
    }

    internal static BadRow Bad(PeopleTableRow row, string column, Vocabulary.Sentence text) =>
        new() { Row = (uint)row.Number, Column = column, Text = new V1.Sentence { Zh = text.Zh, En = text.En } };

    private static bool Takes(Dictionary<string, string> taken, string what, string id) => taken.TryAdd(what, id) || taken[what] == id;
}
