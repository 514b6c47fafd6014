using Google.Protobuf;
using Secure.DoorController.Core.Control;
using Secure.DoorController.Core.Doors;
using Secure.DoorMessages;
using Secure.Grants;
using Secure.Vocabulary;

namespace Secure.DoorController.Core.Tests.Control;

/// <summary>How far an entry has come.</summary>
public enum EntryStep
{
    /// <summary>Nobody is there.</summary>
    Idle,
    /// <summary>A card was presented; the answer comes after the fault.</summary>
    Asked,
    /// <summary>Granted, the bolt is withdrawn, the leaf closed.</summary>
    Unlocked,
    /// <summary>Somebody stands in the open leaf.</summary>
    Open,
    /// <summary>The leaf has fallen shut and the bolt is still withdrawn.</summary>
    Shut,
}

/// <summary>What fails, as the controller can see it.</summary>
public enum Fault
{
    ReaderSilent,
    /// <summary>Nothing valid comes over the reader's serial line.</summary>
    SerialLineGarbled,
    LockStuck,
    LockWireCut,
    ContactWireCut,
    PinsLost,
    AgentGone,
    /// <summary>The agent is there, and neither it nor anybody behind it answers: its network is gone, or the gateway hangs.</summary>
    GatewaySilent,
    /// <summary>Answers come, for which no broker is needed; the gateway's signed words, which go through it, do not.</summary>
    BrokerGone,
    ClockStep,
    PowerLost,
    /// <summary>The agent cannot capture the face that the room asks for.</summary>
    CameraGone,
}

/// <summary>
/// Each fault at each step of an entry at a real controller: what the lock's line does and what is recorded. What the officer is told of each record, the gateway's own tests say (FaultsToldTests).
/// A full disk ends the process, and is filled under a real one (FullDiskTests); broker, agent, gateway and camera fail under all real processes, too (FaultsStepsTests).
/// </summary>
public sealed class FaultTableTests : IDisposable
{
    private static readonly TimeSpan HoldAndMotion = TimeSpan.FromSeconds(8);

    private readonly TestController _site = new();
    private byte[]? _grant;
    private Token128? _nonce;
    private bool _isHeard = true;

