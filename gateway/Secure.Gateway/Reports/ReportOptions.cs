namespace Secure.Gateway.Reports;

/// <summary>Section <c>Reports</c>.</summary>
public sealed class ReportOptions
{
    /// <summary>Entries of the log that one report may read, 1,000 to 50,000,000. Default 5,000,000. What would take more is refused: a count of a part is no count.</summary>
    public int EntriesMax { get; set; } = 5_000_000;

    /// <summary>Every fault in words, none when the options can be used.</summary>
    public IReadOnlyList<string> Faults() => EntriesMax is >= 1_000 and <= 50_000_000 ? [] : ["Reports:EntriesMax must be 1,000 to 50,000,000."];
}
