using Google.Protobuf;
using Secure.DoorController.Core.Doors;
using Secure.DoorController.Core.Lines;
using Secure.DoorController.Core.Offline;
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
    private readonly ReaderSet _readers;
    private readonly Badges _badges;
    private readonly HoursWatch _hours;
    private AgentSession? _session;
    private TimeSpan _heartbeatAt, _statusAt;
    private bool _codesFailed;

    public Controller(ControllerSetup setup, TimeProvider clock, ILockLines lines, IReaderLamps lamps, IControllerStore store, IJournalStore journal)
    {
        Setup = setup;
        Time = new TrustedTime(clock, setup.TimeFloorMs);
        Journal = new Journal(setup, Time, journal);
        Doors = new DoorSet(setup, Journal, lines);
        Entries = new Entries(lamps);
        KeyRing keys = new(setup.RootFingerprint);
        Verifier = new Verifier(keys, Time, setup.BootId, Doors.Ids);
        Setting = new Setting(setup, this, keys, store);
        Box = new Box(this, store);
        Power = new PowerWatch(Journal);
        Typing = new PinTyping(this);
        Passages = new PassDesk(this, store);
        HeldWarnings warnings = new(lamps);
        Doors.Happened = (door, happening) =>
        {
            Passages.Happened(door, happening);
            warnings.Happened(door, happening);
        };
        Orders = new Orders(setup, Doors, Entries, Journal, Time, store, Box, Passages);
        Clock = new ClockDesk(this);
        Plans = new PlanBook(setup, Verifier, Doors, Time, store);
        _hours = new HoursWatch(Doors, Time);
        Leases = new LeaseDesk(this, keys, store);
        BreakGlass = new BreakGlassDesk(this, keys, store);
        _readers = new ReaderSet(setup, Doors, Journal, lamps);
        _badges = new Badges(this);
    }

    /// <summary>True while any lock's line is driven to unlock.</summary>
    public bool IsAnyDriven => Doors.IsAnyDriven;

    public bool IsOnline => Link.IsOnline;

    /// <summary>As last recorded.</summary>
    public LinkStanding? Standing => Link.Told;

    public bool IsEnrolled => Setting.IsAccepted;

    public string? EnrollmentRefusedBecause => Setting.RefusedBecause;

    /// <summary>Who hands readers their keys; null where no reader can be given one.</summary>
    public IReaderInstall? Install { get => Orders.Install; init => Orders.Install = value; }

    /// <summary>Who knows how the readers' lines do; null where nobody does.</summary>
    public IReaderLines? Lines { get; init; }

    /// <summary>Which build this is; see <see cref="ProgramVersion"/>.</summary>
    public string Version { get; init; } = "";

    /// <summary>Monotonic time of the next <see cref="Tick"/>.</summary>
    public TimeSpan DueAt => new[] { Doors.DueAt, Entries.DueAt, _heartbeatAt, Leases.DueAt, Link.DueAt }.Min()!.Value;

    internal ControllerSetup Setup { get; }

    internal TrustedTime Time { get; }

    internal Journal Journal { get; }

    internal DoorSet Doors { get; }

    internal Entries Entries { get; }

    internal Verifier Verifier { get; }

    internal PlanBook Plans { get; }

    internal Setting Setting { get; }

    internal Orders Orders { get; }

    internal ClockDesk Clock { get; }

    internal LinkRegion Link { get; } = new();

    private LinkStanding Stands => Link.Stand(Leases.IsBarred, Leases.IsValid);

    internal Box Box { get; }

    internal PowerWatch Power { get; }

    internal PinTyping Typing { get; }

    internal PinDesk Pins => _badges.Pins;

    internal LeaseDesk Leases { get; }

    internal PassDesk Passages { get; }

    internal BreakGlassDesk BreakGlass { get; }

    /// <summary>Without it no break-glass code is looked at.</summary>
    public ISlowCodes? SlowCodes { get; set; }

    /// <summary>Somebody is there who may carry a question to the gateway.</summary>
    internal bool CanAsk => _session?.State == SessionState.Enrolled;

    /// <summary>Locks every door and begins the record of this boot.</summary>
    public void Start()
    {
        Doors.LockAll();
        Journal.Write(DoorEventKind.ControllerStarted, "");
        Plans.Load();
        Box.Start();
        if (Passages.ArePlacesLost) { Journal.Write(DoorEventKind.DeviceFault, Reasons.PlacesLost); }
        if (SlowCodes is { Works: false }) { CodesFailed(); }
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
        foreach (Entries.Waiting overdue in Entries.TakeOverdue(now)) { Unanswered(overdue); }
        Typing.Tick();
        Orders.Tick();
        if (now >= _heartbeatAt) { SendHeartbeat(); }
        if (_session is { } session) { Setting.AskEnrollment(session); }
        LookAtLink();
        Leases.Tick(_session);
        _hours.Look(LinkRegion.HasPolicy(Stands));
        TellStanding();
    }

    /// <summary>A door's input line stands so, or has changed.</summary>
    public void PinMoved(DoorId door, DoorInput input) => Doors.Apply(door, input, Time.Now);

    /// <summary>The pins cannot be driven or read any more.</summary>
    public void PinsLost()
    {
        Doors.ApplyToAll(new DoorInput.PinsLost(Reasons.PinsLost), Time.Now);
        Passages.Doubt();
        Journal.Write(DoorEventKind.DeviceFault, Reasons.PinsLost);
    }

    /// <summary>The pins are back: whatever they were before, the locks are driven to locked.</summary>
    public void PinsBack() => Doors.LockAll();

    public void ReaderIsOnline(ReaderId reader) => _readers.CameOnline(reader, IsOnline);

    /// <summary>An attack, a swap, a tamper contact or a new key at a reader.</summary>
    public void ReaderHappened(ReaderId reader, OsdpEvent happened) => _readers.Happened(reader, happened);

    public void ReaderIsOffline(ReaderId reader, string reason) => _readers.WentOffline(reader, reason);

    /// <summary>A card at a reader: asks the gateway, sealed and signed.</summary>
    public void CardPresented(ReaderId reader, CardBits bits) => _badges.Present(reader, bits, _session);

    /// <summary>Keys at a reader's keypad: digits, * and #.</summary>
    public void KeypadPressed(ReaderId reader, string keys)
    {
        if (!Typing.Press(reader, keys, _session)) { BreakGlass.Press(reader, keys); }
    }

    /// <summary>What watches the controller's box stands so, or has changed: see <see cref="Control.Box"/>. What is unlocked by then ends by itself.</summary>
    public void BoxMoved(LineState state)
    {
        Box.Moved(state);
        // Free hours end at once, not at the next tick.
        _hours.Look(LinkRegion.HasPolicy(Stands));
        TellStanding();
    }

    /// <summary>What the power supply says stands so, or has changed.</summary>
    public void PowerMoved(PowerLine line, LineState state) => Power.Moved(line, state);

    /// <summary>A new connection takes the place of an older one. The controller says who it is and waits for the agent to do so.</summary>
    public void AgentConnected(IAgentLink link)
    {
        (_session, _statusAt) = (new AgentSession(this, link), TimeSpan.Zero);
        _session.Send(new FromController { Hello = Setting.Hello });
    }

    public Reception AgentSaid(ToController message)
    {
        if (_session is not { } session) { return Reception.Malformed; }
        Reception reception = AcceptedMessages.Handle(session, message);
        // With the gateway's first word the next badge is its to decide, not at the next tick.
        if (!IsOnline) { LookAtLink(); }
        return reception;
    }

    /// <summary>Ends the session. A running unlock goes on to its own end: no more, no less.</summary>
    public void AgentLeft() => _session = null;

    /// <summary>Journal entries up to this sequence are on disk and may be told.</summary>
    public void JournalIsDurable(ulong sequence)
    {
        Journal.BecameDurable(sequence);
        _session?.Pump();
    }

    /// <summary>Nobody has decided about who waited there.</summary>
    internal void Unanswered(Entries.Waiting waited) => _badges.Unanswered(waited.Reader, waited.Unanswered);

    private void LookAtLink()
    {
        if (Link.Update(CanAsk, Journal.Acknowledged, Journal.Durable, Time.Now)) { _readers.ShowLink(IsOnline); }
    }

    /// <summary>Records how the link stands, from the first time that it was up.</summary>
    private void TellStanding()
    {
        if (Link.Tell(Stands, Time.Now) is { } told) { Journal.Write(DoorEventKind.LinkChanged, told.ToString().ToLowerInvariant()); }
    }

    /// <summary>Codes cannot be compared: an alarm, once in a boot. Returns the reason for whoever typed one.</summary>
    internal string CodesFailed()
    {
        if (!_codesFailed) { Journal.Write(DoorEventKind.DeviceFault, Reasons.CodesNotCompared); }
        _codesFailed = true;
        return Reasons.CodesNotCompared;
    }

    internal void SendHeartbeat()
    {
        TimeSpan now = Time.Now;
        _heartbeatAt = now + Heartbeat.Period;
        if (_session?.State != SessionState.Enrolled) { return; }
        Heartbeat beat = new(Setup.Id, Setup.BootId, Setup.BootEpoch, Time.Stamp(), Journal.Durable, Journal.DurableHead, Setting.KeyListNumber, Doors.Reports);
        _session.Send(new FromController { HeartbeatRecord = ByteString.CopyFrom(beat.Sign(Setup.Key)) });
        if (now >= _statusAt && _session.TakesStatus) { SendStatus(_session, now); }
        _session.Pump();
    }

    private void SendStatus(AgentSession session, TimeSpan now)
    {
        _statusAt = now + ControllerStatus.Period;
        ControllerStatus status = new(Setup.Id, Setup.BootId, Time.Stamp(), Version, Lines?.Lines ?? []);
        session.Send(new FromController { StatusRecord = ByteString.CopyFrom(status.Sign(Setup.Key)) });
    }
}
