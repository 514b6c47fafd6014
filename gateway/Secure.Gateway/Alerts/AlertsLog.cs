namespace Secure.Gateway.Alerts;

internal static partial class AlertsLog
{
    [LoggerMessage(7001, LogLevel.Warning, "Nobody acknowledged alert {Alert} ({Code}) in time; told besides: {Persons}")]
    public static partial void Escalated(this ILogger log, string alert, string code, string persons);

    [LoggerMessage(7002, LogLevel.Error, "The alerts' deadlines could not be looked at now")]
    public static partial void LookFailed(this ILogger log, Exception fault);

    [LoggerMessage(7003, LogLevel.Error, "Stored alerts that cannot be used: {Rows}")]
    public static partial void RowsUnusable(this ILogger log, string rows);

    [LoggerMessage(7004, LogLevel.Warning, "A step-up of {Person} failed ({Cause}), at a {Where}")]
    public static partial void StepUpFailed(this ILogger log, string person, string cause, string where);

    [LoggerMessage(7005, LogLevel.Error, "Door {Door} could not be secured after a failed step-up: {Reason}")]
    public static partial void NotSecured(this ILogger log, string door, string reason);

    [LoggerMessage(7006, LogLevel.Error, "Doors could not be secured after a failed step-up")]
    public static partial void SecuringFailed(this ILogger log, Exception fault);
}
