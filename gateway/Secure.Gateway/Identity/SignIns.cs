using System.Text;
using Secure.Contracts;
using Secure.Gateway.Audit;
using Secure.Gateway.Decisions.Site;
using Secure.Gateway.Identity.Passkeys;
using Secure.Gateway.Spine;
using Secure.Vocabulary;

namespace Secure.Gateway.Identity;

/// <summary>A session that has just been opened, with the one sight of its token.</summary>
internal sealed record OpenedSession(string Token, LiveSession Session)
{
    public override string ToString() => Session.ToString();
}

/// <summary>
/// Opens sessions. A stranger's attempt costs, in this order: a token of its address, two look-ups for delays, one row,
/// one hash; each step refuses before the next is paid for.
/// </summary>
internal sealed class SignIns(
    Accounts accounts, PasswordHasher hasher, PasswordRules rules, Attempts attempts, Sessions sessions, Workstations workstations, Origin origin, PasskeySignIns passkeys,
    IAudit audit, ISite site, IRoles roles, IdentityOptions options, TimeProvider clock)
{
    /// <exception cref="RefusedException">Anything but a good account, password and person. Which of them it was is not said.</exception>
    /// <param name="page">The caller is the gateway's own page.</param>
    /// <returns>A session, or what is asked of the passkey first; never both.</returns>
    internal async Task<(OpenedSession? Opened, V1.PasskeyDemand? Demand)> SignInAsync(string name, string password, Caller caller, bool page, CancellationToken cancellation)
    {
        attempts.Take(caller.Address);
        using Attempt attempt = attempts.Begin(name, caller.Address);
        (Account Account, long Version)? found = await accounts.FindAsync(name, cancellation);
        bool matches = await hasher.VerifyAsync(found?.Account.Hash, Bounded(password), AddressLimiter.KeyOf(caller.Address).ToString(), cancellation);
        if (!matches || found is not { Account: { } account } || await WhoMaySignInAsync(account, cancellation) is not { } person)
        {
            await attempt.FailAsync(found?.Account, cancellation);
            throw new RefusedException(IdentityRefusals.SignInFailed);
        }
        SignInPlace place = workstations.Of(caller.Certificate, caller.Address);
        if (PasskeySignIns.IsNeeded(account, place, page))
        {
            // The attempt ends as neither success nor failure: half a sign-in washes no count clean.
            return page ? (null, passkeys.Ask(account)) : throw new RefusedException(PasskeyRefusals.Required);
        }
        OpenedSession opened = Open(account, person, place, passkey: null);
        (await audit.RecordAsync(Begun(opened.Session), cancellation)).OrRefuse();
        attempt.Succeed();
        await sessions.AddAsync(opened.Session, cancellation);
        return (opened, null);
    }

    /// <summary>The second half, after <see cref="SignInAsync"/> has asked for the passkey.</summary>
    /// <exception cref="RefusedException">Anything but this very challenge, answered by that passkey. What was wrong is not said.</exception>
    internal async Task<OpenedSession> SignInByPasskeyAsync(byte[] challenge, Assertion said, Caller caller, CancellationToken cancellation)
    {
        attempts.Take(caller.Address);
        WaitingSignIn waiting = passkeys.Take(challenge) ?? throw new RefusedException(PasskeyRefusals.Refused);
        using Attempt attempt = attempts.Begin(waiting.Account, caller.Address);
        (Account Account, long Version)? found = await accounts.FindAsync(waiting.Account, cancellation);
        (Account Account, string Used)? verified = await passkeys.VerifyAsync(waiting, found?.Account, said, caller, cancellation);
        if (verified is not { Account: { } used } || await WhoMaySignInAsync(used, cancellation) is not { } person)
        {
            await attempt.FailAsync(found?.Account, cancellation);
            throw new RefusedException(PasskeyRefusals.Refused);
        }
        OpenedSession opened = Open(used, person, workstations.Of(caller.Certificate, caller.Address), verified.Value.Used);
        // The counter is kept in the commit of the session's beginning: of two who use the same count one conflicts.
        (await audit.RecordAsync(Begun(opened.Session), cancellation, Accounts.Write(used, found!.Value.Version))).OrRefuse();
        attempt.Succeed();
        await sessions.AddAsync(opened.Session, cancellation);
        return opened;
    }

    // A password longer than any that can be set cannot be right; hashing a megabyte would only serve a flood.
    private static string Bounded(string password) => Encoding.UTF8.GetByteCount(password) <= PasswordRules.BytesMax ? password : "";

    /// <summary>An active person on record. Null for anybody else, one who holds a role included: rights alone make nobody somebody.</summary>
    private async Task<Person?> WhoMaySignInAsync(Account account, CancellationToken cancellation)
    {
        if (!PersonId.TryParse(account.Person, out PersonId? person)) { return null; }
        await roles.RefreshAsync(person, cancellation);
        return site.Current.Persons.GetValueOrDefault(person) is { Active: true } known ? known : null;
    }

    private OpenedSession Open(Account account, Person person, SignInPlace place, string? passkey)
    {
        DateTimeOffset now = clock.GetUtcNow();
        bool mustChange = !origin.Exempt && (account.MustChange || rules.IsTooOld(account.ChangedAtMs, PasswordRules.IsStrict(roles.IsOfficer(person.Id), person), now));
        (string token, TokenHash hash) = TokenHash.NewToken();
        string id = "s-" + System.Security.Cryptography.RandomNumberGenerator.GetHexString(16, lowercase: true);
        return new OpenedSession(token, new LiveSession(id, hash, account, person.Id, person.Name, place, mustChange, now, now + options.SessionMax, clock.GetTimestamp()) { Passkey = passkey });
    }

    private static AuditEvent Begun(LiveSession session) => new(AuditKinds.SessionBegin)
    {
        Subject = session.Person.Text,
        Person = session.Person.Text,
        Session = session.Id,
        Workstation = session.Place.Workstation?.Text,
        Factors = session.ByPasskey ? ["password", "passkey"] : ["password"],
        Details = [new("account", session.Account), new("address", session.Place.Address.ToString()), new("workstation_by", session.Place.Source.ToString().ToLowerInvariant())],
    };
}
