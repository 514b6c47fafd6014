using Secure.DoorController.Configuration;
using Secure.DoorController.Core.Control;
using Secure.DoorController.Core.Doors;
using Secure.DoorController.Core.Lines;
using Secure.Vocabulary;

namespace Secure.DoorController.Pins;

/// <summary>One input of a door.</summary>
internal sealed class DoorContact(DoorId door, DoorLine line, PinEntry pin, Func<bool, DoorInput> input) : IContact
{
    private readonly InputLine _line = new(pin);

    public IEnumerable<string> Lines => _line.Names;

    public TimeSpan? DueAt => _line.DueAt;

    /// <summary>What this level means at the door; null while nothing is new or sure.</summary>
    public DoorInput? Take(string name, bool high, TimeSpan now) => Mean(_line.Take(name, high, now));

    public DoorInput? Look(TimeSpan now) => Mean(_line.Look(now));

    public void Forget() => _line.Forget();

    Action<Controller>? IContact.Take(string name, bool high, TimeSpan now) => Post(Take(name, high, now));

    Action<Controller>? IContact.Look(TimeSpan now) => Post(Look(now));

    private Action<Controller>? Post(DoorInput? meant) => meant is null ? null : controller => controller.PinMoved(door, meant);

    private DoorInput? Mean(LineState? state) => state is { } known ? Mean(known) : null;

    private DoorInput Mean(LineState state) => state switch
    {
        LineState.Rest => input(false),
        LineState.Active => input(true),
        LineState.Cut => new DoorInput.LineFault(line, IsCut: true),
        LineState.Short => new DoorInput.LineFault(line, IsCut: false),
    };
}
