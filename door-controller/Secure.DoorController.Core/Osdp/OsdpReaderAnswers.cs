namespace Secure.DoorController.Core.Osdp;

/// <summary>What the link makes of a reader's replies.</summary>
internal sealed partial class OsdpReaderLink
{
    /// <summary>Takes a whole frame that <see cref="Expects"/> let through. False when the genuine reply may still follow.</summary>
    public bool Answered(OsdpFrame reply, TimeSpan now, Queue<OsdpEvent> events)
    {
        if (_session is not null) { return AnsweredInSession(reply, now, events); }
        bool handshaking = _phase is Phase.Challenge or Phase.Cryptogram;
        if (reply.Security != SecurityType.None && !handshaking) { return IsInOldSession(reply, now); }
        if (reply.Code == (byte)OsdpReplyCode.Busy) { return SaysBusy(); }
        if (reply.Code == (byte)OsdpReplyCode.Nak)
        {
            if (handshaking) { return Doubt(reply, OfflineReason.SecureRefused); }
            if (reply.Sequence != _sequence && reply.Sequence != 0) { return false; }
            Refused(ReasonOf(reply), now, events);
            return true;
        }
        return handshaking ? Shake(reply, now, events) : Take(reply, now, events);
    }

    /// <summary>A reader that keeps a session which is no more the panel's answers inside it, whatever it is asked: only a new one ends that.</summary>
    private bool IsInOldSession(OsdpFrame reply, TimeSpan now)
    {
        if (_phase != Phase.Identify || !reply.HasMac || _keys.Candidate(now) is null) { return false; }
        Advance(quiet: false);
        (_phase, DueAt) = (Phase.Challenge, now);
        return true;
    }

    private bool AnsweredInSession(OsdpFrame reply, TimeSpan now, Queue<OsdpEvent> events)
    {
        if (!reply.HasMac) { return AnsweredInPlain(reply, now, events); }
        if (reply.Sequence != _sequence) { return false; }
        // Annex D.5: data travel encrypted. A reader that sends them bare is not believed, a refusal's code excepted.
        bool bare = reply.Security == SecurityType.ReplyWithMac && reply.Data.Length > 0 && reply.Code != (byte)OsdpReplyCode.Nak;
        if (bare || !_session!.Verifies(reply))
        {
            TellAttack(_watch.Forged(now), events);
            return false;
        }
        if (_session.Open(reply) is not { } opened) { return false; }
        JudgeBusy(now, events);
        if (opened.Code == (byte)OsdpReplyCode.Busy)
        {
            // It has counted and chained this answer: the same command goes again under the next number.
            NextSequence();
            WaitForBusy(now, isProved: true, events);
            return true;
        }
        if (opened.Code == (byte)OsdpReplyCode.Nak) { Refused(ReasonOf(opened), now, events); return true; }
        return Take(opened, now, events);
    }

    /// <summary>
    /// A reader that lost its session refuses in plain text, or goes on in it, as anybody could: a doubt. Whatever says more
    /// than yes or no counts as forged besides.
    /// </summary>
    private bool AnsweredInPlain(OsdpFrame reply, TimeSpan now, Queue<OsdpEvent> events)
    {
        switch ((OsdpReplyCode)reply.Code)
        {
            case OsdpReplyCode.Busy when reply.Security == SecurityType.None: return SaysBusy();
            case OsdpReplyCode.Nak when reply.Security == SecurityType.None: return Doubt(reply, OfflineReason.SecureRefused);
            // Some readers drop the session for the new key before they confirm it. Only a session proves the key.
            case OsdpReplyCode.Ack when _pending!.Code == OsdpCommandCode.KeySet: return Take(reply, now, events);
            case OsdpReplyCode.Ack when reply.Security == SecurityType.None: return Doubt(reply, OfflineReason.SecureRefused);
            default:
                TellAttack(_watch.Forged(now), events);
                return Doubt(reply, OfflineReason.SecureRefused);
        }
    }

    private bool Doubt(OsdpFrame reply, OfflineReason reason)
    {
        if (reply.Code != (byte)OsdpReplyCode.Nak || ReasonOf(reply) != OsdpNakCode.BadCheck) { _doubt = reason; }
        return false;
    }

    private bool Shake(OsdpFrame reply, TimeSpan now, Queue<OsdpEvent> events)
    {
        bool good = _phase == Phase.Challenge
            ? reply.Code == (byte)OsdpReplyCode.ClientCryptogram && _handshake!.Verify(reply)
            : reply.Code == (byte)OsdpReplyCode.InitialMac && (_session = _handshake!.Finish(reply)) is not null;
        if (!good)
        {
            _doubt = OfflineReason.WrongKey;
            return false;
        }
        Valid(now);
        Advance(quiet: false);
        if (_phase == Phase.Challenge) { _phase = Phase.Cryptogram; }
        else { AfterSession(_handshake!.Key, now, events); }
        return true;
    }

