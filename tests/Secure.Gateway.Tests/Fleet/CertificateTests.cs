using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.Extensions.DependencyInjection;
using Secure.Gateway.Spine;
using Secure.V1;
using Secure.Vocabulary;
using FleetClient = Secure.V1.Fleet.FleetClient;
using HealthClient = Secure.Interop.Health.V1.Health.HealthClient;

namespace Secure.Gateway.Tests.Fleet;

public sealed class CertificateTests
{
    [Fact]
    public async Task Nobody_needs_a_certificate_to_fetch_the_key_list_and_nobody_renews_without_one()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        FleetClient fleet = new(gateway.Anonymous);
        GetKeyListResponse response = await fleet.GetKeyListAsync(new GetKeyListRequest());
        Assert.Equal(gateway.Keys.SignedKeyList, response.KeyList.ToByteArray());
        await Refused.AsAsync("certificate_required", async () => await fleet.RenewAsync(new RenewRequest()));
    }

    [Fact]
    public async Task A_foreign_certificate_does_not_get_past_the_handshake()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        DateTimeOffset now = gateway.Clock.GetUtcNow();
        using X509Certificate2 foreign = new CertificateRequest("CN=agent-01, OU=agent, O=demo", key, HashAlgorithmName.SHA256).CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        await Refused.HandshakeAsync(async () => await new FleetClient(gateway.Connect(foreign)).GetKeyListAsync(new GetKeyListRequest()));
    }

    [Fact]
    public async Task A_certificate_that_our_CA_signed_but_the_register_does_not_know_is_refused()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using X509Certificate2 signed = gateway.Keys.Authority.Issue(new PublicKey(key), CertificateKind.Agent, "agent-01", gateway.Clock.GetUtcNow(), TimeSpan.FromDays(1), []);
        using X509Certificate2 unknown = signed.CopyWithPrivateKey(key);
        await Refused.HandshakeAsync(async () => await new FleetClient(gateway.Connect(unknown)).GetKeyListAsync(new GetKeyListRequest()));
    }

    [Fact]
    public async Task A_revoked_device_loses_its_connection_and_cannot_come_back()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        using TestDevice agent = new("agent-01", DeviceKind.Agent);
        await agent.EnrollAsync(gateway);
        FleetClient live = new(gateway.Connect(agent.Certificate));
        await live.GetKeyListAsync(new GetKeyListRequest());
        IDeviceKeys keys = gateway.Services.GetRequiredService<IDeviceKeys>();
        List<DeviceId> revoked = [];
        keys.Revoked += revoked.Add;

        RevokeRequest request = new() { Device = "agent-01", Reason = "被盗 · stolen" };
        RevokeResponse response = await RevokeAsync(gateway, request);

        Assert.False(response.ConnectionsDropped);
        Assert.Null(keys.SigningKeyOf(DeviceId.Parse("agent-01")));
        Assert.Equal([DeviceId.Parse("agent-01")], revoked);
        await Refused.HandshakeAsync(async () => await live.GetKeyListAsync(new GetKeyListRequest()));
        await Refused.HandshakeAsync(async () => await new FleetClient(gateway.Connect(agent.Certificate)).GetKeyListAsync(new GetKeyListRequest()));
        Assert.DoesNotContain(gateway.Keys.KeyList.Keys, k => k.Purpose == Signatures.KeyPurpose.Witness);
        Assert.Contains(await gateway.EntriesAsync(), e => e.Contains("revoked.device", StringComparison.Ordinal));
        string list = await File.ReadAllTextAsync(Path.Combine(gateway.Folder, "data", "broker", "revoked.pem"));
        Assert.True(CertificateRevocationListBuilder.LoadPem(list, out _).RemoveEntry(Convert.FromHexString(agent.Certificate!.SerialNumber)));
    }

    [Fact]
    public async Task A_suspension_outlives_a_restart()
    {
        TestGateway first = await TestGateway.StartAsync();
        using TestDevice service = new("docflow", DeviceKind.Service);
        await service.EnrollAsync(first);
        await new FleetClient(first.Anonymous).SuspendAsync(new SuspendRequest { Device = "docflow", Reason = "test" }, await first.OfficerAsync());
        await first.StopAsync();
        await using TestGateway second = await TestGateway.StartAsync(first.Clock, first.Folder);
        await Refused.HandshakeAsync(async () => await new FleetClient(second.Connect(service.Certificate)).GetKeyListAsync(new GetKeyListRequest()));
    }

    [Fact]
    public async Task A_revoked_device_may_enrol_again_with_a_new_code_and_its_old_certificate_stays_dead()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        using TestDevice old = new("docflow", DeviceKind.Service), renewed = new("docflow", DeviceKind.Service);
        await old.EnrollAsync(gateway);
        await RevokeAsync(gateway, new RevokeRequest { Device = "docflow", Reason = "test" });
        await renewed.EnrollAsync(gateway);
        await new FleetClient(gateway.Connect(renewed.Certificate)).GetKeyListAsync(new GetKeyListRequest());
        await Refused.HandshakeAsync(async () => await new FleetClient(gateway.Connect(old.Certificate)).GetKeyListAsync(new GetKeyListRequest()));
    }

    [Fact]
    public async Task A_suspended_device_is_out_at_once_gets_no_code_and_comes_back_as_it_was_when_two_resume_it()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        using TestDevice agent = new("agent-01", DeviceKind.Agent), other = new("agent-01", DeviceKind.Agent);
        await agent.EnrollAsync(gateway);
        byte[] early = (await TestDevice.CodeAsync(gateway, "agent-01", DeviceKind.Agent)).Code;
        FleetClient fleet = new(gateway.Anonymous);
        ResumeRequest resume = new() { Device = "agent-01", Reason = "found" };
        async Task ResumeAsync() => await fleet.ResumeAsync(resume, await gateway.OfficerAsync(Roles.SecurityOfficer));
        await Refused.AsAsync("not_suspended", ResumeAsync);
        await fleet.SuspendAsync(new SuspendRequest { Device = "agent-01", Reason = "missing" }, await gateway.OfficerAsync());
        await Refused.HandshakeAsync(async () => await new FleetClient(gateway.Connect(agent.Certificate)).GetKeyListAsync(new GetKeyListRequest()));
        await Refused.AsAsync("device_suspended", () => TestDevice.CodeAsync(gateway, "agent-01", DeviceKind.Agent));
        await Refused.AsAsync("device_suspended", () => other.EnrollAsync(gateway, early));
        Device told = (await fleet.ListDevicesAsync(new ListDevicesRequest(), await gateway.OfficerAsync())).Devices.Single(d => d.Device_ == "agent-01");
        Assert.Equal((true, false), (told.Suspended, told.Revoked));
        await gateway.ApprovedAsync(ResumeAsync, by: Roles.SystemAdministrator);
        await new FleetClient(gateway.Connect(agent.Certificate)).GetKeyListAsync(new GetKeyListRequest());
        Assert.Contains(gateway.Keys.KeyList.Keys, k => k.Purpose == Signatures.KeyPurpose.Witness);
        string list = await File.ReadAllTextAsync(Path.Combine(gateway.Folder, "data", "broker", "revoked.pem"));
        Assert.False(CertificateRevocationListBuilder.LoadPem(list, out _).RemoveEntry(Convert.FromHexString(agent.Certificate!.SerialNumber)));
    }

    [Fact]
    public async Task One_officer_revokes_nothing_for_good()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        using TestDevice agent = new("agent-01", DeviceKind.Agent);
        await agent.EnrollAsync(gateway);
        FleetClient fleet = new(gateway.Anonymous);
        await Refused.AsAsync("unknown_device", async () => await fleet.RevokeAsync(new RevokeRequest { Device = "agent-77", Reason = "r" }, await gateway.OfficerAsync(Roles.SecurityOfficer)));
        Contracts.Refusal refusal = await Refused.AsAsync("approval_required", async () => await fleet.RevokeAsync(new RevokeRequest { Device = "agent-01", Reason = "r" }, await gateway.OfficerAsync(Roles.SecurityOfficer)));
        await Refused.AsAsync("oneself", async () => await new V1.Approvals.ApprovalsClient(gateway.Anonymous).ApproveAsync(new ApproveRequest { Id = refusal.RequestId }, await gateway.OfficerAsync(Roles.SecurityOfficer)));
        await new FleetClient(gateway.Connect(agent.Certificate)).GetKeyListAsync(new GetKeyListRequest());
    }

    [Fact]
    public async Task A_certificate_renews_from_its_tenth_day_and_not_before()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        using TestDevice agent = new("agent-01", DeviceKind.Agent);
        await agent.EnrollAsync(gateway);
        GrpcChannel channel = gateway.Connect(agent.Certificate);
        gateway.Clock.Advance(TimeSpan.FromDays(10) - TimeSpan.FromSeconds(1));
        await Refused.AsAsync("renewal_too_early", () => agent.RenewAsync(channel));
        gateway.Clock.Advance(TimeSpan.FromSeconds(1));
        await agent.RenewAsync(channel);
        Assert.Equal(gateway.Clock.GetUtcNow().AddDays(30), new DateTimeOffset(agent.Certificate!.NotAfter.ToUniversalTime()));
        Assert.Equal("O=demo, OU=agent, CN=agent-01", agent.Certificate.Subject);
        await new FleetClient(gateway.Connect(agent.Certificate)).GetKeyListAsync(new GetKeyListRequest());
    }

    [Fact]
    public async Task An_expired_certificate_renews_and_is_served_nothing_else_for_ninety_days()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        using TestDevice agent = new("agent-01", DeviceKind.Agent);
        await agent.EnrollAsync(gateway);
        X509Certificate2 expired = agent.Certificate!;
        gateway.Clock.Advance(TimeSpan.FromDays(119));
        GrpcChannel channel = gateway.Connect(expired);
        await Refused.AsAsync("certificate_expired", async () => await new FleetClient(channel).GetKeyListAsync(new GetKeyListRequest()));
        await Refused.AsAsync("certificate_expired", async () => await new HealthClient(channel).CheckAsync(new Interop.Health.V1.HealthCheckRequest()));
        await agent.RenewAsync(channel);
        await new FleetClient(gateway.Connect(agent.Certificate)).GetKeyListAsync(new GetKeyListRequest());

        gateway.Clock.Advance(TimeSpan.FromDays(2));
        await Refused.HandshakeAsync(() => agent.RenewAsync(gateway.Connect(expired)));
    }

    [Fact]
    public async Task A_certificate_that_ends_while_its_connection_is_up_is_no_longer_served()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        using TestDevice service = new("docflow", DeviceKind.Service);
        await service.EnrollAsync(gateway);
        FleetClient live = new(gateway.Connect(service.Certificate));
        await live.GetKeyListAsync(new GetKeyListRequest());
        gateway.Clock.StepWall(TimeSpan.FromDays(31));
        await Refused.AsAsync("certificate_expired", async () => await live.GetKeyListAsync(new GetKeyListRequest()));
    }

    [Fact]
    public async Task A_second_start_ninety_days_later_serves_a_fresh_certificate_and_old_devices_renew()
    {
        TestGateway first = await TestGateway.StartAsync();
        using TestDevice agent = new("agent-01", DeviceKind.Agent);
        await agent.EnrollAsync(first);
        await first.StopAsync();
        first.Clock.Advance(TimeSpan.FromDays(90));
        await using TestGateway second = await TestGateway.StartAsync(first.Clock, first.Folder);
        await agent.RenewAsync(second.Connect(agent.Certificate));
        await new FleetClient(second.Connect(agent.Certificate)).GetKeyListAsync(new GetKeyListRequest());
        await second.SignInAsync("li-min", TestGateway.OfficerPassword);
    }

    [Fact]
    public async Task Devices_are_listed_with_what_has_become_of_them()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        using TestDevice service = new("docflow", DeviceKind.Service);
        await service.EnrollAsync(gateway);
        await new FleetClient(gateway.Connect(service.Certificate)).GetKeyListAsync(new GetKeyListRequest());
        ListDevicesResponse response = await new FleetClient(gateway.Anonymous).ListDevicesAsync(new ListDevicesRequest(), await gateway.OfficerAsync());
        Assert.Equal(["agent-01", "archive-ws", "docflow", "door-01", "lobby-ws", "vault-ws"], response.Devices.Select(d => d.Device_));
        Device listed = response.Devices.Single(d => d.Device_ == "docflow");
        Assert.True(listed is { Enrolled: true, Revoked: false, Kind: DeviceKind.Service });
        Assert.Equal(gateway.Clock.GetUtcNow(), listed.LastHeard.ToDateTimeOffset());
        Assert.Null(response.Devices.Single(d => d.Device_ == "agent-01").LastHeard);
    }

    [Fact]
    public async Task A_devices_row_that_was_altered_past_the_store_is_not_believed_and_raises_an_alarm()
    {
        TestGateway first = await TestGateway.StartAsync();
        using TestDevice agent = new("agent-01", DeviceKind.Agent);
        await agent.EnrollAsync(first);
        await first.StopAsync();
        // Another key makes every seal wrong, as an edit of the file would.
        await using (Storage.SqliteStore forged = TestGateway.OpenStore(first.Folder, new byte[32], first.Clock))
        {
            Storage.StoreChange change = new() { Rows = [new Storage.RowWrite("fleet.devices", "agent-01", "{}"u8.ToArray())] };
            Assert.IsType<Storage.CommitOutcome.Committed>(await forged.CommitAsync(change, CancellationToken.None));
        }
        await using TestGateway second = await TestGateway.StartAsync(first.Clock, first.Folder);
        Assert.Null(second.Services.GetRequiredService<IDeviceKeys>().SigningKeyOf(DeviceId.Parse("agent-01")));
        Assert.Contains(await second.EntriesAsync(), e => e.Contains("store.tampered", StringComparison.Ordinal));
    }

    private static async Task<RevokeResponse> RevokeAsync(TestGateway gateway, RevokeRequest request)
    {
        RevokeResponse response = new();
        await gateway.ApprovedAsync(async () => response = await new FleetClient(gateway.Anonymous).RevokeAsync(request, await gateway.OfficerAsync(Roles.SecurityOfficer)), by: Roles.SystemAdministrator);
        return response;
    }
}
