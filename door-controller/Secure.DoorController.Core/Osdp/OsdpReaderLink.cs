namespace Secure.DoorController.Core.Osdp;

/// <summary>The panel's side of the link to one reader: what to ask next, with which sequence number, and when.</summary>
/// <remarks>
/// A command that got no valid reply is repeated: the same bytes, with the same sequence number. The reader then repeats
/// its reply instead of acting again, and the panel takes the reply to one number once: so no card is lost, none counts
/// twice, and the secure channel's chain of MACs goes on. Nothing that comes without a MAC ends a session by itself: it
/// raises a doubt, and the genuine reply may still follow.
/// </remarks>
internal sealed partial class OsdpReaderLink(OsdpReaderSettings settings, TimeSpan pollInterval, Func<byte[]> nonces, Func<byte, bool> maySend) : IDisposable
{
    /// <summary>Failures in a row after which the reader is tried once a second only.</summary>
    internal const int QuickTriesMax = 4;

    /// <summary>Exchanges in a row that brought a doubt and no genuine reply: then the doubt is believed.</summary>
    internal const int DoubtsMax = 3;
    internal const int WaitingMax = 16;

    /// <summary>What a frame with a piece of a file holds besides the piece, at most.</summary>
    internal const int Overhead = OsdpFrame.HeaderLength + 2 + 1 + 11 + 16 + OsdpFrame.MacLength + 2;
    internal static readonly TimeSpan SlowRetry = TimeSpan.FromSeconds(1);

    /// <summary>The same for a reader whose replies come spoilt. Out of step with the silent ones: what one of those answers too late falls into another's exchange, and must not fall into every one.</summary>
    internal static readonly TimeSpan SpoiltRetry = TimeSpan.FromMilliseconds(700);
    private const int PieceMax = 128;

    private enum Phase { Identify, Challenge, Cryptogram, InstallKey, IdentifyAgain, AskCapabilities, FirstPoll, Polling }

    private readonly Queue<OsdpCommand> _waiting = new();
    private readonly List<OsdpCommand> _statuses = [];
    private readonly ReaderKeys _keys = new(settings);
    private readonly LineWatch _watch = new();
    private ReaderIdentity? _known = settings.Known;
    private ReaderIdentity? _identity;
    private IReadOnlyList<ReaderCapability> _capabilities = [];
    private SecureHandshake? _handshake;
    private SecureSession? _session;
    private FileTransfer? _file;
    private OsdpKey? _taken;
    private Phase _phase = Phase.Identify;
    private OsdpCommand? _pending;
    private byte[]? _bytes;
    private byte _sequence;
    private int _pieceMax = PieceMax;
    private int _tries, _failures, _heard, _doubts, _badChecks, _unreadable;
    private OfflineReason? _doubt, _saidOffline;
    private bool _askedToPoll, _skipped;
    private TimeSpan? _lastValid;
    private long _asked, _failed, _spoilt;

    public byte Address { get; private set; } = settings.Address;

    /// <summary>The monotonic time from which on the reader wants its next turn.</summary>
    public TimeSpan DueAt { get; private set; }

    public bool IsOnline => _phase == Phase.Polling;

    public bool IsSecure => IsOnline && _session is not null;

    /// <summary>How the line has done since the start. From any thread: it may be one exchange old.</summary>
    public LineFigures Figures => new(IsOnline, IsSecure, (ulong)Volatile.Read(ref _asked), (ulong)Volatile.Read(ref _failed), (ulong)Volatile.Read(ref _spoilt));

    /// <summary>True while a command of the host's own has not been answered.</summary>
    public bool HasWaiting => _waiting.Count > 0 || _file is not null || (IsOnline && _pending is { } pending && pending.Code != OsdpCommandCode.Poll);

    /// <summary>Queues a command behind the cards; the oldest goes when more than 16 wait. False while the reader is not online.</summary>
    public bool Enqueue(OsdpCommand command)
    {
        if (!IsOnline) { return false; }
        if (_waiting.Count == WaitingMax) { _waiting.Dequeue(); }
        _waiting.Enqueue(command);
        _askedToPoll = false;
        return true;
    }

    /// <summary>Asks how the reader is, unless it has something else to do: what it told unasked may have been lost.</summary>
    public void AskStatus()
    {
        if (_waiting.Count == 0) { _statuses.ForEach(status => Enqueue(status)); }
    }

