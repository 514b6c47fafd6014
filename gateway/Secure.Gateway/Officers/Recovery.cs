using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using Secure.Contracts;
using Secure.Gateway.Audit;
using Secure.Gateway.Identity;
using Secure.Gateway.Spine;
using Secure.Gateway.Storage;
using Secure.Vocabulary;

namespace Secure.Gateway.Officers;

/// <summary>
/// An officer's way back to a lost password: the sealed code, another officer, the gateway's own terminal, and a wait in
/// which everybody has been told. Whoever has only some of these gets nowhere.
/// </summary>
internal sealed class Recovery(
    RecoveryCodes codes, Accounts accounts, RoleBook book, Attempts attempts, Passwords passwords, ISessions sessions, IAudit audit, IAlarms alarms,
    Terminal terminal, OfficerOptions options, TimeProvider clock)
{
    /// <summary>Long enough to come back to the terminal the next working day.</summary>
    private static readonly TimeSpan Open = TimeSpan.FromHours(24);

    internal async Task<V1.BeginRecoveryResponse> BeginAsync(ISession officer, V1.BeginRecoveryRequest request, Caller caller, CancellationToken cancellation)
    {
        attempts.Take(caller.Address);
        // Before the code is looked at, which serves once.
        if (!terminal.IsPrivate) { throw new RefusedException(OfficerRefusals.NoTerminal); }
        using Attempt attempt = attempts.Begin("recovery of " + request.Account, caller.Address);
        PersonId? person = await WhoseAsync(officer, request.Account, cancellation);
        (RecoveryRow Row, long Version)? found = person is null ? null : await codes.FindAsync(request.Account, cancellation);
        if (found is not ({ } row, var version) || !Secrets.Matches(row.CodeHash, request.Code))
        {
            await attempt.FailAsync(null, cancellation);
            throw new RefusedException(OfficerRefusals.TokenRefused);
        }
        attempt.Succeed();
        string token = Secrets.Draw();
        DateTimeOffset from = clock.GetUtcNow() + options.RecoveryWait, until = from + Open;
        RecoveryRow begun = row with { CodeHash = null, TokenHash = Secrets.HashOf(token), By = officer.Person.Text, NotBeforeMs = from.ToUnixTimeMilliseconds(), NotAfterMs = until.ToUnixTimeMilliseconds() };
        (await alarms.RaiseAsync(Told(officer, person!, request.Account, from), cancellation, begun.Write(version))).OrRefuse();
        terminal.Line($"管理员口令恢复令牌 · recovery token for {request.Account}: {token}");
        return new V1.BeginRecoveryResponse { NotBefore = from.ToTimestamp(), NotAfter = until.ToTimestamp() };
    }

    internal async Task<V1.RecoveryCode> FinishAsync(ISession officer, V1.FinishRecoveryRequest request, Caller caller, CancellationToken cancellation)
    {
        attempts.Take(caller.Address);
        using Attempt attempt = attempts.Begin("recovery of " + request.Account, caller.Address);
        PersonId? person = await WhoseAsync(officer, request.Account, cancellation);
        (RecoveryRow Row, long Version)? found = person is null ? null : await codes.FindAsync(request.Account, cancellation);
        if (found is not ({ } row, _) || row.By != officer.Person.Text || !Secrets.Matches(row.TokenHash, request.Token))
        {
            await attempt.FailAsync(null, cancellation);
            throw new RefusedException(OfficerRefusals.TokenRefused);
        }
        attempt.Succeed();
        long now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        if (now < row.NotBeforeMs) { throw new RefusedException(OfficerRefusals.TooEarly(TimeSpan.FromMilliseconds(row.NotBeforeMs - now))); }
        if (now >= row.NotAfterMs) { throw new RefusedException(OfficerRefusals.TooLate); }
        RowWrite account = await passwords.RenewedAsync(request.Account, request.Password, cancellation);
        (V1.RecoveryCode code, RowWrite fresh) = RecoveryCodes.Draw(request.Account);
        AuditEvent happened = new("officers.recovered") { Subject = officer.Person.Text, Person = person!.Text, Session = officer.Id, Details = [new("account", request.Account)] };
        (await audit.RecordAsync(happened, cancellation, account, fresh with { ExpectedVersion = found.Value.Version })).OrRefuse();
        await sessions.EndAllAsync(person, "recovered", CancellationToken.None);
        return code;
    }

    /// <summary>The officer whose account it is; null for nobody's, for one who is no officer, and for oneself.</summary>
    private async Task<PersonId?> WhoseAsync(ISession officer, string account, CancellationToken cancellation) =>
        await accounts.FindAsync(account, cancellation) is { } found && PersonId.TryParse(found.Account.Person, out PersonId? person) && person != officer.Person && book.IsOfficer(person) ? person : null;

    private static Alarm Told(ISession officer, PersonId person, string account, DateTimeOffset from) => new("officer.recovery", "管理员口令恢复已开始 · the recovery of an officer's password has begun")
    {
        Person = person.Text,
        Details = [new("account", account), new("by", officer.Person.Text), new("not_before", from.ToString("u", CultureInfo.InvariantCulture))],
    };
}
