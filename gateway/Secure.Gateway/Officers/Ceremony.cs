using Secure.Contracts;
using Secure.Gateway.Audit;
using Secure.Gateway.Fleet.Keys;
using Secure.Gateway.Identity;
using Secure.Gateway.Spine;
using Secure.Gateway.Storage;
using Secure.Vocabulary;

namespace Secure.Gateway.Officers;

/// <summary>
/// Makes the first officers, once in a store's life, for whoever reads the gateway's own terminal. The token is new at
/// every start and kept as a hash. All officers come to be in one commit, with the row that closes the ceremony for good.
/// </summary>
internal sealed class Ceremony(
    Origin origin, Attempts attempts, PasswordHasher hasher, PasswordRules rules, RoleBook book, IEnumerable<IPersonRegister> registers, IAudit audit, GatewayKeys keys, Terminal terminal, TimeProvider clock, ILogger<Ceremony> log) : IDisposable
{
    private readonly SemaphoreSlim _one = new(1, 1);
    private string? _tokenHash;

    /// <summary>Prints a token while the store still awaits its officers; none where others may read what is printed, and then there is no ceremony.</summary>
    internal void Announce()
    {
        if (!origin.AwaitsOfficers) { return; }
        if (!terminal.IsPrivate) { log.NoTokenShown(); return; }
        string token = Secrets.Draw();
        _tokenHash = Secrets.HashOf(token);
        terminal.Line($"三员设立仪式一次性令牌 · one-time token of the officers' ceremony: {token}");
    }

    /// <exception cref="RefusedException">Wrong or used token, or fields at fault, which leave the token usable.</exception>
    internal async Task<V1.HoldCeremonyResponse> HoldAsync(V1.HoldCeremonyRequest request, Caller caller, CancellationToken cancellation)
    {
        attempts.Take(caller.Address);
        await _one.WaitAsync(cancellation);
        try
        {
            if (origin.AwaitsOfficers && !terminal.IsPrivate) { throw new RefusedException(OfficerRefusals.NoTerminal); }
            using Attempt attempt = attempts.Begin("token from " + caller.Address, caller.Address);
            if (!Secrets.Matches(_tokenHash, request.Token)) { await attempt.FailAsync(null, cancellation); throw new RefusedException(OfficerRefusals.TokenRefused); }
            IReadOnlyList<Candidate> candidates = CeremonyRules.Candidates(request);
            if (CeremonyRules.Faults(candidates, rules) is { Count: > 0 } faults) { throw new RefusedException(OfficerRefusals.Invalid(faults)); }
            foreach (IPersonRegister register in registers) { await EnrolAsync(register, candidates, cancellation); }
            V1.HoldCeremonyResponse response = await MakeAsync(candidates, caller, cancellation);
            attempt.Succeed();
            _tokenHash = null;
            Tell(candidates, response);
            return response;
        }
        finally { _one.Release(); }
    }

    public void Dispose() => _one.Dispose();

    /// <summary>Officers are people of the site like everybody: they can be suspended and can leave. On record without a role they may nothing, so a ceremony that then fails leaves no harm.</summary>
    private static async Task EnrolAsync(IPersonRegister register, IReadOnlyList<Candidate> candidates, CancellationToken cancellation)
    {
        foreach (V1.NewOfficer officer in candidates.Select(c => c.Officer)) { await register.EnsureAsync(PersonId.Parse(officer.Person), officer.Name, cancellation); }
    }

    private async Task<V1.HoldCeremonyResponse> MakeAsync(IReadOnlyList<Candidate> candidates, Caller caller, CancellationToken cancellation)
    {
        V1.HoldCeremonyResponse response = new() { RootFingerprint = Convert.ToHexString(keys.RootFingerprint), LogKey = keys.Log.PublicKey.ToString() };
        DateTimeOffset now = clock.GetUtcNow();
        List<RowWrite> rows = [origin.Closing()];
        List<RoleHolding> holdings = [];
        foreach (Candidate candidate in candidates)
        {
            V1.NewOfficer officer = candidate.Officer;
            (V1.RecoveryCode code, RowWrite sealedCode) = RecoveryCodes.Draw(officer.Account);
            response.RecoveryCodes.Add(code);
            holdings.Add(RoleHolding.TryOf(PersonId.Parse(officer.Person), candidate.Role, candidate.Deputy, now) ?? throw new InvalidOperationException("One role each."));
            Account account = new(officer.Account, officer.Person, await hasher.HashAsync(officer.Password, cancellation), now.ToUnixTimeMilliseconds(), MustChange: false);
            rows.AddRange([Accounts.Write(account, 0), holdings[^1].Write(0), sealedCode]);
        }
        CommitOutcome.Committed done = (await audit.RecordAsync([.. candidates.Select(c => Made(c, caller))], cancellation, [.. rows])).OrRefuse();
        origin.Closed(done.RowVersion);
        foreach (RoleHolding holding in holdings) { book.Take(holding, done.RowVersion); }
        response.WithoutDeputy.AddRange(book.WithoutDeputy.ToWire());
        return response;
    }

    private void Tell(IEnumerable<Candidate> candidates, V1.HoldCeremonyResponse response)
    {
        foreach (Candidate candidate in candidates)
        {
            Sentence role = candidate.Role.Words();
            terminal.Line($"已设立 · made: {role.Zh}{(candidate.Deputy ? "（副手）" : "")} · {role.En}{(candidate.Deputy ? " (deputy)" : "")}: {candidate.Officer.Account}");
        }
        if (book.WithoutDeputy.Words() is { Zh.Length: > 0 } missing) { terminal.Line($"未指定副手 · no deputy yet: {missing.Zh} · {missing.En}"); }
        terminal.Line($"站点根密钥指纹 · site root fingerprint: {response.RootFingerprint}");
        terminal.Line($"日志公钥 · log public key: {response.LogKey}");
    }

    private static AuditEvent Made(Candidate candidate, Caller caller) => new(Origin.OfficerMadeKind)
    {
        Person = candidate.Officer.Person,
        Details =
        [
            new("account", candidate.Officer.Account), new("role", string.Concat(candidate.Role.Codes())), new("deputy", candidate.Deputy ? "yes" : "no"),
            new("address", caller.Address.ToString()),
        ],
    };
}
