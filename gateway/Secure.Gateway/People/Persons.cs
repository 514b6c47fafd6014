using Secure.Contracts;
using Secure.Gateway.Audit;
using Secure.Gateway.Spine;
using Secure.Vocabulary;

namespace Secure.Gateway.People;

/// <summary>Join, change, entrust, confirm, suspend, resume. Each refuses what does not fit the record as it is, and is one commit.</summary>
internal sealed class Persons(PeopleBook book, PersonalCipher cipher, ISite site, AbleOfficers officers, IAudit audit, TimeProvider clock) : IPersonRegister
{
    internal async Task<HeldPerson> JoinAsync(ISession officer, string id, PersonEdit edit, CancellationToken cancellation)
    {
        if (!PersonId.TryParse(id, out _)) { throw new RefusedException(PeopleRefusals.Invalid("person", "1 to 63 of a-z, 0-9, '.', '_', '-', beginning with a letter or digit")); }
        PeopleState after = await book.ChangeAsync(state =>
        {
            if (state.Altered.Contains(id)) { throw new RefusedException(PeopleRefusals.Altered); }
            if (state.Persons.ContainsKey(id)) { throw new RefusedException(PeopleRefusals.KnownPerson); }
            PersonRow joined = Edited(new PersonRow(id, "") { JoinedAtMs = Now }, edit, state);
            return PeopleChange.Of(joined, Told(PeopleKinds.Joined, officer, id));
        }, cancellation);
        return after.Persons[id];
    }

    public async Task EnsureAsync(PersonId person, string name, CancellationToken cancellation)
    {
        if (book.State.Persons.GetValueOrDefault(person.Text) is { Row.Here: true }) { return; }
        AuditEvent happened = new(PeopleKinds.Joined) { Person = person.Text, Details = [new("by", "ceremony")] };
        await book.ChangeAsync(state => state.Persons.ContainsKey(person.Text) || state.Altered.Contains(person.Text)
            ? throw new RefusedException(PeopleRefusals.KnownPerson)
            : PeopleChange.Of(Edited(new PersonRow(person.Text, "") { JoinedAtMs = Now }, new PersonEdit { Name = name }, state), happened), cancellation);
    }

    /// <param name="kind">What the log calls it.</param>
    internal Task<HeldPerson> EditAsync(ISession officer, string kind, string id, ulong expected, PersonEdit edit, CancellationToken cancellation)
    {
        if (expected == 0) { throw new RefusedException(PeopleRefusals.Invalid("expected_version", "the version that the change is based on")); }
        return ChangeAsync(id, expected, (state, row) =>
        {
            PersonRow edited = Edited(row, edit, state);
            return PeopleChange.Of(edited, Told(kind, officer, id) with { Details = PersonDiff.Between(row, edited) });
        }, cancellation);
    }

    /// <summary>The number on record, or the first one, with the document in the officer's hand.</summary>
    internal async Task<HeldPerson> ConfirmAsync(ISession officer, string id, ulong expected, string text, CancellationToken cancellation)
    {
        NotOneself(officer, id);
        if (!DocumentNumber.TryParse(text, out DocumentNumber? number, out string? fault)) { throw new RefusedException(PeopleRefusals.Invalid("document_number", fault)); }
        string hash = cipher.HashOf(number);
        if (Find(book.State, id).Row.DocumentHash is { } known && known != hash)
        {
            // Recorded: this call would otherwise be a way to try numbers unseen.
            (await audit.RecordAsync(Told(PeopleKinds.DocumentDiffers, officer, id), cancellation)).OrRefuse();
            throw new RefusedException(PeopleRefusals.DocumentDiffers);
        }
        return await ChangeAsync(id, expected, (state, row) =>
        {
            PersonRow edited = Edited(row, new PersonEdit { DocumentNumber = row.DocumentHash is null ? text : null }, state);
            if (edited.DocumentHash != hash) { throw new RefusedException(PeopleRefusals.DocumentDiffers); }
            return PeopleChange.Of(edited with { ConfirmedBy = officer.Person.Text, ConfirmedAtMs = Now }, Told(PeopleKinds.DocumentConfirmed, officer, id));
        }, cancellation);
    }

    internal Task<HeldPerson> SuspendAsync(ISession officer, string id, ulong expected, string reason, CancellationToken cancellation)
    {
        NotOneself(officer, id);
        return ChangeAsync(id, expected, (state, row) =>
        {
            if (row.Standing != Standing.Active) { throw new RefusedException(PeopleRefusals.NotActive); }
            officers.NotTheLast(state, id);
            return PeopleChange.Of(row with { Standing = Standing.Suspended }, Told(PeopleKinds.Suspended, officer, id, reason));
        }, cancellation);
    }

    internal Task<HeldPerson> ResumeAsync(ISession officer, string id, ulong expected, string reason, CancellationToken cancellation)
    {
        NotOneself(officer, id);
        return ChangeAsync(id, expected, (_, row) => row.Standing == Standing.Suspended
            ? PeopleChange.Of(row with { Standing = Standing.Active }, Told(PeopleKinds.Resumed, officer, id, reason))
            : throw new RefusedException(PeopleRefusals.NotSuspended), cancellation);
    }

    private long Now => clock.GetUtcNow().ToUnixTimeMilliseconds();

    /// <exception cref="RefusedException">Nobody of this id, or the record was altered.</exception>
    internal static HeldPerson Find(PeopleState state, string id) => state.Persons.GetValueOrDefault(id)
        ?? throw new RefusedException(state.Altered.Contains(id) ? PeopleRefusals.Altered : PeopleRefusals.UnknownPerson);

    /// <summary>The record as the officer saw it, and not of somebody who has left.</summary>
    /// <exception cref="RefusedException">It is not.</exception>
    internal static PersonRow FindHere(PeopleState state, string id, ulong expected)
    {
        HeldPerson held = Find(state, id);
        if (expected != 0 && expected != (ulong)held.Version) { throw new RefusedException(Outcomes.Conflicted); }
        return held.Row.Here ? held.Row : throw new RefusedException(PeopleRefusals.HasLeft);
    }

    internal static void NotOneself(ISession officer, string person)
    {
        if (officer.Person.Text == person) { throw new RefusedException(PeopleRefusals.NotOneself); }
    }

    internal static AuditEvent Told(string kind, ISession officer, string person, string? reason = null) => new(kind)
    {
        Subject = officer.Person.Text,
        Session = officer.Id,
        Person = person,
        Details = reason is null ? [] : [new("reason", reason)],
    };

    private async Task<HeldPerson> ChangeAsync(string id, ulong expected, Func<PeopleState, PersonRow, PeopleChange> decide, CancellationToken cancellation) =>
        (await book.ChangeAsync(state => decide(state, FindHere(state, id, expected)), cancellation)).Persons[id];

    private PersonRow Edited(PersonRow row, PersonEdit edit, PeopleState state)
    {
        List<FieldViolation> faults = [];
        PersonRow edited = edit.Apply(row, site.Current, cipher, faults);
        if (faults.Count > 0) { throw new RefusedException(PeopleRefusals.Invalid(faults)); }
        foreach (PersonRow other in state.Persons.Values.Select(p => p.Row).Where(p => p.Here && p.Id != row.Id))
        {
            if (edited.StaffNumber.Length > 0 && other.StaffNumber == edited.StaffNumber) { throw new RefusedException(PeopleRefusals.StaffNumberTaken); }
            if (edited.DocumentHash is { } hash && other.DocumentHash == hash) { throw new RefusedException(PeopleRefusals.DocumentTaken); }
        }
        return edited;
    }
}
