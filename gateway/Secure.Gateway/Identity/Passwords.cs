using Secure.Contracts;
using Secure.Gateway.Audit;
using Secure.Gateway.Decisions.Site;
using Secure.Gateway.Spine;
using Secure.Vocabulary;

namespace Secure.Gateway.Identity;

/// <summary>Changes of passwords: one's own, and those that an officer gives.</summary>
internal sealed class Passwords(
    Accounts accounts, PasswordHasher hasher, PasswordRules rules, Attempts attempts, Sessions sessions, Origin origin, IAudit audit, ISite site, IRoles roles, TimeProvider clock)
{
    /// <summary>Replaces the caller's own password and ends the person's other sessions.</summary>
    internal async Task ChangeAsync(LiveSession session, string oldPassword, string newPassword, Caller caller, CancellationToken cancellation)
    {
        attempts.Take(caller.Address);
        using Attempt attempt = attempts.Begin(session.Account, caller.Address);
        (Account Account, long Version)? found = await accounts.FindAsync(session.Account, cancellation);
        if (!await hasher.VerifyAsync(found?.Account.Hash, oldPassword, cancellation) || found is not { } own)
        {
            await attempt.FailAsync(found?.Account, cancellation);
            throw new RefusedException(IdentityRefusals.SignInFailed);
        }
        attempt.Succeed();
        Person? person = site.Current.Persons.GetValueOrDefault(session.Person);
        string? fault = newPassword == oldPassword ? "must differ from the old one" : rules.Fault(newPassword, own.Account.Name, PasswordRules.IsStrict(roles.IsOfficer(session.Person), person));
        if (fault is not null) { throw new RefusedException(IdentityRefusals.Invalid("new_password", fault)); }
        Account changed = own.Account with { Hash = await hasher.HashAsync(newPassword, cancellation), ChangedAtMs = clock.GetUtcNow().ToUnixTimeMilliseconds(), MustChange = false };
        (await audit.RecordAsync(Happened("identity.password_changed", session, changed), cancellation, Accounts.Write(changed, own.Version))).OrRefuse();
        session.PasswordChanged();
        await sessions.EndAsync([.. sessions.Of(session.Person).Where(s => s != session)], "password_changed", CancellationToken.None);
    }

    /// <summary>Gives a person an account, or a new password; either must be changed at first use. Ends the person's sessions.</summary>
    internal async Task SetAsync(ISession officer, string person, string name, string password, CancellationToken cancellation)
    {
        if (!PersonId.TryParse(person, out PersonId? id) || site.Current.Persons.GetValueOrDefault(id) is not { Active: true } known) { throw new RefusedException(IdentityRefusals.UnknownPerson); }
        if (!Account.IsName(name)) { throw new RefusedException(IdentityRefusals.Invalid("account", "1 to 63 of a-z, 0-9, '.', '_', '-'")); }
        long version = await ExpectedVersionAsync(id, name, cancellation);
        if (rules.Fault(password, name, PasswordRules.IsStrict(roles.IsOfficer(id), known)) is { } fault) { throw new RefusedException(IdentityRefusals.Invalid("password", fault)); }
        string hash = await hasher.HashAsync(password, cancellation);
        Account account = new(name, id.Text, "", hash, clock.GetUtcNow().ToUnixTimeMilliseconds(), MustChange: !origin.Exempt);
        (await audit.RecordAsync(Happened("identity.password_set", officer, account), cancellation, Accounts.Write(account, version))).OrRefuse();
        await sessions.EndAllAsync(id, "password_set", CancellationToken.None);
    }

    private async Task<long> ExpectedVersionAsync(PersonId person, string name, CancellationToken cancellation)
    {
        IReadOnlyList<Account> all = await accounts.AllAsync(cancellation);
        if (all.FirstOrDefault(a => a.Name == name) is { } taken && taken.Person != person.Text) { throw new RefusedException(IdentityRefusals.AccountTaken); }
        if (all.FirstOrDefault(a => a.Person == person.Text) is { } own)
        {
            if (roles.IsOfficer(person)) { throw new RefusedException(IdentityRefusals.OfficerAccount); }
            if (own.Name != name) { throw new RefusedException(IdentityRefusals.OtherAccount); }
        }
        return await accounts.FindAsync(name, cancellation) is { } found ? found.Version : 0;
    }

    private static AuditEvent Happened(string kind, ISession by, Account account) =>
        new(kind) { Subject = by.Person.Text, Person = account.Person, Session = by.Id, Details = [new("account", account.Name)] };
}
