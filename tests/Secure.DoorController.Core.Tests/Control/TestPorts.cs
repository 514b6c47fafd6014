using Secure.DoorController.Core.Control;
using Secure.DoorController.Core.Osdp;
using Secure.DoorMessages;
using Secure.Grants;
using Secure.Vocabulary;

namespace Secure.DoorController.Core.Tests.Control;

/// <summary>Lock lines, lamps, disk and agent as a test sees them.</summary>
internal sealed class TestPorts : ILockLines, IReaderLamps, IReaderInstall, IReaderLines, IControllerStore, IJournalStore, IAgentLink
{
    private readonly List<byte[]> _journal = [];

    /// <summary>What each lock's line is driven to; missing: never driven.</summary>
    public Dictionary<DoorId, bool> Driven { get; } = [];

    /// <summary>How often any lock was driven to unlock.</summary>
    public int Unlocks { get; private set; }

    public List<FromController> Sent { get; } = [];

    public List<(ReaderId Reader, OsdpCommand Command)> Lamps { get; } = [];

    /// <summary>What was shown at all of a door.</summary>
    public List<(DoorId Door, Indication? Shown)> DoorLamps { get; } = [];

    public void Show(DoorId door, IReadOnlyList<OsdpCommand> commands) => DoorLamps.AddRange(commands.Select(c => (door, c.Shows)));

    public CommandMemory Commands { get; private set; } = CommandMemory.Empty;

    public byte[]? KeyList { get; private set; }

    public byte[]? Accepted { get; private set; }

    public long Time { get; private set; }

    /// <summary>Called before anything is driven: what is on disk by then?</summary>
    public Action? BeforeDriving { get; set; }

    public ulong Pruned { get; private set; }

    public ulong First => 1;

    public ulong Last { get; private set; }

    public byte[] Head { get; private set; } = new byte[32];

    public IReadOnlyList<byte[]> Records => _journal;

    public IEnumerable<DoorEvent> Events => EventsAfter(0);

    public IEnumerable<DoorEvent> EventsAfter(int count) =>
        Enumerable.Range(count, _journal.Count - count).Select(EventAt);

    public DoorEvent EventAt(int place) => Record.TryPeek(_journal[place], out DoorEvent? e) ? e : throw new FormatException();

    public IEnumerable<DoorEventKind> Kinds => Events.Select(e => e.Happened);

    public void Drive(DoorId door, bool unlock)
    {
        BeforeDriving?.Invoke();
        Driven[door] = unlock;
        if (unlock) { Unlocks++; }
    }

    /// <summary>Readers whose install window was opened.</summary>
    public List<ReaderId> Windows { get; } = [];

    public bool OpenWindow(ReaderId reader)
    {
        Windows.Add(reader);
        return true;
    }

    /// <summary>How the readers' lines do.</summary>
    public IReadOnlyList<ReaderLine> Lines { get; set; } = [];

    /// <summary>How often the readers' keys were erased.</summary>
    public int Erasures { get; private set; }

    public void EraseKeys() => Erasures++;

    public bool BoxTampered { get; private set; }

    public void SaveBoxTampered(bool tampered) => BoxTampered = tampered;

    public void Show(ReaderId reader, IReadOnlyList<OsdpCommand> commands) => Lamps.AddRange(commands.Select(c => (reader, c)));

    public void SaveKeyList(byte[] signed) => KeyList = signed;

    public void SaveCommands(CommandMemory memory) => Commands = memory;

    public void SaveAccepted(byte[] signed) => Accepted = signed;

    public Dictionary<DoorId, byte[]> Plans { get; } = [];

    /// <summary>How often the lock's own thread waited for the disk to keep a time.</summary>
    public int TimesWaitedFor { get; private set; }

    public void SaveTime(long wallMs)
    {
        Time = wallMs;
        TimesWaitedFor++;
    }

    public void KeepTime(long wallMs) => Time = wallMs;

    public void SavePlan(DoorId door, byte[] signed) => Plans[door] = signed;

    public byte[]? Lease { get; set; }

    public BreakGlassMemory BreakGlass { get; private set; } = BreakGlassMemory.Empty;

    public void SaveBreakGlass(BreakGlassMemory memory) => BreakGlass = memory;

    public void SaveLease(byte[]? packed) => Lease = packed;

    public byte[]? Places { get; set; }

    /// <summary>How often it was written who is inside an area.</summary>
    public int PlacesSaved { get; private set; }

    public void SavePlaces(byte[]? packed)
    {
        Places = packed;
        PlacesSaved++;
    }

    public void Append(ulong sequence, byte[] record)
    {
        Assert.Equal((ulong)_journal.Count + 1, sequence);
        _journal.Add(record);
    }

    public byte[]? Read(ulong sequence) => sequence >= 1 && sequence <= (ulong)_journal.Count ? _journal[(int)sequence - 1] : null;

    public void Prune(ulong through) => Pruned = through;

    public void Send(FromController message) => Sent.Add(message);

    /// <summary>As after a restart: what was written is what there is.</summary>
    public void Restart()
    {
        Last = (ulong)_journal.Count;
        Head = _journal.Count == 0 ? new byte[32] : DoorEvent.HashOf(_journal[^1]);
        Driven.Clear();
        Sent.Clear();
    }
}
