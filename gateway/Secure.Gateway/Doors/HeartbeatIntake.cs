using Secure.Gateway.Audit;
using Secure.Gateway.Presence;
using Secure.Gateway.Spine;
using Secure.Grants;
using Secure.Signatures;
using Secure.Vocabulary;

namespace Secure.Gateway.Doors;

/// <summary>
/// Takes in heartbeats: which boot is the present one, how the doors stand, whether the journal that we hold is whole.
/// </summary>
public sealed class HeartbeatIntake(
    IDeviceKeys keys, Controllers controllers, JournalIntake journal, PresenceBook presence, DoorBoard board, TimeProvider clock)
{
    /// <summary>How far a synchronised controller's clock may be off before its word no longer counts as present.</summary>
    private static readonly TimeSpan SkewMax = Heartbeat.SilenceMax;

    /// <summary>How long an announced journal entry may be on its way before presence is in doubt.</summary>
    private static readonly TimeSpan EntryDelayMax = TimeSpan.FromSeconds(5);

    private readonly Dictionary<DeviceId, (Token128 Boot, ulong MonotonicNs)> _last = [];
    private readonly HashSet<DeviceId> _complained = [];

    /// <param name="retained">It lay at the broker: it counts only where its own clock says that it is fresh.</param>
    public Intake Take(DeviceId agent, DeviceId controller, byte[] signed, bool retained)
    {
        if (!journal.IsAgentOf(agent, controller)) { return JournalIntake.Alarm("door.event_wrong_agent", agent, controller); }
        if (!controllers.TryVerify(controller, signed, out Heartbeat? beat) || beat!.Controller != controller) { return JournalIntake.Alarm("door.event_forged", agent, controller); }
        LiveController live = controllers.Of(controller);
        ControllerState state = live.State.ForKey(keys.SigningKeyOf(controller)!);
        if (IsOld(state, beat)) { return Intake.Nothing; }
        if (!InTime(beat)) { return retained ? Intake.Nothing : Complain(agent, controller); }
        if (retained && beat.Time.Quality != ClockQuality.Synchronised) { return Intake.Nothing; }
        _complained.Remove(controller);
        _last[controller] = (beat.BootId, beat.Time.MonotonicNs);
        return state.BootId == beat.BootId.ToString() ? Same(agent, live, beat) : Begun(live, state, beat);
    }

    /// <summary>From an earlier boot, or from before the last one of this boot: a replay.</summary>
    private bool IsOld(ControllerState state, Heartbeat beat) =>
        state.IsRetired(beat.BootId)
        || (state.BootId.Length > 0 && beat.BootEpoch < state.BootEpoch)
        || (_last.TryGetValue(beat.Controller, out (Token128 Boot, ulong MonotonicNs) last) && last.Boot == beat.BootId && beat.Time.MonotonicNs <= last.MonotonicNs);

    private bool InTime(Heartbeat beat) =>
        beat.Time.Quality != ClockQuality.Synchronised
        || (clock.GetUtcNow() - DateTimeOffset.FromUnixTimeMilliseconds(Math.Clamp(beat.Time.WallMs, 0, 253_402_300_799_000))).Duration() <= SkewMax;

    private Intake Begun(LiveController live, ControllerState state, Heartbeat beat)
    {
        ControllerState next = state.Started(beat.BootId, beat.BootEpoch);
        Intake begun = new(
            [new AuditEvent("door.controller_boot") { Device = live.Id.Text, ClockQuality = beat.Time.Quality.ToString().ToLowerInvariant(), Details = [new("boot_epoch", beat.BootEpoch.ToString(System.Globalization.CultureInfo.InvariantCulture))] }],
            [next.Row(live.Id)],
            () => { live.State = next; Show(live, beat); });
        return journal.Doubt(begun, live.Id, "controller_restarted");
    }

    private Intake Same(DeviceId agent, LiveController live, Heartbeat beat)
    {
        Show(live, beat);
        bool known = beat.Time.Quality == ClockQuality.Synchronised;
        if (live.State.Sequence == beat.JournalSequence && known)
        {
            if (live.State.Head.Length > 0 && live.State.Head != Convert.ToHexStringLower(beat.JournalHead))
            {
                return journal.Doubt(JournalIntake.Alarm("door.journal_forked", agent, live.Id), live.Id, "journal_forked");
            }
            RestoreRooms();
            return Intake.Nothing;
        }
        return live.IsShort(EntryDelayMax) ? Once(agent, live.Id, "door.journal_gap", "journal_gap") : Intake.Nothing;
    }

    /// <summary>Rooms whose controllers are all alive and whole are certain again, where only the gateway's own restart put them in doubt.</summary>
    private void RestoreRooms()
    {
        HashSet<RoomId> doubtful = [.. controllers.All.Where(c => !c.Alive || c.State.Sequence != c.AnnouncedSequence).SelectMany(c => journal.RoomsOf(c.Id))];
        HashSet<RoomId> certain = [.. controllers.All.Where(c => c.Alive).SelectMany(c => journal.RoomsOf(c.Id)).Where(r => !doubtful.Contains(r))];
        presence.Restore(certain);
    }

    private void Show(LiveController live, Heartbeat beat)
    {
        live.Heard(beat);
        foreach (DoorReport door in beat.Doors.Where(d => board.DoorsOf(live.Id).Any(known => known.Id == d.Door))) { board.Heard(door); }
    }

    private Intake Complain(DeviceId agent, DeviceId controller) =>
        _complained.Add(controller) ? journal.Doubt(JournalIntake.Alarm("door.clock_wrong", agent, controller), controller, "clock_wrong") : Intake.Nothing;

    private Intake Once(DeviceId agent, DeviceId controller, string code, string cause) =>
        presence.In(journal.RoomsOf(controller)).Any(e => e.Fact.State == Decisions.PresenceState.Present)
            ? journal.Doubt(JournalIntake.Alarm(code, agent, controller), controller, cause)
            : Intake.Nothing;
}
