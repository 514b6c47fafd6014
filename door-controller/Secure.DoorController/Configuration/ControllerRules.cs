using System.Text;
using Secure.DoorController.Core.Wiegand;
using Secure.Vocabulary;

namespace Secure.DoorController.Configuration;

/// <summary>What a configuration must keep to. Each broken rule is one sentence, all of them at once.</summary>
internal static class ControllerRules
{
    private const int SocketPathMax = 107;
    private const int DoorsMax = 64;
    // One exchange under the secure channel, as the wire measured it: 32 characters of 10 bits and 3 ms in the reader. The
    // gateway checks the same of the site file; only this file says at what speed the line is driven.
    private const double BitsPerExchange = 320;
    private const double ReaderMs = 3;
    private const double CycleMaxMs = 190;
    private static readonly int[] Bauds = [9600, 19200, 38400, 57600, 115200];

    internal static IEnumerable<string> Faults(ControllerFile file) =>
        [.. OfItself(file), .. file.Buses.SelectMany(OfBus), .. file.Doors.SelectMany(OfDoor), .. UsedLine.All(file).SelectMany(l => OfLine(l, file.IsOnGpio)), .. OfNames(file), .. OfReaders(file)];

    private static IEnumerable<string> OfItself(ControllerFile file)
    {
        if (!DeviceId.TryParse(file.Controller, out _)) { yield return $"controller: \"{file.Controller}\" is no device id (1 to 63 of a-z, 0-9, '.', '_', '-')"; }
        if (!Path.IsPathRooted(file.StateFolder)) { yield return "stateFolder: must be an absolute path"; }
        if (!Path.IsPathRooted(file.Socket.Path)) { yield return "socket.path: must be an absolute path"; }
        if (Encoding.UTF8.GetByteCount(file.Socket.Path) > SocketPathMax) { yield return $"socket.path: is longer than {SocketPathMax} bytes"; }
        if (!file.IsOnGpio && !file.Pins.StartsWith("unix:/", StringComparison.Ordinal)) { yield return "pins: must be gpio or unix:/PATH"; }
        if (file.IsOnGpio && file.Board is null) { yield return "board: pins gpio need the board's name"; }
        if (!file.IsOnGpio && file.Board is not null) { yield return "board: counts only with pins gpio"; }
        if (!file.IsOnGpio && file.Wiegand is { Length: > 0 }) { yield return "wiegand: works only with pins gpio"; }
        if (file.Doors.Length is 0 or > DoorsMax) { yield return $"doors: 1 to {DoorsMax} are needed, {file.Doors.Length} are given"; }
    }

    private static IEnumerable<string> OfBus(BusEntry bus)
    {
        if (!Path.IsPathRooted(bus.Line)) { yield return $"bus \"{bus.Line}\": line must be an absolute path"; }
        if (!Bauds.Contains(bus.Baud)) { yield return $"bus {bus.Line}: baud {bus.Baud} is none of {string.Join(", ", Bauds)}"; }
        if (bus.PollMs is < 10 or > 1000) { yield return $"bus {bus.Line}: pollMs {bus.PollMs} is not within 10 to 1000"; }
        if (bus.Readers.Length == 0) { yield return $"bus {bus.Line}: no reader"; }
        if (Bauds.Contains(bus.Baud) && CycleMs(bus) is > CycleMaxMs and var cycle)
        {
            yield return $"bus {bus.Line}: {bus.Readers.Length} readers at {bus.Baud} baud and {bus.PollMs} ms between polls are each asked every {cycle:F0} ms, more than {CycleMaxMs:F0}: fewer readers, a higher speed or a shorter pollMs";
        }
        foreach (ReaderEntry reader in bus.Readers.Where(r => r.Address is < 0 or > 126))
        {
            yield return $"reader {reader.Id}: address {reader.Address} is not within 0 to 126";
        }
        foreach (var same in bus.Readers.GroupBy(r => r.Address).Where(g => g.Count() > 1))
        {
            yield return $"bus {bus.Line}: more than one reader has address {same.Key}";
        }
    }

