namespace Secure.Gateway.Decisions.StepUp;

/// <summary>How many failures a biometric factor is given (NIST SP 800-63B-4, section 3.2.3: at most 5 consecutive, 10 with attack detection).</summary>
/// <param name="DelayFrom">Consecutive failures from which on each brings a delay.</param>
/// <param name="DisableFrom">Consecutive failures at which the factor is disabled, where it may be.</param>
public sealed record FactorLimits(int DelayFrom, int DisableFrom)
{
    /// <summary>With liveness.</summary>
    public static readonly FactorLimits Face = new(10, 15);

    public static readonly FactorLimits Fingerprint = new(5, 10);

    /// <summary>GB 50396-2007: an alarm at no more than 5 bad attempts, which is where the delays begin.</summary>
    public static readonly FactorLimits Pin = new(5, 10);

    /// <summary>The first delay; each further failure doubles it.</summary>
    public static readonly TimeSpan DelayFirst = TimeSpan.FromSeconds(30);

    public static readonly TimeSpan DelayMax = TimeSpan.FromMinutes(15);

    /// <summary>A step-up has failed after <see cref="WindowFailures"/> attempts that failed within it.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(2);

    public const int WindowFailures = 3;
}

/// <summary>Failures of one factor of one person at one place. Immutable.</summary>
/// <param name="Failures">Consecutive: a success forgets them.</param>
/// <param name="DelayUntilMs">Unix milliseconds; 0: no delay.</param>
/// <param name="RecentMs">When the last few failed, unix milliseconds.</param>
public sealed record FactorCounter(int Failures, long DelayUntilMs, IReadOnlyList<long> RecentMs)
{
    public static readonly FactorCounter Clean = new(0, 0, []);

    /// <summary>When the latest failure was, unix milliseconds; 0: not known.</summary>
    public long LatestMs { get; init; }

    /// <summary>After one more failure.</summary>
    public FactorCounter Fail(FactorLimits limits, long nowMs)
    {
        int failures = Failures + 1;
        int over = failures - limits.DelayFrom;
        double delayMs = over < 0 ? 0 : Math.Min(FactorLimits.DelayMax.TotalMilliseconds, FactorLimits.DelayFirst.TotalMilliseconds * Math.Pow(2, Math.Min(over, 16)));
        return new FactorCounter(failures, over < 0 ? DelayUntilMs : nowMs + (long)delayMs, [.. RecentMs.Where(at => IsRecent(at, nowMs)), nowMs]) { LatestMs = nowMs };
    }

    /// <summary>After a challenge of the own face that was broken off: a cut line or a slow machine does that as well, so that it counts and brings delays, and fails no step-up as a whole.</summary>
    public FactorCounter BreakOff(FactorLimits limits, long nowMs) => Fail(limits, nowMs) with { RecentMs = RecentMs };

    /// <summary>After a failure of which is told only now: it counts, and neither shortens a delay nor passes for the latest.</summary>
    /// <param name="atMs">When it was, unix milliseconds; not ahead of now.</param>
    public FactorCounter FailEarlier(FactorLimits limits, long atMs)
    {
        FactorCounter after = Fail(limits, atMs);
        return after with { DelayUntilMs = Math.Max(DelayUntilMs, after.DelayUntilMs), LatestMs = Math.Max(LatestMs, atMs) };
    }

    /// <summary>After a success of which is told only now: it forgets nothing that may have come after it.</summary>
    public FactorCounter PassEarlier(long atMs) => LatestMs != 0 && LatestMs <= atMs ? Clean : this;

    /// <summary>Whether the step-up as a whole has failed.</summary>
    public bool HasFailed(long nowMs) => RecentMs.Count(at => IsRecent(at, nowMs)) >= FactorLimits.WindowFailures;

    /// <summary>The same count with the window empty: the failed step-up was dealt with.</summary>
    public FactorCounter Dealt() => this with { RecentMs = [] };

    /// <summary>How long the next attempt has to wait. A clock that went back makes no wait longer than the longest there is.</summary>
    public TimeSpan Delay(long nowMs) => TimeSpan.FromMilliseconds(Math.Clamp(DelayUntilMs - nowMs, 0, (long)FactorLimits.DelayMax.TotalMilliseconds));

    public bool IsUsedUp(FactorLimits limits) => Failures >= limits.DisableFrom;

    // A time ahead of now counts as recent: the clock went back, and that must not wash anything away.
    private static bool IsRecent(long at, long nowMs) => nowMs - at < (long)FactorLimits.Window.TotalMilliseconds;
}
