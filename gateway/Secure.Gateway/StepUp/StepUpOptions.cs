namespace Secure.Gateway.StepUp;

/// <summary>Section <c>StepUp</c>.</summary>
public sealed class StepUpOptions
{
    /// <summary>Step-ups open at once in the whole gateway. Default 64, 1 to 1,024.</summary>
    public int OpenMax { get; set; } = 64;

    /// <summary>Frames that the engine looks at in one step-up, per second. Default 5, 1 to 30.</summary>
    public int LooksPerSecond { get; set; } = 5;

    /// <summary>Frames of all step-ups together that are with the engine at once. Default 2, 1 to 16; the others wait in order.</summary>
    public int LooksAtOnce { get; set; } = 2;

    /// <summary>Turns of the head in a face challenge: the number is drawn from this to <see cref="TurnsMax"/>. Default 3, 2 to 8.</summary>
    public int TurnsMin { get; set; } = 3;

    /// <summary>Default 4, <see cref="TurnsMin"/> to 8.</summary>
    public int TurnsMax { get; set; } = 4;

    /// <summary>Longest time for one attempt, face or finger. Default 30 s, 5 s to 2 min.</summary>
    public TimeSpan AttemptMax { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Every fault in words, none when the options can be used.</summary>
    public IReadOnlyList<string> Faults()
    {
        List<string> faults = [];
        if (OpenMax is < 1 or > 1024) { faults.Add("StepUp:OpenMax must be 1 to 1,024."); }
        if (LooksPerSecond is < 1 or > 30) { faults.Add("StepUp:LooksPerSecond must be 1 to 30."); }
        if (LooksAtOnce is < 1 or > 16) { faults.Add("StepUp:LooksAtOnce must be 1 to 16."); }
        if (TurnsMin is < 2 or > 8 || TurnsMax < TurnsMin || TurnsMax > 8) { faults.Add("StepUp:TurnsMin and TurnsMax must be 2 to 8, the first no more than the second."); }
        if (AttemptMax < TimeSpan.FromSeconds(5) || AttemptMax > TimeSpan.FromMinutes(2)) { faults.Add("StepUp:AttemptMax must be 5 s to 2 min."); }
        return faults;
    }
}
