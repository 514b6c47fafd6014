namespace Secure.Gateway.Grpc;

internal static partial class GrpcLog
{
    [LoggerMessage(9001, LogLevel.Error, "{Method} failed unexpectedly; the caller was told {RequestId} and nothing else")]
    public static partial void CallFailed(this ILogger logger, Exception cause, string method, string requestId);

    [LoggerMessage(9002, LogLevel.Debug, "{Method} was refused: {Code}")]
    public static partial void CallRefused(this ILogger logger, string method, string code);

    [LoggerMessage(9003, LogLevel.Debug, "{Method} ended because its caller left or its deadline passed")]
    public static partial void CallAbandoned(this ILogger logger, Exception cause, string method);

    [LoggerMessage(9004, LogLevel.Error, "{Method} was handled, but its answer could not be written as a message")]
    public static partial void AnswerNotSent(this ILogger logger, string method);
}
