using Secure.Signatures;

namespace Secure.DoorController.Core.Verification;

/// <summary>The gateway's keys, as the site root signed them. Without a root it holds none and verifies nothing.</summary>
/// <param name="rootFingerprint">32 bytes that a fitter installed, or null.</param>
public sealed class KeyRing(byte[]? rootFingerprint)
{
    private readonly Dictionary<KeyPurpose, (ListedKey Listed, Ed25519PublicKey Key)[]> _keys = [];
    private KeyList? _list;

    /// <summary>0 while there is none.</summary>
    public ulong Number => _list?.Number ?? 0;

    /// <summary>The list in these bytes, where the root signed it and its number is higher; null else. It is not yet in use.</summary>
    public KeyList? Examine(ReadOnlySpan<byte> signed) =>
        rootFingerprint is not null && KeyList.TryVerify(signed, rootFingerprint, out KeyList? list) && list.Number > Number ? list : null;

    /// <summary>Puts an examined list into use; call it after the list is on disk.</summary>
    public void Install(KeyList list)
    {
        _list = list;
        foreach (KeyPurpose purpose in new[] { KeyPurpose.Grant, KeyPurpose.Lease, KeyPurpose.Command })
        {
            _keys[purpose] = [.. list.Keys.Where(k => k.Purpose == purpose && k.PublicKey.Length == Ed25519PublicKey.Length)
                .Select(k => (k, Ed25519PublicKey.Parse(k.PublicKey)))];
        }
    }

    /// <summary>Ed25519 keys of a purpose that are in use at a time, Unix milliseconds.</summary>
    public IReadOnlyList<Ed25519PublicKey> Verifying(KeyPurpose purpose, long nowMs) =>
        _keys.TryGetValue(purpose, out (ListedKey Listed, Ed25519PublicKey Key)[]? keys) ? [.. keys.Where(k => nowMs <= k.Listed.NotAfter).Select(k => k.Key)] : [];

    /// <summary>The key to seal badges and codes to; null while there is none in use.</summary>
    public byte[]? Sealing(long nowMs) => _list?.Current(KeyPurpose.Sealing, nowMs).MaxBy(k => k.NotAfter)?.PublicKey;
}
