namespace Secure.Gateway.Biometrics;

internal static partial class HostLog
{
    [LoggerMessage(5001, LogLevel.Information, "Biometrics host {Process} listens")]
    internal static partial void HostListens(this ILogger log, int process);

    [LoggerMessage(5002, LogLevel.Warning, "Biometrics host ended with {Code}; it is started again in {Pause}")]
    internal static partial void HostEnded(this ILogger log, int code, TimeSpan pause);

    [LoggerMessage(5003, LogLevel.Warning, "Biometrics host cannot be used ({Why}); it is started again in {Pause}")]
    internal static partial void HostUnusable(this ILogger log, string why, TimeSpan pause);

    [LoggerMessage(5004, LogLevel.Warning, "Biometrics host says: {Words}")]
    internal static partial void HostSays(this ILogger log, string words);

    [LoggerMessage(5005, LogLevel.Warning, "{Engine} is off: {Why}")]
    internal static partial void EngineOff(this ILogger log, string engine, string why);

    [LoggerMessage(5006, LogLevel.Information, "{Engine} is on, with {Model}")]
    internal static partial void EngineOn(this ILogger log, string engine, string model);

    [LoggerMessage(5007, LogLevel.Warning, "The connection to the biometrics host broke ({Why}); connecting once more")]
    internal static partial void HostConnectionBroke(this ILogger log, string why);
}
