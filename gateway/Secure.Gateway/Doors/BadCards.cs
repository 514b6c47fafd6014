using System.Globalization;
using Secure.Gateway.Audit;
using Secure.Gateway.Decisions;
using Secure.Gateway.Decisions.Site;
using Secure.Gateway.Doors.Proofs;
using Secure.Gateway.Spine;
using Secure.Grants;
using Secure.Vocabulary;

namespace Secure.Gateway.Doors;

/// <summary>A card that was refused for what it is: unknown, taken back, or of somebody who may not enter there at all.</summary>
/// <param name="Card">Whose it is or, where nobody's, its number: only compared, never told. Null where the controller cannot say.</param>
/// <param name="At">When it was presented.</param>
public sealed record BadCard(DeviceId Controller, Door Door, ReaderId Reader, object? Card, PersonId? Person, DateTimeOffset At)
{
    /// <summary>Who comes at the wrong hour, without company, to a full room or a secured door holds a good card.</summary>
    private static readonly DenyReason[] Reasons =
        [DenyReason.BadgeUnknown, DenyReason.BadgeInactive, DenyReason.UnknownPerson, DenyReason.PersonInactive, DenyReason.NoMatchingRule, DenyReason.OutOfScope];

    /// <summary>Null where it was permitted, or refused for something else.</summary>
    public static BadCard? Of(AskedEntry asked, EntryDecision decided, DateTimeOffset now) =>
        decided.Decision is Decision.Deny { Reason: var reason } && Reasons.Contains(reason)
            ? new BadCard(asked.Presentation.Controller, asked.Door, asked.Reader.Id, (object?)decided.Person?.Id ?? asked.Badge.Badge, decided.Person?.Id, now) : null;

    /// <summary>What the controller refused by itself: only the gateway's own answer stands in the log without a journal entry, so none counts twice.</summary>
    public static BadCard? Of(DoorEvent told, SiteSnapshot site) =>
        told is { Happened: DoorEventKind.EntryUnanswered, Reader: { } reader } && JournalRules.DoorOf(told, site) is { } door && IsBad(told.Reason, door, site)
            ? new BadCard(told.Controller, door, reader, told.Subject, told.Subject, told.Time.Wall) : null;

    /// <summary>At a door that never opens offline the lease names nobody: that says nothing about the card.</summary>
    private static bool IsBad(string reason, Door door, SiteSnapshot site) =>
        reason == "unreadable_card" || (reason == LeaseReasons.NotNamed && PassRules.EntersOffline(site, door));

    /// <summary>The card stays out of whatever prints this.</summary>
    public override string ToString() => $"bad card at {Reader}";
}

/// <summary>
/// Counts bad cards per reader, and per card over all readers: at no more than 5 bad attempts an alarm (GB 50396-2007). In memory:
/// a restart of the gateway begins anew.
/// </summary>
public sealed class BadCards
{
    public const string Code = "door.bad_cards";

    /// <summary>The fifth alarms.</summary>
    public const int AttemptsMax = 5;

    /// <summary>So close together they belong together, and so long the same reader or card is not told again. Ours: the standard gives none.</summary>
    public static readonly TimeSpan Within = TimeSpan.FromMinutes(5);

    private const int KeysMax = 4096, TimesMax = 64;

    private readonly Lock _gate = new();
    private readonly Dictionary<object, Tries> _tries = [];

    /// <param name="At">In the order in which they were told.</param>
    private sealed record Tries(IReadOnlyList<DateTimeOffset> At, DateTimeOffset? ToldAt);

    /// <summary>The alarms that these raise; nothing is counted before <see cref="Take"/>.</summary>
    public IReadOnlyList<AuditEvent> Judge(IReadOnlyList<BadCard> cards)
    {
        if (cards.Count == 0) { return []; }
        lock (_gate) { return Count(cards).Alarms; }
    }

    /// <summary>Counts what is on the disk now.</summary>
    public void Take(IReadOnlyList<BadCard> cards)
    {
        if (cards.Count == 0) { return; }
        lock (_gate)
        {
            // Numbers are made up as fast as cards are: readers go on counting from the next.
            if (_tries.Count > KeysMax) { _tries.Clear(); }
            foreach ((object key, Tries tries) in Count(cards).After) { _tries[key] = tries; }
        }
    }

    private (Dictionary<object, Tries> After, List<AuditEvent> Alarms) Count(IReadOnlyList<BadCard> cards)
    {
        Dictionary<object, Tries> after = [];
        List<AuditEvent> alarms = [];
        foreach (BadCard card in cards)
        {
            object atReader = (card.Door.Id, card.Reader);
            int here = Add(after, atReader, card.At), ofCard = card.Card is { } known ? Add(after, known, card.At) : 0;
            bool manyHere = IsDue(after, atReader, here, card.At), manyOfCard = card.Card is { } one && IsDue(after, one, ofCard, card.At);
            if (!manyHere && !manyOfCard) { continue; }
            alarms.Add(Describe(card, manyHere ? here : ofCard, manyHere));
            // One alarm for both: five times the same card at the same reader is one thing.
            foreach (object? told in (object?[])[atReader, card.Card]) { if (told is not null) { after[told] = after[told] with { ToldAt = card.At }; } }
        }
        return (after, alarms);
    }

    private int Add(Dictionary<object, Tries> after, object key, DateTimeOffset at)
    {
        Tries tries = after.GetValueOrDefault(key) ?? _tries.GetValueOrDefault(key) ?? new Tries([], null);
        after[key] = tries = tries with { At = [.. tries.At.TakeLast(TimesMax - 1), at] };
        // What is told late stands among its own time's.
        return tries.At.Count(t => t <= at && at - t < Within);
    }

    private static bool IsDue(Dictionary<object, Tries> after, object key, int count, DateTimeOffset at) =>
        count >= AttemptsMax && !((at - after[key].ToldAt)?.Duration() < Within);

    private static AuditEvent Describe(BadCard card, int count, bool atReader) => new(AuditKinds.Alarm)
    {
        Device = card.Controller.Text,
        Door = card.Door.Id.Text,
        Room = card.Door.Into.Text,
        Person = atReader ? null : card.Person?.Text,
        Reasons = [Code],
        EventTime = card.At,
        Details =
        [
            new("text", atReader ? $"读卡器 {card.Reader} 在 5 分钟内 {count} 次拒绝无效卡 · {count} bad cards were refused at reader {card.Reader} within 5 minutes"
                : $"同一无效卡 5 分钟内 {count} 次被拒，最后在读卡器 {card.Reader} · one bad card was refused {count} times within 5 minutes, last at reader {card.Reader}"),
            new("reader", card.Reader.Text), new("count", count.ToString(CultureInfo.InvariantCulture)), new("by", atReader ? "reader" : "card"),
        ],
    };
}
