using System.Text.Json;
using Google.Protobuf.WellKnownTypes;
using Secure.Gateway.Audit;
using Secure.Gateway.Decisions.Site;
using Secure.Gateway.Spine;
using Secure.Gateway.Storage;
using Secure.V1;
using Secure.Vocabulary;
using Stored = Secure.Gateway.Storage.LogEntry;

namespace Secure.Gateway.Presence;

/// <summary>
/// Answers at doors since the site's midnight, counted from the log: what was counted once is not read again. Whom a lease
/// let in counts as soon as the controller's record arrives, on the day on which it happened.
/// </summary>
public sealed class TodayEntries(IStore store, ISite site, TimeProvider clock) : IDisposable
{
    private const int LatestMax = 8;
    private const int PageMax = 500;

    private static readonly SearchKeys[] Answers =
        [new(Kind: AuditKinds.EntryGranted), new(Kind: AuditKinds.EntryDenied), new(Kind: AuditKinds.DoorEvent, Decision: "permit")];

    private readonly SemaphoreSlim _one = new(1, 1);
    private DateOnly _day;
    private long _next;
    private uint _granted, _denied;
    private List<DoorAnswer> _latest = [];

    internal async Task<TodayResponse> NowAsync(CancellationToken cancellation)
    {
        await _one.WaitAsync(cancellation);
        try
        {
            SiteSnapshot now = site.Current;
            DateOnly day = now.DayOf(clock.GetUtcNow());
            if (day != _day) { (_day, _next, _granted, _denied, _latest) = (day, 0, 0, 0, []); }
            await CountAsync(now, cancellation);
            return new TodayResponse
            {
                Granted = _granted,
                Denied = _denied,
                Latest = { _latest.Select(answer => Named(answer, now)) },
            };
        }
        finally { _one.Release(); }
    }

    public void Dispose() => _one.Dispose();

    // All or nothing: a search that fails or is cancelled half way leaves the counts as they were.
    private async Task CountAsync(SiteSnapshot now, CancellationToken cancellation)
    {
        long next = Math.Max(_next, store.LogSize), midnight = StartOf(_day, now.TimeZone);
        (uint granted, uint denied) = (_granted, _denied);
        List<DoorAnswer> found = [.. _latest];
        foreach (SearchKeys keys in Answers)
        {
            for (long? cursor = _next; cursor is { } from;)
            {
                LogPage page = await store.SearchLogAsync(new LogQuery { Keys = keys, FromMs = midnight, Cursor = from, Limit = PageMax, NewestFirst = false }, cancellation);
                // What is written meanwhile is for the next time, or it would count twice.
                foreach (DoorAnswer answer in page.Entries.Where(e => e.Index < next).Select(AnswerOf).OfType<DoorAnswer>())
                {
                    // Recorded today, and yet of a day before: the controller was without the gateway then.
                    if (answer.At.ToDateTimeOffset().ToUnixTimeMilliseconds() < midnight) { continue; }
                    if (answer.Granted) { granted++; } else { denied++; }
                    found.Add(answer);
                }
                if (found.Count > PageMax) { found = Latest(found); }
                cursor = page.Next < next ? page.Next : null;
            }
        }
        (_next, _granted, _denied, _latest) = (next, granted, denied, Latest(found));
    }

    private static List<DoorAnswer> Latest(List<DoorAnswer> found) => [.. found.OrderByDescending(answer => answer.At).ThenByDescending(answer => answer.LogIndex).Take(LatestMax)];

    /// <summary>Null where the answer was neither yes nor no.</summary>
    private static DoorAnswer? AnswerOf(Stored stored)
    {
        using JsonDocument json = JsonDocument.Parse(stored.Entry);
        string Text(string name) => json.RootElement.TryGetProperty(name, out JsonElement value) ? value.GetString() ?? "" : "";
        return Text("decision") is "permit" or "deny"
            ? new DoorAnswer { LogIndex = (ulong)stored.Index, At = LogTimes.Happened(stored, json.RootElement).ToTimestamp(), Granted = Text("decision") == "permit", Person = Text("person"), Door = Text("door"), Room = Text("room") }
            : null;
    }

    private static DoorAnswer Named(DoorAnswer answer, SiteSnapshot now) =>
        new(answer) { Name = PersonId.TryParse(answer.Person, out PersonId? person) ? now.Persons.GetValueOrDefault(person)?.Name ?? "" : "" };

    // A midnight that the clocks skip begins when they have gone on.
    private static long StartOf(DateOnly day, TimeZoneInfo zone)
    {
        DateTime midnight = day.ToDateTime(TimeOnly.MinValue);
        while (zone.IsInvalidTime(midnight)) { midnight = midnight.AddMinutes(15); }
        return new DateTimeOffset(midnight, zone.GetUtcOffset(midnight)).ToUnixTimeMilliseconds();
    }
}
