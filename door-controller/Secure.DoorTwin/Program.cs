using Secure.DoorTwin;
using Secure.DoorTwin.Clients;
using Secure.DoorTwin.Serving;

const string usage = """
    用法 · usage (--run DIR, or SECURE_TWIN_RUN):
      serve --site FILE --run DIR [--diary FILE] [--parent PID]
      badge DOOR CARD [--pin] [--reader in|out] [--no-walk] [--wait MS] [--json]      CARD: 1001, 12-1001 or bits:0101…; --pin: asked for, or the first line of standard input
      twin status [--json]
      twin open|close|force|hold DOOR
      twin jam|cut|fire DOOR [--off], twin fire [--off]
      twin rex DOOR [--no-walk] [--wait MS] [--json]
      twin keys DOOR [DIGITS] (none: asked for, or the first line of standard input), twin input DOOR 0|1 [--off], twin busy DOOR COUNT
      twin tamper|unplug DOOR [--off], twin reboot|swap|install DOOR                       each with [--reader in|out]
      twin box tamper|mains|battery [--off]
      twin forge DOOR [SOCKET]                                                                a grant that no gateway signed, in the agent's place
      twin line BUS flip|lose SHARE [seed=N], delay MS, cut [--off], send|tell HEX, clean   SHARE: 0.01 or 1%
      twin line BUS attack downgrade|refuse|replay|card|unsealed|status|anything [SHARE] [seed=N]
    """;

if (args.Any(a => a is "--help" or "-h"))
{
    Console.WriteLine(usage);
    return 0;
}
if (CommandLine.Of(args) is { Run: { } run } line)
{
    bool json = line.Switches.Contains("--json");
    switch (line.Rest)
    {
        case ["serve"] when line.Values.TryGetValue("--site", out string? site) && line.TryParent(out int? parent):
            return ServeCommand.Run(site, run, line.Values.GetValueOrDefault("--diary"), parent, TimeProvider.System);
        case ["badge", _, _] when line.Switches.Contains("--pin"):
            if (Typed.Read("PIN: ") is { Length: > 0 } pin) { return ClientCommands.Run(run, [.. line.Rest, .. line.ForControl(), "pin=" + pin], json); }
            Console.Error.WriteLine("没有输入 PIN · no PIN was typed");
            return 2;
        case ["badge", _, _]: return ClientCommands.Run(run, [.. line.Rest, .. line.ForControl()], json);
        case ["twin", "keys", var door]: return ClientCommands.Run(run, ["keys", door, Typed.Read("按键 · keys: "), .. line.ForControl()], json);
        case ["twin", "forge", var door, ..] when line.Rest.Length <= 4: return await Forgery.RunAsync(run, door, line.Rest.ElementAtOrDefault(3), TimeProvider.System);
        case ["twin", _, ..]: return ClientCommands.Run(run, [.. line.Rest[1..], .. line.ForControl()], json);
    }
}
// Of a badge that lacks its door or card, that line alone.
string[] lines = usage.Split('\n');
Console.Error.WriteLine(args is ["badge", ..] ? "用法 · usage: " + lines.Single(l => l.StartsWith("  badge ", StringComparison.Ordinal)).Trim() : usage);
return 2;
