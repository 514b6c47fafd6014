using Google.Protobuf;
using Grpc.Core;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Secure.Contracts;
using Secure.EdgeAgent.Trust;
using Secure.V1;

namespace Secure.EdgeAgent.Gateway;

/// <summary>Keeps the certificate young and the key list new: asks every 30 s, renews when the certificate is 10 days old.</summary>
internal sealed class Upkeep(GatewayChannel gateway, AgentIdentity identity, KeyListHolder keyLists, AgentClock clock, TimeProvider time, ILogger<Upkeep> log)
    : BackgroundService
{
    /// <summary>A certificate lasts 30 days and is renewed from day 10 (so with 20 days left).</summary>
    internal static readonly TimeSpan RenewBeforeEnd = TimeSpan.FromDays(20);

    private static readonly TimeSpan Period = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan CallMax = TimeSpan.FromSeconds(10);

    /// <summary>The gateway's word to an expired certificate.</summary>
    private const string ExpiredCode = "certificate_expired";

    private bool _expired;

    /// <summary>Whether the certificate should be renewed at this time.</summary>
    internal static bool IsDue(DateTimeOffset notAfter, DateTimeOffset now) => now >= notAfter - RenewBeforeEnd;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        Backoff backoff = new(time, TimeSpan.FromSeconds(1), Period);
        while (!stoppingToken.IsCancellationRequested)
        {
            if (await TurnAsync(stoppingToken).ConfigureAwait(false)) { await Task.Delay(Period, time, stoppingToken).ConfigureAwait(false); backoff.Reset(); }
            else { await backoff.PauseAsync(stoppingToken).ConfigureAwait(false); }
        }
    }

    private async Task<bool> TurnAsync(CancellationToken stopping)
    {
        // An expired certificate may be refused for everything but its renewal, so neither waits for the other.
        DateTimeOffset end = identity.Certificate!.NotAfter.ToUniversalTime();
        _expired |= clock.Now.Wall > end;
        bool renewed = !(_expired || IsDue(end, clock.Now.Wall)) || await DoAsync(RenewAsync, stopping).ConfigureAwait(false);
        return await DoAsync(ListAsync, stopping).ConfigureAwait(false) && renewed;
    }

    private async Task<bool> DoAsync(Func<CancellationToken, Task> step, CancellationToken stopping)
    {
        try
        {
            await step(stopping).ConfigureAwait(false);
            return true;
        }
        catch (RpcException failed) when (!stopping.IsCancellationRequested)
        {
            // A board without a clock of its own learns only here that its certificate has expired.
            _expired |= failed.ToRefusal()?.Code == ExpiredCode;
            GatewayLog.UpkeepFailed(log, failed.StatusCode, failed.Status.Detail);
            return false;
        }
        catch (IOException noRoom)
        {
            GatewayLog.NotKept(log, noRoom.Message);
            return false;
        }
    }

    private async Task ListAsync(CancellationToken stopping)
    {
        GetKeyListResponse newest = await gateway.Fleet.GetKeyListAsync(new GetKeyListRequest(), Options(stopping)).ConfigureAwait(false);
        Take(newest.KeyList);
    }

    private async Task RenewAsync(CancellationToken stopping)
    {
        RenewRequest request = new() { CertificateRequest = ByteString.CopyFrom(identity.CertificateRequest()) };
        RenewResponse answer = await gateway.Fleet.RenewAsync(request, Options(stopping)).ConfigureAwait(false);
        byte[][] chain = [.. answer.CertificateChain.Select(one => one.ToByteArray())];
        if (identity.TryInstall(chain, SiteTrust.Fingerprint(identity.Root!), identity.WitnessName, clock.CertainlyPassed))
        {
            GatewayLog.Renewed(log, identity.Certificate!.NotAfter.ToUniversalTime());
            // A connection keeps the certificate that it began with, and an expired one is served nothing else.
            if (_expired) { gateway.Reopen(); }
            _expired = false;
        }
        else { GatewayLog.RenewalUnusable(log); }
        Take(answer.KeyList);
    }

    private void Take(ByteString signed)
    {
        if (keyLists.Offer(signed.ToByteArray())) { GatewayLog.KeyList(log, keyLists.Current!.Number); }
    }

    private CallOptions Options(CancellationToken stopping) => new(deadline: time.GetUtcNow().UtcDateTime + CallMax, cancellationToken: stopping);
}
