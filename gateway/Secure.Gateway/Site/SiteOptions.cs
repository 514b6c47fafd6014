namespace Secure.Gateway.Site;

/// <summary>Section <c>Site</c>.</summary>
public sealed class SiteOptions
{
    /// <summary>The site file. A full path; default none: what the store holds is then in force, or nothing.</summary>
    public string? File { get; set; }

    /// <summary>Every fault in words, none when the options can be used.</summary>
    public IReadOnlyList<string> Faults() =>
        File is { } path && !Path.IsPathFullyQualified(path) ? ["Site:File must be a full path."] : [];
}
