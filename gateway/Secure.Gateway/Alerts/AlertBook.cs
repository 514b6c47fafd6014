using Secure.Gateway.Audit;
using Secure.Gateway.Spine;
using Secure.Gateway.Storage;

namespace Secure.Gateway.Alerts;

/// <summary>
/// The one owner of the alerts. One change at a time: prepared from what is in memory, committed with the entries that
/// record it, and only then taken into memory, so that nothing is overwritten and memory never runs ahead of the disk.
/// </summary>
/// <param name="duty">Late, because whoever knows the roles records what becomes of them, and every alarm recorded comes here.</param>
internal sealed class AlertBook(IStore store, Lazy<IDuty> duty, DuressNotes notes, AlertOptions options, TimeProvider clock) : IAlertRows, IDisposable
{
    private readonly SemaphoreSlim _one = new(1, 1);
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Alert> _alerts = new(StringComparer.Ordinal);
    private readonly Dictionary<(string, bool, AlertSubject), string> _latest = [];
    private readonly List<string> _unusable = [];
    private bool _loaded;
    // Replaced whole: asked at every Check.
    private volatile HashSet<string> _underDuress = new(StringComparer.Ordinal);

    /// <summary>Raised after an alert changed, with its id; handlers are quick.</summary>
    public event Action<string>? Changed;

    /// <summary>Keys of stored rows that failed their seal or do not read. Their ids are never given again.</summary>
    internal IReadOnlyList<string> Unusable => _unusable;

    internal Alert? Find(string id) { lock (_gate) { return _alerts.GetValueOrDefault(id); } }

    /// <summary>A silent alert about this person is open.</summary>
    internal bool IsUnderDuress(string person) => _underDuress is { Count: > 0 } known && known.Contains(person);

    /// <summary>Newest first.</summary>
    internal IReadOnlyList<Alert> All()
    {
        lock (_gate) { return [.. _alerts.Values.OrderByDescending(a => a.RaisedAt).ThenByDescending(a => a.Id, StringComparer.Ordinal)]; }
    }

    /// <summary>In no order.</summary>
    internal IReadOnlyList<Alert> Open() { lock (_gate) { return [.. _alerts.Values.Where(a => !a.IsClosed)]; } }

    public bool Concerns(AuditEvent happened) => happened.Kind == AuditKinds.Alarm || DuressNotes.IsNoted(happened);

    public async ValueTask<CommitOutcome> CommitAsync(
        IReadOnlyList<AuditEvent> happened, RowWrite[] rows, Func<IReadOnlyList<AuditEvent>, RowWrite[], ValueTask<CommitOutcome>> commit, CancellationToken cancellation)
    {
        await _one.WaitAsync(cancellation);
        try
        {
            await LoadOnceAsync(cancellation);
            AlertDraft draft = new(this, duty.Value, notes, options, clock.GetUtcNow());
            AuditEvent[] told = [.. happened.Select(draft.Take)];
            return await CommitAsync(draft.Alerts, own => commit(told, [.. rows, .. own]));
        }
        finally { _one.Release(); }
    }

    /// <summary>Changes one alert. What <paramref name="change"/> throws leaves everything as it was.</summary>
    /// <param name="change">From the alert as it stands to the alert that follows; null: nothing is to be done.</param>
    internal async Task<CommitOutcome?> ChangeAsync(string id, Func<Alert?, (Alert Next, AuditEvent Happened)?> change, IAudit audit, CancellationToken cancellation)
    {
        await _one.WaitAsync(cancellation);
        try
        {
            await LoadOnceAsync(cancellation);
            if (change(Find(id)) is not { } made) { return null; }
            return await CommitAsync([made.Next], own => audit.RecordAsync(made.Happened, cancellation, own));
        }
        finally { _one.Release(); }
    }

    /// <summary>Forgets closed alerts past their time: the log keeps what it says of them.</summary>
    internal async Task ForgetAsync(IReadOnlyList<string> ids, AuditEvent happened, IAudit audit, CancellationToken cancellation)
    {
        await _one.WaitAsync(cancellation);
        try
        {
            if (await audit.RecordAsync(happened, cancellation, [.. ids.Select(id => new RowWrite(Alert.Table, id, null))]) is not CommitOutcome.Committed) { return; }
            lock (_gate) { foreach (string id in ids) { _alerts.Remove(id); } }
        }
        finally { _one.Release(); }
    }

    /// <summary>Loads the store's rows, unless an alarm during the start has done so already.</summary>
    internal async Task LoadAsync(CancellationToken cancellation)
    {
        await _one.WaitAsync(cancellation);
        try { await LoadOnceAsync(cancellation); }
        finally { _one.Release(); }
    }

    public void Dispose() => _one.Dispose();

    /// <summary>The alert to which the same thing happening again may belong.</summary>
    internal Alert? LatestOf((string, bool, AlertSubject) key) { lock (_gate) { return _latest.TryGetValue(key, out string? id) ? _alerts.GetValueOrDefault(id) : null; } }

    /// <summary>The number of the next alert of a day, above every one that was given.</summary>
    internal int NextNumber(string day)
    {
        lock (_gate) { return 1 + _alerts.Keys.Concat(_unusable).Select(id => AlertIds.NumberOf(id, day)).DefaultIfEmpty(0).Max(); }
    }

    private async ValueTask<CommitOutcome> CommitAsync(IReadOnlyList<Alert> next, Func<RowWrite[], ValueTask<CommitOutcome>> commit)
    {
        RowWrite[] own = [.. next.Select(a => a.ToRow())];
        CommitOutcome outcome = await commit(own);
        if (outcome is not CommitOutcome.Committed) { return outcome; }
        // The store has written the entries' indices into the very rows.
        lock (_gate) { foreach (RowWrite row in own) { Keep(Alert.FromRow(row.Value!)!); } }
        foreach (RowWrite row in own) { Changed?.Invoke(row.Key); }
        return outcome;
    }

    private async Task LoadOnceAsync(CancellationToken cancellation)
    {
        if (_loaded) { return; }
        TableRead table = await store.ReadTableAsync(Alert.Table, cancellation);
        lock (_gate)
        {
            _unusable.AddRange(table.TamperedKeys);
            foreach (StoredRow row in table.Rows)
            {
                if (Alert.FromRow(row.Value) is { } alert && alert.Id == row.Key) { Keep(alert); } else { _unusable.Add(row.Key); }
            }
        }
        _loaded = true;
    }

    private void Keep(Alert alert)
    {
        _alerts[alert.Id] = alert;
        if (alert.Silent) { _underDuress = _alerts.Values.Where(a => a.Silent && !a.IsClosed).Select(a => a.About.Person).ToHashSet(StringComparer.Ordinal); }
        (string, bool, AlertSubject) key = AlarmReading.KeyOf(alert);
        if (!_latest.TryGetValue(key, out string? held) || !_alerts.TryGetValue(held, out Alert? latest) || latest.RaisedAt <= alert.RaisedAt) { _latest[key] = alert.Id; }
    }
}
