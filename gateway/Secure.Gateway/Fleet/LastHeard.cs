using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace Secure.Gateway.Fleet;

/// <summary>When each device last said something, since the start. Any slice that hears one tells.</summary>
public sealed class LastHeard(TimeProvider clock)
{
    // Boxes, so that hearing a known device again, which every call does, allocates nothing.
    private readonly ConcurrentDictionary<string, StrongBox<long>> _times = new(StringComparer.Ordinal);

    /// <param name="device">An enrolled device's id: strangers' ids would fill the memory.</param>
    public void Heard(string device)
    {
        long now = clock.GetUtcNow().UtcTicks;
        if (_times.TryGetValue(device, out StrongBox<long>? time)) { Volatile.Write(ref time.Value, now); }
        else { _times[device] = new StrongBox<long>(now); }
    }

    public DateTimeOffset? Of(string device) => _times.TryGetValue(device, out StrongBox<long>? time) ? new DateTimeOffset(Volatile.Read(ref time.Value), TimeSpan.Zero) : null;
}
