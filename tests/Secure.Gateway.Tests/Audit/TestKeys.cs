using System.Security.Cryptography;
using Secure.Gateway.Spine;
using Secure.Signatures;

namespace Secure.Gateway.Tests.Audit;

/// <summary>Keys of a site named "site", with as many witnesses as the test names.</summary>
internal sealed class TestKeys : IGatewayKeys, IDisposable
{
    private const long Never = 4_102_444_800_000; // 2100

    public TestKeys(params (string Agent, Ed25519PrivateKey Key)[] witnesses) => KeyList = new KeyList(
        1, "site", 0,
        [
            new ListedKey(KeyPurpose.Log, "gateway", Log.PublicKey.Bytes.ToArray(), Never),
            .. witnesses.Select(w => new ListedKey(KeyPurpose.Witness, "site/witness/" + w.Agent, w.Key.PublicKey.Bytes.ToArray(), Never)),
        ]);

    public event Action? KeyListReplaced;

    public Ed25519PrivateKey Log { get; } = Ed25519PrivateKey.FromSeed(SHA256.HashData("log"u8));

    public Ed25519PrivateKey Grant => Log;

    public Ed25519PrivateKey Lease => Log;

    public Ed25519PrivateKey Command => Log;

    public RSA Sealing => throw new NotSupportedException();

    public byte[] RowIntegrityKey { get; } = SHA256.HashData("rows"u8);

    public byte[] SignedKeyList => [];

    public KeyList KeyList { get; private set; }

    /// <summary>As the three officers do it: the site's next log.</summary>
    public void BeginNextLog() => KeyList = KeyList with
    {
        Number = KeyList.Number + 1,
        Keys = [.. KeyList.Keys.Select(k => k.Purpose == KeyPurpose.Log ? k with { Name = KeyList.LogKeyName(KeyList.LogNumber + 1) } : k)],
    };

    public void Dispose()
    {
        Log.Dispose();
        KeyListReplaced?.Invoke();
    }
}
