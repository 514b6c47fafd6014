using Secure.EdgeAgent.Clips;
using Secure.EdgeAgent.Devices.Cameras;
using Secure.EdgeAgent.Entries;
using Secure.Messaging;
using Secure.TestKit;

namespace Secure.EdgeAgent.Tests;

/// <summary>The loss of a camera is told within 5 s, by a clock that moves only when told: no more time passes than the test says.</summary>
public sealed class CameraWatchTests
{
    [Fact]
    public async Task A_camera_that_gives_no_more_pictures_is_told_within_five_seconds_of_its_last_and_not_at_once()
    {
        await using ClipRig rig = new(watched: true);
        using CameraService service = await StartedAsync(rig);
        rig.Clock.Advance(TimeSpan.FromMilliseconds(601));
        rig.Camera.Give(new CameraFrame(1, rig.Clock.GetUtcNow(), new byte[10]));
        await Eventually.True(() => rig.Hub.Silence == TimeSpan.Zero);
        rig.Clock.Advance(TimeSpan.FromSeconds(3));
        Assert.DoesNotContain(rig.Notices, n => n.Code == AgentNotices.CameraLost);
        rig.Camera.Trouble = "no library";
        rig.Clock.Advance(TimeSpan.FromSeconds(2));
        await Eventually.True(() => rig.Notices.Any(n => n is { Code: AgentNotices.CameraLost, About: "vault", Words: "The door's camera gives no pictures: no library." }));
        await service.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_camera_that_is_opened_only_for_faces_is_told_within_five_seconds_of_going_and_when_it_is_back()
    {
        await using ClipRig rig = new(films: false);
        using CameraService service = await StartedAsync(rig);
        rig.Clock.Advance(TimeSpan.FromMinutes(1));
        await Eventually.True(() => rig.Hub.Silence < TimeSpan.FromSeconds(1));
        Assert.DoesNotContain(rig.Notices, n => n.Code == AgentNotices.CameraLost);

        rig.Camera.IsThere = false;
        rig.Clock.Advance(TimeSpan.FromSeconds(5));
        await Eventually.True(() => rig.Notices.Any(n => n is { Code: AgentNotices.CameraLost, About: "vault" }));
        rig.Camera.IsThere = true;
        rig.Clock.Advance(TimeSpan.FromSeconds(1));
        await Eventually.True(() => rig.Notices.Any(n => n is { Code: AgentNotices.CameraBack, About: "vault" }));
        Assert.Single(rig.Notices, n => n.Code == AgentNotices.CameraLost);
        await service.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public void A_camera_whose_device_or_folder_was_taken_away_is_plainly_gone()
    {
        using TempFolder temp = new();
        string folder = Directory.CreateDirectory(temp["pictures"]).FullName;
        ICamera[] cameras = [new FollowedFolderCamera(folder, TimeProvider.System), new FrameFolderCamera(folder, 1, TimeProvider.System)];
        Assert.All(cameras, c => Assert.True(c.IsThere));
        Directory.Delete(folder);
        Assert.All(cameras, c => Assert.False(c.IsThere));
        Assert.True(new V4l2Camera("/dev/null", 640, 480, TimeProvider.System).IsThere);
        Assert.False(new V4l2Camera(temp["video0"], 640, 480, TimeProvider.System).IsThere);
    }

    /// <summary>Looks already when this returns.</summary>
    private static async Task<CameraService> StartedAsync(ClipRig rig)
    {
        CameraService service = new(DoorDevices.Of(rig.Hub), rig.Queues, rig.Clock);
        await service.StartAsync(TestContext.Current.CancellationToken);
        if (rig.Hub.Clips is null) { await Eventually.True(() => IsLooking(rig)); return service; }
        // The look begins before the film.
        rig.Camera.Give(new CameraFrame(1, rig.Clock.GetUtcNow(), new byte[10]));
        await Eventually.True(() => rig.Camera.Waiting == 0);
        return service;
    }

    private static bool IsLooking(ClipRig rig)
    {
        rig.Clock.Advance(TimeSpan.FromMilliseconds(100));
        return rig.Camera.Looks > 0;
    }
}