    /// <summary>Fault, step, whether the line is driven to unlock after it, the record of it: kind and reason.</summary>
    public static TheoryData<Fault, EntryStep, bool, DoorEventKind?, string> Table => new()
    {
        { Fault.ReaderSilent, EntryStep.Idle, false, DoorEventKind.ReaderOffline, Reasons.ReaderSilent },
        { Fault.ReaderSilent, EntryStep.Asked, true, DoorEventKind.ReaderOffline, Reasons.ReaderSilent },
        { Fault.ReaderSilent, EntryStep.Unlocked, true, DoorEventKind.ReaderOffline, Reasons.ReaderSilent },
        { Fault.ReaderSilent, EntryStep.Open, true, DoorEventKind.ReaderOffline, Reasons.ReaderSilent },
        { Fault.ReaderSilent, EntryStep.Shut, false, DoorEventKind.ReaderOffline, Reasons.ReaderSilent },
        { Fault.SerialLineGarbled, EntryStep.Idle, false, DoorEventKind.ReaderOffline, Reasons.ReaderGarbled },
        { Fault.SerialLineGarbled, EntryStep.Asked, true, DoorEventKind.ReaderOffline, Reasons.ReaderGarbled },
        { Fault.SerialLineGarbled, EntryStep.Unlocked, true, DoorEventKind.ReaderOffline, Reasons.ReaderGarbled },
        { Fault.SerialLineGarbled, EntryStep.Open, true, DoorEventKind.ReaderOffline, Reasons.ReaderGarbled },
        { Fault.SerialLineGarbled, EntryStep.Shut, false, DoorEventKind.ReaderOffline, Reasons.ReaderGarbled },
        { Fault.LockStuck, EntryStep.Asked, false, DoorEventKind.LockJammed, Reasons.NotUnlocking },
        { Fault.LockStuck, EntryStep.Shut, false, DoorEventKind.LockJammed, Reasons.NotLocking },
        { Fault.LockWireCut, EntryStep.Idle, false, DoorEventKind.LineFault, "feedback_cut" },
        { Fault.LockWireCut, EntryStep.Asked, false, DoorEventKind.GrantRefused, Reasons.LockUnknown },
        { Fault.LockWireCut, EntryStep.Unlocked, false, DoorEventKind.NotOpened, Reasons.LockUnknown },
        { Fault.LockWireCut, EntryStep.Open, false, DoorEventKind.LineFault, "feedback_cut" },
        { Fault.LockWireCut, EntryStep.Shut, false, DoorEventKind.LineFault, "feedback_cut" },
        { Fault.ContactWireCut, EntryStep.Idle, false, DoorEventKind.LineFault, "contact_cut" },
        { Fault.ContactWireCut, EntryStep.Asked, true, DoorEventKind.LineFault, "contact_cut" },
        { Fault.ContactWireCut, EntryStep.Unlocked, true, DoorEventKind.LineFault, "contact_cut" },
        { Fault.ContactWireCut, EntryStep.Open, true, DoorEventKind.LineFault, "contact_cut" },
        { Fault.ContactWireCut, EntryStep.Shut, false, DoorEventKind.LineFault, "contact_cut" },
        { Fault.PinsLost, EntryStep.Idle, false, DoorEventKind.DeviceFault, Reasons.PinsLost },
        { Fault.PinsLost, EntryStep.Asked, false, DoorEventKind.GrantRefused, Reasons.LockUnknown },
        { Fault.PinsLost, EntryStep.Unlocked, false, DoorEventKind.NotOpened, Reasons.PinsLost },
        { Fault.PinsLost, EntryStep.Open, false, DoorEventKind.DeviceFault, Reasons.PinsLost },
        { Fault.PinsLost, EntryStep.Shut, false, DoorEventKind.DeviceFault, Reasons.PinsLost },
        { Fault.AgentGone, EntryStep.Idle, false, null, "" },
        { Fault.AgentGone, EntryStep.Asked, false, DoorEventKind.EntryUnanswered, Reasons.NoAnswer },
        { Fault.AgentGone, EntryStep.Unlocked, true, null, "" },
        { Fault.AgentGone, EntryStep.Open, true, null, "" },
        { Fault.AgentGone, EntryStep.Shut, false, null, "" },
        { Fault.GatewaySilent, EntryStep.Idle, false, null, "" },
        { Fault.GatewaySilent, EntryStep.Asked, false, DoorEventKind.EntryUnanswered, Reasons.NoAnswer },
        { Fault.GatewaySilent, EntryStep.Unlocked, true, null, "" },
        { Fault.GatewaySilent, EntryStep.Open, true, null, "" },
        { Fault.GatewaySilent, EntryStep.Shut, false, null, "" },
        { Fault.BrokerGone, EntryStep.Idle, false, null, "" },
        { Fault.BrokerGone, EntryStep.Asked, true, null, "" },
        { Fault.BrokerGone, EntryStep.Unlocked, true, null, "" },
        { Fault.BrokerGone, EntryStep.Open, true, null, "" },
        { Fault.BrokerGone, EntryStep.Shut, false, null, "" },
        { Fault.ClockStep, EntryStep.Idle, false, null, "" },
        { Fault.ClockStep, EntryStep.Asked, true, null, "" },
        { Fault.ClockStep, EntryStep.Unlocked, true, null, "" },
        { Fault.ClockStep, EntryStep.Open, true, null, "" },
        { Fault.ClockStep, EntryStep.Shut, false, null, "" },
        { Fault.PowerLost, EntryStep.Idle, false, DoorEventKind.ControllerStarted, "" },
        { Fault.PowerLost, EntryStep.Asked, false, DoorEventKind.GrantRefused, Reasons.WrongBoot },
        { Fault.PowerLost, EntryStep.Unlocked, false, DoorEventKind.ControllerStarted, "" },
        { Fault.PowerLost, EntryStep.Open, false, DoorEventKind.ControllerStarted, "" },
        { Fault.PowerLost, EntryStep.Shut, false, DoorEventKind.ControllerStarted, "" },
        { Fault.CameraGone, EntryStep.Asked, false, null, "" },
    };

