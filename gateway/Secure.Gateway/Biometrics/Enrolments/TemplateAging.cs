namespace Secure.Gateway.Biometrics.Enrolments;

/// <summary>Looks for expired templates at the start and every hour.</summary>
internal sealed class TemplateAging(TemplateErasing erasing, TimeProvider clock) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using PeriodicTimer timer = new(Every, clock);
        do { await erasing.EraseExpiredAsync(stoppingToken); }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}
