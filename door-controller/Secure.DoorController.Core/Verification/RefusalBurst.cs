namespace Secure.DoorController.Core.Verification;

/// <summary>
/// Counts refused grants and commands: the fifth within a minute is an alarm. Those that follow are only counted, and told once a
/// minute in one record until a minute brings none, so that no flood of them fills the disk.
/// </summary>
internal sealed class RefusalBurst
{
    public const int Count = 5;

    public static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly Queue<TimeSpan> _recent = new();
    private TimeSpan? _countedUntil;
    private int _counted;

    public Refusal Add(TimeSpan now)
    {
        if (_countedUntil is not null)
        {
            _counted++;
            return Refusal.Counted;
        }
        while (_recent.TryPeek(out TimeSpan oldest) && now - oldest > Window) { _recent.Dequeue(); }
        _recent.Enqueue(now);
        if (_recent.Count < Count) { return Refusal.Single; }
        _recent.Clear();
        _countedUntil = now + Window;
        return Refusal.Burst;
    }

    /// <summary>At the end of a minute, how many were only counted in it; 0 at any other time, and where there were none.</summary>
    public int Take(TimeSpan now)
    {
        if (_countedUntil is not { } until || now < until) { return 0; }
        int counted = _counted;
        (_counted, _countedUntil) = (0, counted > 0 ? now + Window : null);
        return counted;
    }
}

/// <summary>How a refusal is recorded.</summary>
internal enum Refusal
{
    Single,
    /// <summary>As a single one, and as an alarm.</summary>
    Burst,
    /// <summary>With others, by their number.</summary>
    Counted,
}
