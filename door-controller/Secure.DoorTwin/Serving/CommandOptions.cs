using System.Globalization;

namespace Secure.DoorTwin.Serving;

/// <summary>The words after a command's door.</summary>
internal sealed record CommandOptions(string Side, bool Walk, bool Off, TimeSpan Wait, string[] Rest)
{
    private const int WaitDefaultMs = 5000;
    private const int WaitMaxMs = 60000;

    /// <summary>Null when a wait is no wait.</summary>
    internal static CommandOptions? Of(string[] words)
    {
        CommandOptions? options = new("in", Walk: true, Off: false, TimeSpan.FromMilliseconds(WaitDefaultMs), []);
        foreach (string word in words) { options = options?.With(word); }
        return options;
    }

    private CommandOptions? With(string word) => word switch
    {
        "in" or "out" => this with { Side = word },
        "nowalk" => this with { Walk = false },
        "off" => this with { Off = true },
        _ when !word.StartsWith("wait=", StringComparison.Ordinal) => this with { Rest = [.. Rest, word] },
        _ => int.TryParse(word[5..], NumberStyles.None, CultureInfo.InvariantCulture, out int ms) && ms <= WaitMaxMs
            ? this with { Wait = TimeSpan.FromMilliseconds(ms) } : null,
    };
}
