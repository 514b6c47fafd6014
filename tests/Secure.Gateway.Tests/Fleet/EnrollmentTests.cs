using System.Security.Cryptography.X509Certificates;
using Google.Protobuf;
using Grpc.Core;
using Secure.Gateway.Spine;
using Secure.Grants;
using Secure.Signatures;
using Secure.V1;
using Secure.Vocabulary;
using Microsoft.Extensions.DependencyInjection;
using Record = Secure.Grants.Record;
using FleetClient = Secure.V1.Fleet.FleetClient;

namespace Secure.Gateway.Tests.Fleet;

public sealed class EnrollmentTests
{
    [Fact]
    public async Task A_code_lets_one_device_in_once()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        using TestDevice agent = new("agent-01", DeviceKind.Agent);
        EnrollmentCode code = await TestDevice.CodeAsync(gateway, "agent-01", DeviceKind.Agent);
        Assert.Equal(gateway.Keys.RootFingerprint, code.RootFingerprint);

        EnrollResponse response = await agent.EnrollAsync(gateway, code.Code);

        Assert.Equal(3, response.CertificateChain.Count);
        Assert.Equal("demo/witness/agent-01", response.WitnessName);
        IDeviceKeys keys = gateway.Services.GetRequiredService<IDeviceKeys>();
        Assert.Equal(agent.Signing.PublicKey, keys.SigningKeyOf(DeviceId.Parse("agent-01")));
        using TestDevice second = new("agent-01", DeviceKind.Agent);
        await Refused.AsAsync("enrollment_failed", () => second.EnrollAsync(gateway, code.Code));
        Assert.Single(await gateway.EntriesAsync(), e => e.Contains("device.enrolled", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Whose_answer_was_lost_gets_it_again_with_the_same_keys_until_the_code_ends_or_its_trust()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        using TestDevice agent = new("agent-01", DeviceKind.Agent);
        EnrollmentCode code = await TestDevice.CodeAsync(gateway, "agent-01", DeviceKind.Agent);
        await agent.EnrollAsync(gateway, code.Code);
        string first = agent.Certificate!.SerialNumber;

        await agent.EnrollAsync(gateway, code.Code);

        Assert.NotEqual(first, agent.Certificate!.SerialNumber);
        IDeviceKeys keys = gateway.Services.GetRequiredService<IDeviceKeys>();
        Assert.Equal(agent.Signing.PublicKey, keys.SigningKeyOf(DeviceId.Parse("agent-01")));
        SuspendRequest lost = new() { Device = "agent-01", Reason = "lost" };
        await new FleetClient(gateway.Anonymous).SuspendAsync(lost, await gateway.OfficerAsync());
        await Refused.AsAsync("enrollment_failed", () => agent.EnrollAsync(gateway, code.Code));
    }

    [Fact]
    public async Task Of_two_that_use_a_code_at_once_one_is_refused()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        EnrollmentCode code = await TestDevice.CodeAsync(gateway, "docflow", DeviceKind.Service);
        TestDevice[] rivals = [.. Enumerable.Range(0, 8).Select(_ => new TestDevice("docflow", DeviceKind.Service))];

        bool[] admitted = await Task.WhenAll(rivals.Select(async r =>
        {
            try { await r.EnrollAsync(gateway, code.Code); return true; }
            catch (RpcException) { return false; }
        }));

        Assert.Single(admitted, a => a);
        foreach (TestDevice rival in rivals) { rival.Dispose(); }
    }

