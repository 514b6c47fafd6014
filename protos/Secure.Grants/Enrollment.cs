using System.Security.Cryptography;
using Secure.Signatures;
using Secure.Vocabulary;

namespace Secure.Grants;

/// <summary>A controller asks for its place in the register, signed with the key that it registers.</summary>
/// <param name="PublicKey">Ed25519, 32 bytes.</param>
/// <param name="SealedCode">The enrolment code bound to the key; see <see cref="SealCode"/>. The relaying agent cannot open or reuse it.</param>
public sealed record ControllerEnrollment(DeviceId Controller, byte[] PublicKey, byte[] SealedCode) : IRecord<ControllerEnrollment>
{
    public static RecordKind Kind => RecordKind.ControllerEnrollment;

    /// <summary>Seals the 16 bytes of the code together with the hash of the key that may use it.</summary>
    public static byte[] SealCode(ReadOnlySpan<byte> sealingKeySpki, ReadOnlySpan<byte> code, ReadOnlySpan<byte> publicKey)
    {
        byte[] content = new CanonicalWriter().Bytes(code).Fixed(SHA256.HashData(publicKey)).ToArray();
        try { return Sealed.Seal(sealingKeySpki, content); }
        finally { CryptographicOperations.ZeroMemory(content); }
    }

    /// <summary>The code, where the box was sealed to this key for this record's public key; null else.</summary>
    public byte[]? OpenCode(RSA sealingKey)
    {
        if (!Sealed.TryOpen(sealingKey, SealedCode, out byte[]? content)) { return null; }
        try
        {
            CanonicalReader reader = new(content);
            byte[] code = reader.Bytes(), bound = reader.Fixed(SHA256.HashSizeInBytes);
            reader.End();
            return CryptographicOperations.FixedTimeEquals(bound, SHA256.HashData(PublicKey)) ? code : null;
        }
        catch (FormatException) { return null; }
        finally { CryptographicOperations.ZeroMemory(content); }
    }

    public void Write(CanonicalWriter writer) => writer.Id(Controller).Bytes(PublicKey).Bytes(SealedCode);

    public static ControllerEnrollment Read(ref CanonicalReader reader) => new(reader.Id<DeviceId>(), reader.Bytes(), reader.Bytes());
}

/// <summary>The gateway has registered this controller with this key.</summary>
public sealed record ControllerAccepted(DeviceId Controller, byte[] PublicKey, long WallMs) : IRecord<ControllerAccepted>
{
    public static RecordKind Kind => RecordKind.ControllerAccepted;

    public void Write(CanonicalWriter writer) => writer.Id(Controller).Bytes(PublicKey).I64(WallMs);

    public static ControllerAccepted Read(ref CanonicalReader reader) => new(reader.Id<DeviceId>(), reader.Bytes(), reader.I64());
}
