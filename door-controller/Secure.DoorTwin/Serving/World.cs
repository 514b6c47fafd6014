using Secure.DoorTwin.Line;
using Secure.DoorTwin.Locks;
using Secure.DoorTwin.Loop;
using Secure.DoorTwin.Osdp;
using Secure.DoorTwin.Site;

namespace Secure.DoorTwin.Serving;

/// <summary>Everything that the twin pretends to be, made from its site file.</summary>
internal sealed class World : IDisposable
{
    private readonly List<IDisposable> _open = [];

    private readonly ReaderMemory _memory;

    /// <param name="siteFolder">Where key files are that the site file names without a path.</param>
    internal World(SiteFile site, string siteFolder, string run, Agenda agenda, EventLoop loop, Diary diary)
    {
        _memory = new ReaderMemory(Path.Combine(run, "readers"));
        (Agenda, Facility, Box, Diary) = (agenda, site.Facility, site.Box, diary);
        Locks = site.Locks.ToDictionary(l => l.Door, Build, StringComparer.Ordinal);
        foreach (LockTwin door in Locks.Values) { Lay(door.Lines); }
        if (site.Box is { } box) { Levels.Add(box.Lines); }
        foreach (BusEntry bus in site.Buses) { Connect(bus, siteFolder, run, loop); }
        _open.Add(new PinServer(loop, Path.Combine(run, "pins"), Locks.Values, Levels));
        _open.Add(new ControlServer(loop, Path.Combine(run, "control"), this));
    }

    internal Agenda Agenda { get; }

    internal Diary Diary { get; }

    /// <summary>Of cards that are given by number alone.</summary>
    internal byte Facility { get; }

    /// <summary>The lines of the controller's own box; null: it has none.</summary>
    internal BoxEntry? Box { get; }

    internal Levels Levels { get; } = new();

    /// <summary>By the door's name.</summary>
    internal IReadOnlyDictionary<string, LockTwin> Locks { get; }

    internal List<StandingReader> Readers { get; } = [];

    /// <summary>By the bus's name.</summary>
    internal Dictionary<string, Wire> Lines { get; } = new(StringComparer.Ordinal);

    public void Dispose()
    {
        foreach (IDisposable open in _open) { open.Dispose(); }
    }

    private LockTwin Build(LockEntry l)
    {
        LockTwin door = new(l.Lines, TimeSpan.FromMilliseconds(l.MotionMs), Agenda, Levels);
        door.Seen += what => Diary.Note(l.Door, what);
        return door;
    }

    /// <summary>A closed leaf holds its contact's opposite line up.</summary>
    private void Lay(LockLines lines)
    {
        Levels.Add(lines.Inputs);
        if (lines.ContactOpposite is { } opposite) { Levels.Begin(opposite, high: true); }
    }

    private void Connect(BusEntry entry, string siteFolder, string run, EventLoop loop)
    {
        List<Reader> readers = [];
        foreach (ReaderEntry r in entry.Readers)
        {
            Reader reader = new(_memory.Recall(r, entry.Baud, siteFolder), () => Agenda.NowNs, state => _memory.Keep(r.Name, state));
            readers.Add(reader);
            reader.Device.Indicator.Shown += color => Diary.Note(r.Door, "light", $"读卡器 {r.Name} 指示灯 · reader {r.Name} shows {color}");
            Readers.Add(new StandingReader(r, entry.Name, reader));
        }
        Bus bus = new(Agenda, Path.Combine(run, entry.Name), entry.Baud, readers);
        Lines.Add(entry.Name, bus.Wire);
        loop.Add(bus);
        _open.Add(bus);
    }
}

/// <summary>A reader and where it stands.</summary>
internal sealed record StandingReader(ReaderEntry Entry, string Bus, Reader Reader);
