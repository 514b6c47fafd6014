using System.Security.Cryptography;
using Secure.Contracts;
using Secure.Gateway.Audit;
using Secure.Gateway.Audit.Publishing;
using Secure.Gateway.Fleet.Certificates;
using Secure.Gateway.Fleet.Keys;
using Secure.Gateway.Fleet.Register;
using Secure.Gateway.Spine;
using Secure.Gateway.Storage;
using Secure.Signatures;
using Secure.Vocabulary;

namespace Secure.Gateway.Fleet;

/// <summary>
/// Keeps the root-signed key list true: fresh keys before the old ones end, an evidence key that two officers decided on,
/// and the keys of exactly those agents that the site marks as witnesses. Without the root it changes nothing and says what waits.
/// </summary>
internal sealed class KeyListUpkeep(
    GatewayKeys keys, DeviceRegister register, ISite site, IStore store, IAudit audit, IAlarms alarms, ILogHandover handover, FleetOptions options, TimeProvider clock, ILogger<KeyListUpkeep> log) : IDisposable
{
    internal const string EndSoonCode = "fleet.keys_end_soon";
    private const string EndSoonNeed = "keys end soon";

    private readonly SemaphoreSlim _one = new(1, 1);
    private bool _told;
    private byte[]? _nextLog;

    /// <summary>The name of an agent's cosignature key.</summary>
    internal string WitnessName(string agent) => $"{keys.KeyList.Site}/witness/{agent}";

    /// <summary>True where the list is as it should be now; false where it waits for the root.</summary>
    internal async Task<bool> BringUpToDateAsync(CancellationToken cancellation)
    {
        await _one.WaitAsync(cancellation);
        try
        {
            DecidedKey? decided = await DecidedAsync(cancellation);
            string? need = decided is null ? Need() : "an evidence key was decided on";
            if (need is null)
            {
                await handover.MakeUpAsync(cancellation);
                return true;
            }
            using SiteRoot? root = SiteRoot.TryOpen(options.RootFolder, keys.Authority.Root);
            if (root is null)
            {
                log.KeyListPending(need);
                if (need == EndSoonNeed) { await TellAsync(cancellation); }
                return false;
            }
            // Recorded when it was decided.
            if (decided is not null) { keys.Replace(KeyListMaker.WithEvidenceKey(keys.KeyList, decided.PublicKey, clock.GetUtcNow()), root.Key); }
            await SignAsync(root, cancellation);
            return true;
        }
        finally { _one.Release(); }
    }

    /// <summary>The same for whoever has something else to answer: what fails is logged, and the list stays as it is.</summary>
    internal async Task<bool> TryBringUpToDateAsync(CancellationToken cancellation)
    {
        try { return await BringUpToDateAsync(cancellation); }
        catch (Exception failed) when (failed is RefusedException or IOException or UnauthorizedAccessException or CryptographicException or InvalidOperationException or StoreException or LogBrokenException or DiskFaultException)
        {
            log.KeyListFailed(failed);
            return false;
        }
    }

    /// <exception cref="RefusedException">root_away: nothing can be signed now.</exception>
    internal void RequireRoot() => OpenRoot().Dispose();

    /// <summary>
    /// Makes an evidence key, records that it was decided on, and lists it in place of the others. From the commit on it is
    /// done, whatever happens: what could not be written is written later.
    /// </summary>
    /// <param name="happened">Makes the entry, given the list's number and the key's name.</param>
    /// <param name="use">The approval's, for the same commit.</param>
    /// <exception cref="RefusedException">root_away, record_unavailable or changed_meanwhile: nothing is changed. key_list_not_written: it follows.</exception>
    internal async Task ReplaceEvidenceKeyAsync(Func<ulong, string, AuditEvent> happened, RowWrite use, CancellationToken cancellation)
    {
        await _one.WaitAsync(cancellation);
        try
        {
            using SiteRoot root = OpenRoot();
            DecidedKey made = new(keys.KeyList.Number, await MakeAsync());
            AuditEvent entry = happened(made.After + 1, IEvidenceKeys.NameOf(made.PublicKey));
            (await audit.RecordAsync(entry, cancellation, made.ToRow(), use)).OrRefuse();
            keys.Replace(KeyListMaker.WithEvidenceKey(keys.KeyList, made.PublicKey, clock.GetUtcNow()), root.Key);
            log.KeyListReplaced(keys.KeyList.Number);
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            log.KeyListFailed(failed);
            throw new RefusedException(FleetRefusals.KeyListNotWritten);
        }
        finally { _one.Release(); }
    }

    public void Dispose() => _one.Dispose();

    private SiteRoot OpenRoot()
    {
        try { return SiteRoot.TryOpen(options.RootFolder, keys.Authority.Root) ?? throw new RefusedException(FleetRefusals.RootAway); }
        catch (Exception unusable) when (unusable is CryptographicException or InvalidOperationException or ArgumentException or IOException or UnauthorizedAccessException)
        {
            log.KeyListFailed(unusable);
            throw new RefusedException(FleetRefusals.RootAway);
        }
    }

    /// <summary>On the disk before anything names it. An RSA key takes a second to make.</summary>
    private async Task<byte[]> MakeAsync()
    {
        try { return await Task.Run(keys.MakeEvidenceKey); }
        catch (Exception noRoom) when (noRoom is IOException or UnauthorizedAccessException)
        {
            log.KeyListFailed(noRoom);
            throw new RefusedException(Outcomes.Unrecorded);
        }
    }

    /// <summary>What was decided and is not in the list yet: the gateway died, or its disk was full, in between.</summary>
    private async Task<DecidedKey?> DecidedAsync(CancellationToken cancellation)
    {
        if (await store.ReadRowAsync(FleetTables.Rotations, DecidedKey.Row, cancellation) is not RowRead.Found { Row: var row }) { return null; }
        if (DecidedKey.FromRow(row) is not { } decided || decided.After < keys.KeyList.Number) { return null; }
        // A key folder put back from before: nobody could ever read what is wrapped to a key that is not there.
        using RSA? own = keys.OpenEvidenceKey(IEvidenceKeys.NameOf(decided.PublicKey));
        return own is null ? null : decided;
    }

    private async Task TellAsync(CancellationToken cancellation)
    {
        if (_told) { return; }
        string end = DateTimeOffset.FromUnixTimeMilliseconds(KeyListMaker.Newest(keys.KeyList, KeyPurpose.Grant).NotAfter).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        Alarm alarm = new(EndSoonCode, $"网关密钥将于 {end} 到期，届时任何门都不再放行；请放回站点根密钥目录 · the gateway's keys end on {end} and no door opens after that: bring the site root's folder back");
        _told = await alarms.RaiseAsync(alarm, cancellation) is CommitOutcome.Committed;
    }

    private async Task SignAsync(SiteRoot root, CancellationToken cancellation)
    {
        if (EndsSoon())
        {
            await RecordAsync("fresh_keys", cancellation);
            // Before it signs: whoever trusts the log's present key learns the next one from it. Tried again, it is the same key.
            _nextLog ??= keys.MakeLogKey();
            await handover.KeepAsync(_nextLog, cancellation);
            keys.Refresh(_nextLog, root.Key, clock.GetUtcNow());
            _nextLog = null;
        }
        if (!KeyListMaker.HasWitnesses(keys.KeyList, Witnesses()))
        {
            await RecordAsync("witnesses", cancellation);
            keys.Replace(KeyListMaker.WithWitnesses(keys.KeyList, Witnesses(), clock.GetUtcNow()), root.Key);
        }
        log.KeyListReplaced(keys.KeyList.Number);
    }

    private async Task RecordAsync(string why, CancellationToken cancellation)
    {
        AuditEvent happened = new("fleet.key_list") { Reasons = [why], Details = [new("number", $"{keys.KeyList.Number + 1}")] };
        (await audit.RecordAsync(happened, cancellation)).OrRefuse();
    }

    private string? Need() => EndsSoon() ? EndSoonNeed : KeyListMaker.HasWitnesses(keys.KeyList, Witnesses()) ? null : "witnesses changed";

    private bool EndsSoon()
    {
        long soon = (clock.GetUtcNow() + Validity.ListedKeyRenewal).ToUnixTimeMilliseconds();
        return KeyListMaker.Newest(keys.KeyList, KeyPurpose.Grant).NotAfter < soon;
    }

    private Dictionary<string, byte[]> Witnesses() => register.All
        .Where(d => d is { Trusted: true, WitnessKey: not null } && DeviceId.TryParse(d.Id, out DeviceId? id) && site.Current.Agents.GetValueOrDefault(id) is { Witness: true })
        .ToDictionary(d => WitnessName(d.Id), d => d.WitnessKey!, StringComparer.Ordinal);
}
