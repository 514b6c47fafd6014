using System.Globalization;

namespace Secure.DoorTwin;

/// <summary>The words of the command line, sorted: options with a value, switches, and the rest in order.</summary>
internal sealed record CommandLine(IReadOnlyDictionary<string, string> Values, IReadOnlySet<string> Switches, string[] Rest)
{
    private static readonly string[] Valued = ["--site", "--run", "--reader", "--wait", "--diary", "--parent"];
    private static readonly string[] Plain = ["--no-walk", "--json", "--off", "--pin"];

    /// <summary>Null when a word is unknown or a value is missing.</summary>
    internal static CommandLine? Of(string[] args)
    {
        Dictionary<string, string> values = [];
        HashSet<string> switches = [];
        List<string> rest = [];
        for (int i = 0; i < args.Length; i++)
        {
            if (args[i] == "--reader" && args.ElementAtOrDefault(i + 1) is not ("in" or "out")) { return null; }
            if (Valued.Contains(args[i]) && i + 1 < args.Length) { values[args[i]] = args[++i]; }
            else if (Plain.Contains(args[i])) { switches.Add(args[i]); }
            else if (!args[i].StartsWith("--", StringComparison.Ordinal)) { rest.Add(args[i]); }
            else { return null; }
        }
        return new CommandLine(values, switches, [.. rest]);
    }

    /// <summary>The run folder: --run, or else SECURE_TWIN_RUN.</summary>
    internal string? Run => Values.GetValueOrDefault("--run") ?? Environment.GetEnvironmentVariable("SECURE_TWIN_RUN");

    /// <summary>False: what --parent names is no process id. Null: it was not given.</summary>
    internal bool TryParent(out int? parent)
    {
        bool given = Values.TryGetValue("--parent", out string? text);
        bool read = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int id);
        parent = given ? id : null;
        return read || !given;
    }

    /// <summary>The options as the control socket spells them.</summary>
    internal IEnumerable<string> ForControl()
    {
        if (Values.TryGetValue("--reader", out string? side)) { yield return side; }
        if (Values.TryGetValue("--wait", out string? wait)) { yield return "wait=" + wait; }
        if (Switches.Contains("--no-walk")) { yield return "nowalk"; }
        if (Switches.Contains("--off")) { yield return "off"; }
    }
}
