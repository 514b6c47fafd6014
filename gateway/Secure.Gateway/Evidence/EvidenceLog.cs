namespace Secure.Gateway.Evidence;

internal static partial class EvidenceLog
{
    [LoggerMessage(8001, LogLevel.Error, "Evidence of {Bytes} bytes was not kept: {Code}")]
    public static partial void NotKept(this ILogger log, string code, int bytes);

    [LoggerMessage(8002, LogLevel.Error, "Evidence could not be written")]
    public static partial void WriteFailed(this ILogger log, Exception fault);

    [LoggerMessage(8003, LogLevel.Critical, "Evidence {Id} is not what was kept: {Why}")]
    public static partial void Altered(this ILogger log, string id, string why);

    [LoggerMessage(8004, LogLevel.Information, "{Count} pieces of evidence past their time were dropped")]
    public static partial void Dropped(this ILogger log, int count);

    [LoggerMessage(8005, LogLevel.Error, "Old evidence could not be looked through now")]
    public static partial void UpkeepFailed(this ILogger log, Exception fault);
}
