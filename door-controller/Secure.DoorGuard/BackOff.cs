namespace Secure.DoorGuard;

/// <summary>0.2 s before the next start, doubling to 5 s; afresh after a controller that ran for a while.</summary>
internal sealed class BackOff
{
    internal const long FirstNs = 200_000_000;
    internal const long MaxNs = 5_000_000_000;
    internal const long GoodRunNs = 10_000_000_000;
    private long _nextNs = FirstNs;

    /// <param name="ranNs">How long the last controller ran.</param>
    internal long Next(long ranNs)
    {
        long now = ranNs >= GoodRunNs ? FirstNs : _nextNs;
        _nextNs = Math.Min(now * 2, MaxNs);
        return now;
    }
}
