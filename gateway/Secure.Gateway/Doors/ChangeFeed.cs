using System.Threading.Channels;

namespace Secure.Gateway.Doors;

/// <summary>
/// Wakes a stream when something changed, or every 5 s as a heartbeat. Changes between two wakings fall together: a slow
/// reader sees the newest state, not a queue of old ones.
/// </summary>
public sealed class ChangeFeed : IDisposable
{
    /// <summary>How often a stream says that it lives.</summary>
    public static readonly TimeSpan HeartbeatPeriod = TimeSpan.FromSeconds(5);

    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly ITimer _heartbeat;

    public ChangeFeed(TimeProvider clock) => _heartbeat = clock.CreateTimer(_ => Changed(), null, HeartbeatPeriod, HeartbeatPeriod);

    public void Changed() => _wake.Writer.TryWrite(true);

    public ValueTask<bool> WaitAsync(CancellationToken cancellation) => _wake.Reader.ReadAsync(cancellation);

    public void Dispose() => _heartbeat.Dispose();
}
