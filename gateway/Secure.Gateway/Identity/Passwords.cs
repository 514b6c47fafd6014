using Secure.Contracts;
using Secure.Gateway.Audit;
using Secure.Gateway.Decisions.Site;
using Secure.Gateway.Spine;
using Secure.Gateway.Storage;
using Secure.Vocabulary;

namespace Secure.Gateway.Identity;

/// <summary>Changes of passwords: one's own, and those that an officer gives.</summary>
internal sealed class Passwords(
    Accounts accounts, PasswordHasher hasher, PasswordRules rules, Attempts attempts, Sessions sessions, Origin origin, IAudit audit, ISite site, IRoles roles, IApprovals approvals, IdentityOptions options, TimeProvider clock)
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
        await RequireGoodAsync("new_password", newPassword, own.Account, session.Person, cancellation);
        Account changed = await RenewAsync(own.Account, newPassword, mustChange: false, cancellation);
        (await audit.RecordAsync(Happened("identity.password_changed", session, changed), cancellation, Accounts.Write(changed, own.Version))).OrRefuse();
        session.PasswordChanged();
        await sessions.EndAsync([.. sessions.Of(session.Person).Where(s => s != session)], "password_changed", CancellationToken.None);
    }

    /// <summary>Gives a person an account, or a new password; either must be changed at first use. Ends the person's sessions.</summary>
    internal async Task SetAsync(ISession officer, V1.SetPasswordRequest request, CancellationToken cancellation)
    {
        (string person, string name, string password) = (request.Person, request.Account, request.Password);
        if (!PersonId.TryParse(person, out PersonId? id) || site.Current.Persons.GetValueOrDefault(id) is not { Active: true } known) { throw new RefusedException(IdentityRefusals.UnknownPerson); }
        if (!Account.IsName(name)) { throw new RefusedException(IdentityRefusals.Invalid("account", "1 to 63 of a-z, 0-9, '.', '_', '-'")); }
        (Account Account, long Version)? own = await OwnAsync(id, name, cancellation);
        if (rules.Fault(password, name, PasswordRules.IsStrict(roles.IsOfficer(id), known)) is { } fault) { throw new RefusedException(IdentityRefusals.Invalid("password", fault)); }
        Approved? approved = own is null ? null : await approvals.RequireAsync(
            officer, OfficerAction.ResetPassword, request, new Sentence($"重设账号 {name} 的口令", $"reset the password of account {name}"), "", cancellation);
        Account account = await RenewAsync(own?.Account ?? new Account(name, id.Text, "", 0, MustChange: true), password, !origin.Exempt, cancellation);
        AuditEvent happened = Happened("identity.password_set", officer, account);
        happened = happened with { Details = [.. happened.Details, .. approved?.Details ?? []] };
        (await audit.RecordAsync(happened, cancellation, [Accounts.Write(account, own?.Version ?? 0), .. approved is null ? (RowWrite[])[] : [approved.Use]])).OrRefuse();
        await sessions.EndAllAsync(id, "password_set", CancellationToken.None);
    }

    /// <summary>The row of an officer's account with another password, to be changed at the next sign-in.</summary>
    /// <exception cref="RefusedException">The password does not follow the rules.</exception>
    internal async Task<RowWrite> RenewedAsync(string name, string password, CancellationToken cancellation)
    {
        (Account Account, long Version) found = await accounts.FindAsync(name, cancellation) ?? throw new RefusedException(IdentityRefusals.UnknownPerson);
        await RequireGoodAsync("password", password, found.Account, PersonId.Parse(found.Account.Person), cancellation);
        return Accounts.Write(await RenewAsync(found.Account, password, !origin.Exempt, cancellation), found.Version);
    }

    private async Task<Account> RenewAsync(Account account, string password, bool mustChange, CancellationToken cancellation)
    {
        string hash = await hasher.HashAsync(password, cancellation);
        return account.Hash.Length == 0
            ? account with { Hash = hash, ChangedAtMs = clock.GetUtcNow().ToUnixTimeMilliseconds(), MustChange = mustChange }
            : account.WithPassword(hash, clock.GetUtcNow(), mustChange, options.PasswordHistory - 1);
    }

    private async Task RequireGoodAsync(string field, string password, Account account, PersonId person, CancellationToken cancellation)
    {
        bool strict = PasswordRules.IsStrict(roles.IsOfficer(person), site.Current.Persons.GetValueOrDefault(person));
        if (rules.Fault(password, account.Name, strict) is { } fault) { throw new RefusedException(IdentityRefusals.Invalid(field, fault)); }
        foreach (string former in ((IEnumerable<string>)[account.Hash, .. account.Former ?? []]).Take(options.PasswordHistory))
        {
            if (await hasher.VerifyAsync(former, password, cancellation)) { throw new RefusedException(IdentityRefusals.Invalid(field, $"must differ from the last {options.PasswordHistory}")); }
        }
    }

    /// <summary>The account that is to get another password; null where it is to be made.</summary>
    private async Task<(Account Account, long Version)?> OwnAsync(PersonId person, string name, CancellationToken cancellation)
    {
        IReadOnlyList<Account> all = await accounts.AllAsync(cancellation);
        if (all.FirstOrDefault(a => a.Name == name) is { } taken && taken.Person != person.Text) { throw new RefusedException(IdentityRefusals.AccountTaken); }
        if (all.FirstOrDefault(a => a.Person == person.Text) is { } own)
        {
            if (roles.IsOfficer(person)) { throw new RefusedException(IdentityRefusals.OfficerAccount); }
            if (own.Name != name) { throw new RefusedException(IdentityRefusals.OtherAccount); }
        }
        return await accounts.FindAsync(name, cancellation);
    }

    private static AuditEvent Happened(string kind, ISession by, Account account) =>
        new(kind) { Subject = by.Person.Text, Person = account.Person, Session = by.Id, Details = [new("account", account.Name)] };
}
