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
    internal World(SiteFile site, string siteFolder, string run, Agenda agenda, EventLoop loop)
    {
        _memory = new ReaderMemory(Path.Combine(run, "readers"));
        (Agenda, Facility, Box) = (agenda, site.Facility, site.Box);
        Locks = site.Locks.ToDictionary(l => l.Door, Build, StringComparer.Ordinal);
        foreach (LockTwin door in Locks.Values) { Levels.Add([door.Lines.Contact, door.Lines.Feedback, door.Lines.Rex]); }
        if (site.Box is { } box) { Levels.Add(box.Lines); }
        foreach (BusEntry bus in site.Buses) { Connect(bus, siteFolder, run, loop); }
        _open.Add(new PinServer(loop, Path.Combine(run, "pins"), Locks.Values, Levels));
        _open.Add(new ControlServer(loop, Path.Combine(run, "control"), this));
    }

    internal Agenda Agenda { get; }

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

    private LockTwin Build(LockEntry l) =>
        new(new LockLines(l.Strike, l.Contact, l.Feedback, l.Rex), TimeSpan.FromMilliseconds(l.MotionMs), Agenda, Levels);

    private void Connect(BusEntry entry, string siteFolder, string run, EventLoop loop)
    {
        List<Reader> readers = [];
        foreach (ReaderEntry r in entry.Readers)
        {
            Reader reader = new(_memory.Recall(r, entry.Baud, siteFolder), () => Agenda.NowNs, state => _memory.Keep(r.Name, state));
            readers.Add(reader);
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