    /// <summary>From one poll of a reader to its next: its own pause, or the exchanges of all the others.</summary>
    private static double CycleMs(BusEntry bus)
    {
        double exchange = ReaderMs + (BitsPerExchange * 1000 / bus.Baud);
        return Math.Max(bus.Readers.Length * exchange, exchange + bus.PollMs);
    }

    private static IEnumerable<string> OfDoor(DoorEntry door)
    {
        if (!DoorId.TryParse(door.Id, out _)) { yield return $"door \"{door.Id}\": no door id (1 to 63 of a-z, 0-9, '.', '_', '-')"; }
        if (door.HeldAfterSeconds is < 1 or > 3600) { yield return $"door {door.Id}: heldAfterSeconds {door.HeldAfterSeconds} is not within 1 to 3600"; }
        if (door.MotionMaxMs is < 10 or > 10_000) { yield return $"door {door.Id}: motionMaxMs {door.MotionMaxMs} is not within 10 to 10000"; }
        if (door.RexShuntSeconds is < 1 or > 60) { yield return $"door {door.Id}: rexShuntSeconds {door.RexShuntSeconds} is not within 1 to 60"; }
    }

    private static IEnumerable<string> OfLine(UsedLine line, bool onGpio)
    {
        if (line.Name.Length == 0 || line.Name.Any(c => char.IsWhiteSpace(c) || char.IsControl(c))) { yield return $"{line.Where}: \"{line.Name}\" is no line name"; }
        if (line.Pin is not { } pin) { yield break; }
        if (pin.Level is not (0 or 1)) { yield return $"{line.Where}: level {pin.Level} of line {pin.Line} is neither 0 nor 1"; }
        if (pin.DebounceMs is < 0 or > 200) { yield return $"{line.Where}: debounceMs {pin.DebounceMs} of line {pin.Line} is not within 0 to 200"; }
        if (line.Use == LineUse.Input && pin.Drive is not null) { yield return $"{line.Where}: line {pin.Line} is an input and has no drive"; }
        if (line.Use != LineUse.Input && (pin.Bias ?? (object?)pin.DebounceMs) is not null) { yield return $"{line.Where}: line {pin.Line} is an output and has neither bias nor debounceMs"; }
        if (line.Use != LineUse.Input && pin.Opposite is not null) { yield return $"{line.Where}: line {pin.Line} is an output and has no opposite"; }
        if (!onGpio && (pin.Bias ?? (object?)pin.Drive ?? pin.DebounceMs) is not null) { yield return $"{line.Where}: bias, drive and debounceMs of line {pin.Line} are for pins gpio"; }
    }

    private static IEnumerable<string> OfNames(ControllerFile file)
    {
        string[][] kinds =
        [
            [.. file.Buses.Select(b => b.Line)],
            [.. file.Readers.Select(r => r.Id)],
            [.. file.Doors.Select(d => d.Id)],
            [.. UsedLine.All(file).Select(l => l.Name)],
        ];
        return kinds.SelectMany(k => k.GroupBy(n => n).Where(g => g.Count() > 1)).Select(g => $"\"{g.Key}\" is given twice");
    }

    private static IEnumerable<string> OfReaders(ControllerFile file)
    {
        foreach ((string id, string door) in file.Readers)
        {
            if (!ReaderId.TryParse(id, out _)) { yield return $"reader \"{id}\": no reader id (1 to 63 of a-z, 0-9, '.', '_', '-')"; }
            if (file.Doors.All(d => d.Id != door)) { yield return $"reader {id}: no door \"{door}\" here"; }
        }
        foreach (WiegandEntry reader in file.Wiegand ?? [])
        {
            if (reader.Bits is { } bits && (bits.Length == 0 || bits.Any(b => b is < WiegandDecoder.BitsMin or > WiegandDecoder.BitsMax)))
            {
                yield return $"reader {reader.Id}: bits are each {WiegandDecoder.BitsMin} to {WiegandDecoder.BitsMax}";
            }
        }
    }
}
