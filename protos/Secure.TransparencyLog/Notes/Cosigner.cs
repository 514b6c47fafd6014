using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using Secure.Signatures;

namespace Secure.TransparencyLog;

/// <summary>
/// Signs checkpoints as a witness does, with the time (C2SP tlog-cosignature, Ed25519). The private key stays the
/// caller's to dispose. Safe for many threads.
/// </summary>
public sealed class Cosigner(string name, Ed25519PrivateKey key, TimeProvider clock)
{
    /// <summary>What the verifiers need; its text form is published.</summary>
    public VerifierKey VerifierKey { get; } = VerifierKey.Create(name, NoteKeyKind.Cosignature, key.PublicKey);

    /// <summary>Cosigns the body of a checkpoint that has been found consistent.</summary>
    /// <exception cref="InvalidOperationException">The clock stands at or before 1970: the time must not be zero.</exception>
    public NoteSignature Sign(ReadOnlySpan<byte> body)
    {
        var seconds = clock.GetUtcNow().ToUnixTimeSeconds();
        if (seconds <= 0)
        {
            throw new InvalidOperationException("A cosignature needs a clock later than 1970.");
        }

        var signature = key.Sign(Cosignature.Message(seconds, body));
        return new NoteSignature(VerifierKey.Name, VerifierKey.Id, Cosignature.Blob(seconds, signature));
    }
}

/// <summary>The bytes of a cosignature: time and signature over header, time and body.</summary>
internal static class Cosignature
{
    private const int BlobLength = sizeof(long) + Ed25519PublicKey.SignatureLength;

    internal static byte[] Message(long seconds, ReadOnlySpan<byte> body) =>
        [.. Encoding.ASCII.GetBytes($"cosignature/v1\ntime {Tile.Number(seconds)}\n"), .. body];

    internal static byte[] Blob(long seconds, ReadOnlySpan<byte> signature)
    {
        var blob = new byte[BlobLength];
        BinaryPrimitives.WriteInt64BigEndian(blob, seconds);
        signature.CopyTo(blob.AsSpan(sizeof(long)));
        return blob;
    }

    internal static bool TryVerify(
        VerifierKey key, ReadOnlySpan<byte> body, NoteSignature signature, [NotNullWhen(true)] out VerifiedSignature? verified)
    {
        verified = null;
        if (signature.Blob.Length != BlobLength)
        {
            return false;
        }

        // Above 2^63 − 1 the time reads as negative; a checkpoint's time must not be zero either (C2SP tlog-witness).
        var seconds = BinaryPrimitives.ReadInt64BigEndian(signature.Blob);
        if (seconds <= 0 || !key.Key.Verify(Message(seconds, body), signature.Blob[sizeof(long)..]))
        {
            return false;
        }

        verified = new VerifiedSignature(key, seconds);
        return true;
    }
}
