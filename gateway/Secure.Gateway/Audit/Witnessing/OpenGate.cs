using Secure.Gateway.Grpc;

namespace Secure.Gateway.Audit.Witnessing;

/// <summary>The gate, and what health says of it: NOT_SERVING while it is shut, but for Fleet and Audit, which serve from the start.</summary>
public sealed class OpenGate : IOpenGate, IDisposable
{
    /// <summary>What answers nobody while the gate is shut.</summary>
    private static readonly string[] Behind = [HealthBoard.Whole, "secure.v1.Identity", "secure.v1.Authorization", "secure.v1.Doors", "secure.v1.Presence"];

    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly HashSet<string> _agreed = new(StringComparer.Ordinal);
    private readonly HealthBoard _health;
    private readonly CancellationTokenSource _condemned = new();
    private int? _needed;
    private bool _storeReady = true;
    private volatile bool _isOpen;

    public OpenGate(HealthBoard health)
    {
        _health = health;
        SetBehind(false);
    }

    public bool IsOpen => _isOpen;

    public CancellationToken Condemned => _condemned.Token;

    public Task Opened => _opened.Task;

    /// <summary>The log is published and the port may be used: from now on <paramref name="needed"/> witnesses open the gate, 0 at once.</summary>
    public void Arm(int needed)
    {
        _health.Set("secure.v1.Fleet", true);
        _health.Set("secure.v1.Audit", true);
        lock (_gate) { _needed = needed; Settle(); }
    }

    /// <summary>A witness has shown an ancestor of our log.</summary>
    public void Agree(string witness) { lock (_gate) { _agreed.Add(witness); Settle(); } }

    /// <summary>The log has been shown to be rolled back or forked: shut until the process ends.</summary>
    public void Condemn()
    {
        _condemned.Cancel();
        lock (_gate) { Settle(); }
    }

    public void Dispose() => _condemned.Dispose();

    /// <summary>While nothing can be recorded nothing is served; that changes health alone, calls find out by themselves.</summary>
    public void StoreIs(bool ready) { lock (_gate) { _storeReady = ready; Settle(); } }

    private void Settle()
    {
        bool open = _needed is { } needed && _agreed.Count >= needed && !_condemned.IsCancellationRequested;
        _isOpen = open;
        SetBehind(open && _storeReady);
        if (open) { _opened.TrySetResult(); }
    }

    private void SetBehind(bool serving)
    {
        foreach (string service in Behind) { _health.Set(service, serving); }
    }
}
