using System.Text;

namespace Secure.Benchmarks.Devices;

/// <summary>A site of many doors: so many agents, controllers and doors, all of tier 1, a room for each controller.</summary>
/// <param name="Controllers">Behind each agent.</param>
/// <param name="Doors">On each controller, at most 16: its bus has a reader for each.</param>
internal sealed record FleetSite(int Agents, int Controllers, int Doors)
{
    /// <summary>All doors.</summary>
    public int All => Agents * Controllers * Doors;

    public static string Agent(int number) => $"agent-{number}";

    public static string Controller(int number) => $"controller-{number}";

    public static string Door(int number) => $"door-{number}";

    /// <summary>Of a door, by its name.</summary>
    public static int NumberOf(string door) => int.Parse(door[(door.IndexOf('-', StringComparison.Ordinal) + 1)..], System.Globalization.CultureInfo.InvariantCulture);

    public static string Reader(int number) => $"reader-{number}";

    /// <summary>The numbers of an agent's controllers.</summary>
    public IEnumerable<int> ControllersOf(int agent) => Enumerable.Range(agent * Controllers, Controllers);

    /// <summary>The numbers of a controller's doors.</summary>
    public IEnumerable<int> DoorsOf(int controller) => Enumerable.Range(controller * Doors, Doors);

    public string Text()
    {
        StringBuilder yaml = new("""
            site: bench
            time_zone: Asia/Shanghai
            schedules:
              always: {spans: [{days: [mon, tue, wed, thu, fri, sat, sun], from: "00:00", to: "24:00"}]}
            departments:
              research: {name: {zh: 研究室, en: Research}}
            posts:
              engineer: {name: {zh: 工程师, en: Engineer}}
            persons:
              chen-lei: {name: 员工, department: research, posts: [engineer], clearance: 内部}
            rules:
              - {name: everyone-enters, who: {everyone: true}, may: [enter], on: {kind: room, ids: [room-0]}, when: always}

            """);
        int controllers = Agents * Controllers;
        Lines(yaml, "rooms", controllers, i => $"room-{i}: {{name: {{zh: 房间, en: Room}}, tier: 1, entry: [badge], schedule: always}}");
        Lines(yaml, "agents", Agents, i => $"{Agent(i)}: {{witness: false}}");
        Lines(yaml, "controllers", controllers, i => $"{Controller(i)}: {{agent: {Agent(i / Controllers)}, buses: {{bus: {{baud: 115200}}}}}}");
        Lines(yaml, "doors", controllers * Doors, i =>
            $"{Door(i)}: {{name: {{zh: 门, en: Door}}, into: room-{i / Doors}, controller: {Controller(i / Doors)}, readers: {{{Reader(i)}: {{side: outside, bus: bus, address: {i % Doors}}}}}}}");
        return yaml.ToString();
    }

    private static void Lines(StringBuilder yaml, string table, int count, Func<int, string> line)
    {
        yaml.AppendLine(table + ":");
        for (int i = 0; i < count; i++) { yaml.Append("  ").AppendLine(line(i)); }
    }
}
