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
    private readonly List<DoorContact> _inputs = [];
    private readonly IPins _pins;
    private readonly GuardBeats _beats;

    public DoorLines(IEnumerable<DoorEntry> doors, IPins pins, GuardBeats beats)
    {
        (_pins, _beats) = (pins, beats);
        foreach (DoorEntry door in doors)
        {
            DoorId id = DoorId.Parse(door.Id);
            _strikes[id] = door.Strike;
            AddInput(id, door.Feedback, DoorLine.Feedback, meant => new DoorInput.Feedback(meant));
            AddInput(id, door.Contact, DoorLine.Contact, meant => new DoorInput.Contact(meant));
            AddInput(id, door.Rex, DoorLine.Exit, meant => new DoorInput.ExitButton(meant));
            AddInput(id, door.Tamper, DoorLine.Tamper, meant => new DoorInput.Tamper(meant));
            AddInput(id, door.Fire, DoorLine.Fire, meant => new DoorInput.Fire(meant));
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

    /// <summary>Every input of every door.</summary>
    public IReadOnlyList<DoorContact> Contacts => _inputs;

    private void AddInput(DoorId door, PinEntry? pin, DoorLine line, Func<bool, DoorInput> input)
    {
        if (pin is not null) { _inputs.Add(new DoorContact(door, line, pin, input)); }
    }
}
