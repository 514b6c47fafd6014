using Secure.DoorController.Configuration;
using Secure.DoorController.Core.Doors;
using Secure.DoorController.Core.Lines;
using Secure.DoorController.Pins.Gpio;
using Secure.Vocabulary;

namespace Secure.DoorController.Pins;

/// <summary>One input of a door, on one line or supervised on two. For one thread at a time.</summary>
internal sealed class DoorContact(DoorId door, DoorLine line, PinEntry pin, Func<bool, DoorInput> input)
{
    private readonly LinePair? _pair = pin.Opposite is null ? null : new LinePair(pin.Level == 1, pin.Bias != Bias.PullDown);

    public DoorId Door => door;

    /// <summary>When <see cref="Look"/> will have something to say though no line has moved.</summary>
    public TimeSpan? DueAt => _pair?.DueAt;

    /// <summary>What this level means at the door; null while nothing is new or sure.</summary>
    public DoorInput? Take(string name, bool high, TimeSpan now) => _pair is { } pair ? Mean(pair.Take(name == pin.Opposite, high, now)) : input(high == (pin.Level == 1));

    public DoorInput? Look(TimeSpan now) => Mean(_pair?.Look(now));

    /// <summary>The pins are lost, or new: what was said before does not count.</summary>
    public void Forget() => _pair?.Forget();

    private DoorInput? Mean(LineState? state) => state is { } known ? Mean(known) : null;

    private DoorInput Mean(LineState state) => state switch
    {
        LineState.Rest => input(false),
        LineState.Active => input(true),
        LineState.Cut => new DoorInput.LineFault(line, IsCut: true),
        LineState.Short => new DoorInput.LineFault(line, IsCut: false),
    };
}
