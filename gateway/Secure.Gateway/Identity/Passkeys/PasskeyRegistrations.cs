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
/// An officer registers a passkey: with a password that was given just now, at a known workstation. These are all that
/// stands behind a first passkey, so the log says where it was; a second one takes a session that the first has opened. A
/// demo's browser comes from no known workstation; only a store that was made as a demo's lets it.
/// </summary>
internal sealed class PasskeyRegistrations(Accounts accounts, RelyingParty party, IRoles roles, Origin origin, Sessions sessions, IAudit audit, TimeProvider clock)
{
    /// <summary>A session left open is not enough to bind a new key to its owner.</summary>
    private static readonly TimeSpan PasswordAgeMax = TimeSpan.FromMinutes(10);

    private readonly Challenges<WaitingRegistration> _waiting = new(clock);

    internal async Task<V1.GetOwnPasskeyResponse> OwnAsync(LiveSession session, CancellationToken cancellation)
    {
        IReadOnlyList<Passkey> own = (await accounts.FindAsync(session.Account, cancellation))?.Account.Passkeys ?? [];
        Passkey? first = own.Count > 0 ? own[0] : null;
        return new V1.GetOwnPasskeyResponse
        {
            RegisteredAt = At(first?.RegisteredAtMs),
            UsedAt = At(first?.UsedAtMs),
            MayRegister = Against(session, own) is null,
            Passkeys = { own.Select(p => new V1.OwnPasskey { Id = p.Id, RegisteredAt = At(p.RegisteredAtMs), UsedAt = At(p.UsedAtMs), OpenedThis = p.Id == session.Passkey }) },
        };
    }

    internal async Task<V1.BeginPasskeyRegistrationResponse> BeginAsync(LiveSession session, CancellationToken cancellation)
    {
        (Account account, _) = await FreeAccountAsync(session, cancellation);
        WaitingRegistration begun = new(RandomNumberGenerator.GetBytes(Challenges<WaitingRegistration>.Bytes), RandomNumberGenerator.GetBytes(32));
        _waiting.Add(session.Id, begun);
        return new V1.BeginPasskeyRegistrationResponse
        {
            Challenge = ByteString.CopyFrom(begun.Challenge),
            RpId = party.Id,
            UserHandle = ByteString.CopyFrom(begun.UserHandle),
            ExpiresAt = (clock.GetUtcNow() + Challenges<WaitingRegistration>.Life).ToTimestamp(),
            ExistingIds = { account.Passkeys.Select(p => ByteString.CopyFrom(p.IdBytes)) },
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
            if ((await accounts.AllAsync(cancellation)).Any(a => a.Passkeys.Any(p => p.Id == made.Id))) { throw new PasskeyFaultException(PasskeyFault.OtherCredential); }
            (await audit.RecordAsync(Happened("passkey.registered", session), cancellation, Accounts.Write(account.WithPasskeys([.. account.Passkeys, made]), version))).OrRefuse();
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
        return Against(session, found.Account.Passkeys) is { } against ? throw new RefusedException(against) : found;
    }

    /// <summary>The owner takes one of two away: with the other, which so is known to work, and a password given just now.</summary>
    internal async Task RemoveOwnAsync(LiveSession session, V1.RemoveOwnPasskeyRequest request, CancellationToken cancellation)
    {
        (Account account, long version) = await accounts.FindAsync(session.Account, cancellation) ?? throw new RefusedException(IdentityRefusals.UnknownPerson);
        Passkey gone = account.Passkeys.FirstOrDefault(p => p.Id == request.Id) ?? throw new RefusedException(PasskeyRefusals.None);
        if (!account.Passkeys.Any(p => p != gone && p.Id == session.Passkey)) { throw new RefusedException(PasskeyRefusals.InUse); }
        if (IsPasswordOld(session)) { throw new RefusedException(PasskeyRefusals.SignInAgain); }
        Account left = account.WithPasskeys([.. account.Passkeys.Where(p => p != gone)]);
        (await audit.RecordAsync(Happened("passkey.removed_own", session), cancellation, Accounts.Write(left, version))).OrRefuse();
        await sessions.EndAsync([.. sessions.Of(session.Person).Where(s => s.Passkey == gone.Id)], "passkey_removed", CancellationToken.None);
    }

    private Refusal? Against(LiveSession session, IReadOnlyList<Passkey> own)
    {
        if (!roles.IsOfficer(session.Person)) { return PasskeyRefusals.OfficersOnly; }
        if (own.Count >= Account.PasskeysMax) { return PasskeyRefusals.Exists; }
        if (own.Count > 0 && !session.ByPasskey) { return PasskeyRefusals.ByTheFirst; }
        if (session.Place.Source == WorkstationSource.None && !origin.Exempt) { return PasskeyRefusals.Workstation; }
        return IsPasswordOld(session) ? PasskeyRefusals.SignInAgain : null;
    }

    private bool IsPasswordOld(LiveSession session) => clock.GetUtcNow() - session.Facts.FactorTimes[Vocabulary.Factor.Password] > PasswordAgeMax;

    private static AuditEvent Happened(string kind, LiveSession session) => new(kind)
    {
        Subject = session.Person.Text,
        Person = session.Person.Text,
        Session = session.Id,
        Workstation = session.Place.Workstation?.Text,
        Details = [new("account", session.Account), new("address", session.Place.Address.ToString()), new("workstation_by", session.Place.Source.ToString().ToLowerInvariant())],
    };
}
