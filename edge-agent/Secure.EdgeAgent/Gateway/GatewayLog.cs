using Grpc.Core;
using Microsoft.Extensions.Logging;

namespace Secure.EdgeAgent.Gateway;

internal static partial class GatewayLog
{
    [LoggerMessage(4001, LogLevel.Warning, "The gateway does not answer: {Status} {Detail}")]
    internal static partial void UpkeepFailed(ILogger log, StatusCode status, string detail);

    [LoggerMessage(4002, LogLevel.Information, "Certificate renewed; good until {NotAfter:u}")]
    internal static partial void Renewed(ILogger log, DateTime notAfter);

    [LoggerMessage(4003, LogLevel.Error, "The renewed certificate is not one for our key under the site's root; the former stays")]
    internal static partial void RenewalUnusable(ILogger log);

    [LoggerMessage(4004, LogLevel.Information, "Key list {Number} in use")]
    internal static partial void KeyList(ILogger log, ulong number);

    [LoggerMessage(4005, LogLevel.Error, "A new certificate or key list could not be kept and is not used: {Cause}")]
    internal static partial void NotKept(ILogger log, string cause);
}
