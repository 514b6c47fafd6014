using Secure.DoorController.Configuration;
using Secure.DoorController.Core.Control;
using Secure.DoorController.Core.Doors;
using Secure.DoorController.Core.Osdp;
using Secure.DoorController.Serial;
using Secure.Vocabulary;

namespace Secure.DoorController.Hosting;

/// <summary>All reader lines: carries their events onto the loop and lamp commands to the right line.</summary>
internal sealed class ReaderDesk : IReaderLamps, IDisposable
{
    private readonly Dictionary<ReaderId, (BusThread Bus, byte Address)> _readers = [];
    private readonly List<BusThread> _buses = [];
    private readonly Loop _loop;
    private readonly ControllerLog _log;

    public ReaderDesk(IEnumerable<BusEntry> buses, Loop loop, ControllerLog log, TimeProvider clock)
    {
        (_loop, _log) = (loop, log);
        foreach (BusEntry entry in buses) { Add(entry, clock); }
    }

    public void Start() => _buses.ForEach(bus => bus.Start());

    public void Show(ReaderId reader, IReadOnlyList<OsdpCommand> commands)
    {
        // A Wiegand reader has no line that lamps could be told on.
        if (!_readers.TryGetValue(reader, out (BusThread Bus, byte Address) line)) { return; }
        foreach (OsdpCommand command in commands) { line.Bus.Enqueue(line.Address, command); }
    }

    public void Dispose() => _buses.ForEach(bus => bus.Dispose());

    private void Add(BusEntry entry, TimeProvider clock)
    {
        Dictionary<byte, ReaderId> ids = entry.Readers.ToDictionary(r => (byte)r.Address, r => ReaderId.Parse(r.Id));
        OsdpBus bus = new(entry.Baud, TimeSpan.FromMilliseconds(entry.PollMs), [.. entry.Readers.Select(r => new OsdpReaderSettings((byte)r.Address, r.Crc))]);
        BusThread thread = new(entry.Line, entry.Baud, bus, clock, happened => Tell(ids[happened.Address], happened), _log.Line);
        _buses.Add(thread);
        foreach ((byte address, ReaderId id) in ids) { _readers.Add(id, (thread, address)); }
    }

    private void Tell(ReaderId reader, OsdpEvent happened)
    {
        switch (happened)
        {
            case OsdpEvent.Online:
                _log.Reader(reader.Text, "online");
                _loop.Post(controller => controller.ReaderIsOnline(reader));
                break;
            case OsdpEvent.Offline(_, var reason):
                _log.Reader(reader.Text, $"offline, {reason}");
                _loop.Post(controller => controller.ReaderIsOffline(reader, reason == OfflineReason.Silent ? Reasons.ReaderSilent : Reasons.ReaderGarbled));
                break;
            case OsdpEvent.Restarted:
                _loop.Post(controller => controller.ReaderIsOffline(reader, Reasons.ReaderRestarted));
                break;
            case OsdpEvent.Card(_, var bits):
                _loop.Post(controller => controller.CardPresented(reader, bits));
                break;
            case OsdpEvent.Refused(_, var command, var reason):
                _log.Reader(reader.Text, $"refused {command}: {reason}");
                break;
            default:
                // Keys: no entry rule asks for a PIN at a door yet, so what was typed is dropped unread.
                break;
        }
    }
}
