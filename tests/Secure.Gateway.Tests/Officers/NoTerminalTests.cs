using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Secure.Gateway.Identity;
using Secure.Gateway.Spine;
using Secure.Gateway.Tests.Fleet;
using Secure.V1;
using OfficersClient = Secure.V1.Officers.OfficersClient;

namespace Secure.Gateway.Tests.Officers;

/// <summary>A gateway whose standard output may be kept by somebody, as a journal does, shows no token there.</summary>
public sealed class NoTerminalTests
{
    [Fact]
    public async Task It_makes_no_token_holds_no_ceremony_and_says_why_and_the_next_start_at_a_terminal_does()
    {
        StringWriter journal = new();
        TestGateway kept = await StartAsync(journal, null);
        await Refused.AsAsync("no_terminal", async () => await new OfficersClient(kept.Anonymous).HoldCeremonyAsync(new HoldCeremonyRequest { Token = "0000-0000" }));
        Assert.Equal("", journal.ToString());
        Assert.Contains(kept.Log.All, l => l.Contains("No one-time token was made", StringComparison.Ordinal));
        await kept.StopAsync();
        await using TestGateway shown = await TestGateway.StartAsync(kept.Clock, kept.Folder);
        await shown.HoldCeremonyAsync();
    }

    [Fact]
    public async Task It_begins_no_recovery_and_leaves_the_sealed_code_good_for_a_start_at_a_terminal()
    {
        TestGateway first = await TestGateway.StartAsync();
        BeginRecoveryRequest request = new() { Account = "li-min", Code = (await first.HoldCeremonyAsync()).RecoveryCodes.Single(c => c.Account == "li-min").Code };
        await first.StopAsync();
        StringWriter journal = new();
        TestGateway kept = await StartAsync(journal, first);
        await Refused.AsAsync("no_terminal", async () => await new OfficersClient(kept.Anonymous).BeginRecoveryAsync(request, await kept.SignInAsync("zhou", TestGateway.OfficerPassword)));
        Assert.Equal("", journal.ToString());
        await kept.StopAsync();
        await using TestGateway shown = await TestGateway.StartAsync(first.Clock, first.Folder);
        await new OfficersClient(shown.Anonymous).BeginRecoveryAsync(request, await shown.SignInAsync("zhou", TestGateway.OfficerPassword));
        Assert.Contains("recovery token for li-min", shown.Terminal, StringComparison.Ordinal);
    }

    private static Task<TestGateway> StartAsync(StringWriter journal, TestGateway? before) => TestGateway.StartAsync(
        before?.Clock, before?.Folder, (WebApplicationBuilder builder) => builder.Services.AddSingleton(new Terminal(journal, isPrivate: false)), _ => { });
}
