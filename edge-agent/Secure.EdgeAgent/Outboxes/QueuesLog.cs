using Microsoft.Extensions.Logging;
using Secure.Messaging;

namespace Secure.EdgeAgent.Outboxes;

internal static partial class QueuesLog
{
    [LoggerMessage(4101, LogLevel.Warning, "{Code} {About}: {Words}")]
    internal static partial void Notice(ILogger log, string code, string about, string words);

    [LoggerMessage(4102, LogLevel.Error, "No room in the {Stream} queue")]
    internal static partial void NoRoom(ILogger log, EnvelopeStream stream);
}
