using Secure.Gateway.Audit;
using Secure.Gateway.Decisions.Site;
using Secure.Gateway.Spine;
using Secure.Gateway.Storage;
using Secure.Vocabulary;

namespace Secure.Gateway.Site;

/// <summary>
/// Keeps the site in force. A site file is applied by itself only to a store that never had one; a later file that
/// differs is a pending change, and nothing here puts it in force. A stored site that fails its seal, or has gone
/// although the log says that it was applied, denies everything and raises an alarm. Persons and badges are the file's
/// only until the people on record are there, who are taken from it once: later differences in them count for nothing.
/// </summary>
internal sealed class SiteKeeper(IStore store, IAudit audit, IAlarms alarms, SiteOptions options, TimeProvider clock, ILogger<SiteKeeper> log) : ISite, ISitePeople
{
    /// <summary>The store's table; it belongs among the sealed ones.</summary>
    public const string Table = "site";

    internal const string ActiveRow = "active";
    internal const string PendingRow = "pending";
    private const int ChangesLogged = 100;

    private static readonly string[] SeededOnce = ["persons", "badges"];

    private readonly Lock _gate = new();
    private (IReadOnlyDictionary<PersonId, Person> Persons, IReadOnlyDictionary<string, Badge> Badges)? _people;
    private volatile SiteSnapshot _current = SiteSnapshot.Empty();
    private volatile SiteStatus _status = SiteStatus.None;

    public event Action<SiteSnapshot>? Replaced;

    public SiteSnapshot Current => _current;

    public SiteStatus Status => _status;

    /// <summary>Takes the stored site into force, or applies the file to a store that never had one. Before anything is served.</summary>
    /// <param name="look">Also compares the file with the stored site; else <see cref="LookAsync"/> does, when the people on record are there.</param>
    /// <exception cref="InvalidOperationException">The site cannot be used or recorded; says why. Nothing was changed.</exception>
    public async Task LoadAsync(CancellationToken cancellation, bool look = true)
    {
        TableRead rows = await store.ReadTableAsync(Table, cancellation).ConfigureAwait(false);
        StoredRow? active = rows.Rows.FirstOrDefault(r => r.Key == ActiveRow);
        if (rows.TamperedKeys.Contains(ActiveRow) || (active is null && await WasAppliedAsync(cancellation).ConfigureAwait(false)))
        {
            await DenyAllAsync(ActiveRow, cancellation).ConfigureAwait(false);
            return;
        }
        if (active is null) { await ApplyFirstAsync(await ReadFileAsync(cancellation).ConfigureAwait(false), cancellation).ConfigureAwait(false); return; }
        StoredSite? stored = StoredSite.Decode(active.Value);
        if (stored is null) { await DenyAllAsync(ActiveRow, cancellation).ConfigureAwait(false); return; }
        Use(Usable(Approved(stored), "the stored site").Build(stored.Revision), new SiteStatus(stored.Revision, Convert.ToHexStringLower(stored.Hash), false, null, []));
        if (look) { await LookAsync(cancellation).ConfigureAwait(false); }
    }

    /// <summary>Compares the file that lies there now with the site in force; nothing changes but what is said to wait.</summary>
    internal async Task LookAsync(CancellationToken cancellation)
    {
        if (_status.Revision == 0) { return; }
        TableRead rows = await store.ReadTableAsync(Table, cancellation).ConfigureAwait(false);
        if (rows.Rows.FirstOrDefault(r => r.Key == ActiveRow) is not { } active || StoredSite.Decode(active.Value) is not { } stored) { return; }
        SiteFile? file = await ReadFileAsync(cancellation).ConfigureAwait(false);
        _status = _status with { Pending = null, FileFaults = file?.Faults ?? [] };
        await CompareAsync(Approved(stored), file, rows, cancellation).ConfigureAwait(false);
    }

    /// <summary>Takes into force what has been committed as the active site.</summary>
    internal void Take(StoredSite site) =>
        Use(Usable(Approved(site), "the approved site").Build(site.Revision), new SiteStatus(site.Revision, Convert.ToHexStringLower(site.Hash), false, null, []));

    /// <summary>Whom it names was on record when it was approved, and no record ever goes.</summary>
    private static SiteFile Approved(StoredSite site) => SiteFile.Parse(site.Bytes, _ => true);

    private bool IsOnRecord(string person)
    {
        lock (_gate) { return _people is { } people && PersonId.TryParse(person, out PersonId? id) && people.Persons.ContainsKey(id); }
    }

    private async Task ApplyFirstAsync(SiteFile? file, CancellationToken cancellation)
    {
        if (file is null) { log.Empty(); return; }
        StoredSite site = new(1, clock.GetUtcNow(), Usable(file, "the site file").Text);
        SiteSnapshot snapshot = file.Build(site.Revision);
        AuditEvent happened = new(AuditKinds.SiteApplied) { Policy = "1", Evidence = [site.Hash], Details = [new("site", snapshot.Name)] };
        RowWrite row = new(Table, ActiveRow, site.Encode(), ExpectedVersion: 0);
        Committed(await audit.RecordAsync(happened, cancellation, row).ConfigureAwait(false));
        Use(snapshot, new SiteStatus(site.Revision, Convert.ToHexStringLower(site.Hash), false, null, []));
    }

