using Secure.DoorController.Configuration;
using Secure.DoorController.Core.Control;
using Secure.DoorController.Core.Lines;

namespace Secure.DoorController.Pins;

/// <summary>One input of the controller's own box.</summary>
internal sealed class BoxContact(PinEntry pin, Action<Controller, LineState> moved) : IContact
{
    private readonly InputLine _line = new(pin);

    public IEnumerable<string> Lines => _line.Names;

    public TimeSpan? DueAt => _line.DueAt;

    public Action<Controller>? Take(string name, bool high, TimeSpan now) => Mean(_line.Take(name, high, now));

    public Action<Controller>? Look(TimeSpan now) => Mean(_line.Look(now));

    public void Forget() => _line.Forget();

    /// <summary>All of a box; empty where nothing watches it.</summary>
    public static IReadOnlyList<BoxContact> Of(BoxEntry? box) =>
    [
        .. One(box?.Tamper, (controller, state) => controller.BoxMoved(state)),
        .. One(box?.Mains, (controller, state) => controller.PowerMoved(PowerLine.Mains, state)),
        .. One(box?.Battery, (controller, state) => controller.PowerMoved(PowerLine.Battery, state)),
    ];

    private static IEnumerable<BoxContact> One(PinEntry? pin, Action<Controller, LineState> moved) => pin is null ? [] : [new BoxContact(pin, moved)];

    private Action<Controller>? Mean(LineState? state) => state is { } known ? controller => moved(controller, known) : null;
}
