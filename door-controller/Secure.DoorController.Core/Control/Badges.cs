using Google.Protobuf;
using Secure.DoorController.Core.Doors;
using Secure.DoorController.Core.Offline;
using Secure.DoorController.Core.Osdp;
using Secure.DoorController.Core.Verification;
using Secure.DoorMessages;
using Secure.Grants;
using Secure.Vocabulary;

namespace Secure.DoorController.Core.Control;

/// <summary>Makes a presentation of a card: sealed to the gateway, signed, with a fresh nonce.</summary>
internal sealed class Badges(Controller controller)
{
    private ulong _presentations;
    private PinDesk? _pins;

    /// <summary>PINs while no gateway can be asked.</summary>
    public PinDesk Pins => _pins ??= new PinDesk(controller, this);

    /// <summary>Asks the gateway; where that cannot be, refuses at the reader and records why.</summary>
    public void Present(ReaderId reader, CardBits bits, AgentSession? session)
    {
        string? obstacle = (session?.State ?? SessionState.Silent) switch
        {
            SessionState.Silent => Reasons.AgentAbsent,
            SessionState.Unenrolled => Reasons.NotEnrolled,
            SessionState.Enrolled => controller.Setting.SealingKey is null ? Reasons.NoKeys : null,
        };
        if (!BadgeNumber.TryCreate(bits.Count, bits.Data, out BadgeNumber? badge)) { obstacle = Reasons.UnreadableCard; }
        string? unanswered = null;
        if (badge is not null && !(controller.IsOnline && controller.CanAsk))
        {
            LeaseAnswer lease = controller.Leases.Decide(reader, badge);
            if (lease is { Refused: null, Pin: not null }) { Pins.Ask(reader, badge, lease); return; }
            if (lease.Refused is null) { Enter(reader, badge, lease); return; }
            // What the lease says tells more than that there was nobody to ask, where there was a lease.
            if (lease.Refused != LeaseReasons.None) { unanswered = lease.Refused; }
        }
        if (obstacle is null)
        {
            session!.Send(new FromController { Presentation = Sign(reader, new PresentedBadge(badge!, null), controller.Setting.SealingKey!, unanswered) });
            return;
        }
        controller.Entries.Show(reader, false);
        Unanswered(reader, unanswered ?? obstacle);
    }

    /// <summary>Lets a badge pass by the lease and the rules of passing: recorded as such, with its company, before the door moves.</summary>
    public void Enter(ReaderId reader, BadgeNumber badge, LeaseAnswer lease)
    {
        DoorId door = controller.Setup.Readers[reader];
        Authority by = new(null, lease.DecisionId!, 0, reader);
        LocalPassing passing = controller.Passages.Admit(reader, badge);
        if (passing.Refused is { } reason)
        {
            controller.Entries.Show(reader, false);
            Unanswered(reader, reason, by);
            return;
        }
        Authority? companionBy = passing.Companion is { } companion ? by with { DecisionId = controller.Leases.Decide(reader, companion).DecisionId! } : null;
        if (companionBy is not null) { controller.Journal.Write(DoorEventKind.EntryOffline, DoorEventReasons.Companion, controller.Doors.Report(door), reader, companionBy); }
        controller.Journal.Write(DoorEventKind.EntryOffline, passing.Told, controller.Doors.Report(door), reader, by);
        controller.Passages.Begin(reader, badge, by, passing.Companion, companionBy);
        controller.Doors.Apply(door, new DoorInput.Unlock(by, lease.Hold), controller.Time.Now);
        controller.Entries.Show(reader, controller.Doors.IsDriven(door));
        controller.Passages.Keep();
    }

    /// <param name="by">Whose badge it was, where the lease knows it.</param>
    public void Unanswered(ReaderId reader, string reason, Authority? by = null) =>
        controller.Journal.Write(DoorEventKind.EntryUnanswered, reason, controller.Doors.Report(controller.Setup.Readers[reader]), reader, by);

    private PresentationDelivery Sign(ReaderId reader, PresentedBadge badge, byte[] sealingKey, string? unanswered)
    {
        DoorId door = controller.Setup.Readers[reader];
        // The nonce lives from the very time that is signed: a grant may use all of it.
        DeviceTime at = controller.Time.Stamp();
        Token128 nonce = controller.Verifier.Issue(door, NonceUse.Entry, reader, at);
        Presentation presentation = new(
            controller.Setup.Id, door, reader, controller.Setup.BootId, nonce, ++_presentations, at, badge.Seal(sealingKey, nonce));
        controller.Entries.Await(nonce, reader, controller.Time.Now, unanswered);
        controller.Passages.Asked(reader, badge.Badge, nonce);
        return new PresentationDelivery
        {
            PresentationRecord = ByteString.CopyFrom(presentation.Sign(controller.Setup.Key)),
            Nonce = ByteString.CopyFrom(nonce.Bytes),
        };
    }
}
