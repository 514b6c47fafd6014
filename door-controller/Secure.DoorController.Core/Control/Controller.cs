using Google.Protobuf;
using Secure.DoorController.Core.Doors;
using Secure.DoorController.Core.Osdp;
using Secure.DoorController.Core.Verification;
using Secure.DoorMessages;
using Secure.Grants;
using Secure.Vocabulary;

namespace Secure.DoorController.Core.Control;

/// <summary>
/// The whole controller without its wires: readers, pins, agent, disk and time come in through one thread and go out
/// through the ports. After every call, <see cref="DueAt"/> says when <see cref="Tick"/> is wanted at the latest.
/// </summary>
public sealed class Controller
{
    private readonly IReaderLamps _lamps;
    private readonly IControllerStore _store;
    private readonly RefusalBurst _burst = new();
    private readonly LinkRegion _link = new();
    private readonly HashSet<ReaderId> _online = [];
    private AgentSession? _session;
    private TimeSpan _heartbeatAt;
    private ulong _presentations;

    public Controller(ControllerSetup setup, TimeProvider clock, ILockLines lines, IReaderLamps lamps, IControllerStore store, IJournalStore journal)
    {
        (Setup, _lamps, _store, Commands) = (setup, lamps, store, setup.Commands);
        Time = new TrustedTime(clock, setup.TimeFloorMs);
        Journal = new Journal(setup, Time, journal);
        Doors = new DoorSet(setup, Journal, lines);
        Entries = new Entries(lamps);
        KeyRing keys = new(setup.RootFingerprint);
        Verifier = new Verifier(keys, Time, setup.BootId, Doors.Ids);
        Setting = new Setting(setup, this, keys, store);
    }

    /// <summary>True while any lock's line is driven to unlock.</summary>
    public bool IsAnyDriven => Doors.IsAnyDriven;

    public bool IsOnline => _link.IsOnline;

    public bool IsEnrolled => Setting.IsAccepted;

    public string? EnrollmentRefusedBecause => Setting.RefusedBecause;

    /// <summary>Monotonic time of the next <see cref="Tick"/>.</summary>
    public TimeSpan DueAt => new[] { Doors.DueAt, Entries.DueAt, _heartbeatAt }.Min()!.Value;

    internal ControllerSetup Setup { get; }

    internal TrustedTime Time { get; }

    internal Journal Journal { get; }

    internal DoorSet Doors { get; }

    internal Entries Entries { get; }

    internal Verifier Verifier { get; }

    internal Setting Setting { get; }

    internal CommandMemory Commands { get; private set; }

    /// <summary>Locks every door and begins the record of this boot.</summary>
    public void Start()
    {
        Doors.LockAll();
        Journal.Write(DoorEventKind.ControllerStarted, "");
        _heartbeatAt = Time.Now + Heartbeat.Period;
    }

    /// <summary>Locks every door and closes the record of this boot.</summary>
    public void Stop(string reason)
    {
        Doors.ApplyToAll(new DoorInput.PinsLost(Reasons.Stopping), Time.Now);
        Doors.LockAll();
        Journal.Write(DoorEventKind.ControllerStopping, reason);
    }

    public void Tick()
    {
        TimeSpan now = Time.Now;
        Doors.ApplyToAll(new DoorInput.Tick(), now);
        foreach (Entries.Waiting overdue in Entries.TakeOverdue(now)) { Unanswered(overdue.Door, overdue.Reader, Reasons.NoAnswer); }
        if (now >= _heartbeatAt) { SendHeartbeat(); }
        if (_session is { } session) { Setting.AskAgain(session); }
        if (_link.Update(_session?.State == SessionState.Enrolled, Journal.Acknowledged, Journal.Durable, now)) { ShowLink(); }
    }

    /// <summary>A door's input line stands so, or has changed.</summary>
    public void PinMoved(DoorId door, DoorInput input) => Doors.Apply(door, input, Time.Now);

    /// <summary>The pins cannot be driven or read any more.</summary>
    public void PinsLost()
    {
        Doors.ApplyToAll(new DoorInput.PinsLost(Reasons.PinsLost), Time.Now);
        Journal.Write(DoorEventKind.DeviceFault, Reasons.PinsLost);
    }

    /// <summary>The pins are back: whatever they were before, the locks are driven to locked.</summary>
    public void PinsBack() => Doors.LockAll();

    public void ReaderIsOnline(ReaderId reader)
    {
        _online.Add(reader);
        Journal.Write(DoorEventKind.ReaderOnline, "", Doors.Report(Setup.Readers[reader]), reader);
        _lamps.Show(reader, Idle);
    }

    public void ReaderIsOffline(ReaderId reader, string reason)
    {
        if (_online.Remove(reader)) { Journal.Write(DoorEventKind.ReaderOffline, reason, Doors.Report(Setup.Readers[reader]), reader); }
    }

