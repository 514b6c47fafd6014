namespace Secure.DoorTwin.Site;

/// <summary>What a site file must keep to. Each broken rule is one sentence.</summary>
internal static class SiteRules
{
    private const int NameMax = 32;
    private const int MotionMaxMs = 5000;
    private const int AddressMax = 0x7E;
    private static readonly int[] Bauds = [9600, 19200, 38400, 57600, 115200];
    private static readonly string[] Taken = ["pins", "control", "lock", "readers"];

    internal static IEnumerable<string> Faults(SiteFile site) => HasNull(site)
        ? ["null stands where a bus, reader or lock belongs"]
        : [.. site.Buses.SelectMany(OfBus), .. site.Locks.SelectMany(OfLock), .. OfNames(site), .. OfReaders(site)];

    private static bool HasNull(SiteFile site) =>
        site.Buses.Any(b => b is null || b.Readers.Any(r => r is null)) || site.Locks.Any(l => l is null);

    private static IEnumerable<string> OfBus(BusEntry bus)
    {
        if (!Bauds.Contains(bus.Baud)) { yield return $"bus {bus.Name}: baud {bus.Baud} is none of {string.Join(", ", Bauds)}"; }
        if (bus.Readers.Length == 0) { yield return $"bus {bus.Name}: no reader"; }
        if (Taken.Contains(bus.Name)) { yield return $"bus {bus.Name}: the name is taken by a file of the twin"; }
        foreach (ReaderEntry reader in bus.Readers.Where(r => r.Address is < 0 or > AddressMax))
        {
            yield return $"reader {reader.Name}: address {reader.Address} is not within 0 to {AddressMax}";
        }
        foreach (var same in bus.Readers.GroupBy(r => r.Address).Where(g => g.Count() > 1))
        {
            yield return $"bus {bus.Name}: more than one reader has address {same.Key}";
        }
    }

    private static IEnumerable<string> OfLock(LockEntry door)
    {
        if (door.MotionMs is < 0 or > MotionMaxMs) { yield return $"lock {door.Door}: motionMs {door.MotionMs} is not within 0 to {MotionMaxMs}"; }
    }

    private static IEnumerable<string> OfNames(SiteFile site)
    {
        string[][] kinds =
        [
            [.. site.Buses.Select(b => b.Name)],
            [.. site.Buses.SelectMany(b => b.Readers).Select(r => r.Name)],
            [.. site.Locks.Select(l => l.Door)],
            [.. site.Locks.SelectMany(l => l.Lines.Inputs.Prepend(l.Strike).Concat(l.Signs ?? [])), .. site.Box?.Lines ?? []],
        ];
        foreach (string name in kinds.SelectMany(k => k).Where(n => !IsName(n)))
        {
            yield return $"name \"{name}\": 1 to {NameMax} of letters, digits, '.', '_', '-', the first a letter or digit";
        }
        foreach (string twice in kinds.SelectMany(k => k.GroupBy(n => n).Where(g => g.Count() > 1)).Select(g => g.Key))
        {
            yield return $"name \"{twice}\" is given twice";
        }
    }

    private static IEnumerable<string> OfReaders(SiteFile site)
    {
        foreach (ReaderEntry reader in site.Buses.SelectMany(b => b.Readers))
        {
            if (site.Locks.All(l => l.Door != reader.Door)) { yield return $"reader {reader.Name}: no lock at a door \"{reader.Door}\""; }
            if (reader.Side is not ("in" or "out")) { yield return $"reader {reader.Name}: side \"{reader.Side}\" is neither \"in\" nor \"out\""; }
        }
        foreach (var same in site.Buses.SelectMany(b => b.Readers).GroupBy(r => (r.Door, r.Side)).Where(g => g.Count() > 1))
        {
            yield return $"door {same.Key.Door}: more than one reader on side {same.Key.Side}";
        }
    }

    private static bool IsName(string name) =>
        name.Length is > 0 and <= NameMax && char.IsAsciiLetterOrDigit(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-');
}
