using System.Net;
using Secure.Gateway.Site.Shapes;
using Secure.Gateway.Site.Yaml;

namespace Secure.Gateway.Site.Checks;

/// <summary>Names that become certificate subjects, and addresses that become workstations.</summary>
internal static class DeviceChecks
{
    private static readonly string[] Tables = ["agents", "controllers", "workstations", "services"];
    private static readonly string[] Reserved = ["gateway", "broker"];

    internal static IEnumerable<SiteFault> All(YamlMap site) => Names(site).Concat(Addresses(site));

    private static IEnumerable<SiteFault> Names(YamlMap site)
    {
        Dictionary<string, string> taken = new(StringComparer.Ordinal);
        foreach (string table in Tables)
        {
            foreach (YamlEntry device in site.Table(table))
            {
                string path = $"{table}.{device.Key.Value}";
                if (Reserved.Contains(device.Key.Value)) { yield return new SiteFault(device.Key.Line, path, "该名称保留给网关和消息代理", "the name is reserved for the gateway's own parts"); }
                if (!taken.TryAdd(device.Key.Value, path) && taken[device.Key.Value] != path)
                {
                    yield return new SiteFault(device.Key.Line, path, $"与 {taken[device.Key.Value]} 同名", $"has the same name as {taken[device.Key.Value]}");
                }
            }
        }
    }

    private static IEnumerable<SiteFault> Addresses(YamlMap site)
    {
        List<(IPNetwork Network, string Path)> seen = [];
        foreach (YamlEntry workstation in site.Table("workstations"))
        {
            string path = $"workstations.{workstation.Key.Value}.address";
            if (workstation.Value.Get("address") is not YamlText text || !Values.TryNetwork(text.Value, out IPNetwork network)) { continue; }
            foreach (var other in seen.Where(o => Overlap(o.Network, network)))
            {
                yield return new SiteFault(text.Line, path, $"与 {other.Path} 重叠", $"overlaps {other.Path}");
            }
            seen.Add((network, path));
        }
    }

    private static bool Overlap(IPNetwork a, IPNetwork b) => a.Contains(b.BaseAddress) || b.Contains(a.BaseAddress);
}
