namespace Secure.DoorController.Configuration;

internal enum LineUse
{
    /// <summary>An output that holds or releases a lock.</summary>
    Lock,
    Input,
    /// <summary>A pulse line of a Wiegand reader.</summary>
    Pulse,
    /// <summary>An output that a lamp or a buzzer hangs on: never a lock's, and not the guard's.</summary>
    Sign,
}

/// <summary>One line of a configuration and what it is for.</summary>
/// <param name="Where">For messages: whose it is and what.</param>
/// <param name="Pin">Null for a pulse line.</param>
internal sealed record UsedLine(string Where, string Name, LineUse Use, PinEntry? Pin = null, PulseEntry? Pulse = null, LockHardware? Lock = null)
{
    internal static IReadOnlyList<UsedLine> All(ControllerFile file) => [.. file.Doors.SelectMany(OfDoor), .. (file.Wiegand ?? []).SelectMany(OfWiegand), .. OfBox(file.Box)];

    private static IEnumerable<UsedLine> OfDoor(DoorEntry door) =>
    [
        new($"door {door.Id}, strike", door.Strike.Line, LineUse.Lock, door.Strike, Lock: door.Lock),
        .. Inputs($"door {door.Id}", ("feedback", door.Feedback), ("contact", door.Contact), ("rex", door.Rex), ("tamper", door.Tamper), ("fire", door.Fire)),
        .. Signs(door).Select(s => new UsedLine($"door {door.Id}, {s.What}", s.Pin.Line, LineUse.Sign, s.Pin)),
    ];

    private static IEnumerable<(string What, PinEntry Pin)> Signs(DoorEntry door) =>
        new[] { ("green", door.Green), ("red", door.Red), ("buzzer", door.Buzzer) }.Where(s => s.Item2 is not null).Select(s => (s.Item1, s.Item2!));

    private static IEnumerable<UsedLine> OfBox(BoxEntry? box) => Inputs("box", ("tamper", box?.Tamper), ("mains", box?.Mains), ("battery", box?.Battery));

    private static IEnumerable<UsedLine> Inputs(string of, params (string What, PinEntry? Pin)[] pins)
    {
        foreach ((string what, PinEntry? pin) in pins)
        {
            if (pin is not null) { yield return new($"{of}, {what}", pin.Line, LineUse.Input, pin); }
            if (pin?.Opposite is { } opposite) { yield return new($"{of}, opposite {what}", opposite, LineUse.Input, pin); }
        }
    }

    private static IEnumerable<UsedLine> OfWiegand(WiegandEntry reader) =>
    [
        new($"reader {reader.Id}, data0", reader.Data0.Line, LineUse.Pulse, Pulse: reader.Data0),
        new($"reader {reader.Id}, data1", reader.Data1.Line, LineUse.Pulse, Pulse: reader.Data1),
    ];
}
