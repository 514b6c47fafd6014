using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Secure.Signatures;
using Secure.Vocabulary;

namespace Secure.Grants;

/// <summary>A controller's signed word that the person of a presentation has typed a PIN, which only the gateway can open.</summary>
/// <param name="SealedPin">What <see cref="TypedPin.Seal"/> made: of one length, however many digits there are.</param>
public sealed record EntryPin(DeviceId Controller, DoorId Door, ReaderId Reader, Token128 BootId, Token128 Nonce, byte[] SealedPin) : IRecord<EntryPin>
{
    public static RecordKind Kind => RecordKind.EntryPin;

    public void Write(CanonicalWriter writer) => writer.Id(Controller).Id(Door).Id(Reader).Token(BootId).Token(Nonce).Bytes(SealedPin);

    public static EntryPin Read(ref CanonicalReader reader) =>
        new(reader.Id<DeviceId>(), reader.Id<DoorId>(), reader.Id<ReaderId>(), reader.Token(), reader.Token(), reader.Bytes());
}

/// <summary>The digits that somebody typed, on their way from the controller to the gateway. Nothing prints them.</summary>
public static class TypedPin
{
    /// <summary>Most digits that a reader's keypad is listened to.</summary>
    public const int DigitsMax = 12;

    /// <summary>Seals the digits together with the nonce, so that the box fits no other presentation.</summary>
    /// <param name="digits">ASCII digits, at most 12.</param>
    /// <exception cref="CryptographicException">The key is none, or is weaker than 3,072 bits.</exception>
    public static byte[] Seal(ReadOnlySpan<byte> sealingKeySpki, Token128 nonce, ReadOnlySpan<byte> digits)
    {
        byte[] content = new CanonicalWriter().Token(nonce).Bytes(digits.ToArray()).ToArray();
        try { return Sealed.Seal(sealingKeySpki, content); }
        finally { CryptographicOperations.ZeroMemory(content); }
    }

    /// <summary>The digits; false where the box was not sealed to this key for this nonce. Who takes them zeroes them.</summary>
    public static bool TryOpen(RSA sealingKey, ReadOnlySpan<byte> box, Token128 nonce, [NotNullWhen(true)] out byte[]? digits)
    {
        digits = null;
        if (!Sealed.TryOpen(sealingKey, box, out byte[]? content)) { return false; }
        try
        {
            CanonicalReader reader = new(content);
            Token128 bound = reader.Token();
            byte[] read = reader.Bytes();
            reader.End();
            if (bound != nonce || read.Length > DigitsMax || !read.All(d => char.IsAsciiDigit((char)d))) { return false; }
            digits = read;
            return true;
        }
        catch (FormatException) { return false; }
        finally { CryptographicOperations.ZeroMemory(content); }
    }
}
