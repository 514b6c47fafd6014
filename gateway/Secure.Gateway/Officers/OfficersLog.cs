namespace Secure.Gateway.Officers;

internal static partial class OfficersLog
{
    [LoggerMessage(1101, LogLevel.Warning, "No one-time token was made: standard output is neither a terminal nor a file that its owner alone may read, and what is shown there may be kept in a log. Start the gateway at a terminal, or with standard output in a file of mode 0600, as its systemd unit does")]
    internal static partial void NoTokenShown(this ILogger log);
}
