using System.Text;
using Secure.Benchmarks.Checks;
using Secure.TestKit;
using Installed = Secure.TestKit.Pictures.Biometrics;

namespace Secure.Benchmarks.StepUps;

/// <summary>A site with one material of tier 2 and persons who may read it with a fresh factor, at a workstation known by its address.</summary>
internal static class StepUpSite
{
    public const string Address = "127.0.0.2";
    public const string Material = "design-review";

    /// <summary>By which the gateway starts the process that reads faces.</summary>
    public static string[] Host =>
    [
        "--Biometrics:Host", Path.Combine(Checkout.Root, "gateway", "Secure.Biometrics.Host", "bin", "Release", "net10.0", "secure-biometrics-host.dll"),
        "--Biometrics:Models", Installed.Models, "--Biometrics:Runtime", Installed.Runtime,
    ];

    public static string Text(int persons, DateOnly today)
    {
        string until = today.AddYears(1).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        StringBuilder yaml = new($$$"""
            site: bench
            time_zone: Asia/Shanghai
            policy: {address_tier_max: 2}
            schedules:
              always: {spans: [{days: [mon, tue, wed, thu, fri, sat, sun], from: "00:00", to: "24:00"}]}
            departments:
              research: {name: {zh: 研究室, en: Research}}
            posts:
              archivist: {name: {zh: 档案员, en: Archivist}}
            rooms:
              archive: {name: {zh: 档案室, en: Archive}, tier: 2, entry: [badge], schedule: always}
            workstations:
              archive-ws: {room: archive, address: {{{Address}}}}
            resources:
              material:
                {{{Material}}}: {classification: 机密, labels: [project-north]}
            rules:
              - {name: research-reads, who: {departments: [research]}, may: [read], on: {kind: material, labels: [project-north]}}
            persons:

            """);
        for (int i = 0; i < persons; i++)
        {
            yaml.AppendLine(System.Globalization.CultureInfo.InvariantCulture,
                $"  {BenchSite.Person(i)}: {{name: 员工, department: research, posts: [archivist], clearance: 机密, level: 重要, training_until: {until}, pledge_until: {until}, document_confirmed: true}}");
        }
        return yaml.ToString();
    }
}
