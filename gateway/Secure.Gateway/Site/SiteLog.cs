namespace Secure.Gateway.Site;

internal static partial class SiteLog
{
    [LoggerMessage(3001, LogLevel.Information, "Site {Name} is in force, revision {Revision}: {Rooms} rooms, {Doors} doors, {Persons} persons, {Rules} rules")]
    public static partial void InForce(this ILogger log, string name, ulong revision, int rooms, int doors, int persons, int rules);

    [LoggerMessage(3002, LogLevel.Warning, "No site is in force: everything is denied")]
    public static partial void Empty(this ILogger log);

    [LoggerMessage(3003, LogLevel.Error, "Site file {Path}:{Fault}")]
    public static partial void Fault(this ILogger log, string path, SiteFault fault);

    [LoggerMessage(3004, LogLevel.Warning, "站点文件与现行站点不同，等待批准 · the site file differs from the site in force and waits for approval: {Changes} changes, SHA-256 {Sha256}")]
    public static partial void Pending(this ILogger log, int changes, string sha256);

    [LoggerMessage(3005, LogLevel.Warning, "  {Sign} {Path}")]
    public static partial void PendingChange(this ILogger log, char sign, string path);

    [LoggerMessage(3006, LogLevel.Critical, "The stored site failed its integrity check ({Row}): everything is denied")]
    public static partial void Tampered(this ILogger log, string row);

    [LoggerMessage(3007, LogLevel.Error, "Site file {Path} cannot be read: {Reason}")]
    public static partial void Unreadable(this ILogger log, string path, string reason);

    [LoggerMessage(3008, LogLevel.Information, "The site file is again what is in force; the pending change is gone")]
    public static partial void PendingGone(this ILogger log);
}
