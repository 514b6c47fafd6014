using Grpc.Core;
using Microsoft.Extensions.Logging;

namespace Secure.EdgeAgent.Controllers;

internal static partial class ControllersLog
{
    [LoggerMessage(4301, LogLevel.Debug, "{Controller}: {Cause}")]
    internal static partial void Gone(ILogger log, string controller, string cause);

    [LoggerMessage(4302, LogLevel.Warning, "{Controller}: no answer about an entry: {Status} {Detail}")]
    internal static partial void EntryUnanswered(ILogger log, string controller, StatusCode status, string detail);

    [LoggerMessage(4303, LogLevel.Warning, "{Controller}: the gateway did not accept its enrolment: {Status} {Detail}")]
    internal static partial void EnrolmentRefused(ILogger log, string controller, StatusCode status, string detail);
}