    /// <summary>Hands the reader a new key inside the present session. On a bench line only.</summary>
    public bool SetKey(OsdpKey key)
    {
        if (!settings.IsBench || !IsSecure) { return false; }
        _keys.Offer(key, TimeSpan.Zero);
        _keys.Sent();
        return Enqueue(OsdpCommand.KeySet(key));
    }

    /// <summary>Opens the install window: until its end the reader may get its key over the default one.</summary>
    public void OpenWindow(OsdpKey key, TimeSpan until, Queue<OsdpEvent> events)
    {
        _keys.Offer(key, until);
        Restart(events);
        DueAt = TimeSpan.Zero;
    }

    /// <summary>Ends the session and forgets the keys, also one that is on its way.</summary>
    public void ForgetKeys(Queue<OsdpEvent> events)
    {
        if (_keys.MustBeSecure) { Restart(events); }
        _keys.Forget();
        _taken = null;
    }

    /// <summary>Begins to send a file. False while the reader is not online, or another file is under way.</summary>
    public bool SendFile(byte type, byte[] content)
    {
        if (!IsOnline || _file is not null) { return false; }
        _file = new FileTransfer(type, content, _pieceMax);
        return true;
    }

    /// <summary>The frame to send now: the pending one again, byte for byte, or the next.</summary>
    public byte[] Ask(TimeSpan now)
    {
        _lastValid ??= now;
        (_doubt, _isBusy) = (null, false);
        if (_bytes is null)
        {
            _pending ??= Choose(now);
            (_bytes, _tries, _mayBeLate) = (Encode(_pending), 0, false);
        }
        _tries++;
        Volatile.Write(ref _asked, _asked + 1);
        return _bytes;
    }

    /// <summary>
    /// True when the frame may be this reader's reply to what was asked. A refusal may come with any number, some readers answer a
    /// checksum with the stronger CRC, and to the broadcast address some answer from there and some from their own.
    /// </summary>
    public bool Expects(OsdpFrame frame) => _bytes is not null && frame.IsReply && (frame.Address == Address || Address == OsdpFrame.Broadcast) && (frame.UsesCrc || !settings.UsesCrc)
        && (frame.Sequence == _sequence || frame.Code == (byte)OsdpReplyCode.Nak || (frame.Sequence == 0 && frame.Code == (byte)OsdpReplyCode.Busy));

    /// <summary>No valid reply came to what was sent at <paramref name="sentAt"/>.</summary>
    /// <param name="heard">True when some bytes came.</param>
    public void Failed(TimeSpan sentAt, TimeSpan now, bool heard, Queue<OsdpEvent> events)
    {
        if (_isBusy && _doubt is null)
        {
            WaitForBusy(now, isProved: false, events);
            return;
        }
        (_mayBeLate, _failures) = (true, _failures + 1);
        Volatile.Write(ref _failed, _failed + 1);
        if (heard)
        {
            Volatile.Write(ref _spoilt, _spoilt + 1);
            _heard++;
        }
        DueAt = _failures < QuickTriesMax ? now : sentAt + (heard ? SpoiltRetry : SlowRetry);
        if (LooksElsewhere(events)) { return; }
        if (_doubt is { } doubt && ++_doubts >= DoubtsMax)
        {
            Believe(doubt, now, events);
            return;
        }
        if (now - _lastValid < OsdpBus.OfflineAfter) { return; }
        // A cable that is cut in the middle of a reply leaves one piece of it.
        OfflineReason reason = _heard > 1 ? OfflineReason.Garbled : OfflineReason.Silent;
        Restart(events);
        GoOffline(reason, events);
    }

    /// <summary>The line itself was away: begins anew, as if the reader had never answered.</summary>
    public void LineLost(Queue<OsdpEvent> events)
    {
        Restart(events);
        (DueAt, _failures, _lastValid, _heard) = (TimeSpan.Zero, 0, null, 0);
    }

    public void Dispose()
    {
        _session?.Dispose();
        _handshake?.Dispose();
    }

    private OsdpCommand Choose(TimeSpan now)
    {
        switch (_phase)
        {
            case Phase.Identify or Phase.IdentifyAgain: return OsdpCommand.Id;
            case Phase.Challenge:
                _handshake?.Dispose();
                _handshake = new SecureHandshake(_keys.Candidate(now)!, nonces());
                return OsdpCommand.Challenge;
            case Phase.Cryptogram: return OsdpCommand.Cryptogram;
            case Phase.InstallKey: return OsdpCommand.KeySet(_keys.Next!);
            case Phase.AskCapabilities: return OsdpCommand.Capabilities;
            case Phase.FirstPoll: return OsdpCommand.Poll;
            // A lamp waits until a poll has shown that no card does, and a file behind the lamps.
            default:
                if (_file is { IsAlone: true } alone && now >= alone.DueAt) { return alone.Next(); }
                if (!_askedToPoll) { return OsdpCommand.Poll; }
                return _waiting.TryDequeue(out OsdpCommand? command) ? command : _file is { } file && now >= file.DueAt ? file.Next() : OsdpCommand.Poll;
        }
    }

