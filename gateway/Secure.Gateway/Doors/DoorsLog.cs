namespace Secure.Gateway.Doors;

internal static partial class DoorsLog
{
    [LoggerMessage(4001, LogLevel.Error, "A device message on {Topic} could not be handled; its sender will repeat it.")]
    public static partial void MessageFailed(ILogger log, string topic, Exception fault);

    [LoggerMessage(4006, LogLevel.Error, "A device message on {Topic} could not be recorded; its sender will repeat it.")]
    public static partial void NotRecorded(ILogger log, string topic);

    [LoggerMessage(4002, LogLevel.Error, "The alarm {Code} could not be recorded.")]
    public static partial void AlarmFailed(ILogger log, string code, Exception fault);

    [LoggerMessage(4007, LogLevel.Error, "A lease for controller {Controller} could not be made.")]
    public static partial void LeaseFailed(ILogger log, string controller, Exception fault);

    [LoggerMessage(4003, LogLevel.Warning, "Controller {Controller} fell silent.")]
    public static partial void ControllerSilent(ILogger log, string controller);

    [LoggerMessage(4004, LogLevel.Error, "Stored state of {Rows} could not be used.")]
    public static partial void RowsUnusable(ILogger log, string rows);

    [LoggerMessage(4008, LogLevel.Error, "Who passed door {Door} could not be recorded.")]
    public static partial void PassageNotRecorded(ILogger log, string door);

    [LoggerMessage(4009, LogLevel.Warning, "Too many clips wait to be counted: one of door {Door} is not.")]
    public static partial void PassageDropped(ILogger log, string door);

    [LoggerMessage(4005, LogLevel.Information, "Command {Decision} to door {Door}: {Outcome}.")]
    public static partial void CommandEnded(ILogger log, string decision, string door, string outcome);
}
