using Secure.DoorController.Core.Doors;
using Secure.DoorController.Core.Verification;
using Secure.Grants;
using Secure.Vocabulary;

namespace Secure.DoorController.Core.Control;

/// <summary>Makes the journal's entries: numbered, chained, signed. What is not durable yet is told to nobody.</summary>
internal sealed class Journal(ControllerSetup setup, TrustedTime time, IJournalStore store)
{
    private static readonly TimeSpan NowMax = TimeSpan.FromSeconds(5);

    private readonly Queue<(ulong Sequence, byte[] Hash)> _writing = new();
    private ulong _last = store.Last;
    private byte[] _head = store.Head;

    public ulong First => store.First;

    /// <summary>Sequence of the newest entry, durable or not.</summary>
    public ulong Last => _last;

    /// <summary>Sequence of the newest durable entry.</summary>
    public ulong Durable { get; private set; } = store.Last;

    /// <summary>SHA-256 of the newest durable entry.</summary>
    public byte[] DurableHead { get; private set; } = store.Head;

    /// <summary>Sequence up to which the gateway has acknowledged.</summary>
    public ulong Acknowledged { get; private set; } = store.First - 1;

    public void Write(DoorId door, DoorHappening happening) => Write(new DoorEvent(
        setup.Id, setup.BootId, setup.BootEpoch, _last + 1, _head, time.Stamp(), happening.Kind,
        door, happening.By?.Reader, happening.By?.Subject, happening.By?.DecisionId ?? "", happening.By?.CommandNumber ?? 0, happening.Reason,
        happening.Mode, happening.Lock, happening.Leaf));

    /// <summary>What is not the door's own doing.</summary>
    /// <param name="door">Null for what concerns the controller itself.</param>
    public void Write(DoorEventKind kind, string reason, DoorReport? door = null, ReaderId? reader = null, Authority? by = null) => Write(new DoorEvent(
        setup.Id, setup.BootId, setup.BootEpoch, _last + 1, _head, time.Stamp(), kind,
        door?.Door, reader, by?.Subject, by?.DecisionId ?? "", by?.CommandNumber ?? 0, reason, door?.Mode ?? DoorMode.Secured, door?.Lock ?? LockState.Unknown, door?.Leaf ?? LeafState.Unknown));

    /// <summary>The host says that everything up to the sequence is on disk.</summary>
    public void BecameDurable(ulong sequence)
    {
        while (_writing.TryPeek(out (ulong Sequence, byte[] Hash) entry) && entry.Sequence <= sequence)
        {
            (Durable, DurableHead) = _writing.Dequeue();
        }
    }

    /// <summary>A durable entry; null for one that is not on disk yet or not kept any more.</summary>
    public byte[]? Read(ulong sequence) => sequence <= Durable ? store.Read(sequence) : null;

    /// <summary>Written in this boot, seconds ago: a camera may still have seen it.</summary>
    public bool IsOfNow(DoorEvent entry) =>
        entry.BootId == setup.BootId && time.Now - TimeSpan.FromTicks((long)(entry.Time.MonotonicNs / 100)) <= NowMax;

    /// <summary>The gateway's signed word; one about entries that are not there is ignored.</summary>
    public void Acknowledge(ulong sequence)
    {
        if (sequence <= Acknowledged || sequence > Durable) { return; }
        Acknowledged = sequence;
        store.Prune(sequence);
    }

    /// <summary>Kinds that a guard must hear of at once.</summary>
    public static bool IsAlarm(DoorEventKind kind) => kind is DoorEventKind.FireStarted or DoorEventKind.DoorTampered or DoorEventKind.LineFault or DoorEventKind.ForcedOpen or DoorEventKind.HeldOpen
        or DoorEventKind.LockJammed or DoorEventKind.RefusalBurst or DoorEventKind.DeviceFault or DoorEventKind.ReaderOffline
        or DoorEventKind.Tampered or DoorEventKind.BreakGlassUsed or DoorEventKind.BreakGlassRefused or DoorEventKind.ReaderAttacked or DoorEventKind.ReaderSwapped
        or DoorEventKind.PowerLost;

    private void Write(DoorEvent entry)
    {
        byte[] signed = entry.Sign(setup.Key);
        (_last, _head) = (entry.Sequence, DoorEvent.HashOf(signed));
        _writing.Enqueue((_last, _head));
        store.Append(_last, signed);
    }
}
