namespace Secure.Gateway.ConsolePage;

internal static partial class ConsoleLog
{
    [LoggerMessage(9101, LogLevel.Information, "The console's page is served: {Files} files, {Bytes} bytes")]
    public static partial void Served(this ILogger logger, int files, long bytes);

    [LoggerMessage(9102, LogLevel.Warning, "The console's page is off, because {Reason}")]
    public static partial void Off(this ILogger logger, string reason);
}
