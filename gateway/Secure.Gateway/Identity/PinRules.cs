namespace Secure.Gateway.Identity;

/// <summary>What a person's PIN must be.</summary>
internal static class PinRules
{
    internal const int DigitsMin = 6, DigitsMax = 8;

    private const int DistinctMin = 3;

    /// <summary>What is wrong with it, in words; null where nothing is.</summary>
    internal static string? Fault(string pin)
    {
        if (pin.Length is < DigitsMin or > DigitsMax || !pin.All(char.IsAsciiDigit)) { return $"{DigitsMin} to {DigitsMax} digits"; }
        return pin.Distinct().Count() < DistinctMin || IsRun(pin) || IsRepeated(pin) || IsMirrored(pin) ? "too simple: what others try first" : null;
    }

    /// <summary>Equal steps, round the keypad too: 123456, 987654, 135791.</summary>
    private static bool IsRun(string pin) => Enumerable.Range(1, pin.Length - 1).Select(i => (pin[i] - pin[i - 1] + 10) % 10).Distinct().Count() == 1;

    /// <summary>One piece over and over: 123123, 12341234.</summary>
    private static bool IsRepeated(string pin) => Enumerable.Range(1, pin.Length / 2).Any(piece => Enumerable.Range(piece, pin.Length - piece).All(i => pin[i] == pin[i - piece]));

    /// <summary>There and back: 123321.</summary>
    private static bool IsMirrored(string pin) => pin.SequenceEqual(pin.Reverse());
}