    [Theory]
    [MemberData(nameof(Table))]
    public void A_fault_in_the_middle_of_an_entry_is_on_record_and_never_leaves_the_lock_open(Fault fault, EntryStep step, bool driven, DoorEventKind? kind, string reason)
    {
        Reach(step);
        int before = _site.Ports.Records.Count;
        Strike(fault);
        if (step == EntryStep.Asked) { Answer(fault); }
        if (fault == Fault.LockStuck) { _site.Pass(TimeSpan.FromSeconds(2.5)); }

        Assert.Equal(driven, _site.Ports.Driven.GetValueOrDefault(TestController.Vault));
        IReadOnlyList<DoorEvent> told = [.. _site.Ports.EventsAfter(before)];
        if (kind is { } known) { Assert.Contains(told, e => e.Happened == known && e.Reason == reason); }
        else { Assert.DoesNotContain(told, e => e.Happened is DoorEventKind.LineFault or DoorEventKind.DeviceFault or DoorEventKind.LockJammed or DoorEventKind.GrantRefused); }

        int unlocks = _site.Ports.Unlocks;
        Pass(HoldAndMotion);
        Assert.False(_site.Ports.Driven.GetValueOrDefault(TestController.Vault), "The line is still driven when its time is over.");
        Mend();
        Pass(HoldAndMotion);
        Assert.False(_site.Ports.Driven.GetValueOrDefault(TestController.Vault), "The lock opened when the fault was mended.");
        Assert.Equal(unlocks, _site.Ports.Unlocks);
        _site.AssertRecordIsWhole();
    }

    public static TheoryData<Fault?, EntryStep> Silences =>
        [.. from fault in new Fault?[] { null, Fault.AgentGone, Fault.GatewaySilent, Fault.BrokerGone } from step in Enum.GetValues<EntryStep>() select (fault, step)];

    /// <summary>What the table's eight seconds are too short for.</summary>
    /// <param name="fault">Null: nothing fails.</param>
    [Theory]
    [MemberData(nameof(Silences))]
    public void A_gateway_that_is_heard_no_more_is_on_record_whatever_was_under_way_and_opens_nothing_when_it_is_back(Fault? fault, EntryStep step)
    {
        // A word of the same moment as the last known one is no new word.
        Pass(TimeSpan.FromSeconds(1));
        _site.Pass(TimeSpan.FromMilliseconds(50));
        Assert.Equal(LinkStanding.Online, _site.Controller.Standing);
        Reach(step);
        int before = _site.Ports.Records.Count;
        if (fault is { } struck) { Strike(struck); }
        Pass(LinkRegion.LossMin - TimeSpan.FromSeconds(1));
        Assert.DoesNotContain(_site.Ports.EventsAfter(before), e => e.Happened == DoorEventKind.LinkChanged);
        Pass(LinkRegion.SilenceMax + LinkRegion.LossMin);
        Assert.Equal(fault is null ? [] : ["expired"], LinksAfter(before));
        int unlocks = _site.Ports.Unlocks;
        Mend();
        Pass(HoldAndMotion);
        Assert.Equal(unlocks, _site.Ports.Unlocks);
        Assert.False(_site.Ports.Driven.GetValueOrDefault(TestController.Vault), "The lock opened when the gateway was back.");
        Assert.Equal(fault is null ? [] : ["expired", "online"], LinksAfter(before));
    }

    [Fact]
    public void The_table_has_a_row_for_every_fault_at_every_step_at_which_it_can_be_seen()
    {
        HashSet<(Fault, EntryStep)> rows = [.. Table.Select(row => (row.Data.Item1, row.Data.Item2))];
        // A bolt that rests, or should, and does not move is no fault yet.
        HashSet<(Fault, EntryStep)> unseen = [(Fault.LockStuck, EntryStep.Idle), (Fault.LockStuck, EntryStep.Unlocked), (Fault.LockStuck, EntryStep.Open),
            // A camera concerns the controller only while a face is waited for.
            .. Enum.GetValues<EntryStep>().Where(s => s != EntryStep.Asked).Select(s => (Fault.CameraGone, s))];
        Assert.Equal([], from fault in Enum.GetValues<Fault>() from step in Enum.GetValues<EntryStep>() where !rows.Contains((fault, step)) && !unseen.Contains((fault, step)) select (fault, step));
    }

