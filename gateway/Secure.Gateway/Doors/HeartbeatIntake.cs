using System.Globalization;
using Secure.Gateway.Audit;
using Secure.Gateway.Decisions.Site;
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
    ISite site, Controllers controllers, JournalIntake journal, PresenceBook presence, DoorBoard board, DeviceAlarms alarms)
{
    /// <summary>How long an announced journal entry may be on its way (GB 50396-2007: an event is at the centre within 5 s).</summary>
    private static readonly TimeSpan EntryDelayMax = TimeSpan.FromSeconds(5);

    /// <summary>Prepares one heartbeat that an agent relayed.</summary>
    /// <param name="retained">It lay at the broker: it counts only where its own clock says that it is fresh.</param>
    /// <returns>True where it is genuine and new: the controller may have our time and acknowledgement.</returns>
    public bool Take(Draft draft, DeviceId agent, DeviceId controller, byte[] signed, bool retained)
    {
        if (!journal.IsAgentOf(agent, controller)) { alarms.Add(draft, "door.event_wrong_agent", agent, controller); return false; }
        if (!controllers.TryVerify(controller, signed, out Heartbeat? beat, out Ed25519PublicKey? key) || beat.Controller != controller)
        {
            alarms.Add(draft, "door.event_forged", agent, controller);
            return false;
        }
        LiveController live = controllers.Of(controller);
        ControllerState state = draft.StateOf(controller).ForKey(key);
        bool timely = controllers.IsTimely(beat.Time);
        if (IsOld(live, state, beat) || (retained && !timely)) { return false; }
        if (!timely && beat.Time.Quality == ClockQuality.Synchronised)
        {
            if (live.IsClockWrong(beat.Time)) { journal.Trouble(draft, controller, agent, "door.clock_wrong"); }
            return true;
        }
        // Before our time has reached it, nobody can tell whether its word is of now: it begins a boot, and shows nothing.
        if (timely) { draft.After(() => Show(live, beat)); }
        if (!state.IsPresentBoot(beat.BootId)) { Begin(draft, state, beat); }
        else if (timely) { Compare(draft, agent, live, state, beat); }
        return true;
    }

    /// <summary>From an earlier boot, or from before the last one of this boot: a replay.</summary>
    private static bool IsOld(LiveController live, ControllerState state, Heartbeat beat) => state.IsPresentBoot(beat.BootId)
        ? beat.Time.MonotonicNs <= live.HeardNs
        : !state.IsNewBoot(beat.BootId, beat.BootEpoch) || state.IsRetired(beat.BootId);

    private void Begin(Draft draft, ControllerState state, Heartbeat beat)
    {
        draft.Add(new AuditEvent(AuditKinds.DoorEvent + ".boot")
        {
            Device = beat.Controller.Text,
            ClockQuality = beat.Time.Quality.ToString().ToLowerInvariant(),
            Details = [new("boot_epoch", beat.BootEpoch.ToString(CultureInfo.InvariantCulture))],
        });
        draft.Set(beat.Controller, state.Started(beat.BootId, beat.BootEpoch));
        journal.Doubt(draft, beat.Controller, "controller_restarted");
    }

    private void Compare(Draft draft, DeviceId agent, LiveController live, ControllerState state, Heartbeat beat)
    {
        (bool late, bool stuck) = live.Lag(beat.JournalSequence, state.Sequence, EntryDelayMax);
        if (stuck) { journal.Trouble(draft, live.Id, agent, "door.journal_gap"); }
        else if (late) { journal.Doubt(draft, live.Id, "journal_gap"); }
        if (live.IsShort(beat.JournalSequence, state.Sequence, beat.Time.MonotonicNs)) { journal.Trouble(draft, live.Id, agent, "door.journal_lost"); }
        if (state.Sequence != beat.JournalSequence) { return; }
        // The entry itself is lost; its hash is the controller's own signed word, and the next one must continue it.
        if (state.IsSkipping) { draft.Set(live.Id, state with { Head = Convert.ToHexStringLower(beat.JournalHead) }); }
        else if (state.Sequence > 0 && state.Head != Convert.ToHexStringLower(beat.JournalHead)) { journal.Trouble(draft, live.Id, agent, "door.journal_forked"); return; }
        draft.After(live.Recovered);
        draft.After(RestoreRooms);
    }

    /// <summary>Rooms whose controllers are all alive and whole are certain again, where only the gateway's own restart put them in doubt.</summary>
    private void RestoreRooms()
    {
        SiteSnapshot now = site.Current;
        HashSet<RoomId> doubtful = [.. now.Controllers.Keys.Where(c => !controllers.Of(c).Whole).SelectMany(c => JournalRules.RoomsAround(c, now))];
        presence.Restore(now.Rooms.Keys.Where(r => !doubtful.Contains(r)).ToHashSet());
    }

    private void Show(LiveController live, Heartbeat beat)
    {
        live.Heard(beat);
        HashSet<DoorId> own = [.. board.DoorsOf(live.Id).Select(d => d.Id)];
        foreach (DoorReport door in beat.Doors.Where(d => own.Contains(d.Door))) { board.Heard(door, beat.BootId, beat.Time); }
    }
}
