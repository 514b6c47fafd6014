namespace Secure.Gateway.Backups;

internal static partial class BackupLog
{
    [LoggerMessage(8601, LogLevel.Information, "A backup of {Entries} log entries was made and checked")]
    public static partial void Made(this ILogger log, long entries);

    [LoggerMessage(8602, LogLevel.Error, "A backup failed")]
    public static partial void Failed(this ILogger log, Exception fault);

    [LoggerMessage(8603, LogLevel.Warning, "This store was restored from the backup of {MadeAt}")]
    public static partial void Restored(this ILogger log, DateTimeOffset madeAt);
}
