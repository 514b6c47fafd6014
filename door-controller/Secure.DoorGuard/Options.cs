using System.Globalization;

namespace Secure.DoorGuard;

/// <summary>The command line: <c>--pins unix:PATH|gpio:CHIP --lock LINE … [--once] -- CONTROLLER WORDS…</c></summary>
/// <param name="Pins">The socket of a pin driver, or the label of a GPIO chip.</param>
/// <param name="Locks">Every lock line with the level that leaves it locked.</param>
/// <param name="Once">End after the first controller instead of starting another.</param>
/// <param name="Controller">The program and its arguments.</param>
internal sealed record Options(string Pins, IReadOnlyList<LockLine> Locks, bool Once, IReadOnlyList<string> Controller)
{
    private const string Socket = "unix:";
    private const string Chip = "gpio:";

    /// <summary>Null: something is missing, unknown or given twice; a guard that guesses guards nothing.</summary>
    internal static Options? Of(string[] args)
    {
        int end = Array.IndexOf(args, "--");
        if (end < 0 || end + 1 == args.Length) { return null; }
        string? pins = null;
        bool once = false;
        List<LockLine> locks = [];
        for (int i = 0; i < end; i++)
        {
            if (args[i] == "--once") { once = true; continue; }
            string value = i + 1 < end ? args[i + 1] : "";
            if (args[i] == "--pins" && pins is null) { pins = value; }
            else if (args[i] == "--lock" && LockLine.Of(value) is { } line && locks.All(l => l.Name != line.Name)) { locks.Add(line); }
            else { return null; }
            i++;
        }
        return Fit(pins, locks) ? new Options(pins!, locks, once, args[(end + 1)..]) : null;
    }

    internal ILockDriver NewDriver(Monotonic clock) =>
        Pins.StartsWith(Chip, StringComparison.Ordinal) ? new GpioLocks(Pins[Chip.Length..], Locks) : new PinLink(Pins[Socket.Length..], Locks, clock);

    private static bool Fit(string? pins, List<LockLine> locks)
    {
        bool onChip = pins?.StartsWith(Chip, StringComparison.Ordinal) == true;
        return (onChip || pins?.StartsWith(Socket, StringComparison.Ordinal) == true) && pins!.Length > Chip.Length
            && locks.Count is > 0 and <= LockLine.Max && locks.All(l => l.Offset is not null == onChip);
    }
}

/// <param name="Inactive">0 or 1: the level at which the lock is locked.</param>
/// <param name="Offset">The line's place on a GPIO chip; null for a pin driver's line.</param>
/// <param name="Drive">How a GPIO line makes its levels: empty, open-drain or open-source.</param>
internal sealed record LockLine(string Name, int Inactive, int? Offset = null, string Drive = "")
{
    internal const int Max = 64;

    /// <summary>NAME=LEVEL, or NAME@OFFSET=LEVEL[:DRIVE] on a chip.</summary>
    internal static LockLine? Of(string text)
    {
        (string line, string drive) = text.Split(':') is [var before, "open-drain" or "open-source"] ? (before, text[(before.Length + 1)..]) : (text, "");
        if (line.Split('=') is not [var whole, "0" or "1"] || whole.Any(char.IsWhiteSpace)) { return null; }
        string[] parts = whole.Split('@');
        int place = 0;
        bool onChip = parts.Length == 2 && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out place);
        return parts[0].Length > 0 && (onChip || (parts.Length == 1 && drive.Length == 0)) ? new LockLine(parts[0], line[^1] - '0', onChip ? place : null, drive) : null;
    }

    /// <summary>As on the command line.</summary>
    public override string ToString() => $"{Name}{(Offset is { } place ? $"@{place}" : "")}={Inactive}{(Drive.Length > 0 ? ":" : "")}{Drive}";
}
