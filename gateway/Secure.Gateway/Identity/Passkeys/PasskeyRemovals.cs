using Secure.Contracts;
using Secure.Gateway.Audit;
using Secure.Gateway.Spine;
using Secure.Vocabulary;

namespace Secure.Gateway.Identity.Passkeys;

/// <summary>How lost passkeys end: all of a person's, by two officers, neither of them the owner.</summary>
internal sealed class PasskeyRemovals(Accounts accounts, IApprovals approvals, ISessions sessions, IAudit audit)
{
    internal async Task RemoveAsync(ISession officer, V1.RemovePasskeyRequest request, CancellationToken cancellation)
    {
        if (!PersonId.TryParse(request.Person, out PersonId? person)) { throw new RefusedException(IdentityRefusals.Invalid("person", "not an identifier")); }
        if (!Written.IsReason(request.Reason)) { throw new RefusedException(IdentityRefusals.Invalid("reason", Written.Rule)); }
        if (person == officer.Person) { throw new RefusedException(PasskeyRefusals.Themselves); }
        (Account account, long version) = await WithPasskeyAsync(person, cancellation);
        Approved approved = await approvals.RequireAsync(
            officer, OfficerAction.RemovePasskey, request, new Sentence($"撤销 {person.Text} 的通行密钥", $"remove the passkey of {person.Text}"), request.Reason, cancellation);
        if (approved.By == person) { throw new RefusedException(PasskeyRefusals.Themselves); }
        AuditEvent happened = new("passkey.removed") { Subject = officer.Person.Text, Person = person.Text, Session = officer.Id, Details = [new("reason", request.Reason), .. approved.Details] };
        (await audit.RecordAsync(happened, cancellation, Accounts.Write(account.WithPasskeys([]), version), approved.Use)).OrRefuse();
        await sessions.EndAllAsync(person, "passkey_removed", CancellationToken.None);
    }

    private async Task<(Account Account, long Version)> WithPasskeyAsync(PersonId person, CancellationToken cancellation)
    {
        Account? own = (await accounts.AllAsync(cancellation)).FirstOrDefault(a => a.Person == person.Text);
        (Account Account, long Version)? found = own is null ? null : await accounts.FindAsync(own.Name, cancellation);
        return found is { Account.Passkey: not null } ? found.Value : throw new RefusedException(PasskeyRefusals.None);
    }
}
