using System.Globalization;
using System.Text.Json.Nodes;
using Secure.DoorTwin.Line;

namespace Secure.DoorTwin.Serving;

/// <summary>What happens to a reader cable: <c>line BUS …</c>.</summary>
internal static class LineCommands
{
    private const string Usage =
        "应为 · expected: line BUS flip SHARE [seed=N] | lose SHARE [seed=N] | delay MS | cut [off] | send HEX | tell HEX | attack downgrade|refuse|replay|card|unsealed|status|anything [SHARE] [seed=N] | clean";

    private const int DelayMaxMs = 10_000;

    internal static JsonObject Do(Wire wire, string[] words)
    {
        int? seed = null;
        foreach (string word in words.Where(w => w.StartsWith("seed=", StringComparison.Ordinal)))
        {
            if (!TryNumber(word[5..], int.MaxValue, out int given)) { return Answers.No(Usage); }
            seed = given;
        }
        if (!TryDo(wire, [.. words.Where(w => !w.StartsWith("seed=", StringComparison.Ordinal))], seed ?? 0)) { return Answers.No(Usage); }
        if (seed is { } again) { wire.Faults.Seed = again; }
        return Answers.Yes;
    }

    private static bool TryDo(Wire wire, string[] words, int seed)
    {
        LineFaults faults = wire.Faults;
        switch (words)
        {
            case ["flip", var text] when TryShare(text, out double flips): faults.Flips = flips; return true;
            case ["lose", var text] when TryShare(text, out double losses): faults.Losses = losses; return true;
            case ["delay", var text] when TryNumber(text, DelayMaxMs, out int ms): faults.Delay = TimeSpan.FromMilliseconds(ms); return true;
            case ["cut"]: faults.Cut = true; return true;
            case ["cut", "off"]: faults.Cut = false; return true;
            case ["send", var hex] when TryBytes(hex, out byte[] bytes): wire.Inject(bytes); return true;
            case ["tell", var hex] when TryBytes(hex, out byte[] bytes): wire.Receive(bytes); return true;
            case ["attack", var name]: return TryAttack(wire, name, 1, seed);
            case ["attack", var name, var text] when TryShare(text, out double share): return TryAttack(wire, name, share, seed);
            case ["clean"]: faults.Mend(); wire.Attacker = null; return true;
            default: return false;
        }
    }

    private static bool TryAttack(Wire wire, string name, double share, int seed)
    {
        if (!name.All(char.IsAsciiLetterLower) || !Enum.TryParse(name, ignoreCase: true, out AttackKind kind)) { return false; }
        wire.Attacker = kind == AttackKind.None ? null : new Attacker(kind, seed, share);
        return true;
    }

    /// <summary>0.01 or 1%.</summary>
    private static bool TryShare(string text, out double share)
    {
        bool percent = text.EndsWith('%');
        bool read = double.TryParse(percent ? text[..^1] : text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out share);
        share = percent ? share / 100 : share;
        return read && share is >= 0 and <= 1;
    }

    private static bool TryNumber(string text, int max, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number <= max;

    private static bool TryBytes(string hex, out byte[] bytes)
    {
        bool sound = hex.Length > 0 && hex.Length % 2 == 0 && hex.All(char.IsAsciiHexDigit);
        bytes = sound ? Convert.FromHexString(hex) : [];
        return sound;
    }
}
