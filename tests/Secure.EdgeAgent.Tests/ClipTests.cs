using System.Security.Cryptography;
using Grpc.Core;
using Secure.EdgeAgent.Clips;
using Secure.EdgeAgent.Devices.Cameras;
using Secure.EdgeAgent.Settings;
using Secure.Messaging;
using Secure.TestKit;

namespace Secure.EdgeAgent.Tests;

/// <summary>What a door's camera saw around an event: kept encrypted, told by its hash, handed to the gateway.</summary>
public sealed class ClipTests
{
    [Fact]
    public async Task What_the_camera_saw_before_and_after_an_event_reaches_the_gateway_encrypted_and_its_hash_the_log()
    {
        await using Site site = await StartedAsync();
        await using GatewayEars ears = await site.ListenAsync();
        await TakeAsync(site, "before the event");
        await site.Controller.SendEventAsync(1, door: "vault");
        await site.Controller.SendEventAsync(2, door: "vault");
        await TakeAsync(site, "after the event");

        await Eventually.True(() => !site.Gateway.Clips.IsEmpty);
        (V1.ClipHeader header, byte[] clip) = Assert.Single(site.Gateway.Clips);
        Assert.Equal(("vault", "door-1"), (header.Door, header.Controller));
        Assert.Equal([1UL, 2UL], header.Sequences);
        Assert.Equal(header.Id, Convert.ToHexStringLower(SHA256.HashData(clip)));
        Assert.Equal(["before the event".Length, "after the event".Length], header.Pictures.Select(p => (int)p.Bytes).Distinct());
        Assert.Equal(header.Pictures.Select(p => p.AtMs).Order(), header.Pictures.Select(p => p.AtMs));
        Assert.Equal("SEV1"u8, clip.AsSpan(0, 4));
        Assert.Equal(SHA256.HashData(site.Gateway.EvidenceKey.ExportSubjectPublicKeyInfo()).AsSpan(0, 8), clip.AsSpan(4, 8));
        Assert.Equal(-1, clip.AsSpan().IndexOf("the event"u8));
        await Eventually.True(() => ears.Notices.Any(n => n.Code == AgentNotices.ClipKept && n.About == "vault" && n.Words.StartsWith(header.Id, StringComparison.Ordinal)));
        await Eventually.True(() => !Directory.EnumerateFiles(Path.Combine(site.DataFolder, "clips")).Any());
    }

    [Fact]
    public async Task A_clip_waits_on_the_disk_for_the_gateway_and_nothing_there_can_be_read()
    {
        await using Site site = await StartedAsync();
        site.Gateway.RefusesClips = StatusCode.Unavailable;
        await TakeAsync(site, "somebody's face");
        await site.Controller.SendEventAsync(1, door: "vault");
        string folder = Path.Combine(site.DataFolder, "clips");
        await Eventually.True(() => Directory.Exists(folder) && Directory.EnumerateFiles(folder, "*.clip").Any());

        foreach (string file in Directory.EnumerateFiles(site.DataFolder, "*", SearchOption.AllDirectories).Where(f => Path.GetFileName(f) != "lock"))
        {
            Assert.Equal(-1, (await File.ReadAllBytesAsync(file)).AsSpan().IndexOf("somebody's face"u8));
        }
        await site.StopAgentAsync();
        site.Gateway.RefusesClips = null;
        await site.StartAgentAsync();
        await Eventually.True(() => !site.Gateway.Clips.IsEmpty);
    }

    [Fact]
    public async Task A_clip_that_the_gateway_will_never_take_does_not_hold_up_the_next()
    {
        await using Site site = await StartedAsync();
        await using GatewayEars ears = await site.ListenAsync();
        site.Gateway.RefusesClips = StatusCode.InvalidArgument;
        await TakeAsync(site, "one");
        await site.Controller.SendEventAsync(1, door: "vault");
        await Eventually.True(() => ears.Notices.Any(n => n.Code == AgentNotices.ClipLost));
        site.Gateway.RefusesClips = null;
        await TakeAsync(site, "two");
        await site.Controller.SendEventAsync(2, door: "vault");
        await Eventually.True(() => site.Gateway.Clips.Any(c => c.Header.Sequences.Contains(2)));
    }

    [Fact]
    public async Task A_camera_without_pictures_is_told_within_five_seconds_and_told_when_it_is_back()
    {
        await using Site site = await StartedAsync();
        await using GatewayEars ears = await site.ListenAsync();
        await TakeAsync(site, "now");
        long began = TimeProvider.System.GetTimestamp();
        await Eventually.True(() => ears.Notices.Any(n => n is { Code: AgentNotices.CameraLost, About: "vault" }));
        Assert.True(CameraService.SilenceMax + TimeSpan.FromSeconds(1) <= TimeSpan.FromSeconds(5));
        Assert.True(AgentNotices.IsAlarm(AgentNotices.CameraLost));
        Assert.True(TimeProvider.System.GetElapsedTime(began) >= TimeSpan.FromSeconds(3));
        await TakeAsync(site, "again");
        await Eventually.True(() => ears.Notices.Any(n => n.Code == AgentNotices.CameraBack));
    }

