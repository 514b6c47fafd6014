using Secure.DoorController.Configuration;
using Secure.DoorController.Core.Control;
using Secure.DoorController.Core.Doors;
using Secure.DoorController.Guarding;
using Secure.Vocabulary;

namespace Secure.DoorController.Pins;

/// <summary>Which line is what at which door. The guard hears of a lock before its line moves.</summary>
internal sealed class DoorLines : ILockLines
{
    private readonly Dictionary<DoorId, PinEntry> _strikes = [];
    private readonly Dictionary<string, (DoorId Door, Func<bool, DoorInput> Input)> _inputs = new(StringComparer.Ordinal);
    private readonly IPins _pins;
    private readonly GuardBeats _beats;

    public DoorLines(IEnumerable<DoorEntry> doors, IPins pins, GuardBeats beats)
    {
        (_pins, _beats) = (pins, beats);
        foreach (DoorEntry door in doors)
        {
            DoorId id = DoorId.Parse(door.Id);
            _strikes[id] = door.Strike;
            AddInput(id, door.Feedback, meant => new DoorInput.Feedback(meant));
            AddInput(id, door.Contact, meant => new DoorInput.Contact(meant));
            if (door.Rex is { } rex) { AddInput(id, rex, meant => new DoorInput.ExitButton(meant)); }
        }
    }

    public void Drive(DoorId door, bool unlock)
    {
        if (unlock) { _beats.Arm(); }
        PinEntry strike = _strikes[door];
        _pins.Set(strike.Line, unlock == (strike.Level == 1));
    }

    /// <summary>Drives every lock to locked without asking anybody: the last act of a failing process.</summary>
    public void LockAll()
    {
        foreach (DoorId door in _strikes.Keys) { Drive(door, false); }
    }

    /// <summary>What a level on a line means; null for a line that is nobody's.</summary>
    public (DoorId Door, DoorInput Input)? Meaning(string line, bool high) =>
        _inputs.TryGetValue(line, out (DoorId Door, Func<bool, DoorInput> Input) entry) ? (entry.Door, entry.Input(high)) : null;

    private void AddInput(DoorId door, PinEntry pin, Func<bool, DoorInput> input) =>
        _inputs[pin.Line] = (door, high => input(high == (pin.Level == 1)));
}