    [Fact]
    public async Task A_code_ends_after_fifteen_minutes()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        using TestDevice service = new("docflow", DeviceKind.Service);
        EnrollmentCode code = await TestDevice.CodeAsync(gateway, "docflow", DeviceKind.Service);
        gateway.Clock.Advance(TimeSpan.FromMinutes(15) + TimeSpan.FromSeconds(1));
        await Refused.AsAsync("enrollment_failed", () => service.EnrollAsync(gateway, code.Code));
    }

    [Fact]
    public async Task A_later_code_ends_the_earlier_one()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        using TestDevice service = new("docflow", DeviceKind.Service);
        EnrollmentCode first = await TestDevice.CodeAsync(gateway, "docflow", DeviceKind.Service), second = await TestDevice.CodeAsync(gateway, "docflow", DeviceKind.Service);
        await Refused.AsAsync("enrollment_failed", () => service.EnrollAsync(gateway, first.Code));
        await service.EnrollAsync(gateway, second.Code);
    }

    [Fact]
    public async Task A_wrong_code_and_no_open_code_get_the_same_answer_and_are_counted()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        using TestDevice service = new("docflow", DeviceKind.Service), workstation = new("vault-ws", DeviceKind.Workstation);
        _ = await TestDevice.CodeAsync(gateway, "docflow", DeviceKind.Service);
        await Refused.AsAsync("enrollment_failed", () => service.EnrollAsync(gateway, new byte[16]));
        await Refused.AsAsync("enrollment_failed", () => workstation.EnrollAsync(gateway, new byte[16]));
        gateway.Clock.Advance(TimeSpan.FromSeconds(12));
        await Eventually(async () => (await gateway.EntriesAsync()).Any(e => e.Contains("\"refusals\"", StringComparison.Ordinal) && e.Contains("enrollment_failed", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Guessing_codes_soon_meets_the_limit_of_its_address()
    {
        await using TestGateway gateway = await TestGateway.StartAsync(settings: [("Fleet:EnrollBurst", "3")]);
        using TestDevice service = new("docflow", DeviceKind.Service);
        for (int i = 0; i < 3; i++) { await Refused.AsAsync("enrollment_failed", () => service.EnrollAsync(gateway, new byte[16])); }
        Secure.Contracts.Refusal refusal = await Refused.AsAsync("too_many_attempts", () => service.EnrollAsync(gateway, new byte[16]));
        Assert.NotNull(refusal.RetryDelay);
        gateway.Clock.Advance(TimeSpan.FromSeconds(1));
        await Refused.AsAsync("enrollment_failed", () => service.EnrollAsync(gateway, new byte[16]));
    }

    [Fact]
    public async Task The_subject_is_the_gateways_word_and_never_the_requests()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        using TestDevice service = new("docflow", DeviceKind.Service);
        await service.EnrollAsync(gateway);
        Assert.Equal("O=demo, OU=service, CN=docflow", service.Certificate!.Subject);
        Assert.Equal(gateway.Clock.GetUtcNow().AddDays(30), new DateTimeOffset(service.Certificate.NotAfter.ToUniversalTime()));
        X509EnhancedKeyUsageExtension uses = service.Certificate.Extensions.OfType<X509EnhancedKeyUsageExtension>().Single();
        Assert.Equal(["1.3.6.1.5.5.7.3.2"], uses.EnhancedKeyUsages.OfType<System.Security.Cryptography.Oid>().Select(u => u.Value));
    }

    [Fact]
    public async Task A_code_for_one_kind_admits_no_other()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        using TestDevice asWorkstation = new("docflow", DeviceKind.Workstation);
        EnrollmentCode code = await TestDevice.CodeAsync(gateway, "docflow", DeviceKind.Service);
        await Refused.AsAsync("enrollment_failed", () => asWorkstation.EnrollAsync(gateway, code.Code));
    }

    [Fact]
    public async Task An_agent_that_does_not_hold_its_keys_is_refused()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        using TestDevice agent = new("agent-01", DeviceKind.Agent), other = new("agent-01", DeviceKind.Agent);
        byte[] code = (await TestDevice.CodeAsync(gateway, "agent-01", DeviceKind.Agent)).Code;
        FleetClient fleet = new(gateway.Anonymous);

        CertificateEnrollment stolenSigning = agent.Claim(code), swapped = agent.Claim(code), reused = agent.Claim(code);
        stolenSigning.SigningKey = ByteString.CopyFrom(other.Signing.PublicKey.Bytes);
        (swapped.SigningProof, swapped.WitnessProof) = (swapped.WitnessProof, swapped.SigningProof);
        (reused.WitnessKey, reused.WitnessProof) = (reused.SigningKey, ByteString.CopyFrom(agent.Signing.Sign(EnrollmentCode.ProofText("agent-01", "witness", code, agent.Signing.PublicKey.Bytes))));
        foreach (CertificateEnrollment bad in new[] { stolenSigning, swapped, reused })
        {
            await Refused.AsAsync("invalid_request", async () => await fleet.EnrollAsync(new EnrollRequest { Certificate = bad }));
        }
        await agent.EnrollAsync(gateway, code);
    }

    [Fact]
    public async Task Codes_are_for_officers_and_for_devices_of_the_site()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        FleetClient fleet = new(gateway.Anonymous);
        await Refused.AsAsync("session_required", async () => await fleet.CreateEnrollmentAsync(new CreateEnrollmentRequest { Device = "docflow", Kind = DeviceKind.Service }));
        Metadata officer = await gateway.OfficerAsync();
        async Task Ask(string device, DeviceKind kind) => await fleet.CreateEnrollmentAsync(new CreateEnrollmentRequest { Device = device, Kind = kind }, officer);
        await Refused.AsAsync("reserved_id", () => Ask("gateway", DeviceKind.Agent));
        await Refused.AsAsync("reserved_id", () => Ask("broker", DeviceKind.Service));
        await Refused.AsAsync("unknown_device", () => Ask("elsewhere", DeviceKind.Agent));
        await Refused.AsAsync("unknown_device", () => Ask("docflow", DeviceKind.Agent));
        await Refused.AsAsync("invalid_request", () => Ask("docflow", DeviceKind.Unspecified));
        await Refused.AsAsync("invalid_request", () => Ask("../etc", DeviceKind.Agent));
    }

    [Fact]
    public async Task A_controller_enrols_its_own_key_through_its_agent_and_no_other_way()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        using TestDevice agent = new("agent-01", DeviceKind.Agent);
        await agent.EnrollAsync(gateway);
        using Ed25519PrivateKey key = Ed25519PrivateKey.Generate();
        byte[] code = (await TestDevice.CodeAsync(gateway, "door-01", DeviceKind.Controller)).Code;
        byte[] publicKey = key.PublicKey.Bytes.ToArray();
        byte[] box = ControllerEnrollment.SealCode(gateway.Keys.Sealing.ExportSubjectPublicKeyInfo(), code, publicKey);
        EnrollRequest request = new() { Controller = ByteString.CopyFrom(new ControllerEnrollment(DeviceId.Parse("door-01"), publicKey, box).Sign(key)) };

        await Refused.AsAsync("not_the_relay", async () => await new FleetClient(gateway.Anonymous).EnrollAsync(request));
        EnrollResponse response = await new FleetClient(gateway.Connect(agent.Certificate)).EnrollAsync(request);

        Assert.True(Record.TryVerify(response.Accepted.Span, [gateway.Keys.Command.PublicKey], out ControllerAccepted? accepted));
        Assert.Equal(publicKey, accepted.PublicKey);
        Assert.Equal(key.PublicKey, gateway.Services.GetRequiredService<IDeviceKeys>().SigningKeyOf(DeviceId.Parse("door-01")));
    }

    [Fact]
    public async Task A_relay_that_puts_its_own_key_into_a_controllers_request_is_refused()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        using TestDevice agent = new("agent-01", DeviceKind.Agent);
        await agent.EnrollAsync(gateway);
        using Ed25519PrivateKey key = Ed25519PrivateKey.Generate(), evil = Ed25519PrivateKey.Generate();
        byte[] code = (await TestDevice.CodeAsync(gateway, "door-01", DeviceKind.Controller)).Code;
        byte[] box = ControllerEnrollment.SealCode(gateway.Keys.Sealing.ExportSubjectPublicKeyInfo(), code, key.PublicKey.Bytes);
        byte[] swapped = new ControllerEnrollment(DeviceId.Parse("door-01"), evil.PublicKey.Bytes.ToArray(), box).Sign(evil);
        FleetClient fleet = new(gateway.Connect(agent.Certificate));
        await Refused.AsAsync("enrollment_failed", async () => await fleet.EnrollAsync(new EnrollRequest { Controller = ByteString.CopyFrom(swapped) }));
    }

    [Fact]
    public async Task A_witness_stands_in_a_new_root_signed_key_list()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        using TestDevice agent = new("agent-01", DeviceKind.Agent);
        ulong before = gateway.Keys.KeyList.Number;
        EnrollResponse response = await agent.EnrollAsync(gateway);
        Assert.True(KeyList.TryVerify(response.KeyList.Span, gateway.Keys.RootFingerprint, out KeyList? list));
        Assert.Equal(before + 1, list.Number);
        ListedKey witness = list.Keys.Single(k => k.Purpose == KeyPurpose.Witness);
        Assert.Equal("demo/witness/agent-01", witness.Name);
        Assert.Equal(agent.Witness.PublicKey.Bytes.ToArray(), witness.PublicKey);
    }

    [Fact]
    public async Task Without_the_root_a_witness_waits_and_comes_in_at_the_next_start_with_it()
    {
        string folder = TestGateway.CopyTemplate(), root = Path.Combine(folder, "root"), away = Path.Combine(folder, "away");
        Directory.Move(root, away);
        TestGateway first = await TestGateway.StartAsync(folder: folder);
        using TestDevice agent = new("agent-01", DeviceKind.Agent);
        EnrollResponse response = await agent.EnrollAsync(first);
        Assert.True(KeyList.TryVerify(response.KeyList.Span, first.Keys.RootFingerprint, out KeyList? list));
        Assert.DoesNotContain(list.Keys, k => k.Purpose == KeyPurpose.Witness);
        Assert.Contains(first.Log.Texts, t => t.Contains("witnesses changed", StringComparison.Ordinal));
        await first.StopAsync();

        Directory.Move(away, root);
        await using TestGateway second = await TestGateway.StartAsync(first.Clock, folder);
        Assert.Contains(second.Keys.KeyList.Keys, k => k.Purpose == KeyPurpose.Witness);
    }

    internal static async Task Eventually(Func<Task<bool>> condition)
    {
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(20));
        while (!await condition()) { await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, limit.Token); }
    }
}