    private byte[] Encode(OsdpCommand command)
    {
        OsdpFrame frame = new(Address, false, _sequence, settings.UsesCrc, (byte)command.Code, command.Data);
        if (_session is { } session) { return session.Seal(frame); }
        return _phase switch
        {
            Phase.Challenge => _handshake!.Challenge(frame).Encode(),
            Phase.Cryptogram => _handshake!.Cryptogram(frame).Encode(),
            _ => frame.Encode(),
        };
    }

    /// <summary>What was doubted three times is so: the session is lost, or the handshake has failed.</summary>
    private void Believe(OfflineReason doubt, TimeSpan now, Queue<OsdpEvent> events)
    {
        if (_session is not null) { LoseSession(now, events); }
        else { FailHandshake(doubt, now, events); }
    }

    private void LoseSession(TimeSpan now, Queue<OsdpEvent> events)
    {
        bool wasOnline = IsOnline;
        Restart(events);
        (DueAt, _failures) = (now, 0);
        if (wasOnline) { events.Enqueue(new OsdpEvent.Restarted(Address)); }
        TellAttack(_watch.SessionLost(now), events);
    }

    /// <summary>Never a way to plain text: the reader stays out of service and is tried again every second.</summary>
    private void FailHandshake(OfflineReason reason, TimeSpan now, Queue<OsdpEvent> events)
    {
        bool another = _keys.TryAnother(now);
        Restart(events);
        DueAt = another ? now : now + SlowRetry;
        if (another) { return; }
        bool swapped = _known is { } known && _identity is { } identity && !identity.IsSameDevice(known);
        // Where it never held a key it denies none: it is not in install mode.
        if (!GoOffline(swapped ? OfflineReason.Swapped : reason, events) || _known is null || (!swapped && !_keys.MayHold)) { return; }
        if (swapped) { events.Enqueue(new OsdpEvent.Swapped(Address, _known, _identity!, Accepted: false)); }
        else { TellAttack(_watch.KeyDenied(now), events); }
    }

    /// <summary>True when that is news: nothing was told yet, or only that no valid reply came.</summary>
    private bool GoOffline(OfflineReason reason, Queue<OsdpEvent> events)
    {
        if (_saidOffline is { } said && (!Answers(reason) || Answers(said))) { return false; }
        _saidOffline = reason;
        events.Enqueue(new OsdpEvent.Offline(Address, reason));
        return true;
    }

    private static bool Answers(OfflineReason reason) => reason is not (OfflineReason.Silent or OfflineReason.Garbled or OfflineReason.Busy);

    private void TellAttack(LineAttack? attack, Queue<OsdpEvent> events)
    {
        if (attack is { } what) { events.Enqueue(new OsdpEvent.Attack(Address, what)); }
    }

    private void Valid(TimeSpan now)
    {
        (_lastValid, _elsewhere) = (now, null);
        (_failures, _doubts, _heard, _busyTimes, _busyUntil) = (0, 0, 0, 0, null);
        DueAt = _file is { IsAlone: true } alone ? alone.DueAt : !IsOnline || _waiting.Count > 0 || _file?.DueAt <= now ? now : now + pollInterval;
    }

    private void Advance(bool quiet)
    {
        _askedToPoll = quiet && _pending?.Code == OsdpCommandCode.Poll;
        NextSequence();
        (_pending, _badChecks, _unreadable) = (null, 0, 0);
    }

    private void NextSequence() => (_sequence, _bytes) = ((byte)((_sequence % 3) + 1), null);

    private void Restart(Queue<OsdpEvent> events)
    {
        if (_file is { } file) { events.Enqueue(new OsdpEvent.File(Address, FileProgress.Refused, file.Taken, file.Size)); }
        _waiting.Clear();
        Dispose();
        (_session, _handshake, _file) = (null, null, null);
        (_phase, _sequence, _pending, _bytes) = (Phase.Identify, 0, null, null);
        (_badChecks, _unreadable, _doubts, _askedToPoll, _skipped) = (0, 0, 0, false, false);
    }
}
