using Google.Protobuf;
using Secure.DoorController.Core.Osdp;
using Secure.DoorMessages;
using Secure.Grants;
using Secure.Vocabulary;

namespace Secure.DoorController.Core.Control;

/// <summary>
/// An entry for which the gateway asks more than the badge takes longer than a grant lives. So the controller signs, as
/// often as it is asked, that this person still waits: a grant's 3 s then count from there. Whose badge it was, which door
/// and which nonce stay as they were presented, and the nonce ends after its 60 s however often that is signed.
/// </summary>
internal static class EntryWaits
{
    /// <summary>A new signed word; null where the presentation does not wait any more, or its last word is too fresh.</summary>
    public static WaitingDelivery? Renew(Controller controller, Token128 nonce, EntryAct act)
    {
        if (controller.Entries.ReaderOf(nonce) is not { } reader) { return null; }
        DoorId door = controller.Setup.Readers[reader];
        DeviceTime at = controller.Time.Stamp();
        if (!controller.Verifier.Renew(door, nonce, at)) { return null; }
        controller.Entries.Prolong(nonce, act, controller.Time.Now);
        EntryWaiting waiting = new(controller.Setup.Id, door, reader, controller.Setup.BootId, nonce, at);
        return new WaitingDelivery { WaitingRecord = ByteString.CopyFrom(waiting.Sign(controller.Setup.Key)), Nonce = ByteString.CopyFrom(nonce.Bytes) };
    }

    /// <summary>
    /// What a reader without a screen can show: amber and one short beep for a straight look, one long for left, two for
    /// right; blue for a finger; amber and two short beeps for a PIN. Neither green nor red, which are answers.
    /// </summary>
    public static IReadOnlyList<OsdpCommand> LampsFor(EntryAct act) => act switch
    {
        EntryAct.FaceCentre => [OsdpCommand.LedFor(LedColour.Amber, Presentation.NonceLife), OsdpCommand.Beep(1, TimeSpan.FromMilliseconds(100))],
        EntryAct.FaceLeft => [OsdpCommand.LedFor(LedColour.Amber, Presentation.NonceLife), OsdpCommand.Beep(1, TimeSpan.FromMilliseconds(600))],
        EntryAct.FaceRight => [OsdpCommand.LedFor(LedColour.Amber, Presentation.NonceLife), OsdpCommand.Beep(2, TimeSpan.FromMilliseconds(200))],
        EntryAct.Pin => [OsdpCommand.LedFor(LedColour.Amber, Presentation.NonceLife), OsdpCommand.Beep(2, TimeSpan.FromMilliseconds(100))],
        EntryAct.Finger => [OsdpCommand.LedFor(LedColour.Blue, Presentation.NonceLife), OsdpCommand.Beep(1, TimeSpan.FromMilliseconds(100))],
        // Also a word that an agent newer than this one says.
        _ => [],
    };
}
