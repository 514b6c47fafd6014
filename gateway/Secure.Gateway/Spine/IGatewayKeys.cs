using System.Security.Cryptography;
using Secure.Signatures;
using Secure.Vocabulary;

namespace Secure.Gateway.Spine;

/// <summary>The gateway's own keys, one per purpose, as the newest key list names them.</summary>
public interface IGatewayKeys
{
    Ed25519PrivateKey Grant { get; }

    /// <summary>Signs what lets doors open while the gateway is away: leases and break-glass verifiers.</summary>
    Ed25519PrivateKey Lease { get; }

    Ed25519PrivateKey Command { get; }

    Ed25519PrivateKey Log { get; }

    /// <summary>
    /// The keys with which the log signs at a time, newest first: each that still counts, so that whoever knows the one before
    /// has until its end to hear of the next, and always the newest, since the record never stops.
    /// </summary>
    IReadOnlyList<Ed25519PrivateKey> LogSigners(DateTimeOffset now) => [Log];

    /// <summary>RSA 3072; opens badges, PINs and enrolment codes. One call at a time per instance is not required.</summary>
    RSA Sealing { get; }

    /// <summary>HMAC-SHA256 key for protected rows, derived from the site master key. 32 bytes.</summary>
    byte[] RowIntegrityKey { get; }

    /// <summary>The newest root-signed key list.</summary>
    byte[] SignedKeyList { get; }

    KeyList KeyList { get; }

    /// <summary>Raised after a newer list has been taken into use.</summary>
    event Action? KeyListReplaced;
}

/// <summary>Keys of enrolled, unrevoked devices.</summary>
public interface IDeviceKeys
{
    /// <summary>The Ed25519 key with which this controller or agent signs; null where it is not enrolled or revoked.</summary>
    Ed25519PublicKey? SigningKeyOf(DeviceId device);

    /// <summary>Raised after a device's trust has ended; whoever holds a connection of it drops it.</summary>
    event Action<DeviceId>? Revoked;
}
