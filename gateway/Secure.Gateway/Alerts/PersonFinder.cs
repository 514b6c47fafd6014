using System.Text.Json;
using Secure.Gateway.Audit;
using Secure.Gateway.Decisions;
using Secure.Gateway.Decisions.Site;
using Secure.Gateway.Spine;
using Secure.Gateway.Storage;
using Secure.Vocabulary;

namespace Secure.Gateway.Alerts;

/// <summary>
/// Puts a person's place together: the workstation from the session, its room from the site, presence from signed door
/// events, and the last badge from the log, which is looked through for a bounded time only.
/// </summary>
internal sealed class PersonFinder(ISessions sessions, ISite site, IPresence presence, IStore store) : IWhereabouts
{
    // A search page walks some 8,000 blocks at most; what lies further back is no help to whoever goes looking now.
    private const int PagesMax = 4;

    public ValueTask<Whereabouts> OfAsync(ISession session, CancellationToken cancellation) => FindAsync(session.Person, session, cancellation);

    public ValueTask<Whereabouts> OfAsync(PersonId person, CancellationToken cancellation) =>
        FindAsync(person, sessions.Of(person) is [ISession newest, ..] ? newest : null, cancellation);

    private async ValueTask<Whereabouts> FindAsync(PersonId person, ISession? session, CancellationToken cancellation)
    {
        PresenceFact fact = presence.WhereIs(person);
        Badged? last = null;
        // A log that cannot be read now must not keep an alarm from being raised: the badge is then unknown.
        try { last = await LastBadgeAsync(person, cancellation); }
        catch (StoreException) { }
        WorkstationId? workstation = session?.Facts.Workstation;
        return new Whereabouts
        {
            Workstation = workstation,
            WorkstationRoom = workstation is not null && site.Current.Workstations.TryGetValue(workstation, out Workstation? known) ? known.Room : null,
            Source = workstation is null ? WorkstationSource.None : session!.Facts.Source,
            Address = session?.Address,
            BadgeDoor = last?.Door,
            BadgeRoom = last?.Room,
            BadgeAt = last?.At,
            PresentIn = fact.State == PresenceState.Present ? fact.Room : null,
        };
    }

    private async Task<Badged?> LastBadgeAsync(PersonId person, CancellationToken cancellation)
    {
        LogEntry? granted = await NewestAsync(AuditKinds.EntryGranted, person, cancellation), denied = await NewestAsync(AuditKinds.EntryDenied, person, cancellation);
        LogEntry? newest = granted is null || denied?.Index > granted.Index ? denied : granted;
        if (newest is null) { return null; }
        using JsonDocument entry = JsonDocument.Parse(newest.Entry);
        string? Text(string name) => entry.RootElement.TryGetProperty(name, out JsonElement value) ? value.GetString() : null;
        return new Badged(
            DoorId.TryParse(Text("door"), out DoorId? door) ? door : null, RoomId.TryParse(Text("room"), out RoomId? room) ? room : null,
            DateTimeOffset.FromUnixTimeMilliseconds(newest.TimeMs));
    }

    private async Task<LogEntry?> NewestAsync(string kind, PersonId person, CancellationToken cancellation)
    {
        LogQuery query = new() { Keys = new SearchKeys(Kind: kind, Person: person.Text), Limit = 1 };
        for (int page = 0; page < PagesMax; page++)
        {
            LogPage found = await store.SearchLogAsync(query, cancellation);
            if (found.Entries.Count > 0) { return found.Entries[0]; }
            if (found.Next is not { } next) { return null; }
            query = query with { Cursor = next };
        }
        return null;
    }

    private sealed record Badged(DoorId? Door, RoomId? Room, DateTimeOffset At);
}
