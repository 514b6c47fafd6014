using Grpc.Core;
using Microsoft.Extensions.Logging;
using Secure.DoorMessages;

namespace Secure.EdgeAgent.Entries;

internal static partial class EntriesLog
{
    [LoggerMessage(4501, LogLevel.Information, "{Door}: asks for {Act} {Hindrance}")]
    internal static partial void Asked(ILogger log, string door, EntryAct act, string hindrance);

    [LoggerMessage(4502, LogLevel.Warning, "{Door}: no answer about a capture: {Status} {Detail}")]
    internal static partial void Unanswered(ILogger log, string door, StatusCode status, string detail);

    [LoggerMessage(4503, LogLevel.Warning, "{Door}: the fingerprint sensor cannot be used: {Cause}")]
    internal static partial void SensorGone(ILogger log, string door, string cause);
}
