using Secure.EdgeAgent.Storage;
using Secure.Signatures;

namespace Secure.EdgeAgent.Trust;

/// <summary>
/// The site's newest key list that this agent has seen. Only a list of the same root with a higher number replaces it, and it is
/// on the disk before it is used.
/// </summary>
internal sealed class KeyListHolder
{
    private readonly string _file;
    private readonly Func<byte[]?> _rootFingerprint;
    private readonly Lock _gate = new();
    private (byte[] Signed, KeyList List)? _current;

    /// <param name="rootFingerprint">32 bytes, or null before enrolment: then no list is accepted.</param>
    public KeyListHolder(string file, Func<byte[]?> rootFingerprint)
    {
        (_file, _rootFingerprint) = (file, rootFingerprint);
        if (DurableFile.Read(file) is { } kept && rootFingerprint() is { } root && KeyList.TryVerify(kept, root, out KeyList? list))
        {
            _current = (kept, list);
        }
    }

    /// <summary>Told the signed bytes after a newer list was taken into use; never while a lock is held.</summary>
    public event Action<byte[]>? Replaced;

    public KeyList? Current { get { lock (_gate) { return _current?.List; } } }

    /// <summary>The signed bytes of <see cref="Current"/>, to hand on.</summary>
    public byte[]? Signed { get { lock (_gate) { return _current?.Signed; } } }

    /// <summary>Takes a newer list into use. False for anything else: not of this root, or not newer.</summary>
    public bool Offer(byte[] signed)
    {
        if (_rootFingerprint() is not { } root || !KeyList.TryVerify(signed, root, out KeyList? list)) { return false; }
        lock (_gate)
        {
            if (_current is { } current && list.Number <= current.List.Number) { return false; }
            DurableFile.Write(_file, signed);
            _current = (signed, list);
        }
        Replaced?.Invoke(signed);
        return true;
    }

    /// <summary>The gateway's present Ed25519 keys of one purpose.</summary>
    public IEnumerable<Ed25519PublicKey> KeysOf(KeyPurpose purpose, DateTimeOffset now) => Parsed(Current?.Current(purpose, now.ToUnixTimeMilliseconds()));

    /// <summary>The keys of the site's log in use.</summary>
    public IEnumerable<Ed25519PublicKey> LogKeys(DateTimeOffset now) => Parsed(Current?.CurrentLog(now.ToUnixTimeMilliseconds()));

    private static IEnumerable<Ed25519PublicKey> Parsed(IEnumerable<ListedKey>? listed)
    {
        foreach (ListedKey key in listed ?? [])
        {
            if (Ed25519PublicKey.TryParse(key.PublicKey, out Ed25519PublicKey? parsed)) { yield return parsed; }
        }
    }

    /// <summary>
    /// For whom evidence is encrypted, as SubjectPublicKeyInfo: of several, as in the weeks around a renewal, the newest, which the
    /// gateway itself uses. Null where the list names none.
    /// </summary>
    public byte[]? EvidenceKey(DateTimeOffset now) => Current?.Current(KeyPurpose.Evidence, now.ToUnixTimeMilliseconds()).MaxBy(k => k.NotAfter)?.PublicKey;
}
