using Microsoft.Extensions.Hosting;
using Secure.EdgeAgent.Entries;
using Secure.EdgeAgent.Outboxes;
using Secure.Messaging;

namespace Secure.EdgeAgent.Clips;

/// <summary>
/// Films with every camera of which clips are wanted, and tells within 5 s when one gives no pictures any more. One that is opened
/// only when a face is asked for films nothing: of it is told within 5 s that it is no longer there.
/// </summary>
internal sealed class CameraService(DoorDevices devices, Queues queues, TimeProvider time) : BackgroundService
{
    /// <summary>So long without a picture, and the camera is lost.</summary>
    internal static readonly TimeSpan SilenceMax = TimeSpan.FromSeconds(4);

    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(500);

    private readonly HashSet<string> _lost = new(StringComparer.Ordinal);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        CameraHub[] watched = [.. devices.Hubs];
        if (watched.Length == 0) { return; }
        try { await await Task.WhenAny([WatchAsync(watched, stoppingToken), .. watched.Where(h => h.Clips is not null).Select(h => h.FilmAsync(stoppingToken))]).ConfigureAwait(false); }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested) { }
    }

    private async Task WatchAsync(CameraHub[] watched, CancellationToken cancellation)
    {
        using PeriodicTimer timer = new(LookEvery, time);
        while (await timer.WaitForNextTickAsync(cancellation).ConfigureAwait(false))
        {
            foreach (CameraHub hub in watched) { Look(hub); }
        }
    }

    private void Look(CameraHub hub)
    {
        hub.LookForCamera();
        bool silent = hub.Silence >= SilenceMax;
        if (silent && _lost.Add(hub.Door)) { queues.Notify(AgentNotices.CameraLost, hub.Door, hub.Trouble is { } why ? $"The door's camera gives no pictures: {why}." : "The door's camera gives no pictures."); }
        if (!silent && _lost.Remove(hub.Door)) { queues.Notify(AgentNotices.CameraBack, hub.Door, "The door's camera gives pictures again."); }
    }
}
