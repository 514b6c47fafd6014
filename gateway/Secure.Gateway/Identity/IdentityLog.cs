namespace Secure.Gateway.Identity;

internal static partial class IdentityLog
{
    [LoggerMessage(1001, LogLevel.Error, "{Count} sessions ended ({Reason}), but the log could not be written")]
    internal static partial void EndUnrecorded(this ILogger log, int count, string reason);

    [LoggerMessage(1002, LogLevel.Warning, "This is a demo's store: its accounts are exempt from first-use change and password age")]
    internal static partial void DemoStore(this ILogger log);
}
