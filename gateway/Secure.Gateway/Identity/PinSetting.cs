using Secure.Contracts;
using Secure.Gateway.Audit;
using Secure.Gateway.Spine;
using Secure.Vocabulary;

namespace Secure.Gateway.Identity;

/// <summary>Who sets a PIN is its owner, with the password once more; an officer can only take it away.</summary>
internal sealed class PinSetting(Accounts accounts, PasswordHasher hasher, Attempts attempts, PersonPins pins, IAudit audit)
{
    /// <exception cref="RefusedException">The password is wrong, a PIN is none, the record of the older was altered, or nothing could be recorded: the older PIN stands.</exception>
    internal async Task SetAsync(LiveSession session, V1.SetPinRequest request, Caller caller, CancellationToken cancellation)
    {
        attempts.Take(caller.Address);
        using Attempt attempt = attempts.Begin(session.Account, caller.Address);
        (Account Account, long Version)? found = await accounts.FindAsync(session.Account, cancellation);
        if (!await hasher.VerifyAsync(found?.Account.Hash, request.Password, cancellation))
        {
            await attempt.FailAsync(found?.Account, cancellation);
            throw new RefusedException(IdentityRefusals.SignInFailed);
        }
        attempt.Succeed();
        if (PinRules.Fault(request.Pin) is { } fault) { throw new RefusedException(IdentityRefusals.Invalid("pin", fault)); }
        if (request.DuressPin.Length > 0 && PinRules.Fault(request.DuressPin) is { } duressFault) { throw new RefusedException(IdentityRefusals.Invalid("duress_pin", duressFault)); }
        if (request.DuressPin == request.Pin) { throw new RefusedException(IdentityRefusals.Invalid("duress_pin", "must differ from the PIN")); }
        long version = await pins.VersionAsync(session.Person, cancellation) ?? throw new RefusedException(IdentityRefusals.PinAltered);
        AuditEvent happened = new("identity.pin_set") { Subject = session.Person.Text, Person = session.Person.Text, Session = session.Id };
        (await audit.RecordAsync(happened, cancellation, pins.Write(session.Person, request.Pin, request.DuressPin.Length > 0 ? request.DuressPin : null, version))).OrRefuse();
        pins.TellChanged();
    }

    /// <exception cref="RefusedException">No such PIN, no reason, or it could not be recorded.</exception>
    internal async Task RemoveAsync(ISession officer, V1.RemovePinRequest request, CancellationToken cancellation)
    {
        if (!Written.IsReason(request.Reason)) { throw new RefusedException(IdentityRefusals.Invalid("reason", Written.Rule)); }
        if (!PersonId.TryParse(request.Person, out PersonId? person)) { throw new RefusedException(IdentityRefusals.UnknownPerson); }
        long? version = await pins.VersionAsync(person, cancellation);
        if (version == 0) { throw new RefusedException(IdentityRefusals.NoPin); }
        AuditEvent happened = new("identity.pin_removed") { Subject = officer.Person.Text, Person = person.Text, Session = officer.Id, Details = [new("reason", request.Reason)] };
        (await audit.RecordAsync(happened, cancellation, PersonPins.Remove(person, version))).OrRefuse();
        pins.TellChanged();
    }
}
