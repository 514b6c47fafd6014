namespace Secure.Gateway.Audit;

/// <summary>Where the published log lies and how many witnesses the opening needs.</summary>
public sealed class AuditOptions
{
    /// <summary>Folder of checkpoint, tiles and entry bundles, in the layout of C2SP tlog-tiles. A full path.</summary>
    public required string Folder { get; init; }

    /// <summary>
    /// How many witnesses must have shown an ancestor of our log before the gateway serves. Default 1, 0 to 16.
    /// Where the key list names fewer, that many: none before the first agent is enrolled. 0 is recorded at every start.
    /// </summary>
    public int WitnessesNeeded { get; init; } = 1;

    /// <summary>Least time between two checkpoints while entries keep coming. Default 800 ms, 0 to 900 ms: a checkpoint appears within 1 s.</summary>
    public TimeSpan CheckpointEvery { get; init; } = TimeSpan.FromMilliseconds(800);

    /// <summary>Days for which the contents of entries are kept at least, whatever two officers say. Default 1,095, 180 to 36,500: an alarm's record stays six months at least.</summary>
    public int KeepDaysMin { get; init; } = 1_095;

    /// <summary>Every fault in words, none when the options can be used.</summary>
    public IReadOnlyList<string> Faults()
    {
        List<string> faults = [];
        if (!Path.IsPathRooted(Folder)) { faults.Add("Audit folder must be a full path."); }
        if (WitnessesNeeded is < 0 or > 16) { faults.Add("WitnessesNeeded must be 0 to 16."); }
        if (CheckpointEvery < TimeSpan.Zero || CheckpointEvery > TimeSpan.FromMilliseconds(900)) { faults.Add("CheckpointEvery must be 0 to 900 ms."); }
        if (KeepDaysMin is < 180 or > 36_500) { faults.Add("KeepDaysMin must be 180 to 36,500."); }
        return faults;
    }
}
