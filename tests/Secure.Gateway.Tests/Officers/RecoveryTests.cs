using Grpc.Core;
using Secure.Gateway.Spine;
using Secure.Gateway.Tests.Fleet;
using Secure.V1;
using OfficersClient = Secure.V1.Officers.OfficersClient;

namespace Secure.Gateway.Tests.Officers;

public sealed class RecoveryTests
{
    private const string Fresh = "brisk-otter-17";

    [Fact]
    public async Task An_officer_comes_back_by_the_sealed_code_another_officer_the_terminal_and_an_hours_wait()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        string code = CodeOf(await gateway.HoldCeremonyAsync(), "li-min");
        await BeginAsync(gateway, code);
        string token = gateway.Terminal.Split('\n').Single(l => l.Contains("recovery token for li-min", StringComparison.Ordinal)).Split(' ')[^1].Trim();
        Assert.Contains(await gateway.EntriesAsync(), e => e.Contains("officer.recovery", StringComparison.Ordinal) && e.Contains("\"kind\":\"alarm\"", StringComparison.Ordinal));
        await Refused.AsAsync("recovery_waits", () => FinishAsync(gateway, token));
        gateway.Clock.Advance(TimeSpan.FromMinutes(61));
        string later = (await FinishAsync(gateway, token, await gateway.SignInAsync("zhou", TestGateway.OfficerPassword))).RecoveryCode.Code;
        Assert.NotEqual(code, later);
        await Refused.AsAsync("sign_in_failed", () => gateway.SignInAsync("li-min", TestGateway.OfficerPassword));
        await gateway.SignInAsync("li-min", Fresh);
    }

    [Fact]
    public async Task A_sealed_code_serves_once_and_only_another_officer_presents_it()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        string code = CodeOf(await gateway.HoldCeremonyAsync(), "li-min");
        await Refused.AsAsync("token_refused", () => BeginAsync(gateway, "0000-0000"));
        await Refused.AsAsync("token_refused", async () => await new OfficersClient(gateway.Anonymous).BeginRecoveryAsync(new BeginRecoveryRequest { Account = "li-min", Code = code }, await gateway.OfficerAsync(Roles.SecurityOfficer)));
        await BeginAsync(gateway, code);
        await Refused.AsAsync("token_refused", () => BeginAsync(gateway, code));
    }

    [Fact]
    public async Task Without_the_terminals_token_the_wait_ends_in_nothing()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        await BeginAsync(gateway, CodeOf(await gateway.HoldCeremonyAsync(), "li-min"));
        gateway.Clock.Advance(TimeSpan.FromMinutes(61));
        Metadata administrator = await gateway.SignInAsync("zhou", TestGateway.OfficerPassword);
        await Refused.AsAsync("token_refused", () => FinishAsync(gateway, "0000-0000", administrator));
        await gateway.SignInAsync("li-min", TestGateway.OfficerPassword);
    }

    [Fact]
    public async Task Guessing_at_an_officers_password_delays_it_and_alarms_but_never_shuts_the_officer_out()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        await gateway.HoldCeremonyAsync();
        for (int i = 0; i < 5; i++) { await Refused.AsAsync("sign_in_failed", () => gateway.SignInAsync("li-min", "a-wrong-guess", gateway.Connect(from: "127.0.0." + (10 + i)))); }
        await Refused.AsAsync("sign_in_delayed", () => gateway.SignInAsync("li-min", TestGateway.OfficerPassword));
        Assert.Contains(await gateway.EntriesAsync(), e => e.Contains("officer.sign_in_failures", StringComparison.Ordinal) && e.Contains("\"kind\":\"alarm\"", StringComparison.Ordinal));
        gateway.Clock.Advance(TimeSpan.FromSeconds(31));
        await gateway.SignInAsync("li-min", TestGateway.OfficerPassword);
    }

    private static string CodeOf(HoldCeremonyResponse held, string account) => held.RecoveryCodes.Single(c => c.Account == account).Code;

    private static async Task BeginAsync(TestGateway gateway, string code) =>
        await new OfficersClient(gateway.Anonymous).BeginRecoveryAsync(new BeginRecoveryRequest { Account = "li-min", Code = code }, await gateway.OfficerAsync());

    private static async Task<FinishRecoveryResponse> FinishAsync(TestGateway gateway, string token, Metadata? by = null) =>
        await new OfficersClient(gateway.Anonymous).FinishRecoveryAsync(new FinishRecoveryRequest { Account = "li-min", Token = token, Password = Fresh }, by ?? await gateway.OfficerAsync());
}
