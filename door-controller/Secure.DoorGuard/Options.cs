namespace Secure.DoorGuard;

/// <summary>The command line: <c>--pins unix:PATH --lock NAME=0|1 … [--once] -- CONTROLLER WORDS…</c></summary>
/// <param name="Pins">The socket of the pin driver.</param>
/// <param name="Locks">Every lock line with the level that leaves it locked.</param>
/// <param name="Once">End after the first controller instead of starting another.</param>
/// <param name="Controller">The program and its arguments.</param>
internal sealed record Options(string Pins, IReadOnlyList<LockLine> Locks, bool Once, IReadOnlyList<string> Controller)
{
    private const string Scheme = "unix:";

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
            if (args[i] == "--pins" && pins is null && value.StartsWith(Scheme, StringComparison.Ordinal)) { pins = value[Scheme.Length..]; }
            else if (args[i] == "--lock" && LockLine.Of(value) is { } line && locks.All(l => l.Name != line.Name)) { locks.Add(line); }
            else { return null; }
            i++;
        }
        return string.IsNullOrEmpty(pins) || locks.Count == 0 ? null : new Options(pins, locks, once, args[(end + 1)..]);
    }
}

/// <param name="Inactive">0 or 1: the level at which the lock is locked.</param>
internal sealed record LockLine(string Name, int Inactive)
{
    internal static LockLine? Of(string text) => text.Split('=') switch
    {
        [{ Length: > 0 } name, "0" or "1"] when !name.Any(char.IsWhiteSpace) => new LockLine(name, text[^1] - '0'),
        _ => null,
    };
}
