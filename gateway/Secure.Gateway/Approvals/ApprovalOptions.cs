namespace Secure.Gateway.Approvals;

/// <summary>Section <c>Approvals</c>.</summary>
public sealed class ApprovalOptions
{
    /// <summary>A request waits, and an approval may be used, this long from the asking. Default 24 h, 5 min to 7 days.</summary>
    public TimeSpan Life { get; set; } = TimeSpan.FromHours(24);

    internal IReadOnlyList<string> Faults() =>
        Life < TimeSpan.FromMinutes(5) || Life > TimeSpan.FromDays(7) ? ["Approvals:Life must be 5 minutes to 7 days."] : [];
}
