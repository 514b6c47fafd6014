namespace Secure.Gateway.Audit.Publishing;

/// <summary>Wakes whoever waits for something new in the log.</summary>
public sealed class LogPulse
{
    private TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes at the next beat. Take it before looking, so that nothing is missed between looking and waiting.</summary>
    public Task Next => Volatile.Read(ref _next).Task;

    public void Beat() => Interlocked.Exchange(ref _next, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
}
