using Google.Protobuf;
using Secure.DoorController.Core.Control;
using Secure.DoorController.Core.Verification;
using Secure.DoorMessages;
using Secure.Grants;
using Secure.Signatures;
using Secure.Vocabulary;

namespace Secure.DoorController.Core.Offline;

/// <summary>
/// The controller's pass list for the time without a gateway: asks for it, keeps it, lets it end. It ends by the monotonic
/// clock. After a restart it counts as ended until a new one has come, or, where the site trusts the machine's real-time clock and
/// that is not behind what was known, by its word. A signed time alone brings none back: it may be as old as the power cut.
/// </summary>
internal sealed class LeaseDesk
{
    /// <summary>An unanswered question is asked again after this, and its answer does not count any more.</summary>
    private static readonly TimeSpan AnswerMax = TimeSpan.FromSeconds(30);

    /// <summary>However much changes at the site, no more questions than one in this time.</summary>
    private static readonly TimeSpan AskMin = TimeSpan.FromMilliseconds(500);

    /// <summary>However often a door stands open to anybody, no more questions for that than one in this time.</summary>
    private static readonly TimeSpan CountMin = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan KeepTimeEvery = TimeSpan.FromMinutes(1);

    private readonly Controller _controller;
    private readonly KeyRing _keys;
    private readonly IControllerStore _store;
    private LeaseAsked? _asked;
    private HeldLease? _held;
    private TimeSpan? _issuedAt;
    private bool _hasEnded;
    private TimeSpan _askAt;
    private TimeSpan _lastAskedAt = TimeSpan.MinValue;
    private TimeSpan _keepTimeAt;

    public LeaseDesk(Controller controller, KeyRing keys, IControllerStore store)
    {
        (_controller, _keys, _store) = (controller, keys, store);
        if (controller.Setup.Lease is not { } packed) { return; }
        // Keys count by the time that is certain; a lease that nothing in use has signed is none.
        _held = HeldLease.Unpack(packed, controller.Setup.Id, keys.Verifying(KeyPurpose.Lease, controller.Time.TrustedMs));
        if (_held is null) { store.SaveLease(null); }
    }

    /// <summary>Somebody is known to have opened the box: nothing is asked for or kept.</summary>
    public bool IsBarred { get; private set; }

    /// <summary>When the next question is wanted, while there is somebody to ask.</summary>
    public TimeSpan? DueAt => _controller.CanAsk && !IsBarred ? _askAt : null;

    /// <summary>The rooms that take only so many persons, as the lease that is held says.</summary>
    public IReadOnlyList<LeaseLimit> Limits => _held?.Limits ?? [];

    public bool IsValid => Standing is LeaseStanding.Valid;

    public LeaseStanding Standing => _held is null ? _hasEnded ? LeaseStanding.Expired : LeaseStanding.None : SinceIssued is { } since && since >= TimeSpan.Zero && since < _held.Life ? LeaseStanding.Valid : LeaseStanding.Expired;

    /// <summary>Asks, when it is time; lets an ended lease go; keeps the time on disk, so that a restart gives none of it back.</summary>
    public void Tick(AgentSession? session)
    {
        TimeSpan now = _controller.Time.Now;
        if (_held is not null && SinceIssued >= _held.Life) { Drop("expired"); }
        if (_asked is null && _controller.Passages.IsStale && Later(_lastAskedAt, CountMin) is var again && again < _askAt) { _askAt = again; }
        if (session is not null && now >= DueAt) { Ask(session, now); }
        if (now < _keepTimeAt || !IsValid || _controller.IsOnline) { return; }
        _keepTimeAt = now + KeepTimeEvery;
        _controller.Setting.KeepTime(_held!.IssuedMs + (long)SinceIssued!.Value.TotalMilliseconds);
    }

    /// <summary>The gateway says that something has changed. Anybody may say so: it only makes us ask.</summary>
    public void Due() => _askAt = Later(_lastAskedAt, AskMin);

    /// <summary>One part of an answer. What does not fit our own open question, or the lease that we hold, changes nothing.</summary>
    public void Take(byte[] signed)
    {
        if (_held is not null && !IsBarred && Record.TryVerify(signed, _keys.Verifying(KeyPurpose.Lease, _controller.Time.TrustedMs), out LeasePins? pins)) { _held.Take(pins); return; }
        if (_asked is null || IsBarred || _controller.Time.Now - _asked.At > AnswerMax) { return; }
        if (!Record.TryVerify(signed, _keys.Verifying(KeyPurpose.Lease, _controller.Time.TrustedMs), out Lease? part)) { return; }
        if (!_asked.Take(part, signed)) { return; }
        _store.SaveLease(HeldLease.Pack(_asked.Key, _asked.Signed));
        _held?.Erase();
        (_held, _issuedAt) = (new HeldLease(_asked.Key, _asked.Leases), _asked.At);
        _askAt = Later(_lastAskedAt, _held.Life / 2);
        _controller.Passages.Renewed(_asked.Acknowledged);
        _asked = null;
        _controller.Journal.Write(DoorEventKind.LeaseChanged, $"number_{_held.Number}");
    }

