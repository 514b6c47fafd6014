using Microsoft.Extensions.Logging;
using Secure.DoorMessages;
using Secure.Messaging;

namespace Secure.EdgeAgent.Broker;

internal static partial class BrokerLog
{
    [LoggerMessage(4201, LogLevel.Error, "The broker refuses publications on {Topic}: MQTT reason {Reason}")]
    internal static partial void Refused(ILogger log, string topic, int reason);

    [LoggerMessage(4202, LogLevel.Warning, "An acknowledgement of {Stream} {Sequence} is not about this queue")]
    internal static partial void ForeignAck(ILogger log, EnvelopeStream stream, ulong sequence);

    [LoggerMessage(4203, LogLevel.Warning, "{Controller} is not connected; {What} was not handed on")]
    internal static partial void NotHandedOn(ILogger log, string controller, ToController.MessageOneofCase what);
}
