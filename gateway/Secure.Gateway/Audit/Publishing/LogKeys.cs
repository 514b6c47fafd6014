using Secure.Gateway.Spine;
using Secure.Signatures;
using Secure.TransparencyLog;

namespace Secure.Gateway.Audit.Publishing;

/// <summary>The log's name and the keys around it, as the newest key list has them.</summary>
public sealed class LogKeys(IGatewayKeys keys, TimeProvider clock)
{
    /// <summary>Names the log for as long as the site lives.</summary>
    public string Origin => keys.KeyList.Site + "/log";

    public NoteSigner Signer => new(Origin, keys.Log);

    /// <summary>Keys that may have signed a checkpoint of ours: the present one and those before it that still count.</summary>
    public IReadOnlyList<VerifierKey> Logs => [Signer.VerifierKey, .. Listed(KeyPurpose.Log).Select(k => VerifierKey.Create(Origin, NoteKeyKind.Ed25519, k.Key)).Where(k => k != Signer.VerifierKey)];

    public IReadOnlyList<VerifierKey> Witnesses => [.. Listed(KeyPurpose.Witness).Select(k => VerifierKey.Create(k.Name, NoteKeyKind.Cosignature, k.Key))];

    /// <summary>The key under which an agent cosigns; null where the key list does not name it as a witness.</summary>
    public VerifierKey? WitnessOf(string agent)
    {
        string name = $"{keys.KeyList.Site}/witness/{agent}";
        return Witnesses.FirstOrDefault(w => w.Name == name);
    }

    private IEnumerable<(string Name, Ed25519PublicKey Key)> Listed(KeyPurpose purpose) =>
        from listed in keys.KeyList.Current(purpose, clock.GetUtcNow().ToUnixTimeMilliseconds())
        let key = Ed25519PublicKey.TryParse(listed.PublicKey, out Ed25519PublicKey? parsed) ? parsed : null
        where key is not null
        select (listed.Name, key);
}
