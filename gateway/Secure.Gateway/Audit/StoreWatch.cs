using Secure.Gateway.Audit.Witnessing;
using Secure.Gateway.Storage;

namespace Secure.Gateway.Audit;

/// <summary>Tells what becomes of the store: alarms at 80 % and 90 % and when it is full, health while nothing can be recorded, the end when it has failed.</summary>
public sealed class StoreWatch : IDisposable
{
    private readonly Lock _gate = new();
    private readonly IStore _store;
    private readonly IAlarms _alarms;
    private readonly OpenGate _open;
    private readonly IProcessEnd _end;
    private readonly ILogger<StoreWatch> _log;
    private StoreState _last = new(StoreHealth.Ready, StoreSpace.Ample, null);

    public StoreWatch(IStore store, IAlarms alarms, OpenGate open, IProcessEnd end, ILogger<StoreWatch> log)
    {
        (_store, _alarms, _open, _end, _log) = (store, alarms, open, end, log);
        store.StateChanged += OnChanged;
        OnChanged(store.State);
    }

    public void Dispose() => _store.StateChanged -= OnChanged;

    // On the store's own thread: alarms are recorded elsewhere, or they would wait for themselves.
    private void OnChanged(StoreState state)
    {
        StoreState before;
        lock (_gate) { (before, _last) = (_last, state); }
        if (state == before) { return; }
        _log.StoreChanged(state.Health, state.Space, state.Trouble ?? "-");
        _open.StoreIs(state.Health == StoreHealth.Ready);
        if (state.Health == StoreHealth.Failed) { _end.End("the store failed: " + state.Trouble); return; }
        foreach (Alarm alarm in Due(before, state)) { _ = Task.Run(async () => await _alarms.RaiseAsync(alarm, CancellationToken.None)); }
    }

    private static IEnumerable<Alarm> Due(StoreState before, StoreState now)
    {
        if (now.Health == StoreHealth.Full && before.Health != StoreHealth.Full) { yield return new Alarm("store.full", "磁盘已满，停止记录与判定 · the disk is full: nothing is recorded or decided"); }
        if (now.Space == StoreSpace.VeryLow && before.Space < StoreSpace.VeryLow) { yield return new Alarm("store.space_90", "磁盘已用 90% · the disk is 90 % full"); }
        if (now.Space == StoreSpace.Low && before.Space < StoreSpace.Low) { yield return new Alarm("store.space_80", "磁盘已用 80% · the disk is 80 % full"); }
    }
}