    /// <summary>A card at a reader: asks the gateway, sealed and signed.</summary>
    public void CardPresented(ReaderId reader, CardBits bits)
    {
        DoorId door = Setup.Readers[reader];
        string? obstacle = (_session?.State ?? SessionState.Silent) switch
        {
            SessionState.Silent => Reasons.AgentAbsent,
            SessionState.Unenrolled => Reasons.NotEnrolled,
            SessionState.Enrolled => Setting.SealingKey is null ? Reasons.NoKeys : null,
        };
        if (!BadgeNumber.TryCreate(bits.Count, bits.Data, out BadgeNumber? badge)) { obstacle = Reasons.UnreadableCard; }
        if (obstacle is not null)
        {
            Entries.Show(reader, false);
            Unanswered(door, reader, obstacle);
            return;
        }
        Present(door, reader, new PresentedBadge(badge!, null));
    }

    /// <summary>A new connection takes the place of an older one. The controller says who it is and waits for the agent to do so.</summary>
    public void AgentConnected(IAgentLink link)
    {
        _session = new AgentSession(this, link);
        _session.Send(new FromController { Hello = Setting.Hello });
    }

    public Reception AgentSaid(ToController message) => _session is { } session ? AcceptedMessages.Handle(session, message) : Reception.Malformed;

    /// <summary>Ends the session. A running unlock goes on to its own end: no more, no less.</summary>
    public void AgentLeft() => _session = null;

    /// <summary>Journal entries up to this sequence are on disk and may be told.</summary>
    public void JournalIsDurable(ulong sequence)
    {
        Journal.BecameDurable(sequence);
        _session?.Pump();
    }

    internal void SendHeartbeat()
    {
        TimeSpan now = Time.Now;
        _heartbeatAt = now + Heartbeat.Period;
        if (_session?.State != SessionState.Enrolled) { return; }
        Heartbeat beat = new(Setup.Id, Setup.BootId, Setup.BootEpoch, Time.Stamp(), Journal.Durable, Journal.DurableHead, Setting.KeyListNumber, Doors.Reports);
        _session.Send(new FromController { HeartbeatRecord = ByteString.CopyFrom(beat.Sign(Setup.Key)) });
        _session.Pump();
    }

    /// <summary>Carries out a verdict: an accepted word moves a door, a refused one is recorded and counted.</summary>
    internal Reception Act(Verdict verdict, DoorEventKind refusedKind)
    {
        if (verdict is not Verdict.Accepted accepted) { return Refuse((Verdict.Refused)verdict, refusedKind); }
        if (accepted.By.CommandNumber > 0) { Remember(accepted); }
        DoorInput input = accepted.Order == DoorCommand.Unlock
            ? new DoorInput.Unlock(accepted.By, accepted.Hold)
            : new DoorInput.Order(accepted.Order, accepted.By);
        Doors.Apply(accepted.Door, input, Time.Now);
        if (accepted.Nonce is not null) { Entries.Granted(accepted.Nonce, Doors.IsDriven(accepted.Door)); }
        return Reception.Fine;
    }

    /// <summary>Number and mode are on disk before the door moves: after a crash a lockdown still holds.</summary>
    private void Remember(Verdict.Accepted accepted)
    {
        DoorMode mode = Door.ModeAfter(accepted.Order, Doors.Report(accepted.Door).Mode);
        Dictionary<DoorId, DoorMode> modes = new(Commands.Modes) { [accepted.Door] = mode };
        Commands = new CommandMemory(accepted.By.CommandNumber, modes);
        _store.SaveCommands(Commands);
    }

    private Reception Refuse(Verdict.Refused refused, DoorEventKind kind)
    {
        DoorReport? door = refused.Door is null ? null : Doors.Report(refused.Door);
        Journal.Write(kind, refused.Reason, door, by: refused.By);
        if (_burst.Add(Time.Now)) { Journal.Write(DoorEventKind.RefusalBurst, refused.Reason, door); }
        return Reception.Refused;
    }

    private void Present(DoorId door, ReaderId reader, PresentedBadge badge)
    {
        DeviceTime at = Time.Stamp();
        Token128 nonce = Verifier.Issue(door, NonceUse.Entry, reader, at);
        byte[] box = badge.Seal(Setting.SealingKey!, nonce);
        Presentation presentation = new(Setup.Id, door, reader, Setup.BootId, nonce, ++_presentations, at, box);
        Entries.Await(nonce, door, reader, Time.Now);
        PresentationDelivery delivery = new() { PresentationRecord = ByteString.CopyFrom(presentation.Sign(Setup.Key)), Nonce = ByteString.CopyFrom(nonce.Bytes) };
        _session!.Send(new FromController { Presentation = delivery });
    }

    private void Unanswered(DoorId door, ReaderId reader, string reason) =>
        Journal.Write(DoorEventKind.EntryUnanswered, reason, Doors.Report(door), reader);

    private IReadOnlyList<OsdpCommand> Idle => [OsdpCommand.LedSteady(IsOnline ? LedColour.Red : LedColour.Amber)];

    private void ShowLink()
    {
        foreach (ReaderId reader in _online) { _lamps.Show(reader, Idle); }
    }
}
