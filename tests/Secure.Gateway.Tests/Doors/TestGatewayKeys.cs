using System.Security.Cryptography;
using Secure.Gateway.Spine;
using Secure.Signatures;
using Secure.Vocabulary;

namespace Secure.Gateway.Tests.Doors;

/// <summary>The gateway's keys, as good as real ones.</summary>
internal sealed class TestGatewayKeys : IGatewayKeys, IDisposable
{
    // Takes a second to make: one for all tests.
    private static readonly RSA SealingKey = RSA.Create(3072);

    public event Action? KeyListReplaced;

    public Ed25519PrivateKey Grant { get; } = Ed25519PrivateKey.FromSeed(SHA256.HashData("grant"u8));

    public Ed25519PrivateKey Lease { get; } = Ed25519PrivateKey.FromSeed(SHA256.HashData("lease"u8));

    public Ed25519PrivateKey Command { get; } = Ed25519PrivateKey.FromSeed(SHA256.HashData("command"u8));

    public Ed25519PrivateKey Log => throw new NotSupportedException();

    public RSA Sealing => SealingKey;

    public byte[] RowIntegrityKey { get; } = SHA256.HashData("rows"u8);

    public byte[] SignedKeyList => throw new NotSupportedException();

    /// <summary>The command key alone.</summary>
    public KeyList KeyList => new(1, "test", 0, [new ListedKey(KeyPurpose.Command, "gateway", Command.PublicKey.Bytes.ToArray(), End.ToUnixTimeMilliseconds())]);

    /// <summary>When the listed keys end.</summary>
    public DateTimeOffset End { get; set; } = DateTimeOffset.UnixEpoch.AddYears(200);

    public void Dispose()
    {
        Grant.Dispose();
        Lease.Dispose();
        Command.Dispose();
        KeyListReplaced?.Invoke();
    }
}

/// <summary>Which devices are enrolled, as the test says.</summary>
internal sealed class TestDeviceKeys : IDeviceKeys
{
    private readonly Dictionary<DeviceId, Ed25519PublicKey> _keys = [];

    public event Action<DeviceId>? Revoked;

    public Ed25519PublicKey? SigningKeyOf(DeviceId device) => _keys.GetValueOrDefault(device);

    public void Enrol(DeviceId device, Ed25519PublicKey key) => _keys[device] = key;

    public void Revoke(DeviceId device)
    {
        _keys.Remove(device);
        Revoked?.Invoke(device);
    }
}
