using Secure.Contracts;
using Secure.Gateway.Audit;
using Secure.Gateway.Decisions.Site;
using Secure.Gateway.Decisions.StepUp;
using Secure.Gateway.Spine;
using Secure.Gateway.StepUp;
using Secure.Gateway.Storage;
using Secure.Grants;
using Secure.Vocabulary;

namespace Secure.Gateway.Doors;

/// <summary>A PIN that a controller compared while the gateway was away, as its journal tells.</summary>
/// <param name="Told">With its person and one of its controller's own doors.</param>
/// <param name="Right">Also where the rules of passing then refused it.</param>
public sealed record PinTry(DoorEvent Told, PersonId Person, DoorId Door, bool Right)
{
    /// <summary>Null where the entry tells of no comparison, or of nobody's.</summary>
    public static PinTry? Of(DoorEvent told, LeaseWord word, SiteSnapshot site)
    {
        bool wrong = told is { Happened: DoorEventKind.EntryUnanswered, Reason: LeaseReasons.PinWrong };
        bool right = word != LeaseWord.Badge && told.Happened is DoorEventKind.EntryOffline or DoorEventKind.EntryUnanswered && !wrong;
        return (wrong || right) && told.Subject is { } person && JournalRules.DoorOf(told, site) is { } door ? new PinTry(told, person, door.Id, right) : null;
    }
}

/// <param name="Rows">The counts as they stand afterwards, for the commit that holds the entries themselves.</param>
public sealed record PinTallied(IReadOnlyList<RowWrite> Rows, IReadOnlyList<AuditEvent> Events);

/// <summary>Counts what was typed while the gateway was away.</summary>
public interface IPinTally
{
    /// <param name="tries">In the order in which they were told.</param>
    Task<PinTallied> TallyAsync(IReadOnlyList<PinTry> tries, CancellationToken cancellation);
}

/// <summary>
/// Offline tries join the count that tries before the gateway have at the same door: whoever cuts its line gains no tries of their own.
/// They delay from when they were made, alarm at the same count, and move nothing. In the journal's commit, so each counts once.
/// </summary>
internal sealed class PinTally(FactorCounters counters, ISite site, TimeProvider clock) : IPinTally
{
    private static readonly (string Code, string Text) TooMany =
        ("door.pin_locked", "同一人在同一门多次输错 PIN，其中有脱机时的 · too many wrong PINs of one person at a door, some of them while it was without the gateway");

    public async Task<PinTallied> TallyAsync(IReadOnlyList<PinTry> tries, CancellationToken cancellation)
    {
        Dictionary<string, (CounterRow Row, FactorCounter Count)> counts = new(StringComparer.Ordinal);
        List<AuditEvent> events = [];
        foreach (PinTry tried in tries)
        {
            string place = FactorCounters.PlaceOf(tried.Door);
            string key = StepUpTables.KeyOf(tried.Person, Factor.Pin, place);
            if (!counts.TryGetValue(key, out (CounterRow Row, FactorCounter Count) held))
            {
                if (await ReadAsync(tried.Person, place, cancellation) is not { } row) { continue; }
                held = (row, row.Counter);
            }
            FactorCounter count = After(held.Count, tried);
            counts[key] = (held.Row, count);
            if (!tried.Right && count.Failures % FactorLimits.Pin.DelayFrom == 0) { events.Add(JournalRules.DescribeAlarm(tried.Told, site.Current, TooMany)); }
        }
        return new PinTallied([.. counts.Values.Where(c => c.Count != c.Row.Counter).Select(c => c.Count == FactorCounter.Clean ? c.Row.Delete() : c.Row.Write(c.Count)).OfType<RowWrite>()], events);
    }

    private FactorCounter After(FactorCounter count, PinTry tried)
    {
        long nowMs = clock.GetUtcNow().ToUnixTimeMilliseconds();
        // Of a clock that is not known it is believed what is worse: a failure was just now, a success was before everything.
        bool known = tried.Told.Time.Quality == ClockQuality.Synchronised;
        long atMs = Math.Min(tried.Told.Time.Wall.ToUnixTimeMilliseconds(), nowMs);
        return tried.Right ? known ? count.PassEarlier(atMs) : count : count.FailEarlier(FactorLimits.Pin, known ? atMs : nowMs);
    }

    /// <summary>Null where the count was altered: that alarms, refuses the PIN in any case, and must not hold up the journal.</summary>
    private async Task<CounterRow?> ReadAsync(PersonId person, string place, CancellationToken cancellation)
    {
        try { return await counters.ReadAsync(person, Factor.Pin, place, cancellation); }
        catch (RefusedException) { return null; }
    }
}
