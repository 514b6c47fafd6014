using System.Security.Cryptography;
using Secure.Contracts;
using Secure.Gateway.Audit;
using Secure.Gateway.Spine;
using Secure.Vocabulary;

namespace Secure.Gateway.People;

/// <summary>What an officer does with a card, in which states that makes sense, and what becomes of it.</summary>
internal sealed record BadgeAct(string Kind, CardState To, params CardState[] From)
{
    internal static readonly BadgeAct Suspend = new(PeopleKinds.BadgeSuspended, CardState.Suspended, CardState.Active);
    internal static readonly BadgeAct Resume = new(PeopleKinds.BadgeResumed, CardState.Active, CardState.Suspended);
    internal static readonly BadgeAct Lose = new(PeopleKinds.BadgeLost, CardState.Lost, CardState.Active, CardState.Suspended, CardState.Ended);
    internal static readonly BadgeAct Return = new(PeopleKinds.BadgeReturned, CardState.Returned, CardState.Active, CardState.Suspended, CardState.Ended, CardState.Lost);

    /// <exception cref="RefusedException">The card is in another state.</exception>
    internal BadgeRow On(BadgeRow card, string reason, long nowMs) => From.Contains(card.State)
        ? card with { State = To, Reason = reason, ChangedAtMs = nowMs }
        : throw new RefusedException(PeopleRefusals.BadgeEnded);
}

/// <summary>Issues cards and takes them back. A number is in one place at a time: given out or lost it is nobody else's.</summary>
internal sealed class BadgeCards(PeopleBook book, TimeProvider clock)
{
    private const int IdBytes = 8;

    internal async Task<HeldBadge> IssueAsync(ISession officer, string person, BadgeNumber number, CancellationToken cancellation)
    {
        string id = "";
        PeopleState after = await book.ChangeAsync(state =>
        {
            if (Persons.FindHere(state, person, expected: 0).Standing != Standing.Active) { throw new RefusedException(PeopleRefusals.NotActive); }
            BadgeRow card = Fresh(state, PersonId.Parse(person), number);
            id = card.Id;
            return PeopleChange.Of(card, Told(PeopleKinds.BadgeIssued, officer, card, null));
        }, cancellation);
        return after.Badges[id];
    }

    internal async Task<(HeldBadge New, HeldBadge Old)> ReplaceAsync(ISession officer, string badge, ulong expected, BadgeNumber number, bool lost, string reason, CancellationToken cancellation)
    {
        string id = "";
        PeopleState after = await book.ChangeAsync(state =>
        {
            BadgeRow before = Find(state, badge, expected);
            if (Persons.FindHere(state, before.Person, expected: 0).Standing != Standing.Active) { throw new RefusedException(PeopleRefusals.NotActive); }
            BadgeRow old = (lost ? BadgeAct.Lose : BadgeAct.Return).On(before, reason, Now);
            BadgeRow card = Fresh(state, PersonId.Parse(before.Person), number);
            id = card.Id;
            AuditEvent told = Told(PeopleKinds.BadgeReplaced, officer, card, reason);
            return new PeopleChange([], [old, card], [told with { Details = [.. told.Details, new("old", old.Id), new("lost", lost ? "yes" : "no")] }]);
        }, cancellation);
        return (after.Badges[id], after.Badges[badge]);
    }

    internal async Task<HeldBadge> ActAsync(ISession officer, BadgeAct act, string badge, ulong expected, string reason, CancellationToken cancellation)
    {
        PeopleState after = await book.ChangeAsync(state =>
        {
            BadgeRow card = act.On(Find(state, badge, expected), reason, Now);
            if (act == BadgeAct.Resume) { _ = Persons.FindHere(state, card.Person, expected: 0); }
            return PeopleChange.Of(card, Told(act.Kind, officer, card, reason));
        }, cancellation);
        return after.Badges[badge];
    }

    /// <summary>A card as it is given out, with an id of its own.</summary>
    internal static BadgeRow New(PersonId person, BadgeNumber number, long nowMs) =>
        new("b-" + RandomNumberGenerator.GetHexString(2 * IdBytes, lowercase: true), person.Text, number.Key, CardState.Active, nowMs, nowMs, "");

    private long Now => clock.GetUtcNow().ToUnixTimeMilliseconds();

    private BadgeRow Fresh(PeopleState state, PersonId person, BadgeNumber number) =>
        state.HolderOf(number) is null ? New(person, number, Now) : throw new RefusedException(PeopleRefusals.NumberTaken);

    private static BadgeRow Find(PeopleState state, string badge, ulong expected)
    {
        HeldBadge held = state.Badges.GetValueOrDefault(badge) ?? throw new RefusedException(PeopleRefusals.UnknownBadge);
        return expected == 0 || expected == (ulong)held.Version ? held.Row : throw new RefusedException(Outcomes.Conflicted);
    }

    private static AuditEvent Told(string kind, ISession officer, BadgeRow card, string? reason)
    {
        AuditEvent told = Persons.Told(kind, officer, card.Person, string.IsNullOrEmpty(reason) ? null : reason);
        return told with { Details = [.. told.Details, new("badge", card.Id)] };
    }
}
