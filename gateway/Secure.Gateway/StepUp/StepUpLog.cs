namespace Secure.Gateway.StepUp;

internal static partial class StepUpLog
{
    [LoggerMessage(7001, LogLevel.Information, "Step-up {challenge} of session {session} ended: {outcome}")]
    public static partial void StepUpEnded(this ILogger log, string challenge, string session, string outcome);

    [LoggerMessage(7002, LogLevel.Warning, "A factor's counter was altered past the store: {key}")]
    public static partial void CounterAltered(this ILogger log, string key);
}
