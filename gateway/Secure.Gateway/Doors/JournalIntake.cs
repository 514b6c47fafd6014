using Secure.Gateway.Audit;
using Secure.Gateway.Presence;
using Secure.Gateway.Spine;
using Secure.Gateway.Storage;
using Secure.Grants;
using Secure.Signatures;
using Secure.Vocabulary;

namespace Secure.Gateway.Doors;

/// <summary>What taking in one controller record would write, and what to do once it is written.</summary>
public sealed record Intake(IReadOnlyList<AuditEvent> Events, IReadOnlyList<RowWrite> Rows, Action Committed)
{
    public static readonly Intake Nothing = new([], [], () => { });
}

/// <summary>
/// Takes in the controllers' signed journals, in order and without gaps. Forged, foreign and repeated entries change
/// nothing; a gap leaves the rooms behind the controller in doubt until it is filled.
/// </summary>
public sealed class JournalIntake(
    ISite site, IDeviceKeys keys, Controllers controllers, PresenceBook presence, DoorBoard board, PendingEntries pending, CommandResults results, TimeProvider clock)
{
    private const int AlarmedMax = 4096;
    private readonly HashSet<(DeviceId, ulong)> _alarmed = [];

    /// <summary>Prepares one journal entry that an agent relayed.</summary>
    /// <param name="historical">The agent sent it late: it is recorded, and begins nothing.</param>
    public Intake Take(DeviceId agent, DeviceId controller, byte[] signed, bool historical)
    {
        if (!IsAgentOf(agent, controller)) { return Alarm("door.event_wrong_agent", agent, controller); }
        if (!controllers.TryVerify(controller, signed, out DoorEvent? told) || told!.Controller != controller) { return Alarm("door.event_forged", agent, controller); }
        LiveController live = controllers.Of(controller);
        ControllerState state = live.State.ForKey(keys.SigningKeyOf(controller)!);
        if (told.Sequence <= state.Sequence) { return Intake.Nothing; }
        if (told.Sequence > state.Sequence + 1) { return Doubt(Alarm("door.journal_gap", agent, controller), controller, "journal_gap"); }
        bool forked = state.Sequence > 0 && Convert.ToHexStringLower(told.Previous) != state.Head;
        return Accept(live, state, told, signed, historical, forked ? Alarm("door.journal_forked", agent, controller) : Intake.Nothing);
    }

    /// <summary>An alarm that overtook the queue: told at once, while its journal entry comes in order later.</summary>
    public Intake TakeAlarm(DeviceId agent, DeviceId controller, byte[] signed)
    {
        if (!IsAgentOf(agent, controller)) { return Alarm("door.event_wrong_agent", agent, controller); }
        if (!controllers.TryVerify(controller, signed, out DoorEvent? told) || told!.Controller != controller) { return Alarm("door.event_forged", agent, controller); }
        return told.Sequence <= controllers.Of(controller).State.Sequence || JournalRules.AlarmOf(told) is not { } alarm || !NotYetAlarmed(told)
            ? Intake.Nothing
            : new Intake([AlarmEvent(told, alarm)], [], () => Remember(told));
    }

    private Intake Accept(LiveController live, ControllerState state, DoorEvent told, byte[] signed, bool historical, Intake before)
    {
        DateTimeOffset now = clock.GetUtcNow();
        bool begins = !historical && told.Subject is { } person && told.Door is { } door && pending.Take(told.DecisionId, door, person);
        IReadOnlyList<PresenceEntry> moved = JournalRules.PresenceAfter(told, site.Current, begins, presence.In, now);
        ControllerState next = state.Started(told.BootId, told.BootEpoch) with { Sequence = told.Sequence, Head = Convert.ToHexStringLower(DoorEvent.HashOf(signed)) };
        List<AuditEvent> events = [.. before.Events, JournalRules.Describe(told, site.Current, historical)];
        if (JournalRules.AlarmOf(told) is { } alarm && NotYetAlarmed(told)) { events.Add(AlarmEvent(told, alarm)); }
        return new Intake(events, [.. before.Rows, next.Row(live.Id), .. moved.Select(PresenceBook.Row)], () =>
        {
            live.State = next;
            presence.Apply(moved);
            if (!historical && told.Door is { } at) { board.Heard(new DoorReport(at, told.Mode, told.Lock, told.Leaf)); }
            results.Arrived(told);
        });
    }

    /// <summary>Adds to an intake that everybody in the controller's rooms is now in doubt.</summary>
    public Intake Doubt(Intake intake, DeviceId controller, string cause)
    {
        HashSet<RoomId> rooms = RoomsOf(controller);
        IReadOnlyList<PresenceEntry> doubted = PresenceRules.Doubt(presence.In(rooms), cause, clock.GetUtcNow());
        return new Intake(intake.Events, [.. intake.Rows, .. doubted.Select(PresenceBook.Row)], () => { intake.Committed(); presence.Apply(doubted); });
    }

    public HashSet<RoomId> RoomsOf(DeviceId controller) => [.. board.DoorsOf(controller).Select(d => d.Into)];

    public bool IsAgentOf(DeviceId agent, DeviceId controller) =>
        site.Current.Controllers.TryGetValue(controller, out Decisions.Site.Controller? known) && known.Agent == agent;

    /// <summary>An alarm about a controller, as a log entry.</summary>
    public static Intake Alarm(string code, DeviceId agent, DeviceId? controller) => new(
        [new AuditEvent(AuditKinds.Alarm) { Device = (controller ?? agent).Text, Reasons = [code], Details = [new("agent", agent.Text), new("text", AlarmTexts.Of(code))] }], [], () => { });

    private bool NotYetAlarmed(DoorEvent told) => !_alarmed.Contains((told.Controller, told.Sequence));

    private void Remember(DoorEvent told)
    {
        if (_alarmed.Count >= AlarmedMax) { _alarmed.Clear(); }
        _alarmed.Add((told.Controller, told.Sequence));
    }

    private AuditEvent AlarmEvent(DoorEvent told, (string Code, string Text) alarm) => JournalRules.Describe(told, site.Current, historical: false) with
    {
        Kind = AuditKinds.Alarm,
        Reasons = [alarm.Code],
        Details = [new("text", alarm.Text), new("event", told.Happened.ToString()), new("cause", told.Reason)],
    };
}
