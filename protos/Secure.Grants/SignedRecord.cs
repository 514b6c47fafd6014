using System.Diagnostics.CodeAnalysis;
using Secure.Signatures;

namespace Secure.Grants;

/// <summary>What a signed record is. The number is part of the signed bytes, so no record can pass for another kind.</summary>
public enum RecordKind
{
    Presentation = 1,
    Grant = 2,
    Command = 3,
    DoorEvent = 4,
    Heartbeat = 5,
    NonceIssued = 6,
    Acknowledgement = 7,
    SignedTime = 8,
    ControllerEnrollment = 9,
    ControllerAccepted = 10,
    DoorPlan = 11,
    LeaseRequest = 20,
    Lease = 21,
    BreakGlass = 22,
    LeasePins = 23,
    EntryWaiting = 30,
    EntryPin = 31,
    ControllerStatus = 32,
    ClockSetting = 40,
}

/// <summary>
/// The outer form of everything that a controller and the gateway sign for one another:
/// version, kind, body behind a 16-bit length, 64 bytes of Ed25519. The signature covers a label and all before it.
/// </summary>
public static class SignedRecord
{
    /// <summary>Longest record, in bytes: the heartbeat of a controller with 64 doors of the longest names fits.</summary>
    public const int LengthMax = 8192;

    /// <summary>What the outer form takes of it, in bytes.</summary>
    private const int Outer = 4 + Ed25519PublicKey.SignatureLength;

    private const byte Version = 1;

    /// <exception cref="ArgumentException">The body is too long; nothing was signed.</exception>
    public static byte[] Sign(RecordKind kind, ReadOnlySpan<byte> body, Ed25519PrivateKey key)
    {
        if (body.Length > LengthMax - Outer) { throw new ArgumentException("A record's body is too long.", nameof(body)); }
        byte[] head = Head(kind, body);
        return [.. head, .. key.Sign(Covered(head))];
    }

    /// <summary>
    /// The body, where one of the keys signed it as this kind; false for everything else. Never throws on a
    /// stranger's bytes.
    /// </summary>
    public static bool TryVerify(ReadOnlySpan<byte> record, RecordKind kind, IEnumerable<Ed25519PublicKey> keys, [NotNullWhen(true)] out byte[]? body)
    {
        body = null;
        if (!TrySplit(record, kind, out byte[]? claimed, out ReadOnlySpan<byte> signature)) { return false; }
        byte[] covered = Covered(record[..^Ed25519PublicKey.SignatureLength]);
        foreach (Ed25519PublicKey key in keys)
        {
            if (key.Verify(covered, signature)) { body = claimed; return true; }
        }
        return false;
    }

    /// <summary>The body as claimed, its signature not yet looked at: only to find out whose key to ask.</summary>
    internal static bool TrySplit(ReadOnlySpan<byte> record, RecordKind kind, [NotNullWhen(true)] out byte[]? body, out ReadOnlySpan<byte> signature)
    {
        body = null;
        signature = default;
        if (record.Length is < Outer or > LengthMax) { return false; }
        try
        {
            CanonicalReader reader = new(record[..^Ed25519PublicKey.SignatureLength]);
            if (reader.U8() != Version || reader.U8() != (byte)kind) { return false; }
            body = reader.Bytes();
            reader.End();
        }
        catch (FormatException) { body = null; return false; }
        signature = record[^Ed25519PublicKey.SignatureLength..];
        return true;
    }

    private static byte[] Head(RecordKind kind, ReadOnlySpan<byte> body) => new CanonicalWriter().U8(Version).U8((byte)kind).Bytes(body).ToArray();

    private static byte[] Covered(ReadOnlySpan<byte> head) => [.. "secure/record/v1\n"u8, .. head];
}
