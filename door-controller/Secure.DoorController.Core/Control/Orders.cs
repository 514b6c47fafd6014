using Secure.DoorController.Core.Doors;
using Secure.DoorController.Core.Offline;
using Secure.DoorController.Core.Verification;
using Secure.Grants;
using Secure.Vocabulary;

namespace Secure.DoorController.Core.Control;

/// <summary>Carries out verdicts: an accepted word moves a door, a refused one is recorded and counted.</summary>
internal sealed class Orders(ControllerSetup setup, DoorSet doors, Entries entries, Journal journal, TrustedTime time, IControllerStore store, Box box, PassDesk passages)
{
    private readonly RefusalBurst _burst = new();
    private CommandMemory _memory = setup.Commands;
    private ulong _answered;

    public IReaderInstall? Install { get; set; }

    /// <summary>The highest command number that was ever accepted.</summary>
    public ulong LastNumber => _memory.LastNumber;

    public Reception Act(Verdict verdict, DoorEventKind refusedKind)
    {
        if (verdict is not Verdict.Accepted accepted) { return Refuse((Verdict.Refused)verdict, refusedKind); }
        if (accepted.By.CommandNumber > 0) { Remember(accepted); }
        if (accepted.Order == DoorCommand.InstallReaders) { return OpenWindow(accepted); }
        DoorInput input = accepted.Order == DoorCommand.Unlock
            ? new DoorInput.Unlock(accepted.By, accepted.Hold, accepted.Extended)
            : new DoorInput.Order(accepted.Order, accepted.By);
        if (accepted.Nonce is { } nonce) { passages.Granted(nonce, accepted.By); }
        doors.Apply(accepted.Door, input, time.Now);
        if (accepted.Nonce is not null) { entries.Granted(accepted.Nonce, doors.IsDriven(accepted.Door)); }
        passages.Keep();
        return Reception.Fine;
    }

    /// <summary>Also ends what the open box began: no key is handed out before the box is closed.</summary>
    private Reception OpenWindow(Verdict.Accepted accepted)
    {
        bool ended = box.End(accepted.By);
        bool[] each = [.. setup.Readers.Where(r => !box.IsOpen && r.Value == accepted.Door).Select(r => Install?.OpenWindow(r.Key) == true)];
        bool done = ended || each.Contains(true);
        string refusal = box.IsOpen ? Box.OpenReason : done ? "" : ReaderReasons.NoReader;
        journal.Write(done ? DoorEventKind.CommandDone : DoorEventKind.CommandRefused, refusal, doors.Report(accepted.Door), by: accepted.By);
        return Reception.Fine;
    }

    /// <summary>The number is on disk and serves no other command; the doors' modes stay.</summary>
    public void Spend(ulong number)
    {
        _memory = _memory with { LastNumber = number };
        store.SaveCommands(_memory);
    }

    /// <summary>Number and mode are on disk before the door moves: after a crash a lockdown still holds.</summary>
    private void Remember(Verdict.Accepted accepted)
    {
        DoorMode mode = Door.ModeAfter(accepted.Order, doors.Ordered(accepted.Door));
        Dictionary<DoorId, DoorMode> modes = new(_memory.Modes) { [accepted.Door] = mode };
        _memory = new CommandMemory(accepted.By.CommandNumber, modes);
        store.SaveCommands(_memory);
    }

    public Reception Refuse(Verdict.Refused refused, DoorEventKind kind)
    {
        Tick();
        Refusal recorded = _burst.Add(time.Now);
        if (recorded == Refusal.Counted && !IsAwaited(refused.By)) { return Reception.Refused; }
        DoorReport? door = refused.Door is null ? null : doors.Report(refused.Door);
        journal.Write(kind, refused.Reason, door, by: refused.By);
        if (recorded == Refusal.Burst) { journal.Write(DoorEventKind.RefusalBurst, refused.Reason, door); }
        return Reception.Refused;
    }

    /// <summary>
    /// A command that the gateway signed and that was not refused before: an officer waits for the answer, and a flood of others hides it
    /// from nobody. Once for each number, and upwards, so that nobody fills the disk by repeating them.
    /// </summary>
    private bool IsAwaited(Authority? by)
    {
        if (by is null || by.CommandNumber <= _answered) { return false; }
        _answered = by.CommandNumber;
        return true;
    }

    /// <summary>Records what a flood of refusals was only counted for.</summary>
    public void Tick()
    {
        if (_burst.Take(time.Now) is > 0 and int counted) { journal.Write(DoorEventKind.RefusalBurst, $"refusals_{counted}"); }
    }
}
