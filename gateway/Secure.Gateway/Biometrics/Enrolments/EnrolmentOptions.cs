namespace Secure.Gateway.Biometrics.Enrolments;

/// <summary>Section <c>Enrolment</c>.</summary>
public sealed class EnrolmentOptions
{
    /// <summary>Version of the consent text in use, 1 to 32 characters. Default "1". A change asks everybody anew.</summary>
    public string ConsentVersion { get; set; } = "1";

    /// <summary>How long an enrolment may take. Default 5 minutes, 1 to 30.</summary>
    public TimeSpan EnrolmentMax { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>After which a template is erased and the person enrolled anew. Default 1,095 days, 1 to 3,650.</summary>
    public TimeSpan TemplateLife { get; set; } = TimeSpan.FromDays(1095);

    internal IReadOnlyList<string> Faults() =>
    [
        .. Fault(ConsentVersion.Length is >= 1 and <= 32, nameof(ConsentVersion), "1 to 32 characters"),
        .. Fault(EnrolmentMax >= TimeSpan.FromMinutes(1) && EnrolmentMax <= TimeSpan.FromMinutes(30), nameof(EnrolmentMax), "1 to 30 minutes"),
        .. Fault(TemplateLife >= TimeSpan.FromDays(1) && TemplateLife <= TimeSpan.FromDays(3650), nameof(TemplateLife), "1 to 3,650 days"),
    ];

    private static IEnumerable<string> Fault(bool right, string name, string range) => right ? [] : [$"Enrolment:{name} must be {range}."];
}
