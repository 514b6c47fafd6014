using System.Globalization;

namespace Secure.DoorTwin.Serving;

/// <summary>The words after a command's door.</summary>
/// <param name="Pin">Digits typed after the card; null: none.</param>
internal sealed record CommandOptions(string Side, bool Walk, bool Off, TimeSpan Wait, string? Pin, string[] Rest)
{
    private const int WaitDefaultMs = 5000;
    private const int WaitMaxMs = 60000;
    private const int PinMax = 15;

    /// <summary>Null when a wait is no wait, or a PIN has anything but digits.</summary>
    internal static CommandOptions? Of(string[] words)
    {
        CommandOptions? options = new("in", Walk: true, Off: false, TimeSpan.FromMilliseconds(WaitDefaultMs), null, []);
        foreach (string word in words) { options = options?.With(word); }
        return options;
    }

    private CommandOptions? With(string word) => word switch
    {
        "in" or "out" => this with { Side = word },
        "nowalk" => this with { Walk = false },
        "off" => this with { Off = true },
        _ when word.StartsWith("pin=", StringComparison.Ordinal) => word.Length is > 4 and <= 4 + PinMax && word[4..].All(char.IsAsciiDigit) ? this with { Pin = word[4..] } : null,
        _ when !word.StartsWith("wait=", StringComparison.Ordinal) => this with { Rest = [.. Rest, word] },
        _ => int.TryParse(word[5..], NumberStyles.None, CultureInfo.InvariantCulture, out int ms) && ms <= WaitMaxMs
            ? this with { Wait = TimeSpan.FromMilliseconds(ms) } : null,
    };
}
