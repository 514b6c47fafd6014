using System.Security.Cryptography;
using Secure.Contracts;
using Secure.Gateway.Decisions.StepUp;
using Secure.Gateway.Spine;
using Secure.Grants;

namespace Secure.Gateway.Doors.Proofs;

/// <summary>A PIN typed at a door, one try a badge: only the controller's own word for this very presentation is opened.</summary>
internal sealed class PinProofs(Controllers controllers, IGatewayKeys keys, IPersonPins pins, DeviceAlarms alarms)
{
    /// <exception cref="RefusedException">The word is not the controller's about this presentation, which raises an alarm.</exception>
    internal async Task<ProofStep> JudgeAsync(OpenEntry entry, EntrySample sample, CancellationToken cancellation)
    {
        Presentation about = entry.Asked.Presentation;
        if (!controllers.TryVerify(about.Controller, sample.Image.Span, out EntryPin? pin)
            || pin.Controller != about.Controller || pin.Door != about.Door || pin.Reader != about.Reader || pin.BootId != about.BootId || pin.Nonce != about.Nonce
            || !TypedPin.TryOpen(keys.Sealing, pin.SealedPin, pin.Nonce, out byte[]? digits))
        {
            if (!await alarms.RaiseAsync("entry.pin_invalid", entry.Asked.Agent, about.Door, cancellation)) { throw DoorRefusals.Unavailable(); }
            throw ProofRefusals.PinInvalid();
        }
        try
        {
            return await pins.VerifyAsync(entry.Person, digits, cancellation) switch
            {
                PinVerdict.Wrong => new ProofStep.Failed(ChallengeRefusal.NotMatched, null, null),
                PinVerdict.Right => new ProofStep.Passed(null),
                PinVerdict.Duress => new ProofStep.Passed(null, Duress: true),
            };
        }
        finally { CryptographicOperations.ZeroMemory(digits); }
    }
}
