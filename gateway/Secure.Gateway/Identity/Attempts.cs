using System.Globalization;
using System.Net;
using Secure.Contracts;
using Secure.Gateway.Audit;
using Secure.Gateway.Spine;
using Secure.Vocabulary;

namespace Secure.Gateway.Identity;

/// <summary>Counts attempts by account and by address, refuses too many, and records each delay that begins.</summary>
internal sealed class Attempts(IdentityOptions options, IRefusalCounter refusals, IRoles roles, IAudit audit, IAlarms alarms, TimeProvider clock)
{
    private readonly AddressLimiter _limiter = new(options.SignInBurst, options.SignInPerSecond, clock);
    private readonly Lockout _accounts = new(clock);
    private readonly Lockout _addresses = new(clock);

    /// <summary>The cheapest gate: a token of the address.</summary>
    /// <exception cref="RefusedException">Too often.</exception>
    internal void Take(IPAddress address)
    {
        if (_limiter.TryTake(address, out TimeSpan retry)) { return; }
        refusals.Count(address.ToString(), "too_many_attempts");
        throw new RefusedException(IdentityRefusals.TooMany(retry));
    }

    /// <summary>Begins an attempt for this account, whether it exists or not. Dispose ends it.</summary>
    /// <exception cref="RefusedException">A delay runs.</exception>
    internal Attempt Begin(string account, IPAddress address)
    {
        string accountKey = account.Length <= 63 ? account : account[..63], addressKey = AddressLimiter.KeyOf(address).ToString();
        if (!_addresses.TryBegin(addressKey, out TimeSpan retry)) { throw Delayed(address, retry); }
        if (!_accounts.TryBegin(accountKey, out retry)) { _addresses.Abandon(addressKey); throw Delayed(address, retry); }
        return new Attempt(this, accountKey, addressKey);
    }

    private RefusedException Delayed(IPAddress address, TimeSpan retry)
    {
        refusals.Count(address.ToString(), "sign_in_delayed");
        return new RefusedException(IdentityRefusals.Delayed(retry));
    }

    internal async Task FailAsync(string accountKey, string addressKey, Account? account, CancellationToken cancellation)
    {
        refusals.Count(addressKey, IdentityRefusals.SignInFailed.Code);
        TimeSpan byAccount = _accounts.Fail(accountKey), byAddress = _addresses.Fail(addressKey);
        List<AuditEvent> happened = [];
        // Only for accounts that exist: strangers could otherwise fill the log with names.
        if (byAccount > TimeSpan.Zero && account is not null) { happened.Add(Delay("account", account.Name, byAccount) with { Person = account.Person }); }
        if (byAddress > TimeSpan.Zero) { happened.Add(Delay("address", addressKey, byAddress)); }
        if (byAccount > TimeSpan.Zero && account is not null && PersonId.TryParse(account.Person, out PersonId? person) && roles.IsOfficer(person)) { await TellAsync(account, byAccount, cancellation); }
        if (happened.Count > 0) { (await audit.RecordAsync(happened, cancellation)).OrRefuse(); }
    }

    internal void Succeed(string accountKey, string addressKey)
    {
        _accounts.Succeed(accountKey);
        // One good account must not wash an address clean for guessing at others.
        _addresses.Abandon(addressKey);
    }

    internal void Abandon(string accountKey, string addressKey)
    {
        _accounts.Abandon(accountKey);
        _addresses.Abandon(addressKey);
    }

    // An officer's account is never locked for good, or a role could be put out of office by guessing: delayed, and somebody looks.
    private async Task TellAsync(Account account, TimeSpan delay, CancellationToken cancellation) => (await alarms.RaiseAsync(
        new Alarm("officer.sign_in_failures", "管理员账号连续登录失败 · repeated failures to sign in to an officer's account")
        {
            Person = account.Person,
            Details = [new("account", account.Name), new("seconds", ((int)delay.TotalSeconds).ToString(CultureInfo.InvariantCulture))],
        }, cancellation)).OrRefuse();

    private static AuditEvent Delay(string what, string which, TimeSpan delay) => new("session.delayed")
    {
        Reasons = ["too_many_failures"],
        Details = [new(what, which), new("seconds", ((int)delay.TotalSeconds).ToString(CultureInfo.InvariantCulture))],
    };
}

/// <summary>One attempt under way. Disposed without an end it counts as neither success nor failure.</summary>
internal sealed class Attempt(Attempts owner, string accountKey, string addressKey) : IDisposable
{
    private bool _ended;

    internal async Task FailAsync(Account? account, CancellationToken cancellation)
    {
        _ended = true;
        await owner.FailAsync(accountKey, addressKey, account, cancellation);
    }

    internal void Succeed()
    {
        _ended = true;
        owner.Succeed(accountKey, addressKey);
    }

    public void Dispose()
    {
        if (!_ended) { owner.Abandon(accountKey, addressKey); }
        _ended = true;
    }
}