    /// <summary>The default key serves for nothing but to hand over the reader's own.</summary>
    private void AfterSession(OsdpKey key, TimeSpan now, Queue<OsdpEvent> events)
    {
        bool handsOver = _keys.IsWindowOpen(now) && !key.Equals(_keys.Next);
        if (_keys.Proved(key)) { _taken = key; }
        _phase = handsOver ? Phase.InstallKey : Phase.IdentifyAgain;
        if (!handsOver) { return; }
        if (maySend(settings.Address)) { _keys.Sent(); }
        else { FailHandshake(OfflineReason.NoKey, now, events); }
    }

    private bool Take(OsdpFrame reply, TimeSpan now, Queue<OsdpEvent> events)
    {
        OsdpCommand asked = _pending!;
        // A reply of another kind, or a malformed one, is not the reader's: the genuine one may still follow.
        return (asked.Code, (OsdpReplyCode)reply.Code) switch
        {
            (OsdpCommandCode.Id, OsdpReplyCode.Identification) => Identified(ReaderIdentity.Decode(reply.Data), now, events),
            (OsdpCommandCode.Capabilities, OsdpReplyCode.Capabilities) => Learned(ReaderCapability.Decode(reply.Data), now, events),
            (OsdpCommandCode.KeySet, OsdpReplyCode.Ack) => RestartForKey(now, events),
            (OsdpCommandCode.Communication, OsdpReplyCode.Communication) => Moved(reply.Data, now, events),
            (OsdpCommandCode.FileTransfer or OsdpCommandCode.Poll, OsdpReplyCode.FileStatus) when _file is not null => Filed(reply, now, events),
            (OsdpCommandCode.Communication or OsdpCommandCode.FileTransfer, _) => Unfit(now, events),
            (OsdpCommandCode.Id or OsdpCommandCode.Capabilities or OsdpCommandCode.KeySet, _) => false,
            _ => Report(reply, now, events),
        };
    }

    private bool Report(OsdpFrame reply, TimeSpan now, Queue<OsdpEvent> events)
    {
        IReadOnlyList<OsdpEvent>? reports = OsdpReplies.Read(Address, reply);
        // In plain text the genuine report may still follow. One that the reader repeats, or signed, is its own: it is told, and the reader not given up for it.
        if (reports is null && _session is null && ++_unreadable < QuickTriesMax) { return false; }
        reports ??= [new OsdpEvent.Unreadable(Address, (OsdpReplyCode)reply.Code)];
        if (_phase == Phase.FirstPoll) { GoOnline(events); }
        Valid(now);
        _skipped = false;
        Advance(reports.Count == 0);
        foreach (OsdpEvent report in reports) { events.Enqueue(report); }
        return true;
    }

    private bool Identified(ReaderIdentity? identity, TimeSpan now, Queue<OsdpEvent> events)
    {
        if (identity is null) { return false; }
        _identity = identity;
        Valid(now);
        Advance(quiet: false);
        if (_phase == Phase.IdentifyAgain || (_keys.Candidate(now) is null && !_keys.MustBeSecure)) { Admit(identity, now, events); }
        else if (_keys.Candidate(now) is not null) { _phase = Phase.Challenge; }
        else
        {
            Restart(events);
            DueAt = now + SlowRetry;
            GoOffline(OfflineReason.NoKey, events);
        }
        return true;
    }

    /// <summary>Another device with the right key cannot be: keys never leave. In plain text it can only be told.</summary>
    private void Admit(ReaderIdentity identity, TimeSpan now, Queue<OsdpEvent> events)
    {
        bool swapped = _known is { } known && !identity.IsSameDevice(known) && _taken is null;
        bool accepted = _session is null || settings.IsBench;
        if (swapped && accepted) { events.Enqueue(new OsdpEvent.Swapped(Address, _known!, identity, accepted)); }
        if (!swapped || accepted)
        {
            (_known, _phase) = (identity, Phase.AskCapabilities);
            return;
        }
        Restart(events);
        DueAt = now + SlowRetry;
        if (GoOffline(OfflineReason.Swapped, events)) { events.Enqueue(new OsdpEvent.Swapped(Address, _known!, identity, accepted)); }
    }

    private bool Learned(IReadOnlyList<ReaderCapability> capabilities, TimeSpan now, Queue<OsdpEvent> events)
    {
        _capabilities = capabilities;
        Advance(quiet: false);
        // In plain text some readers tell what they are, and then refuse to be polled: such a one was never online.
        if (_session is null) { _phase = Phase.FirstPoll; }
        else { GoOnline(events); }
        Valid(now);
        return true;
    }

