using Grpc.Core;
using Microsoft.Extensions.Logging;

namespace Secure.EdgeAgent.Clips;

internal static partial class ClipsLog
{
    [LoggerMessage(4601, LogLevel.Warning, "The gateway did not take a clip: {Status} {Detail}")]
    internal static partial void NotTaken(ILogger log, StatusCode status, string detail);

    [LoggerMessage(4602, LogLevel.Error, "A kept clip could not be read: {Cause}")]
    internal static partial void NotRead(ILogger log, string cause);

    [LoggerMessage(4603, LogLevel.Information, "{Door}: a picture was taken for the gateway and handed over")]
    internal static partial void SnapshotTaken(ILogger log, string door);

    [LoggerMessage(4604, LogLevel.Warning, "{Door}: no picture for the gateway: {Code}")]
    internal static partial void NoSnapshot(ILogger log, string door, string code);

    [LoggerMessage(4605, LogLevel.Error, "{Door}: a clip was lost")]
    internal static partial void NotKept(ILogger log, string door, Exception cause);
}
