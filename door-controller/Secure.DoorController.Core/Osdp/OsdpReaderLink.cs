namespace Secure.DoorController.Core.Osdp;

/// <summary>The panel's side of the link to one reader: what to ask next, with which sequence number, and when.</summary>
/// <remarks>
/// A command that got no valid reply is repeated with the same sequence number. The reader then repeats its
/// reply instead of acting again, and the panel takes the reply to one number once: so no card is lost and
/// none counts twice.
/// </remarks>
internal sealed class OsdpReaderLink(OsdpReaderSettings settings, TimeSpan pollInterval)
{
    /// <summary>Failures in a row after which the reader is tried once a second only.</summary>
    internal const int QuickTriesMax = 4;
    internal const int WaitingMax = 16;
    internal static readonly TimeSpan SlowRetry = TimeSpan.FromSeconds(1);

    private enum Phase { Identify, AskCapabilities, Polling }

    private readonly Queue<OsdpCommand> _waiting = new();
    private Phase _phase = Phase.Identify;
    private OsdpCommand? _pending;
    private ReaderIdentity? _identity;
    private byte _sequence;
    private int _failures;
    private int _badChecks;
    private bool _heard;
    private bool _saidOffline;
    private bool _askedToPoll;
    private TimeSpan? _lastValid;

    public byte Address => settings.Address;

    /// <summary>The monotonic time from which on the reader wants its next turn.</summary>
    public TimeSpan DueAt { get; private set; }

    public bool IsOnline => _phase == Phase.Polling;

    /// <summary>Queues a command behind the cards; the oldest goes when more than 16 wait. False while the reader is not online.</summary>
    public bool Enqueue(OsdpCommand command)
    {
        if (!IsOnline) { return false; }
        if (_waiting.Count == WaitingMax) { _waiting.Dequeue(); }
        _waiting.Enqueue(command);
        _askedToPoll = false;
        return true;
    }

    /// <summary>The frame to send now: the pending one again, or the next.</summary>
    public OsdpFrame Ask(TimeSpan now)
    {
        _lastValid ??= now;
        _pending ??= Choose();
        return new OsdpFrame(Address, false, _sequence, settings.UsesCrc, (byte)_pending.Code, _pending.Data);
    }

    /// <summary>True when the frame is this reader's reply to what was asked.</summary>
    public bool Expects(OsdpFrame frame) => frame.IsReply && frame.Address == Address && frame.UsesCrc == settings.UsesCrc
        && (frame.Sequence == _sequence || (frame.Sequence == 0 && frame.Code == (byte)OsdpReplyCode.Busy));

    /// <summary>The reader answered with a whole frame that <see cref="Expects"/> accepted.</summary>
    public IEnumerable<OsdpEvent> Answered(OsdpFrame reply, TimeSpan now)
    {
        OsdpCommand asked = _pending!;
        switch ((OsdpReplyCode)reply.Code)
        {
            case OsdpReplyCode.Busy:
                // Asked again with the same number; a reader that is busy without end is as good as silent.
                if (now - _lastValid >= OsdpBus.OfflineAfter) { return Failed(now, now, heard: true); }
                DueAt = now + pollInterval;
                return [];
            case OsdpReplyCode.Nak:
                return Refused(asked, reply.Data.Length > 0 ? (OsdpNakCode)reply.Data[0] : OsdpNakCode.None, now);
            default:
                if (Read(asked, reply) is not { } events) { return Failed(now, now, heard: true); }
                Valid(now);
                Advance(events.Count == 0);
                return events;
        }
    }

    /// <summary>No valid reply came to what was sent at <paramref name="sentAt"/>.</summary>
    /// <param name="heard">True when some bytes came.</param>
    public IEnumerable<OsdpEvent> Failed(TimeSpan sentAt, TimeSpan now, bool heard)
    {
        _failures++;
        _heard |= heard;
        DueAt = _failures < QuickTriesMax ? now : sentAt + SlowRetry;
        if (now - _lastValid < OsdpBus.OfflineAfter) { return []; }
        bool heardAny = _heard;
        Restart();
        if (_saidOffline) { return []; }
        _saidOffline = true;
        return [new OsdpEvent.Offline(Address, heardAny)];
    }

    private OsdpCommand Choose() => _phase switch
    {
        Phase.Identify => OsdpCommand.Id,
        Phase.AskCapabilities => OsdpCommand.Capabilities,
        // A lamp waits until a poll has shown that no card does.
        Phase.Polling => _askedToPoll && _waiting.TryDequeue(out OsdpCommand? command) ? command : OsdpCommand.Poll,
    };

    private List<OsdpEvent>? Read(OsdpCommand asked, OsdpFrame reply) => (asked.Code, (OsdpReplyCode)reply.Code) switch
    {
        (OsdpCommandCode.Id, OsdpReplyCode.Identification) => (_identity = ReaderIdentity.Decode(reply.Data)) is null ? null : [],
        (OsdpCommandCode.Capabilities, OsdpReplyCode.Capabilities) => reply.Data.Length % 3 == 0 ? GoOnline() : null,
        (OsdpCommandCode.Poll, OsdpReplyCode.Raw) =>
            CardBits.Decode(reply.Data) is { } bits ? [new OsdpEvent.Card(Address, bits)] : null,
        (OsdpCommandCode.Poll, OsdpReplyCode.Keypad) =>
            reply.Data.Length >= 2 && reply.Data[1] == reply.Data.Length - 2 ? [new OsdpEvent.Keypad(Address, reply.Data.AsMemory(2))] : null,
        (OsdpCommandCode.Poll or OsdpCommandCode.Led or OsdpCommandCode.Buzzer, OsdpReplyCode.Ack) => [],
        _ => null,
    };

    private List<OsdpEvent> GoOnline()
    {
        _saidOffline = false;
        return [new OsdpEvent.Online(Address, _identity!)];
    }

    private IEnumerable<OsdpEvent> Refused(OsdpCommand asked, OsdpNakCode reason, TimeSpan now)
    {
        if (reason == OsdpNakCode.BadCheck && ++_badChecks < QuickTriesMax) { return Failed(now, now, heard: true); }
        Valid(now);
        if (asked.Code is OsdpCommandCode.Led or OsdpCommandCode.Buzzer && reason is not (OsdpNakCode.BadCheck or OsdpNakCode.UnexpectedSequence))
        {
            Advance(quiet: false);
            return [new OsdpEvent.Refused(Address, asked.Code, reason)];
        }
        if (asked.Code == OsdpCommandCode.Capabilities && reason == OsdpNakCode.UnknownCommand)
        {
            Advance(quiet: false);
            return GoOnline();
        }
        bool wasOnline = IsOnline;
        Restart();
        DueAt = wasOnline ? now : now + SlowRetry;
        return wasOnline ? [new OsdpEvent.Restarted(Address)] : [new OsdpEvent.Refused(Address, asked.Code, reason)];
    }

    private void Valid(TimeSpan now)
    {
        _lastValid = now;
        (_failures, _heard) = (0, false);
        DueAt = _waiting.Count > 0 ? now : now + pollInterval;
    }

    private void Advance(bool quiet)
    {
        _askedToPoll = quiet && _pending?.Code == OsdpCommandCode.Poll;
        _phase = _phase == Phase.Identify ? Phase.AskCapabilities : Phase.Polling;
        _sequence = (byte)((_sequence % 3) + 1);
        (_pending, _badChecks) = (null, 0);
    }

    private void Restart()
    {
        _waiting.Clear();
        (_phase, _sequence, _pending, _badChecks, _askedToPoll) = (Phase.Identify, 0, null, 0, false);
    }
}
