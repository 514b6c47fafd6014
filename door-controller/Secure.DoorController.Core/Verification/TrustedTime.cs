using Secure.Grants;
using Secure.Vocabulary;

namespace Secure.DoorController.Core.Verification;

/// <summary>
/// The controller's clocks: monotonic since boot; a lower bound of the true time, by which keys expire; and the best
/// estimate for stamps, which a newer word of the gateway may also set back a little. The bound only moves forward, unless
/// two officers <see cref="Set"/> it.
/// </summary>
/// <param name="clock">Its timestamps are CLOCK_BOOTTIME.</param>
/// <param name="floorMs">Unix milliseconds; the later of the program's build time and the last persisted signed time.</param>
public sealed class TrustedTime(TimeProvider clock, long floorMs)
{
    /// <summary>A word further behind our own estimate was held up on its way; so were many that set it back so far together, beyond what the board can have drifted.</summary>
    private const long BackMaxMs = 60_000;

    /// <summary>A board's own clock drifts by less than one part in this many (86 s a day; GB 50396-2007 allows 10).</summary>
    private const long DriftOneIn = 1000;

    private bool _isSet;
    private long _setBackMs;
    private long _baseMs = floorMs;
    private TimeSpan _baseAt = Elapsed(clock);
    private long _wordMs = floorMs;
    private TimeSpan _wordAt = Elapsed(clock);

    public ClockQuality Quality { get; private set; } = ClockQuality.Unknown;

    /// <summary>Monotonic time.</summary>
    public TimeSpan Now => Elapsed(clock);

    /// <summary>A lower bound of the true time, Unix milliseconds: what no wrong wall clock can move.</summary>
    public long TrustedMs => _baseMs + (long)(Now - _baseAt).TotalMilliseconds;

    /// <summary>
    /// The time of day, Unix milliseconds: by the gateway's signed word, or by the machine's own clock where that is trusted
    /// and not behind what was known before the start; null while neither is there.
    /// </summary>
    public long? DayTimeMs(bool trustsRealTimeClock)
    {
        if (Quality == ClockQuality.Synchronised) { return Math.Max(EstimateMs, TrustedMs); }
        return trustsRealTimeClock ? RealTimeMs : null;
    }

    /// <summary>By the machine's own clock, Unix milliseconds; null where that is behind what is known.</summary>
    public long? RealTimeMs => clock.GetUtcNow().ToUnixTimeMilliseconds() is var wall && wall > TrustedMs ? wall : null;

    private long EstimateMs => _wordMs + (long)(Now - _wordAt).TotalMilliseconds;

    /// <summary>
    /// Takes a signed time that is newer than any before; so a repeated one does nothing, and small drift is corrected in
    /// both directions. Words that are each held up a little longer cannot slow the clock down for long: all that they set it back
    /// counts together, less one part in a thousand of the time that passed. True where the word was taken.
    /// </summary>
    public bool Advance(SignedTime time)
    {
        if (time.WallMs <= _wordMs) { return false; }
        long setBackMs = 0;
        if (Quality == ClockQuality.Synchronised)
        {
            setBackMs = Math.Max(0, Math.Max(0, _setBackMs - DriftMs) + EstimateMs - time.WallMs);
            if (setBackMs > BackMaxMs) { return false; }
        }
        if (_isSet && time.WallMs > EstimateMs + BackMaxMs + DriftMs) { return false; }
        _setBackMs = setBackMs;
        (_wordMs, _wordAt, Quality) = (time.WallMs, Now, ClockQuality.Synchronised);
        if (time.WallMs > TrustedMs) { (_baseMs, _baseAt) = (time.WallMs, Now); }
        return true;
    }

    /// <summary>
    /// Sets every clock but the monotonic one, also backwards. From then on, until the restart, no word counts that is further ahead
    /// than this board can have drifted: whoever kept the words of the wrong day would move the clock there again.
    /// </summary>
    /// <param name="wallMs">Unix milliseconds; the caller has asked who says so.</param>
    public void Set(long wallMs)
    {
        (_wordMs, _wordAt, Quality) = (wallMs, Now, ClockQuality.Synchronised);
        (_baseMs, _baseAt, _isSet, _setBackMs) = (wallMs, Now, true, 0);
    }

    /// <summary>What the board can have drifted since the last word, milliseconds.</summary>
    private long DriftMs => (long)(Now - _wordAt).TotalMilliseconds / DriftOneIn;

    /// <summary>The time to sign. Until a signed time has come, the wall clock is the machine's own, and marked so.</summary>
    public DeviceTime Stamp() => new(
        (ulong)Now.Ticks * 100,
        Quality == ClockQuality.Synchronised ? EstimateMs : clock.GetUtcNow().ToUnixTimeMilliseconds(),
        Quality);

    private static TimeSpan Elapsed(TimeProvider clock) => clock.GetElapsedTime(0, clock.GetTimestamp());
}
