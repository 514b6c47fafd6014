using Secure.DoorController.Core.Doors;
using Secure.DoorController.Core.Verification;
using Secure.Vocabulary;

namespace Secure.DoorController.Core.Control;

/// <summary>
/// The way back for a clock that followed a wrong gateway into tomorrow: two officers' signed word sets it, also backwards. It opens
/// nothing that was used up: grants and commands live by this boot's nonces and the monotonic clock, which no word moves, command
/// numbers and the key list's number only rise, and the pass list, which alone is dated, is given up and asked for anew.
/// </summary>
internal sealed class ClockDesk(Controller controller)
{
    public Reception Take(ReadOnlySpan<byte> signed)
    {
        Verdict verdict = controller.Verifier.ExamineClock(signed, controller.Orders.LastNumber);
        // A key that is over by the time believed until now cannot bring back the time when it was in use: it never gets here.
        if (verdict is not Verdict.ClockSet set) { return controller.Orders.Refuse((Verdict.Refused)verdict, DoorEventKind.CommandRefused); }
        if (set.WallMs < controller.Setup.BuiltMs) { return controller.Orders.Refuse(new Verdict.Refused(Reasons.BeforeBuild, set.Door, set.By), DoorEventKind.CommandRefused); }
        controller.Orders.Spend(set.By.CommandNumber);
        controller.Leases.GiveUp(Reasons.ClockSet);
        controller.Setting.SetTime(set.WallMs);
        controller.Journal.Write(DoorEventKind.CommandDone, Reasons.ClockSet, controller.Doors.Report(set.Door), by: set.By);
        // The gateway believes how the doors stand from the next beat on.
        controller.SendHeartbeat();
        return Reception.Fine;
    }
}
