using System.Diagnostics.CodeAnalysis;
using Secure.Signatures;
using Secure.Vocabulary;

namespace Secure.Messaging;

/// <summary>Why an envelope was not accepted.</summary>
public enum EnvelopeFault
{
    None,
    /// <summary>Too long, too short, or not in the one encoding.</summary>
    Malformed,
    /// <summary>The sender named in it has no key here: not enrolled, or revoked.</summary>
    UnknownSender,
    /// <summary>Not signed by the key of the sender named in it.</summary>
    BadSignature,
    /// <summary>It is meant for somebody else.</summary>
    NotForUs,
}

/// <summary>An opened envelope: the signature holds, the sender is known, and it was meant for the opener.</summary>
/// <param name="Historical">Sent late, after an outage: it must never move anything.</param>
/// <param name="Hash">The chain hash of the content, which an acknowledgement repeats.</param>
public sealed record Envelope(EnvelopeContent Content, bool Historical, byte[] Hash)
{
    /// <summary>Longest envelope, in bytes, that anybody sends or opens.</summary>
    public const int LengthMax = 64 * 1024;

    private const byte FlagHistorical = 1;

    /// <summary>Signs stored content for sending. The flag is outside the chain, since only the moment of sending decides it.</summary>
    /// <param name="encoded">From <see cref="EnvelopeContent.Encode"/>.</param>
    public static byte[] Seal(ReadOnlySpan<byte> encoded, bool historical, Ed25519PrivateKey key)
    {
        byte[] body = [.. encoded, historical ? FlagHistorical : (byte)0];
        return [.. body, .. key.Sign(Signed(body))];
    }

    /// <summary>Checks and opens. Never throws on a stranger's bytes.</summary>
    /// <param name="keyOf">The present signing key of a sender, or null.</param>
    public static EnvelopeFault TryOpen(ReadOnlySpan<byte> wire, DeviceId me, Func<DeviceId, Ed25519PublicKey?> keyOf, out Envelope? envelope)
    {
        envelope = null;
        if (wire.Length is > LengthMax or <= Ed25519PublicKey.SignatureLength) { return EnvelopeFault.Malformed; }
        ReadOnlySpan<byte> body = wire[..^Ed25519PublicKey.SignatureLength];
        ReadOnlySpan<byte> encoded = body[..^1];
        byte flag = body[^1];
        if (flag > FlagHistorical || !EnvelopeContent.TryDecode(encoded, out EnvelopeContent? content)) { return EnvelopeFault.Malformed; }
        if (keyOf(content.From) is not { } key) { return EnvelopeFault.UnknownSender; }
        if (!key.Verify(Signed(body), wire[body.Length..])) { return EnvelopeFault.BadSignature; }
        if (content.To != me) { return EnvelopeFault.NotForUs; }
        envelope = new Envelope(content, flag == FlagHistorical, EnvelopeContent.Hash(encoded));
        return EnvelopeFault.None;
    }

    private static byte[] Signed(ReadOnlySpan<byte> body) => [.. "secure/envelope/v1\n"u8, .. body];
}
