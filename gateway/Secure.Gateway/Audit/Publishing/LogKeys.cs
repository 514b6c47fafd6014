using Secure.Gateway.Spine;
using Secure.Signatures;
using Secure.TransparencyLog;

namespace Secure.Gateway.Audit.Publishing;

/// <summary>The log's name and the keys around it, as the newest key list has them.</summary>
public sealed class LogKeys(IGatewayKeys keys, TimeProvider clock)
{
    /// <summary>Names the log: the same for as long as its history is whole.</summary>
    public string Origin => keys.KeyList.LogOrigin;

    /// <summary>Which of the site's logs this is, from 1.</summary>
    public int Number => keys.KeyList.LogNumber;

    /// <summary>Whether this names a log of the site that was given up for the present one.</summary>
    public bool IsEarlier(string origin) => Enumerable.Range(1, Number - 1).Any(n => origin == KeyList.OriginOf(keys.KeyList.Site, n));

    /// <summary>The newest, which everybody should come to know.</summary>
    public NoteSigner Signer => new(Origin, keys.Log);

    /// <summary>All that sign now, newest first.</summary>
    public IReadOnlyList<NoteSigner> Signers => [.. keys.LogSigners(clock.GetUtcNow()).Select(k => new NoteSigner(Origin, k))];

    /// <summary>Keys that may have signed a checkpoint of ours, newest first: what a key signed before its end is ours for good.</summary>
    public IReadOnlyList<VerifierKey> Logs => [Signer.VerifierKey, .. Parsed(keys.KeyList.AllLog).Select(k => VerifierKey.Create(Origin, NoteKeyKind.Ed25519, k.Key)).Where(k => k != Signer.VerifierKey)];

    public IReadOnlyList<VerifierKey> Witnesses => [.. Parsed(keys.KeyList.Current(KeyPurpose.Witness, Now)).Select(k => VerifierKey.Create(k.Name, NoteKeyKind.Cosignature, k.Key))];

    /// <summary>The key under which an agent cosigns; null where the key list does not name it as a witness.</summary>
    public VerifierKey? WitnessOf(string agent)
    {
        string name = $"{keys.KeyList.Site}/witness/{agent}";
        return Witnesses.FirstOrDefault(w => w.Name == name);
    }

    private long Now => clock.GetUtcNow().ToUnixTimeMilliseconds();

    private static IEnumerable<(string Name, Ed25519PublicKey Key)> Parsed(IEnumerable<ListedKey> listed) =>
        from one in listed
        let key = Ed25519PublicKey.TryParse(one.PublicKey, out Ed25519PublicKey? parsed) ? parsed : null
        where key is not null
        select (one.Name, key);
}
