using Secure.Gateway.Fleet.Broker;
using Secure.Gateway.Fleet.Certificates;
using Secure.Gateway.Fleet.Register;
using Secure.Gateway.Fleet.Tls;
using Secure.Gateway.Spine;
using Secure.Gateway.Decisions.Site;

namespace Secure.Gateway.Fleet;

/// <summary>
/// Before the ports open: reads the register, makes certificates, the broker's folder and the revocation list anew, and
/// brings the key list up to date. Then daily the same, without the register; the key list is looked at every hour, because
/// the root's folder may have come back.
/// </summary>
internal sealed class FleetStart(
    DeviceRegister register, OwnCertificates own, BrokerFiles files, BrokerProcess broker, KeyListUpkeep keyList, LiveConnections live, ISite site,
    TimeProvider clock, ILogger<FleetStart> log) : IHostedService, IDisposable
{
    private static readonly TimeSpan Daily = TimeSpan.FromDays(1);
    private static readonly TimeSpan Hourly = TimeSpan.FromHours(1);

    private readonly CancellationTokenSource _stop = new();
    private ITimer? _timer, _lists;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await register.LoadAsync(cancellationToken);
        own.MakeOnce();
        files.WriteAll();
        if (broker.IsRunning) { broker.Reload(); }
        log.CertificatesRenewed();
        await keyList.TryBringUpToDateAsync(cancellationToken);
        site.Replaced += OnSiteReplaced;
        _timer = clock.CreateTimer(_ => Renew(), null, Daily, Timeout.InfiniteTimeSpan);
        _lists = clock.CreateTimer(_ => LookAtKeyList(), null, Hourly, Hourly);
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        site.Replaced -= OnSiteReplaced;
        _stop.Cancel();
        _timer?.Dispose();
        _lists?.Dispose();
        return Task.CompletedTask;
    }

    public void Dispose()
    {
        _timer?.Dispose();
        _lists?.Dispose();
        _stop.Dispose();
    }

    private void Renew()
    {
        TimeSpan next = Daily;
        try
        {
            own.Renew();
            files.WriteAll();
            broker.Reload();
            DateTimeOffset now = clock.GetUtcNow();
            live.Drop(c => c.IsExpired(now), "the certificate has expired");
            log.CertificatesRenewed();
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException or System.Security.Cryptography.CryptographicException)
        {
            log.RenewalFailed(failed);
            next = Hourly;
        }
        _timer?.Change(next, Timeout.InfiniteTimeSpan);
    }

    // Which agents are witnesses may have changed.
    private void OnSiteReplaced(SiteSnapshot site) => LookAtKeyList();

    private void LookAtKeyList() => Task.Run(() => keyList.TryBringUpToDateAsync(_stop.Token));
}
