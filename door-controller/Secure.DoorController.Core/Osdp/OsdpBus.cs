using System.Security.Cryptography;

namespace Secure.DoorController.Core.Osdp;

/// <summary>What the host has to do for the line.</summary>
/// <param name="Send">Bytes to write now; empty for none.</param>
/// <param name="WakeAt">Monotonic time at which <see cref="OsdpBus.Next"/> wants its next call, if nothing comes before.</param>
public readonly record struct OsdpStep(byte[] Send, TimeSpan WakeAt);

/// <summary>How one reader's line has done since the start.</summary>
/// <param name="Asked">Frames sent.</param>
/// <param name="Failed">Of those, how many brought no valid reply.</param>
/// <param name="Spoilt">Of the failed, how many brought bytes.</param>
public readonly record struct LineFigures(bool Answers, bool Secure, ulong Asked, ulong Failed, ulong Spoilt);

/// <summary>
/// The control panel's end of one RS-485 line with several readers (SIA OSDP v2.2, IEC 60839-11-5), as pure state:
/// the host moves the bytes and tells the monotonic time. Not safe for two threads.
/// </summary>
public sealed class OsdpBus : IDisposable
{
    /// <summary>A reader starts to answer within this (SIA OSDP v2.2, 5.7).</summary>
    public static readonly TimeSpan ReplyTimeout = TimeSpan.FromMilliseconds(200);

    /// <summary>Without a valid reply for this long both ends start the link anew (SIA OSDP v2.2, 5.7).</summary>
    public static readonly TimeSpan OfflineAfter = TimeSpan.FromSeconds(8);

    /// <summary>Silence that ends a reply. The standard says 20 ms; USB adapters gather bytes for 16 ms and schedulers add theirs.</summary>
    public static readonly TimeSpan GapMax = TimeSpan.FromMilliseconds(50);

    /// <summary>
    /// Within this every reader has been asked for its tamper, its power and its reading heads, though it should tell of them
    /// by itself. One reader after the other, so that no cycle of the bus grows by more than one exchange.
    /// </summary>
    public static readonly TimeSpan StatusPeriod = TimeSpan.FromSeconds(20);

    private const byte Mark = 0xFF;

    private readonly OsdpReaderLink[] _links;
    private readonly OsdpDecoder _decoder = new();
    private readonly Queue<OsdpEvent> _events = new();
    private TimeSpan _byteTime;
    private int _baud;
    private Exchange? _exchange;
    private TimeSpan? _statusAt;
    private int _statusOf;

    private sealed record Exchange(OsdpReaderLink Link, TimeSpan SentAt, TimeSpan Last)
    {
        public TimeSpan Deadline { get; init; }

        public bool Heard { get; init; }
    }

    /// <param name="baud">9600 to 115200; a byte takes ten bit times.</param>
    /// <param name="pollInterval">Time from a reader's reply to its next poll; 10 ms to 1 s.</param>
    /// <param name="nonces">Makes RND.A, eight bytes: a cryptographic generator unless a test replays vectors.</param>
    /// <param name="maySend">
    /// Asked, by a reader's address, before its new key is sent: true once that is remembered, so that a crash behind it leaves
    /// no reader with a key that nobody knows of. Without it every key may be sent.
    /// </param>
    /// <exception cref="ArgumentException">No readers, two with one address, a weak key outside a bench, or a number out of range.</exception>
    public OsdpBus(int baud, TimeSpan pollInterval, IReadOnlyList<OsdpReaderSettings> readers, Func<byte[]>? nonces = null, Func<byte, bool>? maySend = null)
    {
        if (baud is < 9600 or > 115200) { throw new ArgumentException("The baud rate must be 9600 to 115200.", nameof(baud)); }
        if (pollInterval < TimeSpan.FromMilliseconds(10) || pollInterval > TimeSpan.FromSeconds(1)) { throw new ArgumentException("The poll interval must be 10 ms to 1 s.", nameof(pollInterval)); }
        if (readers.Count == 0 || readers.DistinctBy(r => r.Address).Count() != readers.Count)
        {
            throw new ArgumentException("Readers need different addresses.", nameof(readers));
        }
        if (readers.Select(r => r.Fault).FirstOrDefault(f => f is not null) is { } fault) { throw new ArgumentException(fault, nameof(readers)); }
        SetSpeed(baud);
        nonces ??= static () => RandomNumberGenerator.GetBytes(SecureHandshake.RandomLength);
        _links = [.. readers.Select(r => new OsdpReaderLink(r, pollInterval, nonces, maySend ?? (static _ => true)))];
    }

    /// <summary>Does what is due at <paramref name="now"/>: ends an exchange without reply, begins the next.</summary>
    public OsdpStep Next(TimeSpan now)
    {
        if (_exchange is { } open)
        {
            if (now < open.Deadline) { return new OsdpStep([], open.Deadline); }
            _exchange = null;
            open.Link.Failed(open.SentAt, now, open.Heard, _events);
            FollowMoves();
        }
        AskStatus(now);
        OsdpReaderLink next = _links.MinBy(l => l.DueAt)!;
        return next.DueAt > now ? new OsdpStep([], next.DueAt) : Begin(next, now);
    }

