using Secure.Gateway.Audit;
using Secure.Gateway.Decisions.Site;
using Secure.Gateway.Presence;
using Secure.Grants;
using Secure.Vocabulary;

namespace Secure.Gateway.Doors;


/// <summary>What one journal entry means: what to write, what alarm it raises, who moved. Pure.</summary>
public static class JournalRules
{
    /// <summary>The log entry of a door event.</summary>
    public static AuditEvent Describe(DoorEvent told, SiteSnapshot site, bool historical)
    {
        List<KeyValuePair<string, string>> details =
        [
            new("event", told.Happened.ToString()),
            new("boot_epoch", told.BootEpoch.ToString(System.Globalization.CultureInfo.InvariantCulture)),
            new("mode", told.Mode.ToString()), new("lock", told.Lock.ToString()), new("leaf", told.Leaf.ToString()),
        ];
        if (told.Reader is { } reader) { details.Add(new("reader", reader.Text)); }
        if (told.DecisionId.Length > 0) { details.Add(new("decision_id", told.DecisionId)); }
        if (historical) { details.Add(new("historical", "true")); }
        return new AuditEvent(AuditKinds.DoorEvent)
        {
            Device = told.Controller.Text,
            Door = told.Door?.Text,
            Room = told.Door is { } door && site.Doors.TryGetValue(door, out Door? known) ? known.Into.Text : null,
            Person = told.Subject?.Text,
            Reasons = told.Reason.Length > 0 ? [told.Reason] : [],
            EventTime = DateTimeOffset.FromUnixTimeMilliseconds(Math.Clamp(told.Time.WallMs, 0, 253_402_300_799_000)),
            ClockQuality = told.Time.Quality.ToString().ToLowerInvariant(),
            SourceSequence = told.Sequence,
            Details = details,
        };
    }

    /// <summary>The alarm that an event raises, with words for people; null for an ordinary event.</summary>
    public static (string Code, string Text)? AlarmOf(DoorEvent told) => told.Happened switch
    {
        DoorEventKind.ForcedOpen => ("door.forced", "门被强行打开 · the door was forced open"),
        DoorEventKind.HeldOpen => ("door.held", "门开启超时 · the door is held open"),
        DoorEventKind.LockJammed => ("door.jammed", "门锁未动作 · the lock did not follow"),
        DoorEventKind.RefusalBurst => ("door.refusals", "一分钟内多次无效授权 · several invalid grants or commands within a minute"),
        DoorEventKind.ReaderOffline => ("door.reader_offline", "读卡器离线 · a reader is offline"),
        DoorEventKind.DeviceFault => ("door.fault", "门控设备故障 · a device of the door failed"),
        _ => null,
    };

    /// <summary>Who is where after it. Empty where it says nothing about that.</summary>
    public static IReadOnlyList<PresenceEntry> PresenceAfter(
        DoorEvent told, SiteSnapshot site, bool live, Func<IReadOnlySet<RoomId>, IReadOnlyList<PresenceEntry>> within, DateTimeOffset now)
    {
        if (told.Happened == DoorEventKind.Opened && told.Subject is { } person && Door(told, site) is { } door
            && door.Readers.FirstOrDefault(r => r.Id == told.Reader) is { } reader)
        {
            return [PresenceRules.Passed(door, reader, person, live, now)];
        }
        return PresenceRules.DoubtCause(told.Happened) is { } cause
            ? PresenceRules.Doubt(within(RoomsTouched(told, site)), cause, now)
            : [];
    }

    private static Door? Door(DoorEvent told, SiteSnapshot site) =>
        told.Door is { } id && site.Doors.TryGetValue(id, out Door? door) && door.Controller == told.Controller ? door : null;

    private static HashSet<RoomId> RoomsTouched(DoorEvent told, SiteSnapshot site) =>
        [.. site.Doors.Values.Where(d => d.Controller == told.Controller && (told.Door is null || d.Id == told.Door)).Select(d => d.Into)];
}
