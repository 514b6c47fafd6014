using System.Globalization;
using Secure.Gateway.Site.Yaml;

namespace Secure.Gateway.Site.Checks;

/// <summary>Readers on their OSDP buses: addresses, and whether the panel gets round them in time.</summary>
internal static class BusChecks
{
    // One exchange under the secure channel: 32 characters of 10 bits and 3 ms in the reader, which is what the wire
    // measured (36, 11 and 5.8 ms at 9600, 38400 and 115200 baud). SIA OSDP v2.2 allows a reply 200 ms.
    private const double BitsPerExchange = 320;
    private const double ReaderMs = 3;
    private const double CycleMaxMs = 190;
    private const double OfflineCycleMaxMs = 95;

    internal static IEnumerable<SiteFault> All(YamlMap site)
    {
        Wired[] readers = [.. site.Table("doors").SelectMany(d => OfDoor(site, d))];
        return Unwired(site).Concat(MissingBuses(readers)).Concat(readers.Where(r => r.Baud > 0).GroupBy(r => (r.Controller, r.Bus)).SelectMany(g => OfBus(g.Key.Controller, [.. g])));
    }

    /// <summary>Each reader stands on a bus under an address, or says that it is a Wiegand reader: nothing is taken for granted.</summary>
    private static IEnumerable<SiteFault> Unwired(YamlMap site) =>
        from door in site.Table("doors")
        from reader in door.Value.Table("readers")
        let isWiegand = reader.Value.Text("wiegand") == "true"
        where (reader.Value.Get("bus") is null) != isWiegand || (reader.Value.Get("address") is null) != isWiegand
        select new SiteFault(reader.Key.Line, $"doors.{door.Key.Value}.readers.{reader.Key.Value}",
            "OSDP 读卡器须有总线和地址；韦根读卡器须写 wiegand: true 且两者皆无", "an OSDP reader needs bus and address; a Wiegand reader says wiegand: true and has neither");

    private static IEnumerable<Wired> OfDoor(YamlMap site, YamlEntry door)
    {
        string controller = door.Value.Text("controller") ?? "";
        bool mayOpenOffline = door.Value.Text("offline") is { } said ? said == "true" : site.Get("rooms")?.Get(door.Value.Text("into") ?? "")?.Text("tier") == "1";
        if (site.Get("controllers")?.Get(controller) is not { } wiring) { yield break; }
        foreach (YamlEntry reader in door.Value.Table("readers"))
        {
            if (reader.Value.Text("bus") is not { } bus) { continue; }
            _ = int.TryParse(wiring.Get("buses")?.Get(bus)?.Text("baud"), NumberStyles.None, CultureInfo.InvariantCulture, out int baud);
            bool known = wiring.Get("buses")?.Get(bus) is not null;
            string path = $"doors.{door.Key.Value}.readers.{reader.Key.Value}";
            yield return new Wired(controller, bus, known ? Math.Max(baud, 0) : -1, reader.Value.Text("address"), mayOpenOffline, reader.Key.Line, path);
        }
    }

    private static IEnumerable<SiteFault> MissingBuses(IEnumerable<Wired> readers) => readers.Where(r => r.Baud < 0).Select(r =>
        new SiteFault(r.Line, r.Path + ".bus", $"门控制器 {r.Controller} 没有总线 {r.Bus}", $"controller {r.Controller} has no bus {r.Bus}"));

    private static IEnumerable<SiteFault> OfBus(string controller, Wired[] readers)
    {
        foreach (Wired twice in readers.GroupBy(r => r.Address).Where(g => g.Key is not null).SelectMany(g => g.Skip(1)))
        {
            yield return new SiteFault(twice.Line, twice.Path + ".address", $"总线 {twice.Bus} 上地址重复", $"the address is taken on bus {twice.Bus}");
        }
        double cycle = readers.Length * (ReaderMs + BitsPerExchange * 1000 / readers[0].Baud);
        double max = readers.Any(r => r.MayOpenOffline) ? OfflineCycleMaxMs : CycleMaxMs;
        if (cycle > max)
        {
            yield return new SiteFault(readers[0].Line, $"controllers.{controller}.buses.{readers[0].Bus}",
                $"轮询周期 {cycle:F0} 毫秒，超过 {max:F0} 毫秒：减少读卡器或提高波特率",
                $"polling {readers.Length} readers takes {cycle:F0} ms, more than {max:F0}: fewer readers or a higher speed");
        }
    }

    /// <param name="Baud">Of its bus; 0 where malformed, -1 where there is no such bus.</param>
    private sealed record Wired(string Controller, string Bus, int Baud, string? Address, bool MayOpenOffline, int Line, string Path);
}