    /// <summary>Whether the badge may pass at the reader now, by the lease alone. Without one that counts nobody says yes, also of who leaves: they have handle or button.</summary>
    public LeaseAnswer Decide(ReaderId reader, BadgeNumber badge)
    {
        if (IsBarred) { return new LeaseAnswer(Doors.Reasons.BoxTampered, null, TimeSpan.Zero); }
        if (Standing != LeaseStanding.Valid) { return new LeaseAnswer(Standing == LeaseStanding.None ? LeaseReasons.None : LeaseReasons.Expired, null, TimeSpan.Zero); }
        (LeaseRight, ulong)? named = _held!.Find(reader, badge);
        LeasePinBadge? byPin = null;
        if (named is null && _held.FindByPin(reader, badge) is var (allowed, found)) { (named, byPin) = ((allowed, found.Badge.Handle), found); }
        if (named is not var (right, handle)) { return new LeaseAnswer(LeaseReasons.NotNamed, null, TimeSpan.Zero); }
        string id = LeaseEntry.IdOf(_held.Number, handle);
        DoorId door = _controller.Setup.Readers[reader];
        if (!_held.Fits(door, _controller.Doors.Plan(door))) { return new LeaseAnswer(LeaseReasons.PlanDiffers, id, TimeSpan.Zero); }
        return right.IsOpen(SinceIssued!.Value)
            ? new LeaseAnswer(null, id, TimeSpan.FromMilliseconds(right.HoldMs)) { Pin = byPin }
            : new LeaseAnswer(LeaseReasons.OutsideHours, id, TimeSpan.Zero);
    }

    /// <summary>What the PIN of a badge is compared with; null where nothing is.</summary>
    public PinVerifiers? Open(LeasePinBadge badge) => _held?.Open(badge);

    /// <summary>The id under which an entry by a PIN is recorded. Only the gateway can tell a forced one from another.</summary>
    public string IdOf(LeasePinBadge badge, bool forced) => LeaseEntry.IdOf(_held!.Number, forced ? badge.Forced : badge.Passed);

    /// <summary>The badge's person, by a number that changes with the lease; null where nobody can tell.</summary>
    public ulong? PersonOf(BadgeNumber badge) => _held?.PersonOf(badge);

    /// <summary>The same, as the journal names them.</summary>
    public string? EntryIdOf(BadgeNumber badge) => PersonOf(badge) is { } handle ? LeaseEntry.IdOf(_held!.Number, handle) : null;

    /// <summary>The box was opened, or is closed again.</summary>
    public void Bar(bool barred)
    {
        IsBarred = barred;
        _asked = null;
        _askAt = TimeSpan.Zero;
        if (barred) { Drop("erased"); }
    }

    /// <summary>Lets the lease go, and the question that is open; asks anew at once.</summary>
    public void GiveUp(string reason)
    {
        (_asked, _askAt) = (null, TimeSpan.Zero);
        Drop(reason);
    }

    /// <summary>How old the lease is; null while nobody can tell.</summary>
    private TimeSpan? SinceIssued
    {
        get
        {
            if (_held is null) { return null; }
            TimeSpan now = _controller.Time.Now;
            if (_issuedAt is null && _controller.Setup.TrustsRealTimeClock && _controller.Time.RealTimeMs is { } dayMs)
            {
                // Fixed once: afterwards no clock that can be set is asked.
                _issuedAt = now - TimeSpan.FromMilliseconds(dayMs - _held.IssuedMs);
            }
            return now - _issuedAt;
        }
    }

    private void Ask(AgentSession session, TimeSpan now)
    {
        _askAt = now + AnswerMax;
        if (_controller.Setting.SealingKey is not { } sealing) { return; }
        (_asked, _lastAskedAt) = (new LeaseAsked(_controller.Setup.Id, now, _controller.Journal.Acknowledged), now);
        LeaseRequest request = new(_controller.Setup.Id, _controller.Setup.BootId, _asked.Request, _controller.Time.Stamp(), LeaseRequest.Seal(sealing, _asked.Request, _asked.Key));
        session.Send(new FromController { LeaseRequestRecord = ByteString.CopyFrom(request.Sign(_controller.Setup.Key)) });
    }

    private void Drop(string reason)
    {
        if (_held is null && reason != "erased") { return; }
        _store.SaveLease(null);
        _held?.Erase();
        (_held, _issuedAt, _hasEnded) = (null, null, reason == "expired");
        _controller.Journal.Write(DoorEventKind.LeaseChanged, reason);
    }

    private static TimeSpan Later(TimeSpan at, TimeSpan by) => at == TimeSpan.MinValue ? TimeSpan.Zero : at + by;
}

internal enum LeaseStanding { None, Valid, Expired }

/// <param name="Refused">Stable reason; null where the badge may pass.</param>
/// <param name="DecisionId">Stands in the record; null where the lease does not name the badge.</param>
internal sealed record LeaseAnswer(string? Refused, string? DecisionId, TimeSpan Hold)
{
    /// <summary>The badge passes only together with its owner's PIN; null: alone.</summary>
    public LeasePinBadge? Pin { get; init; }
}
