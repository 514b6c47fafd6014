using Microsoft.Extensions.Options;
using Secure.Contracts;
using Secure.Gateway.Audit;
using Secure.Gateway.Audit.Publishing;
using Secure.Gateway.Fleet;
using Secure.Gateway.Fleet.Keys;
using Secure.Gateway.Identity;
using Secure.Gateway.Spine;
using Secure.Gateway.Storage;
using Secure.TransparencyLog;
using Secure.Vocabulary;

namespace Secure.Gateway.Backups;

/// <summary>
/// <c>secure-gateway new-origin</c>, while the gateway is stopped: where the store is older than what witnesses have cosigned, the
/// log can never be continued. System administrator, security officer and auditor, each with account and password, begin
/// another under the site's next origin; its first entries are those of the store, and one names what was given up.
/// </summary>
internal static class NewOrigin
{
    internal const string Kind = "log.new_origin", RefusedKind = "log.new_origin_refused";
    private const int ReasonLengthMax = 256;

    private static readonly Roles[] Needed = [Roles.SystemAdministrator, Roles.SecurityOfficer, Roles.SecurityAuditor];

    /// <summary>Exit code: 0 done, 1 refused or the disk is no good, 2 wrong arguments or configuration.</summary>
    /// <param name="arguments"><c>--reason TEXT</c>, then what the gateway is started with.</param>
    /// <param name="input">Account and password of each of the three, in the order of <see cref="Needed"/>, six lines.</param>
    internal static async Task<int> RunAsync(string[] arguments, TimeProvider clock, TextReader input, TextWriter output, TextWriter errors)
    {
        if (arguments is not ["--reason", { Length: > 0 and <= ReasonLengthMax } reason, .. var configuration])
        {
            await errors.WriteLineAsync($"用法 · usage: secure-gateway new-origin --reason TEXT（1–{ReasonLengthMax}）[configuration]");
            return 2;
        }
        try
        {
            await using WebApplication app = GatewayHost.Build(["--Logging:LogLevel:Default", "Warning", .. configuration], clock);
            await BeginAsync(app.Services, reason, clock, input, output);
            return 0;
        }
        catch (OptionsValidationException wrong)
        {
            foreach (string fault in wrong.Failures) { await errors.WriteLineAsync("配置错误 · configuration: " + fault); }
            return 2;
        }
        catch (RefusedException refused)
        {
            await errors.WriteLineAsync($"拒绝 · refused: {refused.Refusal.Text}（{refused.Refusal.Code}）");
            return 1;
        }
        catch (Exception unusable) when (unusable is StoreException or InvalidOperationException or IOException or System.Security.Cryptography.CryptographicException)
        {
            await errors.WriteLineAsync("未作改动 · nothing was changed: " + unusable.Message);
            return 1;
        }
    }

    private static async Task BeginAsync(IServiceProvider services, string reason, TimeProvider clock, TextReader input, TextWriter output)
    {
        (GatewayKeys keys, LogKeys log) = (services.GetRequiredService<GatewayKeys>(), services.GetRequiredService<LogKeys>());
        FleetOptions fleet = services.GetRequiredService<FleetOptions>();
        using SiteRoot root = SiteRoot.TryOpen(fleet.RootFolder, keys.Authority.Root) ?? throw new RefusedException(FleetRefusals.RootAway);
        List<PersonId> people = [];
        foreach (Roles role in Needed) { people.Add(await ProveAsync(services, role, input)); }
        IStore store = services.GetRequiredService<IStore>();
        LogState? before = await LogState.ReadAsync(store, CancellationToken.None);
        AuditEvent begun = new(Kind)
        {
            Reasons = [reason],
            Details =
            [
                new("given_up", log.Origin), new("size", $"{before?.Size ?? 0}"), new("root", Convert.ToHexStringLower((before?.Root ?? Merkle.EmptyRoot).Bytes)),
                new("origin", Secure.Signatures.KeyList.OriginOf(keys.KeyList.Site, log.Number + 1)), .. people.Select((p, i) => KeyValuePair.Create(Needed[i].Codes()[0], p.Text)),
            ],
        };
        (await services.GetRequiredService<IAudit>().RecordAsync(begun, CancellationToken.None)).OrRefuse();
        // Recorded and not listed, after a crash here, is harmless: nothing is signed under a name that no list has.
        keys.BeginNextLog(root.Key, clock.GetUtcNow());
        await output.WriteLineAsync($"新日志 · the site's log is now {log.Origin}\n验证公钥（请通知所有验证者） · its verifier key, for everybody who verifies: {log.Signer.VerifierKey}");
    }

    /// <summary>Each proves who they are here and now; one who fails is in the log.</summary>
    private static async Task<PersonId> ProveAsync(IServiceProvider services, Roles role, TextReader input)
    {
        (string account, string password) = (await input.ReadLineAsync() ?? "", await input.ReadLineAsync() ?? "");
        Account? found = (await services.GetRequiredService<Accounts>().FindAsync(account, CancellationToken.None))?.Account;
        bool right = await services.GetRequiredService<PasswordHasher>().VerifyAsync(found?.Hash, password, CancellationToken.None);
        IRoles roles = services.GetRequiredService<IRoles>();
        if (right && PersonId.TryParse(found!.Person, out PersonId? person))
        {
            await roles.RefreshAsync(person, CancellationToken.None);
            if (roles.Of(person).HasFlag(role)) { return person; }
        }
        AuditEvent refused = new(RefusedKind) { Decision = "deny", Person = right ? found!.Person : null, Details = [new("role", role.Codes()[0])] };
        (await services.GetRequiredService<IAudit>().RecordAsync(refused, CancellationToken.None)).OrRefuse();
        throw new RefusedException(new Refusal(global::Grpc.Core.StatusCode.PermissionDenied, "not_proven", new Sentence($"未证明身份：{role.Words().Zh}", $"not proven: {role.Words().En}")));
    }
}
