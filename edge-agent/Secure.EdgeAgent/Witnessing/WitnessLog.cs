using Grpc.Core;
using Microsoft.Extensions.Logging;

namespace Secure.EdgeAgent.Witnessing;

internal static partial class WitnessLog
{
    [LoggerMessage(4401, LogLevel.Warning, "The witness's stream ended: {Status} {Detail}")]
    internal static partial void Ended(ILogger log, StatusCode status, string detail);

    [LoggerMessage(4402, LogLevel.Error, "A checkpoint could not be kept and was not cosigned: {Cause}")]
    internal static partial void NotKept(ILogger log, string cause);
}
