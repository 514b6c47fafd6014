namespace Secure.Gateway.Officers;

/// <summary>Section <c>Officers</c>.</summary>
public sealed class OfficerOptions
{
    /// <summary>Between the sealed code and the new password, for the other officers to object. Default 1 h, 10 min to 7 days.</summary>
    public TimeSpan RecoveryWait { get; set; } = TimeSpan.FromHours(1);

    internal IReadOnlyList<string> Faults() =>
        RecoveryWait < TimeSpan.FromMinutes(10) || RecoveryWait > TimeSpan.FromDays(7) ? ["Officers:RecoveryWait must be 10 minutes to 7 days."] : [];
}
