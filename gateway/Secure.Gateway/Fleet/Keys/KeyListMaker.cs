using Secure.Gateway.Fleet.Certificates;
using Secure.Signatures;

namespace Secure.Gateway.Fleet.Keys;

/// <summary>Composes key lists. Numbers only rise; whoever holds a list takes a higher one and no other.</summary>
internal static class KeyListMaker
{
    internal const string Owner = "gateway";

    private static readonly KeyPurpose[] Own =
        [KeyPurpose.Grant, KeyPurpose.Lease, KeyPurpose.Command, KeyPurpose.Log, KeyPurpose.Evidence, KeyPurpose.Sealing];

    /// <summary>
    /// The first list of a site, or one with fresh keys besides those of <paramref name="before"/> that still count. Keys of the log
    /// stay for good: what they signed is still theirs. Witnesses keep their keys and count as long as the fresh ones.
    /// </summary>
    /// <param name="log">The log's next key, where it is already made.</param>
    internal static KeyList WithFreshKeys(KeyFolder folder, string site, KeyList? before, DateTimeOffset now, byte[]? log = null)
    {
        long end = (now + Validity.ListedKey).ToUnixTimeMilliseconds();
        IEnumerable<ListedKey> kept = (before?.Keys ?? []).Where(k => k.Purpose == KeyPurpose.Log || k.NotAfter >= now.ToUnixTimeMilliseconds())
            .Select(k => k.Purpose == KeyPurpose.Witness ? k with { NotAfter = end } : k);
        ListedKey[] made = [.. Own.Select(p => new ListedKey(p, NameOf(before, p), p == KeyPurpose.Log && log is not null ? log : folder.Make(p), end))];
        return new KeyList((before?.Number ?? 0) + 1, site, now.ToUnixTimeMilliseconds(), [.. made, .. kept]);
    }

    /// <summary>The same keys of the gateway with exactly these witnesses.</summary>
    internal static KeyList WithWitnesses(KeyList before, IReadOnlyDictionary<string, byte[]> witnesses, DateTimeOffset now)
    {
        long end = (now + Validity.ListedKey).ToUnixTimeMilliseconds();
        IEnumerable<ListedKey> own = before.Keys.Where(k => k.Purpose != KeyPurpose.Witness);
        IEnumerable<ListedKey> listed = witnesses.OrderBy(w => w.Key, StringComparer.Ordinal).Select(w => new ListedKey(KeyPurpose.Witness, w.Key, w.Value, end));
        return before with { Number = before.Number + 1, SignedAt = now.ToUnixTimeMilliseconds(), Keys = [.. own, .. listed] };
    }

    /// <summary>The same with this evidence key alone: whoever holds an older list still makes what can be read, whoever takes this one uses the new key.</summary>
    internal static KeyList WithEvidenceKey(KeyList before, byte[] publicKey, DateTimeOffset now)
    {
        ListedKey made = new(KeyPurpose.Evidence, Owner, publicKey, (now + Validity.ListedKey).ToUnixTimeMilliseconds());
        return before with { Number = before.Number + 1, SignedAt = now.ToUnixTimeMilliseconds(), Keys = [made, .. before.Keys.Where(k => k.Purpose != KeyPurpose.Evidence)] };
    }

    /// <summary>The same with a key for the site's next log, and none for those before it: nobody cosigns these any more.</summary>
    internal static KeyList WithNextLog(KeyList before, byte[] publicKey, DateTimeOffset now)
    {
        ListedKey made = new(KeyPurpose.Log, KeyList.LogKeyName(before.LogNumber + 1), publicKey, (now + Validity.ListedKey).ToUnixTimeMilliseconds());
        return before with { Number = before.Number + 1, SignedAt = now.ToUnixTimeMilliseconds(), Keys = [made, .. before.Keys.Where(k => k.Purpose != KeyPurpose.Log)] };
    }

    /// <summary>True where the list names these witnesses and no others.</summary>
    internal static bool HasWitnesses(KeyList list, IReadOnlyDictionary<string, byte[]> witnesses)
    {
        ListedKey[] listed = [.. list.Keys.Where(k => k.Purpose == KeyPurpose.Witness)];
        return listed.Length == witnesses.Count
            && listed.All(k => witnesses.TryGetValue(k.Name, out byte[]? key) && key.AsSpan().SequenceEqual(k.PublicKey));
    }

    /// <summary>The gateway's key of this purpose that lasts longest.</summary>
    internal static ListedKey Newest(KeyList list, KeyPurpose purpose) =>
        list.Keys.Where(k => k.Purpose == purpose && k.Name == NameOf(list, purpose)).MaxBy(k => k.NotAfter)
            ?? throw new InvalidOperationException($"The key list names no {purpose} key.");

    private static string NameOf(KeyList? list, KeyPurpose purpose) => purpose == KeyPurpose.Log && list is not null ? KeyList.LogKeyName(list.LogNumber) : Owner;
}
