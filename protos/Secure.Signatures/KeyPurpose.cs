namespace Secure.Signatures;

/// <summary>What one of the gateway's keys may sign or open. A key never serves two purposes.</summary>
public enum KeyPurpose
{
    /// <summary>Ed25519: grants.</summary>
    Grant = 1,
    /// <summary>Ed25519: leases for working offline.</summary>
    Lease = 2,
    /// <summary>Ed25519: commands, acknowledgements, signed time, what goes down to devices.</summary>
    Command = 3,
    /// <summary>Ed25519: the audit log's checkpoints.</summary>
    Log = 4,
    /// <summary>RSA 3072 (SPKI): evidence is encrypted to it.</summary>
    Evidence = 5,
    /// <summary>RSA 3072 (SPKI): badges, PINs and enrolment codes are sealed to it.</summary>
    Sealing = 6,
    /// <summary>Ed25519: a log witness's cosignature key; its name stands beside it.</summary>
    Witness = 7,
}

/// <summary>One line of the key list.</summary>
/// <param name="Name">Owner: `gateway`, or the name of a witness's cosignature key.</param>
/// <param name="PublicKey">32 bytes of Ed25519, or an RSA SubjectPublicKeyInfo in DER.</param>
/// <param name="NotAfter">End of use, Unix milliseconds; at most a year and a day after signing.</param>
public sealed record ListedKey(KeyPurpose Purpose, string Name, byte[] PublicKey, long NotAfter);
