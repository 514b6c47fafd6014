using Microsoft.Extensions.Logging;

namespace Secure.Messaging;

internal static partial class MessagingLog
{
    [LoggerMessage(2001, LogLevel.Information, "MQTT {Identity}: connected to {Host}:{Port}")]
    internal static partial void Connected(ILogger log, string identity, string host, int port);

    [LoggerMessage(2002, LogLevel.Warning, "MQTT {Identity}: connection lost: {Cause}")]
    internal static partial void Lost(ILogger log, string identity, string cause);

    [LoggerMessage(2003, LogLevel.Warning, "MQTT {Identity}: no connection to {Host}:{Port}: {Cause}; next try in {Pause}")]
    internal static partial void NotConnected(ILogger log, string identity, string host, int port, string cause, TimeSpan pause);

    [LoggerMessage(2004, LogLevel.Error, "MQTT {Identity}: the broker refuses this client, MQTT reason {Reason}")]
    internal static partial void Refused(ILogger log, string identity, int reason);

    [LoggerMessage(2005, LogLevel.Error, "MQTT {Identity}: not subscribed to {Filter}: {Cause}")]
    internal static partial void NotSubscribed(ILogger log, string identity, string filter, string cause);

    [LoggerMessage(2006, LogLevel.Warning, "MQTT {Identity}: inbox full or message too large, {Dropped} dropped so far")]
    internal static partial void Dropped(ILogger log, string identity, long dropped);

    [LoggerMessage(2007, LogLevel.Error, "MQTT {Identity}: the connection does not end; its thread is left to end by itself")]
    internal static partial void Hanging(ILogger log, string identity);
}
