using System.Security.Cryptography;
using Secure.Contracts;
using Secure.Gateway.Audit;
using Secure.Gateway.Fleet.Certificates;
using Secure.Gateway.Fleet.Keys;
using Secure.Gateway.Fleet.Register;
using Secure.Gateway.Spine;
using Secure.Signatures;
using Secure.Vocabulary;

namespace Secure.Gateway.Fleet;

/// <summary>
/// Keeps the root-signed key list true: fresh keys before the old ones end, and the keys of exactly those agents that the
/// site marks as witnesses. Without the root it changes nothing and says what waits.
/// </summary>
internal sealed class KeyListUpkeep(GatewayKeys keys, DeviceRegister register, ISite site, IAudit audit, FleetOptions options, TimeProvider clock, ILogger<KeyListUpkeep> log) : IDisposable
{
    private readonly SemaphoreSlim _one = new(1, 1);

    /// <summary>The name of an agent's cosignature key.</summary>
    internal string WitnessName(string agent) => $"{keys.KeyList.Site}/witness/{agent}";

    /// <summary>True where the list is as it should be now; false where it waits for the root.</summary>
    internal async Task<bool> BringUpToDateAsync(CancellationToken cancellation)
    {
        await _one.WaitAsync(cancellation);
        try
        {
            string? need = Need();
            if (need is null) { return true; }
            using SiteRoot? root = SiteRoot.TryOpen(options.RootFolder, keys.Authority.Root);
            if (root is null) { log.KeyListPending(need); return false; }
            await SignAsync(root, cancellation);
            return true;
        }
        finally { _one.Release(); }
    }

    /// <summary>The same for whoever has something else to answer: what fails is logged, and the list stays as it is.</summary>
    internal async Task<bool> TryBringUpToDateAsync(CancellationToken cancellation)
    {
        try { return await BringUpToDateAsync(cancellation); }
        catch (Exception failed) when (failed is RefusedException or IOException or UnauthorizedAccessException or CryptographicException or InvalidOperationException)
        {
            log.KeyListFailed(failed);
            return false;
        }
    }

    public void Dispose() => _one.Dispose();

    private async Task SignAsync(SiteRoot root, CancellationToken cancellation)
    {
        if (EndsSoon())
        {
            await RecordAsync("fresh_keys", cancellation);
            keys.Refresh(root.Key, clock.GetUtcNow());
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

    private string? Need() => EndsSoon() ? "keys end soon" : KeyListMaker.HasWitnesses(keys.KeyList, Witnesses()) ? null : "witnesses changed";

    private bool EndsSoon()
    {
        long soon = (clock.GetUtcNow() + Validity.ListedKeyRenewal).ToUnixTimeMilliseconds();
        return KeyListMaker.Newest(keys.KeyList, KeyPurpose.Grant).NotAfter < soon;
    }

    private Dictionary<string, byte[]> Witnesses() => register.All
        .Where(d => d is { Trusted: true, WitnessKey: not null } && DeviceId.TryParse(d.Id, out DeviceId? id) && site.Current.Agents.GetValueOrDefault(id) is { Witness: true })
        .ToDictionary(d => WitnessName(d.Id), d => d.WitnessKey!, StringComparer.Ordinal);
}
