using System.Collections.Concurrent;

namespace Secure.Gateway.Fleet;

/// <summary>When each device last said something, since the start. Any slice that hears one tells.</summary>
public sealed class LastHeard(TimeProvider clock)
{
    private readonly ConcurrentDictionary<string, DateTimeOffset> _times = new(StringComparer.Ordinal);

    /// <param name="device">An enrolled device's id: strangers' ids would fill the memory.</param>
    public void Heard(string device) => _times[device] = clock.GetUtcNow();

    public DateTimeOffset? Of(string device) => _times.TryGetValue(device, out DateTimeOffset at) ? at : null;
}
