using System.Globalization;
using Secure.DoorController.Core.Osdp;

namespace Secure.OsdpTool;

/// <summary>What a line of standard input asks for.</summary>
internal abstract record Order
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(3600);

    public sealed record Commands(IReadOnlyList<OsdpCommand> All) : Order;

    public sealed record NewKey(OsdpKey Key) : Order;

    public sealed record Move(byte Address, int Baud) : Order;

    /// <param name="Path">Of the file to send.</param>
    /// <param name="Type">As the reader's maker says; 1 is opaque content.</param>
    public sealed record SendFile(string Path, byte Type) : Order;

    public sealed record Quit : Order;

    /// <summary>Null for what is none.</summary>
    public static Order? Of(string line) => line.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) switch
    {
        ["status"] => new Commands([OsdpCommand.LocalStatus, OsdpCommand.InputStatus, OsdpCommand.OutputStatus, OsdpCommand.ReaderStatus]),
        ["led"] => new Commands([OsdpCommand.LedFor(LedColour.Green, TimeSpan.FromSeconds(3))]),
        ["led", var colour] when Colour(colour) is { } steady => new Commands([OsdpCommand.LedSteady(steady)]),
        ["led", var colour, var seconds] when Colour(colour) is { } shown && Time(seconds) is { } on => new Commands([OsdpCommand.LedFor(shown, on)]),
        ["buzzer"] or ["buzzer", "on"] => new Commands([OsdpCommand.Beep(1, TimeSpan.FromMilliseconds(200))]),
        ["buzzer", "off" or "0"] => new Commands([OsdpCommand.Silence]),
        ["buzzer", var count] when byte.TryParse(count, CultureInfo.InvariantCulture, out byte beeps) => new Commands([OsdpCommand.Beep(beeps, TimeSpan.FromMilliseconds(200))]),
        ["output", var number, var state] when byte.TryParse(number, CultureInfo.InvariantCulture, out byte output) => Output(output, state),
        ["keyset", var hex] when OsdpKey.TryParse(hex, out OsdpKey? key) => new NewKey(key),
        ["comset", var address, var speed] when byte.TryParse(address, CultureInfo.InvariantCulture, out byte to)
            && int.TryParse(speed, NumberStyles.None, CultureInfo.InvariantCulture, out int baud) && Options.Bauds.Contains(baud) => new Move(to, baud),
        ["file", var path] => new SendFile(path, 1),
        ["file", var path, var type] when byte.TryParse(type, CultureInfo.InvariantCulture, out byte number) => new SendFile(path, number),
        ["quit"] => new Quit(),
        _ => null,
    };

    private static Commands? Output(byte number, string state) => state switch
    {
        "on" => new Commands([OsdpCommand.Output(number, on: true)]),
        "off" => new Commands([OsdpCommand.Output(number, on: false)]),
        _ => Time(state) is { } on ? new Commands([OsdpCommand.OutputFor(number, on)]) : null,
    };

    private static LedColour? Colour(string name) =>
        Enum.TryParse(name, ignoreCase: true, out LedColour colour) && Enum.IsDefined(colour) && !char.IsDigit(name[0]) ? colour : null;

    private static TimeSpan? Time(string seconds) =>
        double.TryParse(seconds, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number) && number > 0 && number <= Longest.TotalSeconds
            ? TimeSpan.FromSeconds(number)
            : null;
}
