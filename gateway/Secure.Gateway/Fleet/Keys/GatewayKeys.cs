using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Secure.Gateway.Fleet.Certificates;
using Secure.Gateway.Spine;
using Secure.Signatures;

namespace Secure.Gateway.Fleet.Keys;

/// <summary>The gateway's keys as they lie in its key folder. Needs no store: the store is opened with one of them.</summary>
public sealed class GatewayKeys : IGatewayKeys, IEvidenceKeys, IDisposable
{
    private readonly KeyFolder _folder;
    private readonly Lock _gate = new();
    private volatile InUse _inUse;

    private GatewayKeys(KeyFolder folder, byte[] signed, KeyList list, IssuingAuthority authority)
    {
        (_folder, Authority) = (folder, authority);
        RowIntegrityKey = folder.Master.Derive("rows");
        _inUse = InUse.Load(folder, signed, list);
    }

    public Ed25519PrivateKey Grant => _inUse.Grant;

    public Ed25519PrivateKey Lease => _inUse.Lease;

    public Ed25519PrivateKey Command => _inUse.Command;

    public Ed25519PrivateKey Log => _inUse.Log;

    public IReadOnlyList<Ed25519PrivateKey> LogSigners(DateTimeOffset now)
    {
        InUse inUse = _inUse;
        return [inUse.Log, .. inUse.EarlierLogs.Where(k => now.ToUnixTimeMilliseconds() <= k.NotAfter).Select(k => k.Key)];
    }

    public RSA Sealing => _inUse.Sealing;

    public byte[] RowIntegrityKey { get; }

    public byte[] SignedKeyList => _inUse.Signed;

    public KeyList KeyList => _inUse.List;

    public byte[] EvidencePublicKey => KeyListMaker.Newest(KeyList, KeyPurpose.Evidence).PublicKey;

    public RSA? OpenEvidenceKey(string name) => _folder.FindEvidence(name);

    public event Action? KeyListReplaced;

    internal IssuingAuthority Authority { get; }

    internal byte[] RootFingerprint => KeyList.Fingerprint(Authority.Root.PublicKey.ExportSubjectPublicKeyInfo());

    /// <summary>32 bytes for one purpose, from the site master key.</summary>
    internal byte[] Derive(string purpose) => _folder.Master.Derive(purpose);

    /// <exception cref="InvalidOperationException">A file is missing, open to others, or not signed by this site's root.</exception>
    internal static GatewayKeys Load(string folder)
    {
        if (!File.Exists(Path.Combine(folder, KeyFolder.MasterName)))
        {
            throw new InvalidOperationException(File.Exists(Path.Combine(folder, KeyFolder.ListName))
                ? $"{folder} lacks {KeyFolder.MasterName}, without which its keys cannot be read: put it back (0600)."
                : $"No keys in {folder}: run `secure-gateway init` first.");
        }
        KeyFolder keys = new(folder, MasterKey.Load(Path.Combine(folder, KeyFolder.MasterName)));
        X509Certificate2 root = X509Certificate2.CreateFromPem(File.ReadAllText(keys.RootCertificate));
        X509Certificate2 issuing = X509Certificate2.CreateFromPem(File.ReadAllText(keys.IssuingCertificate));
        byte[] signed = File.ReadAllBytes(keys.KeyList);
        if (!KeyList.TryVerify(signed, KeyList.Fingerprint(root.PublicKey.ExportSubjectPublicKeyInfo()), out KeyList? list))
        {
            throw new InvalidOperationException($"The key list in {folder} is not signed by the site's root.");
        }
        return new GatewayKeys(keys, signed, list, new IssuingAuthority(list.Site, root, issuing, keys.LoadIssuing()));
    }

    /// <summary>Puts a list signed by the root on the disk and in use.</summary>
    internal void Replace(KeyList list, ECDsa root)
    {
        byte[] signed = list.Sign(root);
        lock (_gate)
        {
            if (list.Number <= KeyList.Number) { throw new InvalidOperationException("A key list's number must rise."); }
            PrivateFile.Write(_folder.KeyList, signed);
            // The keys in use before stay alive: a call on another thread may be signing with one.
            _inUse = InUse.Load(_folder, signed, list);
        }
        KeyListReplaced?.Invoke();
    }

    /// <summary>Makes fresh keys, but for the log's, and a list that names them besides those still counting.</summary>
    internal void Refresh(byte[] log, ECDsa root, DateTimeOffset now) => Replace(KeyListMaker.WithFreshKeys(_folder, KeyList.Site, KeyList, now, log), root);

    /// <summary>Makes the log's next key and puts it on the disk; it signs once a list names it.</summary>
    internal byte[] MakeLogKey() => _folder.Make(KeyPurpose.Log);

    /// <summary>Makes an evidence key and puts it on the disk; it serves once a list names it.</summary>
    internal byte[] MakeEvidenceKey() => _folder.Make(KeyPurpose.Evidence);

    /// <summary>Makes a key for the site's next log and a list that names it.</summary>
    internal void BeginNextLog(ECDsa root, DateTimeOffset now) => Replace(KeyListMaker.WithNextLog(KeyList, _folder.Make(KeyPurpose.Log), now), root);

    public void Dispose()
    {
        _inUse.Dispose();
        Authority.Dispose();
        _folder.Master.Dispose();
    }

    public override string ToString() => new StringBuilder("keys of ").Append(KeyList.Site).Append(", list ").Append(KeyList.Number).ToString();

    private sealed record InUse(byte[] Signed, KeyList List, Ed25519PrivateKey Grant, Ed25519PrivateKey Lease, Ed25519PrivateKey Command, Ed25519PrivateKey Log,
        IReadOnlyList<(Ed25519PrivateKey Key, long NotAfter)> EarlierLogs, RSA Sealing) : IDisposable
    {
        internal static InUse Load(KeyFolder folder, byte[] signed, KeyList list)
        {
            Ed25519PrivateKey Signing(KeyPurpose purpose) => folder.LoadEd25519(purpose, KeyListMaker.Newest(list, purpose).PublicKey);
            return new InUse(
                signed, list, Signing(KeyPurpose.Grant), Signing(KeyPurpose.Lease), Signing(KeyPurpose.Command), Signing(KeyPurpose.Log), Earlier(folder, list),
                folder.LoadRsa(KeyPurpose.Sealing, KeyListMaker.Newest(list, KeyPurpose.Sealing).PublicKey));
        }

        // Those that a renewal has left in force; a folder put back without one signs without it.
        private static List<(Ed25519PrivateKey Key, long NotAfter)> Earlier(KeyFolder folder, KeyList list)
        {
            byte[] newest = KeyListMaker.Newest(list, KeyPurpose.Log).PublicKey;
            return [.. list.AllLog.Where(k => !k.PublicKey.AsSpan().SequenceEqual(newest) && folder.Has(KeyPurpose.Log, k.PublicKey))
                .OrderByDescending(k => k.NotAfter).Select(k => (folder.LoadEd25519(KeyPurpose.Log, k.PublicKey), k.NotAfter))];
        }

        public void Dispose()
        {
            foreach ((Ed25519PrivateKey earlier, _) in EarlierLogs) { earlier.Dispose(); }
            Grant.Dispose();
            Lease.Dispose();
            Command.Dispose();
            Log.Dispose();
            Sealing.Dispose();
        }
    }
}
