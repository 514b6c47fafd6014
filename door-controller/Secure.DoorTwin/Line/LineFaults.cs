namespace Secure.DoorTwin.Line;

/// <summary>What a bad cable does to bytes and messages, in both directions. The same seed and traffic give the same faults again.</summary>
internal sealed class LineFaults
{
    private Random _random = new(0);

    /// <summary>The share of bytes in which one bit is turned over. 0 to 1.</summary>
    internal double Flips { get; set; }

    /// <summary>The share of messages that never arrive. 0 to 1.</summary>
    internal double Losses { get; set; }

    /// <summary>By how much every reply comes late.</summary>
    internal TimeSpan Delay { get; set; }

    /// <summary>Nothing passes.</summary>
    internal bool Cut { get; set; }

    /// <summary>Bytes spoilt and messages lost since the start.</summary>
    internal int Count { get; private set; }

    internal int Seed { set => _random = new Random(value); }

    internal byte Pass(byte next)
    {
        if (Flips <= 0 || _random.NextDouble() >= Flips) { return next; }
        Count++;
        return (byte)(next ^ (1 << _random.Next(8)));
    }

    internal bool LosesMessage()
    {
        if (Losses <= 0 || _random.NextDouble() >= Losses) { return false; }
        Count++;
        return true;
    }

    /// <summary>A cable like new. The count stays.</summary>
    internal void Mend() => (Flips, Losses, Delay, Cut) = (0, 0, TimeSpan.Zero, false);
}
