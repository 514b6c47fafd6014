using System.Globalization;
using System.Security.Cryptography;
using Grpc.Core;
using Secure.EdgeAgent.Settings;
using Secure.Messaging;
using Secure.Signatures;
using Secure.TestKit;
using Secure.Vocabulary;

namespace Secure.EdgeAgent.Tests;

/// <summary>The gateway asks for a picture of now: taken after that, encrypted, handed over at once, or a reason why not.</summary>
public sealed class SnapshotTests
{
    private static readonly byte[] Id = SHA256.HashData("request"u8)[..16];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_picture_taken_after_the_request_reaches_the_gateway_encrypted_and_never_this_machines_disk(bool filming)
    {
        await using Site site = await StartedAsync(filming);
        await using GatewayEars ears = await site.ListenAsync();
        Take(site, "what lay there before");
        await Eventually.True(() => ears.Of(UpKind.Link).Any());
        DateTimeOffset asked = TimeProvider.System.GetUtcNow();

        await TakingAsync(site, () => ears.AskAsync(Request("vault")), () => !site.Gateway.Clips.IsEmpty);

        (V1.ClipHeader header, byte[] clip) = site.Gateway.Clips.First();
        Assert.Equal(("vault", "door-1", Convert.ToHexStringLower(SHA256.HashData(clip))), (header.Door, header.Controller, header.Id));
        Assert.Equal(Id, header.Snapshot.ToByteArray());
        Assert.InRange(header.TakenAt.ToDateTimeOffset(), asked, TimeProvider.System.GetUtcNow());
        Assert.Equal("SEV1"u8, clip.AsSpan(0, 4));
        Assert.Equal(-1, clip.AsSpan().IndexOf("a face"u8));
        Assert.False(Directory.Exists(Path.Combine(site.DataFolder, "clips")) && Directory.EnumerateFiles(Path.Combine(site.DataFolder, "clips")).Any());
        Assert.DoesNotContain(ears.Notices, n => n.Code == AgentNotices.ForgedMessage);
    }

    [Theory]
    [InlineData("no camera", AgentRefusals.NoCamera)]
    [InlineData("unplugged", AgentRefusals.CameraOff)]
    [InlineData("no picture", AgentRefusals.CameraSilent)]
    [InlineData("not taken", AgentRefusals.NotHandedOver)]
    public async Task Where_there_is_no_picture_the_gateway_is_told_why(string what, string expected)
    {
        await using Site site = await StartedAsync();
        await using GatewayEars ears = await site.ListenAsync();
        await Eventually.True(() => ears.Of(UpKind.Link).Any());
        Take(site, "what lay there before");
        if (what == "unplugged") { Directory.Delete(site.CameraFolder, recursive: true); }
        if (what == "not taken") { site.Gateway.RefusesClips = StatusCode.InvalidArgument; }

        Task<PublishAnswer> Ask() => ears.AskAsync(Request(what == "no camera" ? "archive" : "vault"));
        if (what == "not taken") { await TakingAsync(site, Ask, () => Refusals(ears).Any()); } else { await Ask(); }

        await Eventually.True(() => Refusals(ears).Any());
        AgentRefusal refusal = Refusals(ears).First();
        Assert.Equal((expected, Convert.ToHexString(Id)), (refusal.Code, Convert.ToHexString(refusal.Id)));
        Assert.Empty(site.Gateway.Clips);
    }

    [Fact]
    public async Task A_request_that_the_gateway_did_not_sign_takes_no_picture_and_is_told()
    {
        await using Site site = await StartedAsync();
        await using GatewayEars ears = await site.ListenAsync();
        await Eventually.True(() => ears.Of(UpKind.Link).Any());
        using Ed25519PrivateKey other = Ed25519PrivateKey.Generate();

        await TakingAsync(site, () => ears.AskAsync(Request("vault"), other), () => ears.Notices.Any(n => n.Code == AgentNotices.ForgedMessage));

        Assert.Empty(site.Gateway.Clips);
        Assert.Empty(Refusals(ears));
    }

