using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Secure.Gateway.Fleet.Register;
using Secure.Gateway.Identity;
using Secure.Gateway.Spine;
using Secure.V1;
using Secure.Vocabulary;
using FleetClient = Secure.V1.Fleet.FleetClient;
using IdentityClient = Secure.V1.Identity.IdentityClient;

namespace Secure.Gateway.Tests.Fleet;

/// <summary>What cannot be recorded is not done, and not answered; only an end of trust goes ahead.</summary>
public sealed class UnrecordedTests
{
    [Fact]
    public async Task A_sign_in_that_cannot_be_recorded_opens_no_session()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        await gateway.HoldCeremonyAsync();
        gateway.Audit.Broken = true;
        await Refused.AsAsync("record_unavailable", () => gateway.SignInAsync("li-min", TestGateway.OfficerPassword));
        Assert.Empty(gateway.Services.GetRequiredService<Sessions>().Of(PersonId.Parse("li-officer")));
    }

    [Fact]
    public async Task An_enrolment_that_cannot_be_recorded_leaves_the_code_good_and_the_device_unknown()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        using TestDevice agent = new("agent-01", DeviceKind.Agent);
        byte[] code = (await TestDevice.CodeAsync(gateway, "agent-01", DeviceKind.Agent)).Code;
        gateway.Audit.Broken = true;
        await Refused.AsAsync("record_unavailable", () => agent.EnrollAsync(gateway, code));
        Assert.Null(gateway.Services.GetRequiredService<IDeviceKeys>().SigningKeyOf(DeviceId.Parse("agent-01")));
        gateway.Audit.Broken = false;
        await agent.EnrollAsync(gateway, code);
    }

    [Fact]
    public async Task A_revocation_that_cannot_be_recorded_says_so_and_has_ended_trust_all_the_same()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        using TestDevice agent = new("agent-01", DeviceKind.Agent);
        await agent.EnrollAsync(gateway);
        FleetClient live = new(gateway.Connect(agent.Certificate));
        await live.GetKeyListAsync(new GetKeyListRequest());
        Metadata officer = await gateway.OfficerAsync();
        FleetClient fleet = new(gateway.Anonymous);
        gateway.Audit.Broken = true;
        await Refused.AsAsync("record_unavailable", async () => await fleet.SuspendAsync(new SuspendRequest { Device = "agent-01", Reason = "test" }, officer));
        Assert.Null(gateway.Services.GetRequiredService<IDeviceKeys>().SigningKeyOf(DeviceId.Parse("agent-01")));
        await Refused.AsAsync("certificate_revoked", async () => await live.GetKeyListAsync(new GetKeyListRequest()));
        gateway.Audit.Broken = false;
        await fleet.SuspendAsync(new SuspendRequest { Device = "agent-01", Reason = "test" }, officer);
        Assert.False(gateway.Services.GetRequiredService<DeviceRegister>().Find("agent-01")!.Trusted);
    }

    [Fact]
    public async Task A_revocation_list_that_cannot_be_written_keeps_no_connection_up()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        using TestDevice agent = new("agent-01", DeviceKind.Agent);
        await agent.EnrollAsync(gateway);
        FleetClient live = new(gateway.Connect(agent.Certificate));
        await live.GetKeyListAsync(new GetKeyListRequest());
        Metadata officer = await gateway.OfficerAsync();
        string broker = Path.Combine(gateway.Folder, "data", "broker");
        Directory.Delete(broker, recursive: true);
        await File.WriteAllTextAsync(broker, "a file where the folder was");
        SuspendResponse response = await new FleetClient(gateway.Anonymous).SuspendAsync(new SuspendRequest { Device = "agent-01", Reason = "test" }, officer);
        Assert.False(response.ConnectionsDropped);
        await Refused.HandshakeAsync(async () => await live.GetKeyListAsync(new GetKeyListRequest()));
        Assert.Contains(gateway.Log.Texts, t => t.Contains("could not be written", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_agent_enrols_even_where_the_root_folder_holds_another_sites_root()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        string other = TestGateway.MakeSite(gateway.Clock), root = Path.Combine(gateway.Folder, "root");
        Directory.Delete(root, recursive: true);
        Directory.Move(Path.Combine(other, "root"), root);
        Directory.Delete(other, recursive: true);
        using TestDevice agent = new("agent-01", DeviceKind.Agent);
        await agent.EnrollAsync(gateway);
        Assert.DoesNotContain(gateway.Keys.KeyList.Keys, k => k.Purpose == Signatures.KeyPurpose.Witness);
        Assert.Contains(gateway.Log.Texts, t => t.Contains("key list could not be brought up to date", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_first_officer_who_cannot_be_recorded_is_not_made_and_the_token_stays_good()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        gateway.Audit.Broken = true;
        await Refused.AsAsync("record_unavailable", gateway.HoldCeremonyAsync);
        gateway.Audit.Broken = false;
        await gateway.HoldCeremonyAsync();
    }

    [Fact]
    public async Task A_session_ends_even_where_its_end_cannot_be_recorded()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        Metadata officer = await gateway.OfficerAsync();
        gateway.Audit.Broken = true;
        IdentityClient client = new(gateway.Anonymous);
        await client.SignOutAsync(new SignOutRequest(), officer);
        await Refused.AsAsync("session_required", async () => await client.WhoAmIAsync(new WhoAmIRequest(), officer));
        Assert.Contains(gateway.Log.Texts, t => t.Contains("the log could not be written", StringComparison.Ordinal));
    }
}
