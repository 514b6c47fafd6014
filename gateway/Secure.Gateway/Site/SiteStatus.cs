namespace Secure.Gateway.Site;

/// <summary>What is in force and what waits.</summary>
/// <param name="Revision">0 where no site file has been applied.</param>
/// <param name="Sha256">Of the file in force, as lower-case hex; null where none is.</param>
/// <param name="Tampered">The stored site failed its integrity check: everything is denied.</param>
/// <param name="Pending">A file that differs and waits for approval; null where none does.</param>
/// <param name="FileFaults">Of the file that lies there now, which then changes nothing.</param>
internal sealed record SiteStatus(ulong Revision, string? Sha256, bool Tampered, PendingSite? Pending, IReadOnlyList<SiteFault> FileFaults)
{
    internal static readonly SiteStatus None = new(0, null, false, null, []);
}

/// <param name="Since">When it was first seen.</param>
internal sealed record PendingSite(string Sha256, DateTimeOffset Since, IReadOnlyList<SiteChange> Changes);