    [Fact]
    public async Task Asked_to_test_itself_it_answers_part_by_part_and_leaves_nothing_behind()
    {
        await using Site site = await StartedAsync();
        await using GatewayEars ears = await site.ListenAsync();
        await Eventually.True(() => ears.Of(UpKind.Link).Any());

        await TakingAsync(site, () => ears.AskAsync(new AgentRequest(Id, AgentAct.SelfTest, null, null)), () => Tests(ears).Any());

        AgentSelfTest told = Tests(ears).First();
        Assert.Equal(Id, told.Id);
        Assert.Equal([new(AgentPart.Disk, "", ""), new(AgentPart.EvidenceKey, "", ""), new(AgentPart.Controller, "door-1", ""), new(AgentPart.Camera, "vault", "")], told.Checks);
        Assert.Empty(site.Gateway.Clips);
        Assert.False(File.Exists(Path.Combine(site.DataFolder, "self-test")));
    }

    [Fact]
    public async Task A_camera_and_a_controller_that_are_gone_are_told_with_the_reason()
    {
        await using Site site = await StartedAsync();
        await using GatewayEars ears = await site.ListenAsync();
        await Eventually.True(() => ears.Of(UpKind.Link).Any());
        Directory.Delete(site.CameraFolder, recursive: true);
        await site.Controller.DisposeAsync();
        await Eventually.True(() => ears.Notices.Any(n => n.Code == AgentNotices.ControllerLost));

        await ears.AskAsync(new AgentRequest(Id, AgentAct.SelfTest, null, null));

        await Eventually.True(() => Tests(ears).Any());
        Assert.Equal([new(AgentPart.Controller, "door-1", "not_connected"), new(AgentPart.Camera, "vault", "camera_off")], Tests(ears).First().Checks.Where(c => c.Fault.Length > 0));
    }

    private static IEnumerable<AgentSelfTest> Tests(GatewayEars ears) =>
        ears.Of(UpKind.Reply).Where(c => c.Kind == PayloadKind.AgentSelfTest).Select(c => AgentSelfTest.TryDecode(c.Payload, out AgentSelfTest? t) ? t : null).OfType<AgentSelfTest>();

    private static AgentRequest Request(string door) => new(Id, AgentAct.Snapshot, Site.Door, DoorId.Parse(door));

    private static IEnumerable<AgentRefusal> Refusals(GatewayEars ears) =>
        ears.Of(UpKind.Reply).Where(c => c.Kind == PayloadKind.AgentRefusal).Select(c => AgentRefusal.TryDecode(c.Payload, out AgentRefusal? r) ? r : null).OfType<AgentRefusal>();

    private static async Task<Site> StartedAsync(bool filming = false)
    {
        Site site = await Site.EnrolledAsync();
        ClipSettings? clips = filming ? new() { BeforeS = 30, AfterS = 1 } : null;
        site.Settings = site.Settings with { Doors = [new DoorSettings { Id = "vault", Camera = new CameraSettings { Folder = site.CameraFolder, Clips = clips } }] };
        await site.StartAgentAsync();
        await site.Controller.AcceptAsync();
        return site;
    }

    /// <summary>Somebody stands before the camera, which takes pictures all along.</summary>
    private static async Task TakingAsync(Site site, Func<Task> ask, Func<bool> done)
    {
        await ask();
        await Eventually.True(() =>
        {
            Take(site, "a face");
            return done();
        });
    }

    private static void Take(Site site, string picture)
    {
        string name = Path.Combine(site.CameraFolder, TimeProvider.System.GetUtcNow().Ticks.ToString("D21", CultureInfo.InvariantCulture));
        File.WriteAllText(name + ".new", picture);
        File.Move(name + ".new", name + ".jpg");
    }
}
