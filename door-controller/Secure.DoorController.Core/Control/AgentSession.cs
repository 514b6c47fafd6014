using Google.Protobuf;
using Secure.DoorController.Core.Doors;
using Secure.DoorController.Core.Verification;
using Secure.DoorMessages;
using Secure.Grants;
using Secure.Signatures;
using Secure.Vocabulary;

namespace Secure.DoorController.Core.Control;

/// <summary>One connection of the agent. Nothing that it says counts unless the gateway or the site root has signed it.</summary>
internal sealed class AgentSession(Controller controller, IAgentLink link)
{
    private bool _greeted;
    private JournalFeed? _feed;

    public SessionState State => !_greeted ? SessionState.Silent : controller.Setting.IsAccepted ? SessionState.Enrolled : SessionState.Unenrolled;

    /// <summary>The agent knows what a status is.</summary>
    public bool TakesStatus { get; private set; }

    public void Send(FromController message) => link.Send(message);

    /// <summary>Sends the journal's entries that may go now.</summary>
    public void Pump()
    {
        if (State == SessionState.Enrolled) { _feed?.Pump(link); }
    }

    public Reception Greet(AgentHello hello)
    {
        (_greeted, TakesStatus) = (true, hello.TakesStatus);
        _feed = new JournalFeed(controller.Journal, hello.LastStoredSequence, hello.LastStoredHash.Memory);
        if (State == SessionState.Enrolled) { controller.SendHeartbeat(); }
        controller.Setting.AskEnrollment(this);
        return Reception.Fine;
    }

    public Reception TakeKeyList(ByteString signed)
    {
        controller.Setting.TakeKeyList(signed.ToByteArray());
        controller.Setting.AskEnrollment(this);
        return Reception.Fine;
    }

    public Reception TakeAccepted(ByteString signed)
    {
        if (controller.Setting.TakeAccepted(signed.ToByteArray())) { controller.SendHeartbeat(); }
        return Reception.Fine;
    }

    public Reception TakeEnrollmentRefusal(EnrollmentRefusal refusal)
    {
        controller.Setting.Refused(refusal.Reason);
        return Reception.Fine;
    }

    public Reception TakeTime(ByteString signed)
    {
        controller.Setting.TakeTime(signed.Span);
        return Reception.Fine;
    }

    public Reception TakeGrant(GrantDelivery delivery) => controller.Orders.Act(controller.Verifier.Examine(delivery.GrantRecord.Span), DoorEventKind.GrantRefused);

    public Reception TakeCommand(ByteString signed) =>
        controller.Orders.Act(controller.Verifier.Examine(signed.Span, controller.Orders.LastNumber), DoorEventKind.CommandRefused);

    public Reception TakeClock(ByteString signed) => controller.Clock.Take(signed.Span);

    /// <summary>Unsigned: it can turn a lamp red, no more. Whom the gateway refuses, it has on record; whom no gateway decided about, nobody but this controller has.</summary>
    public Reception TakeEntryRefusal(EntryRefusal refusal)
    {
        if (!Token128.TryFrom(refusal.Nonce.Span, out Token128? nonce)) { return Reception.Malformed; }
        if (controller.Entries.Refused(nonce) is { } refused && refusal.Reason == AgentReasons.Unavailable) { controller.Unanswered(refused); }
        return Reception.Fine;
    }

    /// <summary>Unsigned: it keeps the person waiting at the reader, for the nonce's 60 s at most.</summary>
    public Reception TakeEntryPending(EntryPending pending)
    {
        if (!Token128.TryFrom(pending.Nonce.Span, out Token128? nonce)) { return Reception.Malformed; }
        if (EntryWaits.Renew(controller, nonce, pending.Act) is { } waiting) { Send(new FromController { Waiting = waiting }); }
        if (pending.Act == EntryAct.Pin) { controller.Typing.Asked(nonce, this); }
        return Reception.Fine;
    }

    public Reception GiveNonce(NonceRequest request)
    {
        if (!DoorId.TryParse(request.Door, out DoorId? door) || !controller.Doors.Ids.Contains(door)
            || !Token128.TryFrom(request.RequestId.Span, out Token128? requestId)) { return Reception.Malformed; }
        DeviceTime at = controller.Time.Stamp();
        Token128 nonce = controller.Verifier.Issue(door, NonceUse.Command, null, at);
        NonceIssued issued = new(controller.Setup.Id, door, controller.Setup.BootId, nonce, requestId, at);
        Send(new FromController { NonceRecord = ByteString.CopyFrom(issued.Sign(controller.Setup.Key)) });
        return Reception.Fine;
    }

    public Reception TakeAcknowledgement(ByteString signed)
    {
        if (controller.Verifier.TryVerify(signed.Span, out Acknowledgement? word) && word!.Controller == controller.Setup.Id)
        {
            controller.Journal.Acknowledge(word.Sequence);
        }
        return Reception.Fine;
    }

    public Reception TakePlan(ByteString signed)
    {
        controller.Plans.Take(signed.ToByteArray());
        return Reception.Fine;
    }

    public Reception TakeLease(ByteString signed)
    {
        controller.Leases.Take(signed.ToByteArray());
        return Reception.Fine;
    }

    public Reception LeaseIsDue()
    {
        controller.Leases.Due();
        return Reception.Fine;
    }

    public Reception TakeBreakGlass(ByteString signed)
    {
        controller.BreakGlass.Take(signed.ToByteArray());
        return Reception.Fine;
    }

    public Reception TakeStored(EventsStored stored)
    {
        _feed!.Stored(stored.Sequence);
        Pump();
        return Reception.Fine;
    }
}
