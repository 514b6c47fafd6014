using System.Security.Cryptography;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Secure.Contracts;
using Secure.Gateway.Audit;
using Secure.Gateway.Decisions;
using Secure.Gateway.Spine;

namespace Secure.Gateway.Identity.Passkeys;

/// <summary>A registration that has begun.</summary>
internal sealed record WaitingRegistration(byte[] Challenge, byte[] UserHandle)
{
    public override string ToString() => "registration";
}

/// <summary>
/// An officer registers the passkey: with a password that was given just now, at a known workstation, while there is none.
/// These are all that stands behind a first passkey, so the log says where it was. A demo's browser comes from no known
/// workstation; only a store that was made as a demo's lets it.
/// </summary>
internal sealed class PasskeyRegistrations(Accounts accounts, RelyingParty party, IRoles roles, Origin origin, IAudit audit, TimeProvider clock)
{
    /// <summary>A session left open is not enough to bind a new key to its owner.</summary>
    private static readonly TimeSpan PasswordAgeMax = TimeSpan.FromMinutes(10);

    private readonly Challenges<WaitingRegistration> _waiting = new(clock);

    internal async Task<V1.GetOwnPasskeyResponse> OwnAsync(LiveSession session, CancellationToken cancellation)
    {
        Passkey? own = (await accounts.FindAsync(session.Account, cancellation))?.Account.Passkey;
        return new V1.GetOwnPasskeyResponse { RegisteredAt = At(own?.RegisteredAtMs), UsedAt = At(own?.UsedAtMs), MayRegister = Against(session, own) is null };
    }

    internal async Task<V1.BeginPasskeyRegistrationResponse> BeginAsync(LiveSession session, CancellationToken cancellation)
    {
        await FreeAccountAsync(session, cancellation);
        WaitingRegistration begun = new(RandomNumberGenerator.GetBytes(Challenges<WaitingRegistration>.Bytes), RandomNumberGenerator.GetBytes(32));
        _waiting.Add(session.Id, begun);
        return new V1.BeginPasskeyRegistrationResponse
        {
            Challenge = ByteString.CopyFrom(begun.Challenge),
            RpId = party.Id,
            UserHandle = ByteString.CopyFrom(begun.UserHandle),
            ExpiresAt = (clock.GetUtcNow() + Challenges<WaitingRegistration>.Life).ToTimestamp(),
        };
    }

    internal async Task FinishAsync(LiveSession session, V1.RegisterPasskeyRequest request, CancellationToken cancellation)
    {
        WaitingRegistration? begun = _waiting.Take(session.Id);
        (Account account, long version) = await FreeAccountAsync(session, cancellation);
        try
        {
            if (begun is null) { throw new PasskeyFaultException(PasskeyFault.ChallengeUnknown); }
            Passkey made = PasskeyCeremonies.Register(request.ClientData.ToByteArray(), request.AttestationObject.ToByteArray(), begun.Challenge, begun.UserHandle, party, clock.GetUtcNow());
            // Step 22 of section 7.1: a credential that somebody has already is nobody else's.
            if ((await accounts.AllAsync(cancellation)).Any(a => a.Passkey?.Id == made.Id)) { throw new PasskeyFaultException(PasskeyFault.OtherCredential); }
            (await audit.RecordAsync(Happened("passkey.registered", session), cancellation, Accounts.Write(account with { Passkey = made }, version))).OrRefuse();
        }
        catch (PasskeyFaultException refused)
        {
            (await audit.RecordAsync(Happened("passkey.refused", session) with { Reasons = [PasskeySignIns.CodeOf(refused.Fault)] }, cancellation)).OrRefuse();
            throw new RefusedException(PasskeyRefusals.NotRegistered);
        }
    }

    internal static Timestamp? At(long? ms) => ms is { } known ? DateTimeOffset.FromUnixTimeMilliseconds(known).ToTimestamp() : null;

    private async Task<(Account Account, long Version)> FreeAccountAsync(LiveSession session, CancellationToken cancellation)
    {
        (Account Account, long Version) found = await accounts.FindAsync(session.Account, cancellation) ?? throw new RefusedException(IdentityRefusals.UnknownPerson);
        return Against(session, found.Account.Passkey) is { } against ? throw new RefusedException(against) : found;
    }

    private Refusal? Against(LiveSession session, Passkey? own)
    {
        if (!roles.IsOfficer(session.Person)) { return PasskeyRefusals.OfficersOnly; }
        if (own is not null) { return PasskeyRefusals.Exists; }
        if (session.Place.Source == WorkstationSource.None && !origin.Exempt) { return PasskeyRefusals.Workstation; }
        return clock.GetUtcNow() - session.Facts.FactorTimes[Vocabulary.Factor.Password] > PasswordAgeMax ? PasskeyRefusals.SignInAgain : null;
    }

    private static AuditEvent Happened(string kind, LiveSession session) => new(kind)
    {
        Subject = session.Person.Text,
        Person = session.Person.Text,
        Session = session.Id,
        Workstation = session.Place.Workstation?.Text,
        Details = [new("account", session.Account), new("address", session.Place.Address.ToString()), new("workstation_by", session.Place.Source.ToString().ToLowerInvariant())],
    };
}
