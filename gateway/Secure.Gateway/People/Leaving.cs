using Secure.Contracts;
using Secure.Gateway.Audit;
using Secure.Gateway.Spine;
using Secure.Vocabulary;

namespace Secure.Gateway.People;

/// <summary>What a leaving did.</summary>
/// <param name="Held">What is still in the person's hands.</param>
internal sealed record LeftPerson(HeldPerson Person, IReadOnlyList<string> Ended, IReadOnlyList<string> Held);

/// <summary>Ends everything that a person has here, in one commit with whatever other slices keep.</summary>
internal sealed class Leaving(PeopleBook book, IEnumerable<IPersonEnding> endings, ISite site, PeopleOptions options, TimeProvider clock)
{
    private readonly IPersonEnding[] _endings = [.. endings];

    /// <exception cref="RefusedException">Nobody such, left already, oneself, refused by another slice; ABORTED where one of its rows changed meanwhile.</exception>
    internal async Task<LeftPerson> LeaveAsync(ISession officer, string id, ulong expected, string reason, CancellationToken cancellation)
    {
        Persons.NotOneself(officer, id);
        PersonEnd[] ends = [];
        BadgeRow[] cards = [];
        PeopleState after = await book.ChangeAsync(async state =>
        {
            PersonRow row = Persons.FindHere(state, id, expected);
            ends = await PrepareAsync(PersonId.Parse(id), cancellation);
            long now = clock.GetUtcNow().ToUnixTimeMilliseconds();
            cards = [.. state.BadgesOf(id).Where(b => b.Row.Held).Select(b => b.Row with { State = CardState.Ended, ChangedAtMs = now, Reason = reason })];
            return new PeopleChange([Left(row, now)], cards, [Told(officer, id, reason, ends, cards)]) { Others = [.. ends.SelectMany(e => e.Rows)] };
        }, cancellation);
        // Committed: from here on nothing is called off.
        foreach (IPersonEnding ending in _endings) { await ending.EndedAsync(PersonId.Parse(id), CancellationToken.None); }
        return new LeftPerson(after.Persons[id], [.. Ended(ends, cards)], [.. cards.Select(c => "badge " + c.Id), .. ends.SelectMany(e => e.Held)]);
    }

    private async Task<PersonEnd[]> PrepareAsync(PersonId person, CancellationToken cancellation)
    {
        List<PersonEnd> ends = [];
        foreach (IPersonEnding ending in _endings) { ends.Add(await ending.PrepareAsync(person, cancellation)); }
        return [.. ends];
    }

    private PersonRow Left(PersonRow row, long now) => row with
    {
        Standing = Standing.Left,
        LeftAtMs = now,
        Posts = [],
        Clearance = Classification.Public,
        DeclassificationUntil = options.DeclassificationOf(row.Level, site.Current.DayOf(clock.GetUtcNow())),
    };

    private static IEnumerable<string> Ended(PersonEnd[] ends, BadgeRow[] cards) => cards.Select(c => "badge " + c.Id).Concat(ends.SelectMany(e => e.Ended));

    private static AuditEvent Told(ISession officer, string id, string reason, PersonEnd[] ends, BadgeRow[] cards)
    {
        AuditEvent told = Persons.Told(PeopleKinds.Left, officer, id, reason);
        // An entry holds 32 details; who has had more cards than that is told in the answer.
        return told with { Details = [.. told.Details, .. Ended(ends, cards).Take(30).Select((what, i) => KeyValuePair.Create($"ended_{i + 1}", what))] };
    }
}
