using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Secure.Signatures;
using Secure.Vocabulary;

namespace Secure.Grants;

/// <summary>A controller's signed word that a badge was presented. Only the gateway can open the badge.</summary>
/// <param name="Nonce">Fresh; a grant must name it. The controller keeps it 60 s.</param>
/// <param name="Sequence">Counts this controller's presentations since its boot.</param>
/// <param name="SealedBadge">A <see cref="PresentedBadge"/> sealed to the gateway.</param>
public sealed record Presentation(
    DeviceId Controller, DoorId Door, ReaderId Reader, Token128 BootId, Token128 Nonce, ulong Sequence, DeviceTime Time, byte[] SealedBadge) : IRecord<Presentation>
{
    /// <summary>How long the controller keeps the nonce.</summary>
    public static readonly TimeSpan NonceLife = TimeSpan.FromSeconds(60);

    public static RecordKind Kind => RecordKind.Presentation;

    public void Write(CanonicalWriter writer) =>
        writer.Id(Controller).Id(Door).Id(Reader).Token(BootId).Token(Nonce).U64(Sequence).Time(Time).Bytes(SealedBadge);

    public static Presentation Read(ref CanonicalReader reader) =>
        new(reader.Id<DeviceId>(), reader.Id<DoorId>(), reader.Id<ReaderId>(), reader.Token(), reader.Token(), reader.U64(), reader.Time(), reader.Bytes());
}

/// <summary>
/// A controller's signed word that the person of a presentation still waits, because more than the badge is asked for: a
/// grant for that nonce may then live for 3 s from this time. The nonce itself ends 60 s after its presentation.
/// </summary>
public sealed record EntryWaiting(DeviceId Controller, DoorId Door, ReaderId Reader, Token128 BootId, Token128 Nonce, DeviceTime Time) : IRecord<EntryWaiting>
{
    public static RecordKind Kind => RecordKind.EntryWaiting;

    public void Write(CanonicalWriter writer) => writer.Id(Controller).Id(Door).Id(Reader).Token(BootId).Token(Nonce).Time(Time);

    public static EntryWaiting Read(ref CanonicalReader reader) =>
        new(reader.Id<DeviceId>(), reader.Id<DoorId>(), reader.Id<ReaderId>(), reader.Token(), reader.Token(), reader.Time());
}

/// <summary>What the person showed at the reader: the badge's bits and, where typed, a PIN. Travels sealed only.</summary>
public sealed class PresentedBadge(BadgeNumber badge, string? pin)
{
    public BadgeNumber Badge { get; } = badge;

    /// <summary>Most digits of a PIN.</summary>
    public const int PinMax = 12;

    /// <summary>Digits as typed, at most 12, or null.</summary>
    public string? Pin { get; } = pin;

    /// <summary>Seals it together with the nonce, so that the box fits no other presentation.</summary>
    /// <exception cref="CryptographicException">The key is none, or is weaker than 3,072 bits.</exception>
    public byte[] Seal(ReadOnlySpan<byte> sealingKeySpki, Token128 nonce)
    {
        byte[] content = new CanonicalWriter().Token(nonce).U16((ushort)Badge.Bits).Bytes(Convert.FromHexString(Badge.Hex)).Text(Pin ?? "").ToArray();
        try { return Sealed.Seal(sealingKeySpki, content); }
        finally { CryptographicOperations.ZeroMemory(content); }
    }

    /// <summary>False where the box was not sealed to this key for this nonce.</summary>
    public static bool TryOpen(RSA sealingKey, ReadOnlySpan<byte> box, Token128 nonce, [NotNullWhen(true)] out PresentedBadge? presented)
    {
        presented = null;
        if (!Sealed.TryOpen(sealingKey, box, out byte[]? content)) { return false; }
        try
        {
            CanonicalReader reader = new(content);
            Token128 bound = reader.Token();
            int bits = reader.U16();
            byte[] data = reader.Bytes();
            string pin = reader.Text();
            reader.End();
            if (bound != nonce || pin.Length > PinMax || !pin.All(char.IsAsciiDigit) || !BadgeNumber.TryCreate(bits, data, out BadgeNumber? badge)) { return false; }
            presented = new PresentedBadge(badge, pin.Length == 0 ? null : pin);
            return true;
        }
        catch (FormatException) { return false; }
        finally { CryptographicOperations.ZeroMemory(content); }
    }

    public override string ToString() => "presented badge";
}
