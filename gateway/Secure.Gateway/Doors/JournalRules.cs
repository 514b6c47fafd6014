using System.Globalization;
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
            new("boot_epoch", told.BootEpoch.ToString(CultureInfo.InvariantCulture)),
            new("mode", told.Mode.ToString()), new("lock", told.Lock.ToString()), new("leaf", told.Leaf.ToString()),
        ];
        if (told.Reader is { } reader) { details.Add(new("reader", reader.Text)); }
        if (told.DecisionId.Length > 0) { details.Add(new("decision_id", told.DecisionId)); }
        if (told.CommandNumber > 0) { details.Add(new("command_number", told.CommandNumber.ToString(CultureInfo.InvariantCulture))); }
        // A controller speaks for its own doors only: what it says of another's stands apart.
        Door? door = DoorOf(told, site);
        if (door is null && told.Door is not null) { details.Add(new("foreign_door", told.Door.Text)); }
        if (LeaseEntry.TryParse(told.DecisionId, out _)) { details.Add(new("offline", "true")); }
        if (historical) { details.Add(new("historical", "true")); }
        bool letIn = told.Happened == DoorEventKind.EntryOffline && door is not null;
        return new AuditEvent(AuditKinds.DoorEvent)
        {
            // What the lease answered is found beside what the gateway answers.
            Action = letIn ? door?.Readers.FirstOrDefault(r => r.Id == told.Reader) is { Inside: true } ? "leave" : "enter" : null,
            Decision = letIn ? "permit" : null,
            Device = told.Controller.Text,
            Door = door?.Id.Text,
            Room = door?.Into.Text,
            Person = told.Subject?.Text,
            Reasons = told.Reason.Length > 0 ? [told.Reason] : [],
            EventTime = told.Time.Wall,
            ClockQuality = told.Time.Quality.ToString().ToLowerInvariant(),
            SourceSequence = told.Sequence,
            Details = details,
        };
    }

    /// <summary>The alarm that an event raises, with words for people; null for an ordinary event.</summary>
    public static (string Code, string Text)? AlarmOf(DoorEvent told) => told.Happened switch
    {
        DoorEventKind.FireStarted => ("door.fire", "消防信号触发，门由硬件释放 · the fire line is active: hardware releases the door"),
        DoorEventKind.LinkChanged when told.Reason is "degraded" or "expired" => ("door.was_offline", "门控制器曾与网关失去联系 · a door-controller was without the gateway"),
        DoorEventKind.Tampered when told.Reason is not ("closed" or "ended") => ("door.box_opened", "门控制器机箱被打开，通行清单和读卡器密钥已清除；两名安全员解除前，其各门拒绝任何人凭卡进入 · a door-controller's box was opened: its lease and reader keys are gone, and no badge lets anybody in at its doors until two officers end it"),
        DoorEventKind.PowerLost when told.Reason.StartsWith("battery", StringComparison.Ordinal) => ("door.battery_low", "门控制器备用电池电量不足 · a door-controller's battery is nearly empty"),
        DoorEventKind.PowerLost when told.Reason == "reader" => ("door.reader_power", "读卡器供电故障 · a reader says that its power fails"),
        DoorEventKind.PowerLost => ("door.mains_lost", "门控制器市电中断，由备用电源供电 · a door-controller's mains have failed; a battery feeds it"),
        DoorEventKind.EntryUnanswered when told.Reason == LeaseReasons.PinLocked => ("door.pin_locked", "脱机期间同一人多次输错 PIN · too many wrong PINs of one person while the door was without the gateway"),
        DoorEventKind.BreakGlassUsed => ("door.break_glass", "使用了应急开门码 · break-glass codes opened a door"),
        DoorEventKind.BreakGlassRefused => ("door.break_glass_refused", "应急开门码未被接受 · break-glass codes were refused"),
        // Who works at a door opens covers and leaves it open: it is recorded, and nobody is called.
        _ when told.Mode == DoorMode.Maintenance => null,
        DoorEventKind.DoorTampered when told.Reason == "reader_head_missing" => ("door.tampered", "读卡器的读头脱落或被拆走 · a reader's reading head is gone"),
        DoorEventKind.DoorTampered when told.Reason == "reader_head" => ("door.tampered", "读卡器的读头被拆动 · somebody works on a reader's reading head"),
        DoorEventKind.DoorTampered => ("door.tampered", "门控设备被拆动 · something at the door was opened"),
        DoorEventKind.LineFault => ("door.line_fault", "监测线路断路或短路 · a supervised line is cut or shorted"),
        DoorEventKind.ForcedOpen => ("door.forced", "门被强行打开 · the door was forced open"),
        DoorEventKind.HeldOpen => ("door.held", "门开启超时 · the door is held open"),
        DoorEventKind.LockJammed => ("door.jammed", "门锁未动作 · the lock did not follow"),
        DoorEventKind.RefusalBurst => ("door.refusals", "一分钟内多次无效授权 · several invalid grants or commands within a minute"),
        DoorEventKind.ReaderOffline => ("door.reader_offline", "读卡器离线 · a reader is offline"),
        DoorEventKind.ReaderAttacked => ("door.reader_attack", "读卡器线路遭到攻击 · somebody works on a reader's line"),
        DoorEventKind.ReaderSwapped => ("door.reader_swapped", "读卡器被更换 · another reader answers in its place"),
        DoorEventKind.DeviceFault => ("door.fault", "门控设备故障 · a device of the door failed"),
        _ => null,
    };

    /// <summary>The log entry of that alarm.</summary>
    public static AuditEvent DescribeAlarm(DoorEvent told, SiteSnapshot site, (string Code, string Text) alarm) => Describe(told, site, historical: false) with
    {
        Kind = AuditKinds.Alarm,
        Reasons = [alarm.Code],
        Details = [new("text", alarm.Text), new("event", told.Happened.ToString()), new("cause", told.Reason)],
    };

    /// <summary>The log entry of journal entries that nobody will see any more.</summary>
    public static AuditEvent DescribeLost(DeviceId controller, ulong from, ulong through) => new(AuditKinds.DoorEvent + ".lost")
    {
        Device = controller.Text,
        Details = [new("lost_from", from.ToString(CultureInfo.InvariantCulture)), new("lost_through", through.ToString(CultureInfo.InvariantCulture))],
    };

    /// <summary>Who is where after it. Empty where it says nothing about that.</summary>
    /// <param name="begins">The opening belongs to an entry that was granted moments ago.</param>
    /// <param name="draft">Who is where before it.</param>
    public static IReadOnlyList<PresenceEntry> PresenceAfter(DoorEvent told, SiteSnapshot site, bool begins, Draft draft, DateTimeOffset now)
    {
        Door? door = DoorOf(told, site);
        if (told.Happened == DoorEventKind.Opened && door is not null && told.Subject is { } person && site.Persons.ContainsKey(person)
            && door.Readers.FirstOrDefault(r => r.Id == told.Reader) is { } reader)
        {
            DateTimeOffset? happened = told.Time.Quality == ClockQuality.Synchronised ? told.Time.Wall : null;
            PresenceEntry known = draft.LastOf(person);
            // Two synchronised clocks are at most so far apart.
            bool isOutdated = !begins && known.Fact.PassedAt - happened > Heartbeat.SilenceMax;
            return [isOutdated ? PresenceRules.Outdated(known, now) : PresenceRules.Passed(door, reader, person, begins, happened, now)];
        }
        // It may have let anybody through.
        if ((told.Happened == DoorEventKind.Opened ? PresenceRules.OpenedWithoutEntry : PresenceRules.DoubtCause(told.Happened)) is not { } cause) { return []; }
        HashSet<RoomId> rooms = door is not null ? [door.Into] : told.Door is null ? RoomsAround(told.Controller, site) : [];
        return PresenceRules.Doubt(draft.LastIn(rooms), cause, now);
    }

    /// <summary>The rooms on both sides of a controller's doors: while it cannot be heard, anybody there may have gone through one.</summary>
    public static HashSet<RoomId> RoomsAround(DeviceId controller, SiteSnapshot site) =>
        [.. site.Doors.Values.Where(d => d.Controller == controller).SelectMany(d => d.From is { } from ? new[] { d.Into, from } : [d.Into])];

    /// <summary>The door that an event is about, where it is one of its controller's own; null else.</summary>
    public static Door? DoorOf(DoorEvent told, SiteSnapshot site) =>
        told.Door is { } id && site.Doors.TryGetValue(id, out Door? door) && door.Controller == told.Controller ? door : null;
}