    public void Dispose() => _site.Dispose();

    /// <summary>A gateway that can be heard tells its time every five seconds.</summary>
    private void Pass(TimeSpan time)
    {
        for (TimeSpan passed = TimeSpan.Zero; passed < time; passed += Heartbeat.Period)
        {
            _site.Pass(time - passed < Heartbeat.Period ? time - passed : Heartbeat.Period);
            if (_isHeard) { _site.TellTime(); }
        }
    }

    private string[] LinksAfter(int records) => [.. _site.Ports.EventsAfter(records).Where(e => e.Happened == DoorEventKind.LinkChanged).Select(e => e.Reason)];

    private void Reach(EntryStep step)
    {
        _site.Controller.ReaderIsOnline(TestController.VaultIn);
        if (step == EntryStep.Idle) { return; }
        Presentation asked = _site.PresentBadge();
        _nonce = asked.Nonce;
        _grant = TestGateway.GrantFor(asked).Sign(_site.Gateway.GrantKey);
        if (step == EntryStep.Asked) { return; }
        _site.Deliver(_grant);
        _site.LockFollows(TestController.Vault);
        if (step == EntryStep.Unlocked) { return; }
        _site.Leaf(TestController.Vault, open: true);
        if (step == EntryStep.Shut) { _site.Leaf(TestController.Vault, open: false); }
    }

    private void Strike(Fault fault)
    {
        switch (fault)
        {
            case Fault.ReaderSilent: _site.Controller.ReaderIsOffline(TestController.VaultIn, Reasons.ReaderSilent); break;
            case Fault.SerialLineGarbled: _site.Controller.ReaderIsOffline(TestController.VaultIn, Reasons.ReaderGarbled); break;
            case Fault.LockWireCut: _site.Controller.PinMoved(TestController.Vault, new DoorInput.LineFault(DoorLine.Feedback, IsCut: true)); break;
            case Fault.ContactWireCut: _site.Controller.PinMoved(TestController.Vault, new DoorInput.LineFault(DoorLine.Contact, IsCut: true)); break;
            case Fault.PinsLost: _site.Controller.PinsLost(); break;
            case Fault.AgentGone: _isHeard = false; _site.Controller.AgentLeft(); break;
            case Fault.GatewaySilent or Fault.BrokerGone: _isHeard = false; break;
            case Fault.ClockStep: _site.TellTime(TimeSpan.FromHours(1)); break;
            case Fault.PowerLost: _site.Start(); _site.Greet(); break;
            // The lock does not follow, or the answer is another.
            case Fault.LockStuck or Fault.CameraGone: break;
            default: throw new ArgumentOutOfRangeException(nameof(fault), fault, "Nothing fails.");
        }
    }

    /// <summary>The gateway's answer, where there is still somebody to bring it; nobody waits for longer than a grant lives.</summary>
    private void Answer(Fault fault)
    {
        switch (fault)
        {
            case Fault.AgentGone or Fault.GatewaySilent: _site.Pass(TimeSpan.FromSeconds(3.2)); break;
            case Fault.CameraGone: _site.Say(new ToController { EntryRefused = new EntryRefusal { Nonce = ByteString.CopyFrom(_nonce!.Bytes), Reason = "no_capture" } }); break;
            default: _site.Deliver(_grant!); break;
        }
    }

    /// <summary>Wires, pins and lock are sound again, the leaf is closed, the gateway is heard, the agent is back and brings the old grant once more.</summary>
    private void Mend()
    {
        _isHeard = true;
        _site.Controller.PinsBack();
        _site.Controller.PinMoved(TestController.Vault, new DoorInput.Feedback(false));
        _site.Leaf(TestController.Vault, open: false);
        _site.Controller.AgentConnected(_site.Ports);
        _site.Greet();
        if (_grant is { } old) { _site.Deliver(old); }
    }
}
