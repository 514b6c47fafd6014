using System.Security.Cryptography;
using Secure.EdgeAgent.Storage;
using Secure.Messaging;

namespace Secure.EdgeAgent.Outboxes;

/// <summary>
/// A durable queue of what the agent has to tell the gateway. An entry is on the disk before <see cref="TryAppend"/> returns and
/// leaves only on the gateway's own acknowledgement. After a restart, entries of the kept files are sent again: the gateway
/// knows them by their sequence. Safe for many threads.
/// </summary>
internal sealed class Outbox : IDisposable
{
    private const int SegmentLengthMax = 1 << 20;

    /// <summary>So often the gateway says that it holds less than before, and nothing newer, until it is believed: one such word may only have been late.</summary>
    private const int OlderTimes = 3;

    private readonly Lock _gate = new();
    private readonly List<Segment> _segments = [];
    private readonly string _folder;
    private readonly long _capacity;
    private readonly int _segmentLength;
    private byte[] _chain = RandomNumberGenerator.GetBytes(EnvelopeContent.MarkLength);
    private byte[] _head = new byte[SHA256.HashSizeInBytes];
    private bool _begun;
    private ulong _next = 1;
    private ulong _acknowledged;
    private QueueAck? _older;
    private int _olderTimes;
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private Outbox(string folder, EnvelopeStream stream, long capacity)
    {
        (_folder, Stream, _capacity) = (folder, stream, capacity);
        // Acknowledged entries of the newest file still take room: an eighth of the limit at most.
        _segmentLength = (int)Math.Min(SegmentLengthMax, capacity / 8);
    }

    public EnvelopeStream Stream { get; }

    /// <summary>The oldest entry that the gateway has not acknowledged, or <see cref="Next"/> where there is none.</summary>
    public ulong Oldest { get { lock (_gate) { return OldestInLock; } } }

    /// <summary>Sequence of the next entry to be written.</summary>
    public ulong Next { get { lock (_gate) { return _next; } } }

    /// <summary>Used part of the limit, 0 to 1.</summary>
    public double Fullness { get { lock (_gate) { return Math.Min(1, UsedInLock / (double)_capacity); } } }

    private ulong OldestInLock => Math.Max(_acknowledged + 1, _segments.Count == 0 ? 1 : _segments[0].First);

    private long UsedInLock => _segments.Sum(segment => (long)segment.Length);

    /// <summary>Opens the queue of a folder, or begins one. What a crash left half-written at its very end is cut off.</summary>
    /// <param name="capacity">Limit in bytes.</param>
    /// <param name="visit">Told every entry found, oldest first.</param>
    /// <exception cref="QueueDamagedException">Something in the middle does not check: nothing was changed.</exception>
    public static Outbox Open(string folder, EnvelopeStream stream, long capacity, Action<EnvelopeContent> visit)
    {
        DurableFile.MakeFolder(folder);
        Outbox outbox = new(folder, stream, capacity);
        try { outbox.Load(visit); return outbox; }
        catch { outbox.Dispose(); throw; }
    }

    /// <summary>Appends one entry; it is durable when this returns its sequence. Null: no room, nothing was written.</summary>
    /// <param name="compose">Makes the content from chain, sequence and previous hash.</param>
    /// <exception cref="DiskFailedException">The process must end.</exception>
    public ulong? TryAppend(Func<byte[], ulong, byte[], EnvelopeContent> compose)
    {
        ulong sequence;
        lock (_gate)
        {
            byte[] encoded = compose(_chain, _next, _head).Encode();
            if (UsedInLock + encoded.Length + Frames.HeadLength > _capacity) { return null; }
            if (Writable(encoded.Length) is not { } segment || !segment.TryAppend(encoded)) { return null; }
            sequence = _next++;
            _head = EnvelopeContent.Hash(encoded);
            TellInLock();
        }
        return sequence;
    }

    /// <summary>Encoded content of an entry, or null where it is not there: acknowledged already, or not yet written.</summary>
    public byte[]? Read(ulong sequence)
    {
        lock (_gate) { return Find(sequence)?.Read(sequence); }
    }

    /// <summary>Waits until <see cref="Next"/> is above <paramref name="sequence"/>.</summary>
    public Task WhenPastAsync(ulong sequence, CancellationToken cancellation) => WhenAsync(() => _next > sequence, cancellation);