    /// <summary>Takes what the line delivered; call it before <see cref="Next"/>. Bytes that answer nothing are dropped.</summary>
    public void Received(ReadOnlySpan<byte> bytes, TimeSpan now)
    {
        if (_exchange is not { } open || bytes.IsEmpty) { return; }
        IReadOnlyList<OsdpFrame> frames = _decoder.Append(bytes);
        foreach (OsdpFrame frame in frames)
        {
            // A late repetition of an earlier reply, another reader's, or a forged one: the right one may still follow.
            if (!open.Link.Expects(frame) || !open.Link.Answered(frame, now, _events)) { continue; }
            _exchange = null;
            FollowMoves();
            return;
        }
        if (_decoder.IsIdle)
        {
            _exchange = open with { Heard = open.Heard || frames.Count > 0, Deadline = open.Link.ListenUntil(now, open.Deadline) };
            return;
        }
        TimeSpan quiet = now + GapMax;
        _exchange = open with { Heard = true, Deadline = quiet < open.Last ? quiet : open.Last };
    }

    /// <summary>Queues a command behind the cards. False when there is no such reader or it is not online.</summary>
    public bool Enqueue(byte address, OsdpCommand command) => Link(address)?.Enqueue(command) ?? false;

    /// <summary>Hands a reader a new key inside its secure channel. False but on a bench line, inside a secure channel.</summary>
    public bool SetKey(byte address, OsdpKey key) => Link(address)?.SetKey(key) ?? false;

    /// <summary>
    /// Opens the install window of one reader: a fresh key goes to it over the key that it holds, or over the default one.
    /// Told by <see cref="OsdpEvent.KeyTaken"/>; at its end the window closes without a word.
    /// </summary>
    /// <param name="until">Monotonic time.</param>
    /// <exception cref="ArgumentException">A weak key.</exception>
    public bool OpenInstallWindow(byte address, OsdpKey key, TimeSpan until)
    {
        if (key.IsWeak) { throw new ArgumentException("A weak key is refused.", nameof(key)); }
        Link(address)?.OpenWindow(key, until, _events);
        return Link(address) is not null;
    }

    /// <summary>
    /// Ends all sessions and forgets all keys. A reader that had one is told as offline for want of a key, and stays so
    /// until its install window.
    /// </summary>
    public void ForgetKeys()
    {
        foreach (OsdpReaderLink link in _links) { link.ForgetKeys(_events); }
    }

    /// <summary>
    /// Sends a reader to another address or speed, and follows it there; <see cref="OsdpEvent.Moved"/> tells the host to
    /// set the line. False when the address is taken, or the other readers would be left behind at another speed.
    /// </summary>
    public bool Move(byte address, byte newAddress, int baud)
    {
        bool taken = newAddress != address && Link(newAddress) is not null;
        if (taken || newAddress > OsdpFrame.AddressMax || (baud != _baud && _links.Length > 1) || baud is < 9600 or > 115200) { return false; }
        return Link(address)?.Move(newAddress, baud, _baud) ?? false;
    }

    /// <summary>Begins to send a file in pieces between the polls. False while the reader is not online or has one under way.</summary>
    /// <param name="type">1 for opaque content; 128 to 255 are the maker's own.</param>
    public bool SendFile(byte address, byte type, byte[] content) => Link(address)?.SendFile(type, content) ?? false;

    /// <summary>The line itself was away and is back: every reader is asked anew, without a word of its having been offline.</summary>
    public void LineLost()
    {
        _exchange = null;
        foreach (OsdpReaderLink link in _links) { link.LineLost(_events); }
    }

    /// <summary>True while a command that was queued has not been answered.</summary>
    public bool HasWaiting(byte address) => Link(address)?.HasWaiting ?? false;

    /// <summary>True while the reader answers.</summary>
    public bool IsOnline(byte address) => Link(address)?.IsOnline ?? false;

    /// <summary>True while the reader answers inside a secure channel.</summary>
    public bool IsSecure(byte address) => Link(address)?.IsSecure ?? false;

    /// <summary>How a reader's line has done; null where there is no such reader. The only thing here that any thread may ask for.</summary>
    public LineFigures? FiguresOf(byte address) => Link(address)?.Figures;

    /// <summary>Ends all sessions and zeroes their keys.</summary>
    public void Dispose()
    {
        foreach (OsdpReaderLink link in _links) { link.Dispose(); }
    }

    /// <summary>Hands out what happened, oldest first.</summary>
    public bool TryTakeEvent(out OsdpEvent? happened) => _events.TryDequeue(out happened);

    private OsdpStep Begin(OsdpReaderLink link, TimeSpan now)
    {
        // The mark before a frame lets line drivers and receivers settle (SIA OSDP v2.2, 5.6).
        byte[] bytes = [Mark, .. link.Ask(now)];
        _decoder.Clear();
        TimeSpan reply = now + (_byteTime * bytes.Length) + ReplyTimeout;
        // A line that never falls silent must not hold the bus.
        TimeSpan last = reply + (_byteTime * OsdpDecoder.LengthMax);
        _exchange = new Exchange(link, now, last) { Deadline = reply };
        return new OsdpStep(bytes, reply);
    }

    private void AskStatus(TimeSpan now)
    {
        TimeSpan each = StatusPeriod / _links.Length;
        _statusAt ??= now + each;
        if (now < _statusAt) { return; }
        _statusAt = now + each;
        _links[_statusOf].AskStatus();
        _statusOf = (_statusOf + 1) % _links.Length;
    }

    private OsdpReaderLink? Link(byte address) => Array.Find(_links, l => l.Address == address);

    private void FollowMoves()
    {
        if (_events.OfType<OsdpEvent.Moved>().LastOrDefault() is { Baud: >= 9600 and <= 115200 } moved) { SetSpeed(moved.Baud); }
    }

    private void SetSpeed(int baud) => (_baud, _byteTime) = (baud, TimeSpan.FromSeconds(10.0 / baud));
}
