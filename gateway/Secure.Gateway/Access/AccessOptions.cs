namespace Secure.Gateway.Access;

/// <summary>Section <c>Access</c>.</summary>
public sealed class AccessOptions
{
    /// <summary>How long a step-up's nonce may be answered. Default 2 min, 10 s to 10 min.</summary>
    public TimeSpan StepUpLife { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>Watches that one session may hold open. Default 16, 1 to 1,000.</summary>
    public int WatchesPerSession { get; set; } = 16;

    /// <summary>Watches in all. Default 4,096, 1 to 65,536.</summary>
    public int WatchesMax { get; set; } = 4096;

    /// <summary>Every fault in words, none when the options can be used.</summary>
    public IReadOnlyList<string> Faults()
    {
        List<string> faults = [];
        if (StepUpLife < TimeSpan.FromSeconds(10) || StepUpLife > TimeSpan.FromMinutes(10)) { faults.Add("Access:StepUpLife must be 10 s to 10 min."); }
        if (WatchesPerSession is < 1 or > 1000) { faults.Add("Access:WatchesPerSession must be 1 to 1,000."); }
        if (WatchesMax is < 1 or > 65_536) { faults.Add("Access:WatchesMax must be 1 to 65,536."); }
        return faults;
    }
}
