using Secure.Gateway.Audit.Witnessing;
using Secure.Gateway.Storage;

namespace Secure.Gateway.Audit;

internal static partial class AuditLog
{
    [LoggerMessage(4001, LogLevel.Information, "The log has {Size} entries; its key is {VerifierKey}; {Needed} of {Known} known witnesses are needed to open")]
    public static partial void LogOpened(this ILogger logger, long size, string verifierKey, int needed, int known);

    [LoggerMessage(4002, LogLevel.Warning, "No witness is needed to open: an old copy of the log would not be noticed")]
    public static partial void Unwitnessed(this ILogger logger);

    [LoggerMessage(4003, LogLevel.Information, "Witness {Witness} showed its last checkpoint of {Size} entries: {Verdict}")]
    public static partial void WitnessHeard(this ILogger logger, string witness, HelloVerdict verdict, long size);

    [LoggerMessage(4004, LogLevel.Warning, "Witness {Witness} answered {Status}")]
    public static partial void WitnessAnswered(this ILogger logger, string witness, uint status);

    [LoggerMessage(4005, LogLevel.Warning, "The log could not be published now; trying again")]
    public static partial void PublishingFailed(this ILogger logger, Exception cause);

    [LoggerMessage(4006, LogLevel.Critical, "The log is broken: nothing is signed or served")]
    public static partial void LogBroken(this ILogger logger, Exception cause);

    [LoggerMessage(4007, LogLevel.Critical, "The process ends: {Why}")]
    public static partial void Ending(this ILogger logger, string why);

    [LoggerMessage(4008, LogLevel.Warning, "The store is {Health}, its disk {Space}: {Trouble}")]
    public static partial void StoreChanged(this ILogger logger, StoreHealth health, StoreSpace space, string trouble);

    [LoggerMessage(4009, LogLevel.Information, "Every needed witness has shown an ancestor of the log: serving")]
    public static partial void GateOpened(this ILogger logger);
}
