using Secure.Grants;
using Secure.Vocabulary;

namespace Secure.DoorController.Core.Verification;

/// <summary>The controller's clocks: monotonic since boot, and the gateway's signed time, which only moves forward.</summary>
/// <param name="clock">Its timestamps are CLOCK_BOOTTIME.</param>
/// <param name="floorMs">Unix milliseconds; the later of the program's build time and the last persisted signed time.</param>
public sealed class TrustedTime(TimeProvider clock, long floorMs)
{
    private long _baseMs = floorMs;
    private TimeSpan _baseAt = Elapsed(clock);

    public ClockQuality Quality { get; private set; } = ClockQuality.Unknown;

    /// <summary>Monotonic time.</summary>
    public TimeSpan Now => Elapsed(clock);

    /// <summary>A lower bound of the true time, Unix milliseconds: what no wrong wall clock can move.</summary>
    public long TrustedMs => _baseMs + (long)(Now - _baseAt).TotalMilliseconds;

    /// <summary>Takes a signed time; an earlier one than is already known only confirms the quality.</summary>
    public void Advance(SignedTime time)
    {
        Quality = ClockQuality.Synchronised;
        if (time.WallMs <= TrustedMs) { return; }
        (_baseMs, _baseAt) = (time.WallMs, Now);
    }

    /// <summary>The time to sign. Until a signed time has come, the wall clock is the machine's own, and marked so.</summary>
    public DeviceTime Stamp() => new(
        (ulong)Now.Ticks * 100,
        Quality == ClockQuality.Synchronised ? TrustedMs : clock.GetUtcNow().ToUnixTimeMilliseconds(),
        Quality);

    private static TimeSpan Elapsed(TimeProvider clock) => clock.GetElapsedTime(0, clock.GetTimestamp());
}
