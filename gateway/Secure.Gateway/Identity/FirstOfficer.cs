using System.Security.Cryptography;
using System.Text;
using Secure.Contracts;
using Secure.Gateway.Audit;
using Secure.Gateway.Fleet.Keys;
using Secure.Gateway.Spine;
using Secure.Gateway.Storage;
using Secure.Vocabulary;

namespace Secure.Gateway.Identity;

/// <summary>
/// Makes the first officer's account, once in a store's life, for whoever reads the gateway's own terminal. The token
/// is new at every start and kept as a hash.
/// </summary>
internal sealed class FirstOfficer(Origin origin, Attempts attempts, PasswordHasher hasher, PasswordRules rules, IAudit audit, GatewayKeys keys, Terminal terminal, TimeProvider clock) : IDisposable
{
    private const int TokenCharacters = 32;
    private const int NameMax = 64;

    private readonly SemaphoreSlim _one = new(1, 1);
    private byte[]? _tokenHash;

    /// <summary>Prints a token while the store still awaits its officer.</summary>
    internal void Announce()
    {
        if (!origin.AwaitsOfficer) { return; }
        string token = RandomNumberGenerator.GetHexString(TokenCharacters);
        _tokenHash = HashOf(token);
        terminal.Line($"首位管理员一次性令牌 · first officer's one-time token: {string.Join('-', token.Chunk(4).Select(c => new string(c)))}");
    }

    /// <exception cref="RefusedException">Wrong or used token, or a field at fault. A field at fault leaves the token usable.</exception>
    internal async Task CreateAsync(V1.CreateFirstOfficerRequest request, Caller caller, CancellationToken cancellation)
    {
        attempts.Take(caller.Address);
        await _one.WaitAsync(cancellation);
        try
        {
            using Attempt attempt = attempts.Begin("token from " + caller.Address, caller.Address);
            if (!IsToken(request.Token)) { await attempt.FailAsync(null, cancellation); throw new RefusedException(IdentityRefusals.TokenRefused); }
            if (Fault(request) is { } fault) { throw new RefusedException(fault); }
            await MakeAsync(request, caller, cancellation);
            attempt.Succeed();
            _tokenHash = null;
        }
        finally { _one.Release(); }
        terminal.Line($"首位管理员已建立 · first officer made: {request.Account}");
        terminal.Line($"站点根密钥指纹 · site root fingerprint: {Convert.ToHexString(keys.RootFingerprint)}");
        terminal.Line($"日志公钥 · log public key: {keys.Log.PublicKey}");
    }

    public void Dispose() => _one.Dispose();

    private async Task MakeAsync(V1.CreateFirstOfficerRequest request, Caller caller, CancellationToken cancellation)
    {
        string hash = await hasher.HashAsync(request.Password, cancellation);
        Account account = new(request.Account, request.Person, request.Name, hash, clock.GetUtcNow().ToUnixTimeMilliseconds(), MustChange: false, Officer: true);
        AuditEvent happened = new(Origin.FirstOfficerKind) { Person = request.Person, Details = [new("account", request.Account), new("address", caller.Address.ToString())] };
        CommitOutcome.Committed done = (await audit.RecordAsync(happened, cancellation, Accounts.Write(account, 0), origin.Closing())).OrRefuse();
        origin.Closed(done.RowVersion);
    }

    private bool IsToken(string token) =>
        _tokenHash is { } expected && CryptographicOperations.FixedTimeEquals(expected, HashOf(token.Replace("-", "", StringComparison.Ordinal).Trim().ToUpperInvariant()));

    private static byte[] HashOf(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));

    private Refusal? Fault(V1.CreateFirstOfficerRequest request)
    {
        if (!PersonId.TryParse(request.Person, out _)) { return IdentityRefusals.Invalid("person", "not an identifier"); }
        if (request.Name.Length is 0 or > NameMax || request.Name.Any(char.IsControl)) { return IdentityRefusals.Invalid("name", "1 to 64 characters"); }
        if (!Account.IsName(request.Account)) { return IdentityRefusals.Invalid("account", "1 to 63 of a-z, 0-9, '.', '_', '-'"); }
        return rules.Fault(request.Password, request.Account, strict: true) is { } fault ? IdentityRefusals.Invalid("password", fault) : null;
    }
}

/// <summary>What only whoever stands before the gateway's own terminal sees.</summary>
internal sealed class Terminal(TextWriter writer)
{
    internal void Line(string text) { lock (writer) { writer.WriteLine(text); writer.Flush(); } }
}
