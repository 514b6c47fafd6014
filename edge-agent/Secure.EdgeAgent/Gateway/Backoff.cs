using System.Security.Cryptography;

namespace Secure.EdgeAgent.Gateway;

/// <summary>Growing pauses between attempts, a little uneven, so that many agents do not come at once.</summary>
internal sealed class Backoff(TimeProvider time, TimeSpan first, TimeSpan max)
{
    private TimeSpan _next;

    public void Reset() => _next = TimeSpan.Zero;

    public Task PauseAsync(CancellationToken cancellation)
    {
        if (_next == TimeSpan.Zero) { _next = first; }
        TimeSpan pause = _next * (1 + RandomNumberGenerator.GetInt32(250) / 1000.0);
        _next = _next * 2 < max ? _next * 2 : max;
        return Task.Delay(pause, time, cancellation);
    }
}
