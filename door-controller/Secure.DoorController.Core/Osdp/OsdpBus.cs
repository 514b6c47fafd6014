namespace Secure.DoorController.Core.Osdp;

/// <summary>One reader on the line.</summary>
/// <param name="Address">0 to 126.</param>
/// <param name="UsesCrc">CRC-16 when true (default), the one-byte checksum for readers that know nothing else.</param>
public sealed record OsdpReaderSettings(byte Address, bool UsesCrc = true);

/// <summary>What the host has to do for the line.</summary>
/// <param name="Send">Bytes to write now; empty for none.</param>
/// <param name="WakeAt">Monotonic time at which <see cref="OsdpBus.Next"/> wants its next call, if nothing comes before.</param>
public readonly record struct OsdpStep(byte[] Send, TimeSpan WakeAt);

/// <summary>
/// The control panel's end of one RS-485 line with several readers (SIA OSDP v2.2, IEC 60839-11-5), as pure state:
/// the host moves the bytes and tells the monotonic time. Not safe for two threads.
/// </summary>
public sealed class OsdpBus
{
    /// <summary>A reader starts to answer within this (SIA OSDP v2.2, 5.7).</summary>
    public static readonly TimeSpan ReplyTimeout = TimeSpan.FromMilliseconds(200);

    /// <summary>Without a valid reply for this long both ends start the link anew (SIA OSDP v2.2, 5.7).</summary>
    public static readonly TimeSpan OfflineAfter = TimeSpan.FromSeconds(8);

    /// <summary>Silence that ends a reply. The standard says 20 ms; USB adapters gather bytes for 16 ms and schedulers add theirs.</summary>
    public static readonly TimeSpan GapMax = TimeSpan.FromMilliseconds(50);

    private readonly OsdpReaderLink[] _links;
    private readonly OsdpDecoder _decoder = new();
    private readonly Queue<OsdpEvent> _events = new();
    private readonly TimeSpan _byteTime;
    private Exchange? _exchange;

    private sealed record Exchange(OsdpReaderLink Link, TimeSpan SentAt, TimeSpan Last)
    {
        public TimeSpan Deadline { get; init; }

        public bool Heard { get; init; }
    }

    /// <param name="baud">9600 to 115200; a byte takes ten bit times.</param>
    /// <param name="pollInterval">Time from a reader's reply to its next poll; 10 ms to 1 s.</param>
    /// <exception cref="ArgumentException">No readers, two with one address, or a number out of range.</exception>
    public OsdpBus(int baud, TimeSpan pollInterval, IReadOnlyList<OsdpReaderSettings> readers)
    {
        if (baud is < 9600 or > 115200) { throw new ArgumentException("The baud rate must be 9600 to 115200.", nameof(baud)); }
        if (pollInterval < TimeSpan.FromMilliseconds(10) || pollInterval > TimeSpan.FromSeconds(1)) { throw new ArgumentException("The poll interval must be 10 ms to 1 s.", nameof(pollInterval)); }
        if (readers.Count == 0 || readers.Any(r => r.Address > OsdpFrame.AddressMax) || readers.DistinctBy(r => r.Address).Count() != readers.Count)
        {
            throw new ArgumentException("Readers need different addresses from 0 to 126.", nameof(readers));
        }
        _byteTime = TimeSpan.FromSeconds(10.0 / baud);
        _links = [.. readers.Select(r => new OsdpReaderLink(r, pollInterval))];
    }

    /// <summary>Does what is due at <paramref name="now"/>: ends an exchange without reply, begins the next.</summary>
    public OsdpStep Next(TimeSpan now)
    {
        if (_exchange is { } open)
        {
            if (now < open.Deadline) { return new OsdpStep([], open.Deadline); }
            _exchange = null;
            Report(open.Link.Failed(open.SentAt, now, open.Heard));
        }
        OsdpReaderLink next = _links.MinBy(l => l.DueAt)!;
        return next.DueAt > now ? new OsdpStep([], next.DueAt) : Begin(next, now);
    }

    /// <summary>Takes what the line delivered; call it before <see cref="Next"/>. Bytes that answer nothing are dropped.</summary>
    public void Received(ReadOnlySpan<byte> bytes, TimeSpan now)
    {
        if (_exchange is not { } open || bytes.IsEmpty) { return; }
        foreach (OsdpFrame frame in _decoder.Append(bytes))
        {
            // A late repetition of an earlier reply, or another reader's: the right one may still follow.
            if (!open.Link.Expects(frame)) { continue; }
            _exchange = null;
            Report(open.Link.Answered(frame, now));
            return;
        }
        if (_decoder.IsIdle) { return; }
        TimeSpan quiet = now + GapMax;
        _exchange = open with { Heard = true, Deadline = quiet < open.Last ? quiet : open.Last };
    }

    /// <summary>Queues a lamp or buzzer command. False when there is no such reader or it is not online.</summary>
    public bool Enqueue(byte address, OsdpCommand command) => Array.Find(_links, l => l.Address == address)?.Enqueue(command) ?? false;

    /// <summary>True while the reader answers.</summary>
    public bool IsOnline(byte address) => Array.Find(_links, l => l.Address == address)?.IsOnline ?? false;

    /// <summary>Hands out what happened, oldest first.</summary>
    public bool TryTakeEvent(out OsdpEvent? happened) => _events.TryDequeue(out happened);

    private OsdpStep Begin(OsdpReaderLink link, TimeSpan now)
    {
        byte[] bytes = link.Ask(now).Encode();
        _decoder.Clear();
        TimeSpan reply = now + (_byteTime * bytes.Length) + ReplyTimeout;
        // A line that never falls silent must not hold the bus.
        TimeSpan last = reply + (_byteTime * OsdpDecoder.LengthMax);
        _exchange = new Exchange(link, now, last) { Deadline = reply };
        return new OsdpStep(bytes, reply);
    }

    private void Report(IEnumerable<OsdpEvent> events)
    {
        foreach (OsdpEvent happened in events) { _events.Enqueue(happened); }
    }
}
