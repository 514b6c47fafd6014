using System.Buffers.Text;
using System.Security.Cryptography;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Secure.Gateway.Audit;
using Secure.Gateway.Spine;

namespace Secure.Gateway.Identity.Passkeys;

/// <summary>A right password that waits for the passkey.</summary>
/// <param name="Hash">Of the password that was right: one changed meanwhile is asked for anew.</param>
internal sealed record WaitingSignIn(string Account, string Hash, byte[] Challenge)
{
    public override string ToString() => $"sign-in of {Account}";
}

/// <summary>The second half of a sign-in: asks for the passkey and looks at what comes.</summary>
internal sealed class PasskeySignIns(RelyingParty party, IAudit audit, IAlarms alarms, TimeProvider clock)
{
    private readonly Challenges<WaitingSignIn> _waiting = new(clock);

    /// <summary>Whether the password is not enough: always on the page, and elsewhere unless the workstation's own certificate is the second factor.</summary>
    internal static bool IsNeeded(Account account, SignInPlace place, bool page) => account.Passkey is not null && (page || place.Source != Decisions.WorkstationSource.Certificate);

    internal V1.PasskeyDemand Ask(Account account)
    {
        byte[] challenge = RandomNumberGenerator.GetBytes(Challenges<WaitingSignIn>.Bytes);
        _waiting.Add(Base64Url.EncodeToString(challenge), new WaitingSignIn(account.Name, account.Hash, challenge));
        return new V1.PasskeyDemand
        {
            Challenge = ByteString.CopyFrom(challenge),
            RpId = party.Id,
            CredentialId = ByteString.CopyFrom(account.Passkeys[0].IdBytes),
            CredentialIds = { account.Passkeys.Select(p => ByteString.CopyFrom(p.IdBytes)) },
            ExpiresAt = (clock.GetUtcNow() + Challenges<WaitingSignIn>.Life).ToTimestamp(),
        };
    }

    /// <summary>Null where no sign-in waits under this challenge. It waits no longer.</summary>
    internal WaitingSignIn? Take(ReadOnlySpan<byte> challenge) => _waiting.Take(Base64Url.EncodeToString(challenge));

    /// <summary>The account with its passkey as it is to be kept, and which one it was; null where the passkey's word was not good, which is then on record.</summary>
    internal async Task<(Account Account, string Used)?> VerifyAsync(WaitingSignIn waiting, Account? account, Assertion said, Caller caller, CancellationToken cancellation)
    {
        try
        {
            if (account is not { Passkey: not null } || account.Hash != waiting.Hash) { throw new PasskeyFaultException(PasskeyFault.AccountChanged); }
            string named = Base64Url.EncodeToString(said.CredentialId);
            // None of them: any one's own check tells that it is another's.
            Passkey meant = account.Passkeys.FirstOrDefault(p => p.Id == named) ?? account.Passkeys[0];
            Passkey used = PasskeyCeremonies.Assert(said, waiting.Challenge, meant, party, clock.GetUtcNow());
            return (account.WithPasskeys([.. account.Passkeys.Select(p => p == meant ? used : p)]), used.Id);
        }
        catch (PasskeyFaultException refused)
        {
            await RecordAsync(refused.Fault, account, caller, cancellation);
            return null;
        }
    }

    private async Task RecordAsync(PasskeyFault fault, Account? account, Caller caller, CancellationToken cancellation)
    {
        AuditEvent happened = new("passkey.refused") { Person = account?.Person, Reasons = [CodeOf(fault)], Details = [new("address", caller.Address.ToString())] };
        (await audit.RecordAsync(happened, cancellation)).OrRefuse();
        if (fault != PasskeyFault.CounterBack) { return; }
        Alarm cloned = new("passkey.counter_back", "通行密钥的计数倒退，可能被复制 · a passkey's counter did not grow: it may have been copied") { Person = account?.Person };
        (await alarms.RaiseAsync(cloned, cancellation)).OrRefuse();
    }

    /// <summary>As the log writes it: lower case with underscores.</summary>
    internal static string CodeOf(PasskeyFault fault) =>
        string.Concat(fault.ToString().Select((c, i) => char.IsUpper(c) ? (i == 0 ? "" : "_") + char.ToLowerInvariant(c) : c.ToString()));
}
