using Microsoft.Extensions.Hosting;
using Secure.Contracts;
using Secure.Gateway.Audit;

namespace Secure.Gateway.Backups;

/// <summary>Makes a backup whenever the last one is as old as the options allow, once the gateway serves; looks every ten minutes.</summary>
internal sealed class BackupUpkeep(BackupDesk desk, BackupOptions options, IOpenGate gate, TimeProvider clock) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!options.On || options.EveryHours == 0) { return; }
        await gate.Opened.WaitAsync(stoppingToken);
        using PeriodicTimer timer = new(Period, clock);
        do { await LookAsync(stoppingToken); }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task LookAsync(CancellationToken cancellation)
    {
        if (desk.Last is { } last && clock.GetUtcNow() - last.MadeAt < TimeSpan.FromHours(options.EveryHours)) { return; }
        // Logged, told and tried again in ten minutes.
        try { await desk.MakeAsync(null, cancellation); }
        catch (RefusedException) { }
    }
}
