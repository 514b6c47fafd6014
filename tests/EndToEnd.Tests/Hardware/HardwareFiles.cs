using System.Globalization;
using Secure.TestKit;

namespace Secure.EndToEnd.Tests.Hardware;

/// <summary>What the box in the guest is configured with, and what the site knows of it.</summary>
internal static class HardwareFiles
{
    public const string Agent = "agent-02", Controller = "door-02", Door = "bench", Reader = "bench-in";

    /// <summary>In seconds: long enough to cut the power in mid-unlock on a slow machine.</summary>
    private const int Hold = 30;

    private static readonly string[] Lines = ["LOCK", "FEEDBACK", "CONTACT", "REX", "DATA0", "DATA1", "GREEN", "RED", "BUZZER", "TAMPER", "FIRE", "MAINS", "BATTERY", "WHOLE"];

    /// <summary>The demo's site with one door more. Of tier 2, so that nothing but the gateway's own word opens it.</summary>
    public static string Site()
    {
        string text = File.ReadAllText(Path.Combine(Checkout.Root, "firmware-config", "doors", "demo-site.yaml.in"))
            .Replace("@TODAY+400@", TimeProvider.System.GetUtcNow().AddDays(400).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), StringComparison.Ordinal);
        (string Section, string Line)[] more =
        [
            ("rooms", $"{Door}: {{name: {{zh: 测试间, en: Bench}}, tier: 2, entry: [badge], schedule: always}}"),
            ("agents", $"{Agent}: {{}}"),
            ("controllers", $"{Controller}: {{agent: {Agent}, buses: {{bench-bus: {{baud: 9600}}}}}}"),
            ("doors", $"{Door}: {{name: {{zh: 测试门, en: Bench door}}, into: {Door}, controller: {Controller}, hold: {Hold}s, held_after: 5s, rex: unlocks, readers: {{{Reader}: {{side: outside, bus: bench-bus, address: 0}}}}}}"),
            ("rules", $"- {{name: everyone-enters-the-bench, who: {{everyone: true}}, may: [enter], on: {{kind: room, ids: [{Door}]}}, when: always}}"),
        ];
        foreach ((string section, string line) in more) { text = text.Replace($"\n{section}:\n", $"\n{section}:\n  {line}\n", StringComparison.Ordinal); }
        return text;
    }

    /// <summary>Before power-on: where the programs are, and by what name the guest reaches this machine.</summary>
    public static void WriteSurroundings(string folder, string prepared)
    {
        // shared/Microsoft.NETCore.App/VERSION/ holds the library that this runs on.
        string dotnet = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "..", "..", ".."));
        File.WriteAllText(Path.Combine(folder, "environment"), $"DOTNET_FOLDER='{dotnet}'\nSECURE_RELEASE='{prepared}/pi/release'\nGUEST_LIFE=3000\n");
        File.WriteAllText(Path.Combine(folder, "hosts"), $"127.0.0.1 localhost\n10.0.2.2 {Environment.MachineName}\n");
    }

    public static void WriteBox(string folder, int port, bool system)
    {
        // As firmware-config/pi has them, where the box is installed as a Raspberry Pi is.
        string state = system ? "/var/lib/secure" : "/mnt", socket = system ? "/run/secure-door/link/socket" : "/run/secure/door/socket", group = system ? ", \"group\": \"secure-link\"" : "";
        string lines = string.Join(", ", Lines.Select((name, i) => $$"""{ "name": "{{name}}", "offset": {{i}}, "atBoot": "low" }"""));
        File.WriteAllText(Path.Combine(folder, "board.json"), $$"""
            {
              "board": "bench", "name": "Bench", "models": [], "chip": "door-bench", "bias": ["pull-up", "pull-down"], "freedLine": "input",
              "lines": [ {{lines}} ]
            }
            """);
        File.WriteAllText(Path.Combine(folder, "controller.json"), $$"""
            {
              "controller": "{{Controller}}", "stateFolder": "{{state}}/controller", "socket": { "path": "{{socket}}"{{group}} }, "pins": "gpio", "board": "{{(system ? "/etc/secure" : folder)}}/board.json", "buses": [],
              "wiegand": [ { "id": "{{Reader}}", "door": "{{Door}}", "data0": { "line": "DATA0" }, "data1": { "line": "DATA1" } } ],
              "box": { "mains": { "line": "MAINS" }, "battery": { "line": "BATTERY" } },
              "doors": [
                {
                  "id": "{{Door}}", "heldAfterSeconds": 5, "motionMaxMs": 10000, "lock": "motor",
                  "strike": { "line": "LOCK" }, "feedback": { "line": "FEEDBACK" }, "contact": { "line": "CONTACT" }, "rex": { "line": "REX" },
                  "tamper": { "line": "TAMPER", "opposite": "WHOLE" }, "fire": { "line": "FIRE" }, "green": { "line": "GREEN" }, "red": { "line": "RED" }, "buzzer": { "line": "BUZZER" }
                }
              ]
            }
            """);
        File.WriteAllText(Path.Combine(folder, "agent.json"), AgentFile(state + "/agent", Environment.MachineName, port, socket));
        File.WriteAllText(Path.Combine(folder, "enrol.json"), AgentFile(folder + "/agent", "localhost", port, socket));
    }

    private static string AgentFile(string dataFolder, string host, int port, string socket) => $$"""
        {
          "agent": "{{Agent}}", "dataFolder": "{{dataFolder}}",
          "gateway": { "host": "{{host}}", "port": {{port}} }, "broker": { "host": "{{host}}", "port": {{port + 1}} },
          "controllers": [{ "id": "{{Controller}}", "socket": "{{socket}}" }],
          "doors": [{ "id": "{{Door}}", "camera": { "device": "/dev/video0" } }]
        }
        """;
}
