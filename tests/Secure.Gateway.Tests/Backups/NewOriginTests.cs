using System.Text;
using Secure.Gateway.Audit.Publishing;
using Secure.Gateway.Backups;
using Secure.Gateway.Spine;
using Secure.Gateway.Storage;
using Secure.Gateway.Tests.Officers;
using Secure.TransparencyLog;

namespace Secure.Gateway.Tests.Backups;

/// <summary>Three people begin another log where the old one can never be continued.</summary>
public sealed class NewOriginTests : IAsyncLifetime
{
    private readonly WholeGateway _gateway = new();

    public ValueTask InitializeAsync() => _gateway.InitializeAsync();

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task The_three_begin_the_next_log_which_names_what_was_given_up()
    {
        (string before, long size) = (_gateway.Service<LogKeys>().Origin, _gateway.Service<IStore>().LogSize);
        await _gateway.StopAsync();

        (int code, string said) = await RunAsync(Roles.SystemAdministrator, Roles.SecurityOfficer, Roles.SecurityAuditor);
        Assert.True(code == 0, said);
        await _gateway.StartAgainAsync();

        LogKeys keys = _gateway.Service<LogKeys>();
        Assert.Equal(before + "-2", keys.Origin);
        Assert.Contains(keys.Signer.VerifierKey.ToString(), said, StringComparison.Ordinal);
        LogReport report = new LogVerifier(keys.Signer.VerifierKey, [], 0).Verify(Path.Combine(_gateway.Data, "log"), CancellationToken.None);
        Assert.True(report.IsGood && report.EntriesRead > size);
        string entry = Assert.Single(await EntriesAsync(), e => e.Contains("\"log.new_origin\"", StringComparison.Ordinal));
        Assert.All([before, keys.Origin, "system-administrator", "security-officer", "security-auditor"], word => Assert.Contains($"\"{word}\"", entry, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Nobody_stands_in_for_another_and_nothing_happens_while_the_gateway_runs()
    {
        string before = _gateway.Service<LogKeys>().Origin;
        Assert.Equal(1, (await RunAsync(Roles.SystemAdministrator, Roles.SecurityOfficer, Roles.SecurityAuditor)).Code);
        await _gateway.StopAsync();

        Assert.Equal(1, (await RunAsync(Roles.SystemAdministrator, Roles.SecurityOfficer, Roles.SecurityOfficer)).Code);
        Assert.Equal(1, (await RunAsync(Roles.SecurityOfficer, Roles.SystemAdministrator, Roles.SecurityAuditor)).Code);
        Assert.Equal(1, (await RunAsync(Roles.Guard, Roles.SecurityOfficer, Roles.SecurityAuditor)).Code);
        Assert.Equal(1, (await RunAsync("wrong", Roles.SystemAdministrator, Roles.SecurityOfficer, Roles.SecurityAuditor)).Code);
        Assert.Equal(1, (await RunAsync(Roles.SystemAdministrator, Roles.SecurityOfficer)).Code);

        await _gateway.StartAgainAsync();
        Assert.Equal(before, _gateway.Service<LogKeys>().Origin);
        Assert.Equal(5, (await EntriesAsync()).Count(e => e.Contains("\"log.new_origin_refused\"", StringComparison.Ordinal)));
    }

    private Task<(int Code, string Said)> RunAsync(params Roles[] three) => RunAsync(WholeGateway.PasswordOfAll, three);

    private async Task<(int Code, string Said)> RunAsync(string password, params Roles[] three)
    {
        using StringWriter said = new();
        using StringReader typed = new(string.Concat(three.Select(r => $"{WholeGateway.AccountOf(r)}\n{password}\n")));
        int code = await NewOrigin.RunAsync(["--reason", "disk lost", .. _gateway.Arguments], TimeProvider.System, typed, said, said);
        return (code, said.ToString());
    }

    private async Task<string[]> EntriesAsync() => [.. (await _gateway.Service<IStore>().ReadLogAsync(0, 4_096, CancellationToken.None)).Select(e => Encoding.UTF8.GetString(e.Entry))];
}
