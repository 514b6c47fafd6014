using Secure.Gateway.Audit;

namespace Secure.Gateway.Doors;

/// <summary>
/// Counts messages from the broker that were not genuine, and raises at most one alarm per source and reason in 10 s,
/// so that noise cannot fill the disk.
/// </summary>
public sealed class DeviceMessageCounter(IAlarms alarms, TimeProvider clock, ILogger<DeviceMessageCounter> log)
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(10);
    private const int SourcesMax = 1024;

    private readonly Lock _gate = new();
    private readonly Dictionary<(string, string), long> _raised = [];

    public void Count(string source, string code)
    {
        lock (_gate)
        {
            if (_raised.TryGetValue((source, code), out long at) && clock.GetElapsedTime(at) < Period) { return; }
            if (_raised.Count >= SourcesMax) { _raised.Clear(); }
            _raised[(source, code)] = clock.GetTimestamp();
        }
        _ = RaiseAsync(source, code);
    }

    private async Task RaiseAsync(string source, string code)
    {
        try { await alarms.RaiseAsync(new Alarm(code, AlarmTexts.Of(code)) { Device = source }, CancellationToken.None); }
        catch (Exception fault) when (fault is not OperationCanceledException) { DoorsLog.AlarmFailed(log, code, fault); }
    }
}
