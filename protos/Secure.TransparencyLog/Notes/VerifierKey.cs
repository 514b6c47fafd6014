using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Secure.Signatures;

namespace Secure.TransparencyLog;

/// <summary>What a key signs (C2SP signed-note, "Signature types"). Others exist; we need only these two.</summary>
public enum NoteKeyKind
{
    /// <summary>A plain Ed25519 signature over the text.</summary>
    Ed25519 = 0x01,

    /// <summary>A dated Ed25519 cosignature of a checkpoint (C2SP tlog-cosignature).</summary>
    Cosignature = 0x04,
}

/// <summary>A key that is trusted to sign notes, under a name (C2SP signed-note, "Verifier keys").</summary>
public sealed record VerifierKey
{
    private const char Separator = '+';
    private const int IdDigits = 8;

    // Far above any name in use; keeps a stranger's text from costing anything.
    private const int TextLengthMax = 1024;

    private VerifierKey(string name, NoteKeyKind kind, Ed25519PublicKey key)
    {
        Name = name;
        Kind = kind;
        Key = key;
        Id = ComputeId(name, kind, key);
    }

    /// <summary>The signer's name; for a log, its origin.</summary>
    public string Name { get; }

    public NoteKeyKind Kind { get; }

    public Ed25519PublicKey Key { get; }

    /// <summary>Tells keys of one name apart; no proof of anything.</summary>
    public uint Id { get; }

    /// <exception cref="ArgumentException">The name is empty or holds white space or a plus sign.</exception>
    public static VerifierKey Create(string name, NoteKeyKind kind, Ed25519PublicKey key) =>
        NoteText.IsName(name)
            ? new VerifierKey(name, kind, key)
            : throw new ArgumentException("A key name is not empty and has no white space and no plus sign.", nameof(name));

    /// <summary>Reads <c>name+hex(id)+base64(kind ‖ key)</c>; an id that does not fit the key is refused.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out VerifierKey? key)
    {
        key = null;
        if (text is null || text.Length > TextLengthMax || text.Split(Separator, 3) is not [var name, var id, var material])
        {
            return false;
        }

        if (!NoteText.IsName(name)
            || !StrictText.TryDecodeBase64(Encoding.UTF8.GetBytes(material), out var bytes)
            || bytes.Length == 0
            || (NoteKeyKind)bytes[0] is not (NoteKeyKind.Ed25519 or NoteKeyKind.Cosignature)
            || !Ed25519PublicKey.TryParse(bytes.AsSpan(1), out var publicKey))
        {
            return false;
        }

        var found = new VerifierKey(name, (NoteKeyKind)bytes[0], publicKey);
        key = found.IdText == id ? found : null;
        return key is not null;
    }

    /// <summary>Tells whether this key made <paramref name="signature"/> over <paramref name="text"/>; never throws.</summary>
    public bool TryVerify(
        ReadOnlySpan<byte> text, NoteSignature signature, [NotNullWhen(true)] out VerifiedSignature? verified)
    {
        verified = null;
        if (!Made(signature))
        {
            return false;
        }

        if (Kind == NoteKeyKind.Cosignature)
        {
            return Cosignature.TryVerify(this, text, signature, out verified);
        }

        verified = Key.Verify(text, signature.Blob) ? new VerifiedSignature(this, null) : null;
        return verified is not null;
    }

    /// <summary>Whether a signature line bears this key's name and id, be it good or bad.</summary>
    public bool Made(NoteSignature signature) => signature.KeyId == Id && signature.Name == Name;

    /// <summary>The key as it is published.</summary>
    public override string ToString() =>
        $"{Name}{Separator}{IdText}{Separator}{Convert.ToBase64String([(byte)Kind, .. Key.Bytes])}";

    private string IdText => Id.ToString($"x{IdDigits}", CultureInfo.InvariantCulture);

    private static uint ComputeId(string name, NoteKeyKind kind, Ed25519PublicKey key)
    {
        byte[] input = [.. Encoding.UTF8.GetBytes(name), StrictText.NewLine, (byte)kind, .. key.Bytes];
        return BinaryPrimitives.ReadUInt32BigEndian(SHA256.HashData(input));
    }
}

/// <summary>A signature that has been checked.</summary>
/// <param name="CosignedAt">Unix seconds, above 0, of a cosignature; null for a plain signature.</param>
public sealed record VerifiedSignature(VerifierKey Key, long? CosignedAt);
