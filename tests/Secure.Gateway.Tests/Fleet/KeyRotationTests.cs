using System.Security.Cryptography;
using Secure.Contracts;
using Secure.Gateway.Audit.Publishing;
using Secure.Gateway.Fleet;
using Secure.Gateway.Fleet.Keys;
using Secure.Gateway.Spine;
using Secure.Signatures;
using Secure.TestKit;
using Secure.V1;

namespace Secure.Gateway.Tests.Fleet;

/// <summary>Another evidence key by two officers, and fresh keys for a gateway that never restarts.</summary>
public sealed class KeyRotationTests
{
    [Fact]
    public async Task Two_officers_give_the_site_another_evidence_key_and_the_old_one_still_opens_what_was_kept()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        KeyList before = gateway.Keys.KeyList;
        byte[] oldKey = gateway.Keys.EvidencePublicKey;
        string root = Path.Combine(gateway.Folder, "root"), away = Path.Combine(gateway.Folder, "away");
        Directory.Move(root, away);
        // Nobody is asked to approve what cannot be done: no approval is waiting after these.
        await Refused.AsAsync("root_away", () => RotateAsync(gateway));
        Directory.Move(away, root);
        await Refused.AsAsync("invalid_request", () => RotateAsync(gateway, " "));
        Assert.Empty((await new V1.Approvals.ApprovalsClient(gateway.Anonymous).ListAsync(new ListApprovalsRequest { All = true }, await gateway.OfficerAsync(Roles.SecurityOfficer))).Approvals);
        await Refused.AsAsync("record_unavailable", () => gateway.ApprovedAsync(() => RotateAsync(gateway), by: Roles.SystemAdministrator, beforeSecond: () => gateway.Audit.Broken = true));
        Assert.Equal((before.Number, oldKey), (gateway.Keys.KeyList.Number, gateway.Keys.EvidencePublicKey));

        gateway.Audit.Broken = false;
        await RotateAsync(gateway);

        GetKeyListResponse told = await new V1.Fleet.FleetClient(gateway.Anonymous).GetKeyListAsync(new GetKeyListRequest());
        Assert.True(KeyList.TryVerify(told.KeyList.Span, gateway.Keys.RootFingerprint, out KeyList? after));
        Assert.Equal(before.Number + 1, after.Number);
        byte[] made = Assert.Single(after.Keys, k => k.Purpose == KeyPurpose.Evidence).PublicKey;
        Assert.NotEqual(oldKey, made);
        Assert.Equal(made, gateway.Keys.EvidencePublicKey);
        Assert.Equal(before.Keys.Where(k => k.Purpose != KeyPurpose.Evidence).Select(k => Convert.ToHexString(k.PublicKey)), after.Keys.Where(k => k.Purpose != KeyPurpose.Evidence).Select(k => Convert.ToHexString(k.PublicKey)));
        Assert.All((byte[][])[oldKey, made], Opens);
        string entry = Assert.Single(await gateway.EntriesAsync(), e => e.Contains($"\"{EvidenceKeyRotation.Kind}\"", StringComparison.Ordinal));
        Assert.Contains($"\"key\":\"{IEvidenceKeys.NameOf(made)}\"", entry, StringComparison.Ordinal);
        Assert.Contains("\"approved_by\":\"zhou-admin\"", entry, StringComparison.Ordinal);
        // The approval was for once.
        await Refused.AsAsync("approval_required", () => RotateAsync(gateway));
        Assert.Equal(after.Number, gateway.Keys.KeyList.Number);

        void Opens(byte[] key)
        {
            using RSA? own = gateway.Keys.OpenEvidenceKey(IEvidenceKeys.NameOf(key));
            Assert.Equal(key, own!.ExportSubjectPublicKeyInfo());
        }
    }

    [Fact]
    public async Task A_key_that_was_decided_on_but_could_not_be_listed_is_listed_at_the_next_start()
    {
        TestGateway gateway = await TestGateway.StartAsync();
        KeyList before = gateway.Keys.KeyList;
        string inTheWay = Path.Combine(gateway.Folder, "data", "keys", ".key-list.new");
        Directory.CreateDirectory(inTheWay);
        await Refused.AsAsync("key_list_not_written", () => gateway.ApprovedAsync(() => RotateAsync(gateway), Roles.SystemAdministrator));
        Assert.Equal(before.Number, gateway.Keys.KeyList.Number);
        Directory.Delete(inTheWay);
        string entry = Assert.Single(await gateway.EntriesAsync(), e => e.Contains($"\"{EvidenceKeyRotation.Kind}\"", StringComparison.Ordinal));

        await gateway.StopAsync();
        await using TestGateway after = await TestGateway.StartAsync(gateway.Clock, gateway.Folder);
        Assert.Equal(before.Number + 1, after.Keys.KeyList.Number);
        Assert.Contains($"\"key\":\"{IEvidenceKeys.NameOf(after.Keys.EvidencePublicKey)}\"", entry, StringComparison.Ordinal);
        // Done once, and not at every look.
        Assert.True(await after.KeyListUpkeep.BringUpToDateAsync(CancellationToken.None));
        Assert.Equal(before.Number + 1, after.Keys.KeyList.Number);
    }

    [Fact]
    public async Task A_gateway_that_never_restarts_tells_officers_once_that_its_keys_end_and_replaces_them_when_the_root_is_back()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        ulong before = gateway.Keys.KeyList.Number;
        string root = Path.Combine(gateway.Folder, "root"), away = Path.Combine(gateway.Folder, "away");
        Directory.Move(root, away);
        gateway.Clock.StepWall(TimeSpan.FromDays(310));
        Assert.False(await gateway.KeyListUpkeep.BringUpToDateAsync(CancellationToken.None));
        Assert.False(await gateway.KeyListUpkeep.BringUpToDateAsync(CancellationToken.None));
        Assert.Single(await gateway.EntriesAsync(), e => e.Contains($"\"{Gateway.Fleet.KeyListUpkeep.EndSoonCode}\"", StringComparison.Ordinal));
        Directory.Move(away, root);
        gateway.Clock.Advance(TimeSpan.FromHours(1));
        await Eventually.True(() => gateway.Keys.KeyList.Number == before + 1);
    }

    [Fact]
    public async Task A_witness_counts_on_when_the_gateways_keys_are_renewed()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        gateway.Clock.StepWall(TimeSpan.FromDays(1));
        using TestDevice agent = new("agent-01", DeviceKind.Agent);
        await agent.EnrollAsync(gateway);
        gateway.Clock.StepWall(TimeSpan.FromDays(309));
        Assert.True(await gateway.KeyListUpkeep.BringUpToDateAsync(CancellationToken.None));

        // Two days after the year for which it was first listed: without it nobody would cosign, and no gate would wait for it.
        gateway.Clock.StepWall(TimeSpan.FromDays(60));
        LogKeys keys = new(gateway.Keys, gateway.Clock);
        Assert.Equal(agent.Witness.PublicKey, Assert.Single(keys.Witnesses).Key);
        Assert.NotNull(keys.WitnessOf("agent-01"));
        // The log's key of before signs no more, and what it signed still counts as ours.
        Assert.Equal((1, 2), (keys.Signers.Count, keys.Logs.Count));
    }

    private static async Task RotateAsync(TestGateway gateway, string reason = "a year has passed") =>
        await new V1.Fleet.FleetClient(gateway.Anonymous).RotateEvidenceKeyAsync(new RotateEvidenceKeyRequest { Reason = reason }, await gateway.OfficerAsync(Roles.SecurityOfficer));
}
