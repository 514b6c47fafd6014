using Secure.DoorController.Configuration;
using Secure.DoorController.Core.Control;
using Secure.DoorController.Core.Lines;
using Secure.DoorController.Pins.Gpio;

namespace Secure.DoorController.Pins;

/// <summary>An input, and what it means to the controller. For one thread at a time.</summary>
internal interface IContact
{
    /// <summary>The names of its lines: one, or two where it is supervised.</summary>
    IEnumerable<string> Lines { get; }

    /// <summary>When <see cref="Look"/> will have something to say though no line has moved.</summary>
    TimeSpan? DueAt { get; }

    /// <summary>What this level means; null while nothing is new or sure.</summary>
    Action<Controller>? Take(string name, bool high, TimeSpan now);

    Action<Controller>? Look(TimeSpan now);

    /// <summary>The pins are lost, or new: what was said before does not count.</summary>
    void Forget();
}

/// <summary>One input as a state, on one line or supervised on two.</summary>
internal sealed class InputLine(PinEntry pin)
{
    private readonly LinePair? _pair = pin.Opposite is null ? null : new LinePair(pin.Level == 1, pin.Bias != Bias.PullDown);

    public IEnumerable<string> Names => pin.Opposite is { } opposite ? [pin.Line, opposite] : [pin.Line];

    public TimeSpan? DueAt => _pair?.DueAt;

    /// <summary>Null while nothing is new or sure.</summary>
    public LineState? Take(string name, bool high, TimeSpan now) =>
        _pair is { } pair ? pair.Take(name == pin.Opposite, high, now) : high == (pin.Level == 1) ? LineState.Active : LineState.Rest;

    public LineState? Look(TimeSpan now) => _pair?.Look(now);

    public void Forget() => _pair?.Forget();
}