    /// <summary>Waits until <see cref="Oldest"/> is above <paramref name="sequence"/>.</summary>
    public Task WhenAcknowledgedAsync(ulong sequence, CancellationToken cancellation) => WhenAsync(() => OldestInLock > sequence, cancellation);

    /// <summary>
    /// Drops what the gateway holds. False where the acknowledgement is not about this queue's own entries: nothing is dropped.
    /// A gateway that was put back to an older state holds less than it did: what it lacks is sent again, as far as it is still here.
    /// </summary>
    public bool Acknowledge(QueueAck ack)
    {
        lock (_gate)
        {
            if (ack.Stream != Stream || !ack.Chain.AsSpan().SequenceEqual(_chain) || ack.Sequence >= _next) { return false; }
            if (ack.Sequence < OldestInLock) { TakeOlderInLock(ack); return true; }
            if (Find(ack.Sequence)?.Read(ack.Sequence) is not { } entry || !EnvelopeContent.Hash(entry).AsSpan().SequenceEqual(ack.Hash)) { return false; }
            (_acknowledged, _older) = (ack.Sequence, null);
            // The file with the newest entry stays in any case: the chain goes on from it.
            while (_segments.Count > 1 && _segments[0].Next <= ack.Sequence + 1 && _segments[0].Next < _next)
            {
                _segments[0].Delete();
                _segments.RemoveAt(0);
            }
            TellInLock();
            return true;
        }
    }

    private void TakeOlderInLock(QueueAck ack)
    {
        if (ack.Sequence + 1 == OldestInLock || Find(ack.Sequence)?.Read(ack.Sequence) is not { } entry || !EnvelopeContent.Hash(entry).AsSpan().SequenceEqual(ack.Hash)) { return; }
        _olderTimes = _older?.Sequence == ack.Sequence ? _olderTimes + 1 : 1;
        _older = ack;
        if (_olderTimes < OlderTimes) { return; }
        (_acknowledged, _older) = (ack.Sequence, null);
        TellInLock();
    }

    public void Dispose()
    {
        lock (_gate) { _segments.ForEach(segment => segment.Dispose()); }
    }

    private async Task WhenAsync(Func<bool> isSoInLock, CancellationToken cancellation)
    {
        while (true)
        {
            Task changed;
            lock (_gate)
            {
                if (isSoInLock()) { return; }
                changed = _changed.Task;
            }
            await changed.WaitAsync(cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Whoever waits goes on in another thread, never in here.</summary>
    private void TellInLock()
    {
        _changed.TrySetResult();
        _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private Segment? Find(ulong sequence) => _segments.FirstOrDefault(segment => sequence >= segment.First && sequence < segment.Next);

    private Segment? Writable(int length)
    {
        Segment? last = _segments.LastOrDefault();
        if (last is not null && (last.IsEmpty || last.Length + length + Frames.HeadLength <= _segmentLength)) { return last; }
        try { _segments.Add(Segment.Create(_folder, _next, _segmentLength)); }
        catch (IOException) { return null; }
        return _segments[^1];
    }

    private void Load(Action<EnvelopeContent> visit)
    {
        IReadOnlyList<(string Path, ulong First)> files = Segment.List(_folder);
        if (files.Count > 0) { _next = files[0].First; }
        for (int i = 0; i < files.Count; i++)
        {
            if (files[i].First != _next) { throw new QueueDamagedException($"{files[i].Path}: a file before it is missing"); }
            bool newest = i == files.Count - 1;
            _segments.Add(Segment.Open(files[i].Path, files[i].First, newest, (sequence, entry) => Take(sequence, entry, visit)));
        }
    }

    private bool Take(ulong sequence, byte[] entry, Action<EnvelopeContent> visit)
    {
        if (!EnvelopeContent.TryDecode(entry, out EnvelopeContent? content) || content.Sequence != sequence || content.Stream != Stream) { return false; }
        if (_begun && !(content.Previous.AsSpan().SequenceEqual(_head) && content.Chain.AsSpan().SequenceEqual(_chain))) { return false; }
        _begun = true;
        _chain = content.Chain;
        _head = EnvelopeContent.Hash(entry);
        _next = sequence + 1;
        visit(content);
        return true;
    }
}