    private async Task CompareAsync(SiteFile inForce, SiteFile? file, TableRead rows, CancellationToken cancellation)
    {
        if (rows.TamperedKeys.Contains(PendingRow)) { await RaiseAsync(PendingRow, cancellation).ConfigureAwait(false); }
        if (file?.Root is null) { return; }
        IReadOnlyList<SiteChange> changes = SiteDiff.Between(inForce.Root!, file.Root, SeededOnce);
        StoredSite? known = rows.Rows.FirstOrDefault(r => r.Key == PendingRow) is { } row ? StoredSite.Decode(row.Value) : null;
        if (changes.Count == 0) { await ForgetAsync(known, cancellation).ConfigureAwait(false); return; }
        StoredSite pending = new(_status.Revision + 1, clock.GetUtcNow(), file.Text);
        bool seen = known is not null && known.Yaml == pending.Yaml;
        string hash = Convert.ToHexStringLower(pending.Hash);
        log.Pending(changes.Count, hash);
        foreach (SiteChange change in changes.Take(ChangesLogged)) { log.PendingChange(change.Added ? '+' : '-', change.Path); }
        if (!seen) { Committed(await audit.RecordAsync(Told(pending, changes), cancellation, new RowWrite(Table, PendingRow, pending.Encode())).ConfigureAwait(false)); }
        _status = _status with { Pending = new PendingSite(hash, seen ? known!.At : pending.At, changes) };
    }

    private async Task ForgetAsync(StoredSite? known, CancellationToken cancellation)
    {
        if (known is null) { return; }
        AuditEvent happened = new(AuditKinds.SitePending) { Evidence = [known.Hash], Details = [new("state", "withdrawn")] };
        Committed(await audit.RecordAsync(happened, cancellation, new RowWrite(Table, PendingRow, null)).ConfigureAwait(false));
        log.PendingGone();
    }

    /// <summary>Paths only: values may hold names of people.</summary>
    private static AuditEvent Told(StoredSite pending, IReadOnlyList<SiteChange> changes) => new(AuditKinds.SitePending)
    {
        Evidence = [pending.Hash],
        Details =
        [
            new("state", "waiting"), new("changes", changes.Count.ToString(System.Globalization.CultureInfo.InvariantCulture)),
            .. changes.Take(24).Select((c, i) => new KeyValuePair<string, string>($"change_{i + 1}", $"{(c.Added ? '+' : '-')} {c.Path}")),
        ],
    };

    private async Task<SiteFile?> ReadFileAsync(CancellationToken cancellation)
    {
        if (options.File is not { } path) { return null; }
        try
        {
            SiteFile file = SiteFile.Parse(await SiteCheck.ReadAsync(path, cancellation).ConfigureAwait(false), IsOnRecord);
            foreach (SiteFault fault in file.Faults) { log.Fault(path, fault); }
            return file;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            log.Unreadable(path, e.Message);
            return new SiteFile("", null, [new SiteFault(0, "", "无法读取文件", "the file cannot be read")]);
        }
    }

    /// <summary>A row that was deleted leaves no seal to fail; the log remembers that there was one.</summary>
    private async Task<bool> WasAppliedAsync(CancellationToken cancellation)
    {
        LogQuery query = new() { Keys = new SearchKeys(Kind: AuditKinds.SiteApplied), Limit = 1 };
        while (true)
        {
            LogPage page = await store.SearchLogAsync(query, cancellation).ConfigureAwait(false);
            if (page.Entries.Count > 0) { return true; }
            if (page.Next is not { } next) { return false; }
            query = query with { Cursor = next };
        }
    }

    private async Task DenyAllAsync(string row, CancellationToken cancellation)
    {
        log.Tampered(row);
        Use(SiteSnapshot.Empty(tampered: true), SiteStatus.None with { Tampered = true });
        await RaiseAsync(row, cancellation).ConfigureAwait(false);
    }

    private async Task RaiseAsync(string row, CancellationToken cancellation)
    {
        Alarm alarm = new("site.tampered", "站点记录完整性校验失败 · the stored site failed its integrity check") { Details = [new("row", row)] };
        Committed(await alarms.RaiseAsync(alarm, cancellation).ConfigureAwait(false));
    }

    public void UsePeople(IReadOnlyDictionary<PersonId, Person> persons, IReadOnlyDictionary<string, Badge> badges)
    {
        // One at a time, handlers included: nobody is told of an older site after a newer one.
        lock (_gate)
        {
            _people = (persons, badges);
            _current = WithPeople(_current);
            Replaced?.Invoke(_current);
        }
    }

    /// <summary>A site that failed its check stays empty: everything is denied by it.</summary>
    private SiteSnapshot WithPeople(SiteSnapshot snapshot) => _people is { } people && !snapshot.Tampered
        ? snapshot with { Persons = people.Persons, Badges = people.Badges }
        : snapshot;

    private void Use(SiteSnapshot snapshot, SiteStatus status)
    {
        lock (_gate)
        {
            (_current, _status) = (WithPeople(snapshot), status);
            Replaced?.Invoke(_current);
        }
        if (status.Revision > 0) { log.InForce(snapshot.Name, snapshot.Revision, snapshot.Rooms.Count, snapshot.Doors.Count, snapshot.Persons.Count, snapshot.Rules.Count); }
    }

    private static SiteFile Usable(SiteFile file, string what) => file.Root is not null
        ? file
        : throw new InvalidOperationException($"{what} has {file.Faults.Count} faults: " + string.Join("; ", file.Faults.Take(20)));

    private static void Committed(CommitOutcome outcome)
    {
        if (outcome is not CommitOutcome.Committed) { throw new InvalidOperationException("The store could not record the site."); }
    }
}
