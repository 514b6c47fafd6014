using System.Collections.Concurrent;
using Secure.Contracts;
using Secure.Gateway.Audit;
using Secure.Gateway.Fleet.Certificates;
using Secure.Gateway.Spine;
using Secure.Gateway.Storage;
using Secure.Signatures;
using Secure.Vocabulary;

namespace Secure.Gateway.Fleet.Register;

/// <summary>
/// Who is enrolled. Read for every handshake, so it lives in memory; every change is one audit commit first, except that
/// trust ends before the commit that records its end.
/// </summary>
internal sealed class DeviceRegister(IStore store, IAudit audit, IAlarms alarms, TimeProvider clock) : IDeviceKeys, IDisposable
{
    private readonly ConcurrentDictionary<string, Entry> _devices = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _change = new(1, 1);
    private int _revision;

    public event Action<DeviceId>? Revoked;

    internal IReadOnlyList<EnrolledDevice> All => [.. _devices.Values.Select(e => e.Device).OrderBy(d => d.Id, StringComparer.Ordinal)];

    internal EnrolledDevice? Find(string id) => _devices.GetValueOrDefault(id)?.Device;

    public Ed25519PublicKey? SigningKeyOf(DeviceId device) => _devices.GetValueOrDefault(device.Text) is { Device.Trusted: true } entry ? entry.SigningKey : null;

    /// <summary>Rises with every change: what was found true at one revision need not be asked again before the next.</summary>
    internal int Revision => Volatile.Read(ref _revision);

    /// <summary>True only for a certificate that this register knows as issued and not revoked.</summary>
    internal bool Knows(CertificateKind kind, string id, string serial) =>
        _devices.GetValueOrDefault(id)?.Device is { Trusted: true } device && device.Kind == kind
        && device.Certificates.Any(c => c.Serial == serial && c.RevokedAtMs is null);

    internal IReadOnlyList<(string Serial, DateTimeOffset At)> EndedCertificates =>
        [.. All.SelectMany(d => d.EndedCertificates)];

    /// <summary>Reads the store. A row that was altered past the store is left out, so that its device is unknown, and raises an alarm.</summary>
    internal async Task LoadAsync(CancellationToken cancellation)
    {
        TableRead table = await store.ReadTableAsync(FleetTables.Devices, cancellation);
        foreach (StoredRow row in table.Rows) { Keep(EnrolledDevice.FromRow(row.Value), row.Version); }
        foreach (string key in table.TamperedKeys)
        {
            await alarms.RaiseAsync(new Alarm("store.tampered", "设备登记被篡改 · a device's record was altered") { Device = key }, cancellation);
        }
    }

    /// <summary>
    /// Replaces one device's record, in one commit with what happened and other rows. The change sees the record as it is
    /// and may refuse by throwing; nothing is then written.
    /// </summary>
    internal async Task<EnrolledDevice> ChangeAsync(
        string id, Func<EnrolledDevice?, EnrolledDevice> change, Func<EnrolledDevice, AuditEvent> happened, CancellationToken cancellation, params RowWrite[] others)
    {
        await _change.WaitAsync(cancellation);
        try
        {
            Entry? before = _devices.GetValueOrDefault(id);
            EnrolledDevice after = Prune(change(before?.Device));
            RowWrite row = new(FleetTables.Devices, id, after.ToRow(), before?.Version ?? 0);
            CommitOutcome.Committed done = (await audit.RecordAsync(happened(after), cancellation, [row, .. others])).OrRefuse();
            Keep(after, done.RowVersion);
            return after;
        }
        finally { _change.Release(); }
    }

    /// <summary>
    /// Ends trust in memory at once, then records it, in one commit with other rows. Where the record cannot be written the refusal is UNAVAILABLE and
    /// the device stays untrusted until the gateway restarts: ask again.
    /// </summary>
    internal async Task<EnrolledDevice> EndTrustAsync(string id, Func<EnrolledDevice, long, EnrolledDevice> end, Func<EnrolledDevice, AuditEvent> happened, CancellationToken cancellation, params RowWrite[] others)
    {
        long now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        await _change.WaitAsync(cancellation);
        try
        {
            Entry before = _devices.GetValueOrDefault(id) ?? throw new RefusedException(FleetRefusals.UnknownDevice);
            EnrolledDevice after = end(before.Device, now);
            Keep(after, before.Version);
            if (DeviceId.TryParse(id, out DeviceId? device)) { Revoked?.Invoke(device); }
            RowWrite row = new(FleetTables.Devices, id, after.ToRow(), before.Version);
            CommitOutcome.Committed done = (await audit.RecordAsync(happened(after), CancellationToken.None, [row, .. others])).OrRefuse();
            Keep(after, done.RowVersion);
            return after;
        }
        finally { _change.Release(); }
    }

    public void Dispose() => _change.Dispose();

    private void Keep(EnrolledDevice device, long version)
    {
        _devices[device.Id] = new Entry(device, version, device.SigningKey is { } key ? Ed25519PublicKey.Parse(key) : null);
        Interlocked.Increment(ref _revision);
    }

    private EnrolledDevice Prune(EnrolledDevice device)
    {
        long oldest = (clock.GetUtcNow() - Validity.RenewGrace).ToUnixTimeMilliseconds();
        return device with { Certificates = [.. device.Certificates.Where(c => c.NotAfterMs >= oldest)] };
    }

    private sealed record Entry(EnrolledDevice Device, long Version, Ed25519PublicKey? SigningKey);
}
