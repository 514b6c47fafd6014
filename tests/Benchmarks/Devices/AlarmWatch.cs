using System.Threading.Channels;
using Grpc.Core;
using Grpc.Net.Client;
using Secure.V1;

namespace Secure.Benchmarks.Devices;

/// <summary>A security officer's open page of alerts: every forced door that it is told of.</summary>
internal sealed class AlarmWatch : IAsyncDisposable
{
    private const string Code = "door.forced";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Channel<ulong> _seen = Channel.CreateUnbounded<ulong>();
    private readonly AsyncServerStreamingCall<WatchAlertsResponse> _call;
    private readonly Task _reading;
    private ulong _count;

    private AlarmWatch(AsyncServerStreamingCall<WatchAlertsResponse> call, CancellationToken cancellation) => (_call, _reading) = (call, ReadAsync(call, cancellation));

    public static async Task<AlarmWatch> StartAsync(GrpcChannel channel, Metadata officer, CancellationToken cancellation)
    {
        AsyncServerStreamingCall<WatchAlertsResponse> call = new Alerts.AlertsClient(channel).Watch(new WatchAlertsRequest(), officer, cancellationToken: cancellation);
        await call.ResponseStream.MoveNext(cancellation);
        return new AlarmWatch(call, cancellation);
    }

    /// <summary>Waits until it is told of one more.</summary>
    /// <exception cref="TimeoutException">It was not.</exception>
    public async Task NextAsync(CancellationToken cancellation)
    {
        ulong wanted = ++_count;
        while (await _seen.Reader.ReadAsync(cancellation).AsTask().WaitAsync(Patience, TimeProvider.System, cancellation) < wanted) { }
    }

    public async ValueTask DisposeAsync()
    {
        _call.Dispose();
        await _reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    // The same thing again belongs to the open alert and raises its count.
    private async Task ReadAsync(AsyncServerStreamingCall<WatchAlertsResponse> call, CancellationToken cancellation)
    {
        Dictionary<string, ulong> counts = [];
        try
        {
            while (await call.ResponseStream.MoveNext(cancellation))
            {
                foreach (Alert alert in call.ResponseStream.Current.Alerts.Where(a => a.Code == Code)) { counts[alert.Id] = alert.Count; }
                if (counts.Count > 0) { _seen.Writer.TryWrite((ulong)counts.Values.Sum(c => (long)c)); }
            }
        }
        finally { _seen.Writer.TryComplete(); }
    }
}
