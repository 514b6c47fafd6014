using Secure.BiometricMessages;
using Secure.Vocabulary;

namespace Secure.Gateway.Biometrics;

/// <summary>
/// Keeps the host running: starts it, connects, and starts it anew with growing pauses when it dies, hangs at the start
/// or cannot be used. Without one every question is unavailable; the gateway itself never waits for it.
/// </summary>
internal sealed class HostSupervisor(BiometricsHostOptions options, HostStatus status, HostGalleries galleries, TimeProvider clock, ILogger<HostSupervisor> log) : BackgroundService
{
    private static readonly TimeSpan PauseMin = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan PauseMax = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan AskEvery = TimeSpan.FromSeconds(5);

    // One that ran this long was well; its next start does not wait.
    private static readonly TimeSpan WellAfter = TimeSpan.FromSeconds(30);

    private static readonly Sentence Restarting = new("识别引擎正在重启", "the biometrics host is being restarted");

    private HostLink? _link;

    /// <summary>The connection in use; null while there is none.</summary>
    internal HostLink? Link => Volatile.Read(ref _link);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.Host is null) { return; }
        TimeSpan pause = PauseMin;
        while (!stoppingToken.IsCancellationRequested)
        {
            long began = clock.GetTimestamp();
            try { log.HostEnded(await RunAsync(stoppingToken), pause); }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested) { return; }
            catch (Exception unusable) when (unusable is IOException or TimeoutException or OperationCanceledException or InvalidDataException) { log.HostUnusable(unusable.Message, pause); }
            status.Down(Restarting);
            if (clock.GetElapsedTime(began) > WellAfter) { pause = PauseMin; }
            try { await Task.Delay(pause, clock, stoppingToken); }
            catch (OperationCanceledException) { return; }
            pause = pause * 2 > PauseMax ? PauseMax : pause * 2;
        }
    }

    /// <summary>One life of the host. Returns its exit code.</summary>
    private async Task<int> RunAsync(CancellationToken stopping)
    {
        using HostProcess host = HostProcess.Start(options, log);
        try
        {
            using (CancellationTokenSource late = CancellationTokenSource.CreateLinkedTokenSource(stopping))
            using (ITimer deadline = clock.CreateTimer(_ => late.Cancel(), null, options.StartMax, Timeout.InfiniteTimeSpan))
            {
                await host.ReadyAsync(late.Token);
            }
            log.HostListens(host.Id);
            Task<int> ended = host.EndedAsync(stopping);
            // A connection may break once without the host's fault; one that breaks again is the host's.
            await ServeAsync(host, ended, stopping);
            if (!ended.IsCompleted && !stopping.IsCancellationRequested)
            {
                log.HostConnectionBroke("host " + host.Id);
                await ServeAsync(host, ended, stopping);
            }
            return ended.IsCompleted ? await ended : throw new IOException("its connection broke twice");
        }
        finally { await host.EndAsync(clock); }
    }

    /// <summary>One connection, until it breaks or the host ends.</summary>
    private async Task ServeAsync(HostProcess host, Task<int> ended, CancellationToken stopping)
    {
        await using HostLink link = await HostLink.ConnectAsync(options.Socket, host.Id, options.AnswerMax, clock, stopping);
        if ((await SayAsync(link, stopping))?.Status is not { } said) { throw new IOException("it did not say what it can do"); }
        Volatile.Write(ref _link, link);
        try
        {
            status.Up(said);
            await galleries.PutAgainAsync(link, stopping);
            // One that no longer answers even this hangs, and is ended.
            while (await Task.WhenAny(link.Broken, ended, Task.Delay(AskEvery, clock, stopping)) is { } woke && woke != link.Broken && woke != ended)
            {
                stopping.ThrowIfCancellationRequested();
                await SayAsync(link, stopping);
            }
            // The socket closes a moment before the process has ended.
            await Task.WhenAny(ended, Task.Delay(TimeSpan.FromSeconds(1), clock, stopping));
        }
        finally { Volatile.Write(ref _link, null); }
    }

    private Task<FromHost?> SayAsync(HostLink link, CancellationToken stopping) =>
        link.AskAsync(new ToHost { Status = new StatusQuestion() }, stopping).WaitAsync(options.AnswerMax, clock, stopping);
}
