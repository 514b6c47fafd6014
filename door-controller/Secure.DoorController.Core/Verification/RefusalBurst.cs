namespace Secure.DoorController.Core.Verification;

/// <summary>Counts refused grants and commands: the fifth within a minute is an alarm.</summary>
internal sealed class RefusalBurst
{
    public const int Count = 5;

    public static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly Queue<TimeSpan> _recent = new();

    /// <summary>True at the fifth within a minute; then counting starts again.</summary>
    public bool Add(TimeSpan now)
    {
        while (_recent.TryPeek(out TimeSpan oldest) && now - oldest > Window) { _recent.Dequeue(); }
        _recent.Enqueue(now);
        if (_recent.Count < Count) { return false; }
        _recent.Clear();
        return true;
    }
}
