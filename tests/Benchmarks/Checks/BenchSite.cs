using System.Text;

namespace Secure.Benchmarks.Checks;

/// <summary>The site of the Check benchmark: persons who may all read all of 100 materials, and one service that asks for them.</summary>
internal static class BenchSite
{
    public const int Materials = 100;
    public const string Service = "docflow";

    public static string Person(int number) => $"person-{number}";

    public static string Material(int number) => $"plan-{number}";

    /// <summary>The site file. Materials are 内部, tier 1: a permit needs neither presence nor a fresh factor.</summary>
    public static string Text(int persons, DateOnly today)
    {
        StringBuilder yaml = new($$$"""
            site: bench
            time_zone: Asia/Shanghai
            schedules:
              always: {spans: [{days: [mon, tue, wed, thu, fri, sat, sun], from: "00:00", to: "24:00"}]}
            departments:
              research: {name: {zh: 研究室, en: Research}}
            posts:
              engineer: {name: {zh: 工程师, en: Engineer}}
            rooms:
              office: {name: {zh: 办公室, en: Office}, tier: 1, entry: [badge], schedule: always}
            services:
              {{{Service}}}: {asks: [{kind: material, actions: [read]}]}
            rules:
              - {name: research-reads, who: {departments: [research]}, may: [read], on: {kind: material, classification_max: 内部}, when: always}
            persons:

            """);
        for (int i = 0; i < persons; i++) { yaml.AppendLine($"  {Person(i)}: {{name: 员工, department: research, posts: [engineer], clearance: 内部, training_until: {today.AddYears(1):yyyy-MM-dd}}}"); }
        yaml.AppendLine("resources:").AppendLine("  material:");
        for (int i = 0; i < Materials; i++) { yaml.AppendLine($"    {Material(i)}: {{classification: 内部}}"); }
        return yaml.ToString();
    }
}