    private void GoOnline(Queue<OsdpEvent> events)
    {
        (_phase, _saidOffline) = (Phase.Polling, null);
        if (_taken is { } key) { events.Enqueue(new OsdpEvent.KeyTaken(Address, key)); }
        _taken = null;
        events.Enqueue(new OsdpEvent.Online(Address, _identity!, IsSecure, _capabilities));
        ReaderCapability buffer = _capabilities.FirstOrDefault(c => c.Function == ReaderCapability.ReceiveBuffer);
        int frameMax = buffer.Level | (buffer.Count << 8);
        _pieceMax = frameMax > Overhead ? Math.Min(PieceMax, frameMax - Overhead) : PieceMax;
        _statuses.Clear();
        _statuses.AddRange([OsdpCommand.LocalStatus, OsdpCommand.ReaderStatus]);
        AskStatus();
        if (_capabilities.Any(c => c is { Function: ReaderCapability.Inputs, Count: > 0 })) { Enqueue(OsdpCommand.InputStatus); }
    }

    /// <summary>The reader holds the new key now; the session with it begins at once and shows that it is so.</summary>
    private bool RestartForKey(TimeSpan now, Queue<OsdpEvent> events)
    {
        Valid(now);
        _keys.HandedOver(now);
        Restart(events);
        DueAt = now;
        return true;
    }

    private bool Filed(OsdpFrame reply, TimeSpan now, Queue<OsdpEvent> events)
    {
        if (_file is not { } file || file.Took(reply.Data, now) is not { } progress) { return _pending!.Code == OsdpCommandCode.Poll ? Report(reply, now, events) : Unfit(now, events); }
        if (progress != FileProgress.Sending) { _file = null; }
        Valid(now);
        Advance(quiet: false);
        events.Enqueue(new OsdpEvent.File(Address, progress, file.Taken, file.Size));
        return true;
    }

    /// <summary>A reader that answers what it does not understand with anything else has refused it, once it has said so again or inside its channel.</summary>
    private bool Unfit(TimeSpan now, Queue<OsdpEvent> events)
    {
        if (_session is null && ++_unreadable < QuickTriesMax) { return false; }
        Refused(OsdpNakCode.None, now, events);
        return true;
    }

    private void Refused(OsdpNakCode reason, TimeSpan now, Queue<OsdpEvent> events)
    {
        OsdpCommandCode asked = _pending!.Code;
        if (reason == OsdpNakCode.BadCheck && ++_badChecks < QuickTriesMax) { Failed(now, now, heard: true, events); return; }
        Valid(now);
        if (reason == OsdpNakCode.UnexpectedSequence && IsOnline && _tries > 1 && !_skipped)
        {
            // The reader took the first try and does not repeat replies: what it said is lost, the link is not.
            Advance(quiet: false);
            _skipped = true;
            return;
        }
        bool own = IsOnline && asked != OsdpCommandCode.Poll;
        if (own && reason is not (OsdpNakCode.BadCheck or OsdpNakCode.UnexpectedSequence))
        {
            // Not every reader knows every status: this one is not asked again before it comes online anew.
            _statuses.RemoveAll(status => status.Code == asked);
            if (asked == OsdpCommandCode.FileTransfer && _file is { } file) { events.Enqueue(new OsdpEvent.File(Address, FileProgress.Refused, file.Taken, file.Size)); _file = null; }
            Advance(quiet: false);
            events.Enqueue(new OsdpEvent.Refused(Address, asked, reason));
            return;
        }
        if (asked == OsdpCommandCode.Capabilities && reason is not (OsdpNakCode.BadCheck or OsdpNakCode.UnexpectedSequence or OsdpNakCode.UnsupportedSecurity or OsdpNakCode.SecurityRequired))
        {
            // What it can do is a help, no condition: nothing but sizes and a status more hangs on it.
            Learned([], now, events);
            return;
        }
        if (asked == OsdpCommandCode.Id && _session is null && _keys.Candidate(now) is not null)
        {
            // A strict reader says nothing at all before the secure channel stands.
            Advance(quiet: false);
            _phase = Phase.Challenge;
            return;
        }
        StartAnew(asked, reason, now, events);
    }

    private void StartAnew(OsdpCommandCode asked, OsdpNakCode reason, TimeSpan now, Queue<OsdpEvent> events)
    {
        if (_session is not null && IsOnline) { LoseSession(now, events); return; }
        if (_session is not null) { FailHandshake(OfflineReason.SecureRefused, now, events); return; }
        bool wasOnline = IsOnline;
        Restart(events);
        if (reason is OsdpNakCode.UnsupportedSecurity or OsdpNakCode.SecurityRequired)
        {
            DueAt = now + SlowRetry;
            GoOffline(OfflineReason.NoKey, events);
            return;
        }
        DueAt = wasOnline ? now : now + SlowRetry;
        events.Enqueue(wasOnline ? new OsdpEvent.Restarted(Address) : new OsdpEvent.Refused(Address, asked, reason));
    }

    private static OsdpNakCode ReasonOf(OsdpFrame nak) => nak.Data.Length > 0 ? (OsdpNakCode)nak.Data[0] : OsdpNakCode.None;
}
