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

    [LoggerMessage(4504, LogLevel.Information, "{Door}: slot {Slot} of the fingerprint sensor is erased")]
    internal static partial void SlotErased(ILogger log, string door, int slot);

    [LoggerMessage(4505, LogLevel.Information, "{Door}: a finger was to be enrolled in slot {Slot} of the sensor: {Verdict}")]
    internal static partial void SlotEnrolled(ILogger log, string door, int slot, string verdict);

    [LoggerMessage(4506, LogLevel.Warning, "{Door}: the gateway does not answer about the fingerprint sensor: {Status}")]
    internal static partial void SensorUnanswered(ILogger log, string door, StatusCode status);
}
