using Secure.DoorController.Configuration;
using Secure.DoorController.Core.Control;
using Secure.DoorController.Core.Doors;
using Secure.DoorController.Core.Osdp;
using Secure.DoorController.Serial;
using Secure.DoorController.State;
using Secure.Grants;
using Secure.Vocabulary;

namespace Secure.DoorController.Hosting;

/// <summary>All reader lines: carries their events onto the loop and lamp commands to the right line.</summary>
internal sealed class ReaderDesk : IReaderInstall, IReaderLines, IDisposable
{
    /// <summary>How long two officers' word lets keys be handed out.</summary>
    private static readonly TimeSpan InstallWindow = TimeSpan.FromMinutes(5);

    private readonly Dictionary<ReaderId, (BusThread Bus, byte Address)> _readers = [];
    private readonly List<BusThread> _buses = [];
    // Touched on the loop only, once it runs; but for Sends.
    private readonly ReaderStore _store;
    private readonly Loop _loop;
    private readonly ControllerLog _log;

    public ReaderDesk(IEnumerable<BusEntry> buses, ReaderStore store, Loop loop, ControllerLog log, TimeProvider clock)
    {
        (_store, _loop, _log) = (store, loop, log);
        foreach (BusEntry entry in buses) { Add(entry, clock); }
    }

    public IReadOnlyList<ReaderLine> Lines =>
    [
        .. from reader in _readers
           let line = reader.Value.Bus.FiguresOf(reader.Value.Address)
           where line is not null
           select new ReaderLine(reader.Key, line.Value.Answers, line.Value.Secure, line.Value.Asked, line.Value.Failed, line.Value.Spoilt),
    ];

    public void Start() => _buses.ForEach(bus => bus.Start());

    public void Show(ReaderId reader, IReadOnlyList<OsdpCommand> commands)
    {
        // A Wiegand reader's lamp hangs on its door's lines, if anywhere.
        if (!_readers.TryGetValue(reader, out (BusThread Bus, byte Address) line)) { return; }
        foreach (OsdpCommand command in commands) { line.Bus.Enqueue(line.Address, command); }
    }

    public bool OpenWindow(ReaderId reader)
    {
        if (!_readers.TryGetValue(reader, out (BusThread Bus, byte Address) line)) { return false; }
        line.Bus.OpenInstallWindow(line.Address, _store.MakeNext(reader), InstallWindow);
        _log.Reader(reader.Text, "install window open");
        return true;
    }

    public void EraseKeys()
    {
        _store.EraseKeys();
        _buses.ForEach(bus => bus.ForgetKeys());
        _log.KeysErased();
    }

    public void Dispose()
    {
        _buses.ForEach(bus => bus.Dispose());
        _store.Dispose();
    }

    private void Add(BusEntry entry, TimeProvider clock)
    {
        Dictionary<byte, ReaderId> ids = entry.Readers.ToDictionary(r => (byte)r.Address, r => ReaderId.Parse(r.Id));
        OsdpBus bus = new(entry.Baud, TimeSpan.FromMilliseconds(entry.PollMs), [.. entry.Readers.Select(_store.Settings)], maySend: address => _store.Sends(ids[address]));
        BusThread thread = new(entry.Line, entry.Baud, bus, clock, happened => Tell(ids[happened.Address], happened), _log.Line);
        _buses.Add(thread);
        foreach ((byte address, ReaderId id) in ids) { _readers.Add(id, (thread, address)); }
    }

    private void Tell(ReaderId reader, OsdpEvent happened)
    {
        switch (happened)
        {
            case OsdpEvent.Online online:
                _log.Reader(reader.Text, online.Secure ? "online in the secure channel" : "online in plain text: whoever taps the line reads the cards");
                _loop.Post(controller =>
                {
                    _store.Met(reader, online.Identity);
                    controller.ReaderIsOnline(reader);
                });
                break;
            case OsdpEvent.Offline(_, var reason):
                _log.Reader(reader.Text, ReaderReasons.Of(reason));
                _loop.Post(controller => controller.ReaderIsOffline(reader, ReaderReasons.Of(reason)));
                break;
            case OsdpEvent.KeyTaken:
                _loop.Post(controller =>
                {
                    _store.Taken(reader);
                    controller.ReaderHappened(reader, happened);
                });
                break;
            case OsdpEvent.Attack or OsdpEvent.Swapped:
                _log.Reader(reader.Text, happened is OsdpEvent.Attack(_, var what) ? ReaderReasons.Of(what) : "swapped");
                _loop.Post(controller => controller.ReaderHappened(reader, happened));
                break;
            case OsdpEvent.LocalStatus or OsdpEvent.Heads:
                _loop.Post(controller => controller.ReaderHappened(reader, happened));
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
            case OsdpEvent.Unreadable(_, var code):
                _log.Reader(reader.Text, $"sent something that cannot be read: {code}");
                break;
            case OsdpEvent.Keypad(_, var keys):
                // Reply 53: digits in ASCII, 7F for *, 0D for #.
                string typed = string.Concat(keys.ToArray().Select(k => k switch { 0x7F => '*', 0x0D => '#', _ => (char)k }));
                _loop.Post(controller => controller.KeypadPressed(reader, typed));
                break;
            default:
                break;
        }
    }
}