    [Fact]
    public async Task The_agents_word_says_which_camera_is_lost_how_and_for_how_long_until_it_is_back()
    {
        await using Site site = await StartedAsync();
        await using GatewayEars ears = await site.ListenAsync();
        FilmedCamera? Last() => ears.Of(UpKind.Reply).Where(c => c.Kind == PayloadKind.AgentStatus)
            .Select(c => AgentStatus.TryDecode(c.Payload, out AgentStatus? status) ? status.Filmed?.Single() : null).LastOrDefault();
        await TakeAsync(site, "now");
        Directory.Delete(site.CameraFolder, recursive: true);
        await Eventually.True(() => Last() is { Door.Text: "vault", Standing: CameraStanding.Gone } lost && lost.Silent >= CameraService.SilenceMax);
        for (int tries = 0; tries < 250 && Last() is not { Standing: CameraStanding.Films }; tries++) { await TakeAsync(site, "again"); }
        Assert.Equal(CameraStanding.Films, Last()?.Standing);
    }

    [Fact]
    public async Task A_camera_that_is_there_and_gives_no_pictures_is_silent_and_one_that_went_away_is_gone()
    {
        ManualTime clock = new();
        TestCamera camera = new();
        CameraHub hub = new("vault", camera, new ClipSettings(), 1000, clock);
        using CancellationTokenSource over = new();
        Task filming = hub.FilmAsync(over.Token);
        Assert.Equal(CameraStanding.Films, hub.Standing.Standing);
        clock.Advance(CameraService.SilenceMax);
        Assert.Equal(new FilmedCamera(Vocabulary.DoorId.Parse("vault"), CameraStanding.Silent, CameraService.SilenceMax), hub.Standing);
        camera.Give(new CameraFrame(1, clock.GetUtcNow(), new byte[10]));
        await Eventually.True(() => hub.Standing.Standing == CameraStanding.Films);
        camera.End();
        clock.Advance(CameraService.SilenceMax);
        await Eventually.True(() => hub.Standing.Standing == CameraStanding.Gone);
        await over.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => filming);
    }

    [Fact]
    public async Task The_ring_holds_the_last_seconds_by_time_and_by_bytes_at_the_rate_asked_for()
    {
        ManualTime clock = new();
        TestCamera camera = new();
        CameraHub hub = new("vault", camera, new ClipSettings { BeforeS = 5, AfterS = 1, FramesPerSecond = 5 }, 1000, clock);
        using CancellationTokenSource over = new();
        Task filming = hub.FilmAsync(over.Token);
        for (int i = 0; i < 100; i++)
        {
            clock.Advance(TimeSpan.FromMilliseconds(100));
            camera.Give(new CameraFrame((ulong)i + 1, clock.GetUtcNow(), new byte[10]));
        }
        await Eventually.True(() => hub.Silence == TimeSpan.Zero && camera.Waiting == 0);
        Assert.InRange(hub.End(hub.Begin()).Count, 25, 26);

        for (int i = 0; i < 10; i++)
        {
            clock.Advance(TimeSpan.FromMilliseconds(200));
            camera.Give(new CameraFrame(1, clock.GetUtcNow(), new byte[400]));
        }
        await Eventually.True(() => camera.Waiting == 0);
        Assert.Equal(2, hub.End(hub.Begin()).Count);
        clock.Advance(TimeSpan.FromSeconds(6));
        Assert.Empty(hub.End(hub.Begin()));
        await over.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => filming);
    }

    [Fact]
    public void A_clip_that_grows_too_large_loses_every_second_picture_and_not_its_end()
    {
        ClipRecording recording = new();
        for (ulong i = 1; i <= 100; i++) { recording.Add(new CameraFrame(i, DateTimeOffset.UnixEpoch, new byte[100_000])); }
        Assert.InRange(recording.Frames.Sum(f => f.Jpeg.Length), ClipRecording.BytesMax / 4, ClipRecording.BytesMax);
        Assert.Equal(1UL, recording.Frames[0].Sequence);
        Assert.True(recording.Frames[^1].Sequence > 95);
    }

    private static async Task<Site> StartedAsync()
    {
        Site site = await Site.EnrolledAsync();
        ClipSettings clips = new() { BeforeS = 30, AfterS = 1 };
        site.Settings = site.Settings with { Doors = [new DoorSettings { Id = "vault", Camera = new CameraSettings { Folder = site.CameraFolder, Clips = clips } }] };
        await site.StartAgentAsync();
        await site.Controller.AcceptAsync();
        return site;
    }

    /// <summary>The vault's camera takes a picture, which the agent has seen when this ends.</summary>
    private static async Task TakeAsync(Site site, string picture)
    {
        string name = Path.Combine(site.CameraFolder, $"{TimeProvider.System.GetUtcNow().Ticks:000000000000000000000}");
        await File.WriteAllTextAsync(name + ".new", picture);
        File.Move(name + ".new", name + ".jpg");
        await Task.Delay(TimeSpan.FromMilliseconds(400), TimeProvider.System);
    }
}
