using System.Security.Cryptography;
using Secure.Signatures;
using Secure.Vocabulary;

namespace Secure.Grants;

/// <summary>
/// One part of the badges that a lease lets pass together with their owner's PIN alone: apart from the lease, so that a controller
/// that does not know of PINs never sees such a right, and so that it is kept in memory only. Counts beside the very lease that it names.
/// </summary>
/// <param name="Number">Of the lease.</param>
/// <param name="Request">Of the lease.</param>
/// <param name="Part">0 to one less than <paramref name="Parts"/>.</param>
public sealed record LeasePins(DeviceId Controller, ulong Number, Token128 Request, ushort Part, ushort Parts, IReadOnlyList<LeasePinGroup> Groups) : IRecord<LeasePins>
{
    public static RecordKind Kind => RecordKind.LeasePins;

    public void Write(CanonicalWriter writer)
    {
        writer.Id(Controller).U64(Number).Token(Request).U16(Part).U16(Parts).U16((ushort)Groups.Count);
        foreach (LeasePinGroup group in Groups) { group.Write(writer); }
    }

    public static LeasePins Read(ref CanonicalReader reader)
    {
        DeviceId controller = reader.Id<DeviceId>();
        ulong number = reader.U64();
        Token128 request = reader.Token();
        ushort part = reader.U16(), parts = reader.U16();
        if (parts is 0 or > Lease.PartsMax || part >= parts) { throw new FormatException("No such part."); }
        int count = reader.U16();
        List<LeasePinGroup> groups = [];
        for (int i = 0; i < count; i++) { groups.Add(LeasePinGroup.Read(ref reader)); }
        return new LeasePins(controller, number, request, part, parts, groups);
    }
}

/// <summary>Badges that may do the same once their owner's PIN was typed.</summary>
public sealed record LeasePinGroup(IReadOnlyList<LeaseRight> Rights, IReadOnlyList<LeasePinBadge> Badges)
{
    internal void Write(CanonicalWriter writer)
    {
        LeaseRight.Write(writer, Rights);
        writer.U16((ushort)Badges.Count);
        foreach (LeasePinBadge badge in Badges) { writer.Fixed(badge.Badge.Hash).U64(badge.Badge.Handle).U64(badge.Passed).U64(badge.Forced).Bytes(badge.Verifiers); }
    }

    internal static LeasePinGroup Read(ref CanonicalReader reader)
    {
        List<LeaseRight> rights = LeaseRight.Read(ref reader);
        int count = reader.U16();
        List<LeasePinBadge> badges = [];
        for (int i = 0; i < count; i++) { badges.Add(new LeasePinBadge(new LeaseBadge(reader.Fixed(LeaseKey.HashLength), reader.U64()), reader.U64(), reader.U64(), reader.Bytes())); }
        return new LeasePinGroup(rights, badges);
    }
}

/// <summary>A badge and what its owner's PIN is compared with.</summary>
/// <param name="Passed">The handle under which an entry by the PIN is recorded.</param>
/// <param name="Forced">The same for the duress PIN: only the gateway can tell one from the other.</param>
/// <param name="Verifiers">What <see cref="PinVerifiers.Seal"/> made.</param>
public sealed record LeasePinBadge(LeaseBadge Badge, ulong Passed, ulong Forced, byte[] Verifiers);

/// <summary>What a PIN and a duress PIN are compared with: Argon2id (RFC 9106) in its text form, the second of nothing where there is none.</summary>
public sealed record PinVerifiers(string Pin, string Duress)
{
    private const int NonceBytes = 12, TagBytes = 16;

    /// <summary>The verifiers stay out of whatever prints this.</summary>
    public override string ToString() => "PIN verifiers";

    /// <summary>Encrypts them for the controller that made the lease's key: bound to the lease and the handle.</summary>
    /// <param name="key">See <see cref="LeaseKey"/>.</param>
    public byte[] Seal(ReadOnlySpan<byte> key, ulong lease, ulong handle)
    {
        byte[] plain = new CanonicalWriter().Text(Pin).Text(Duress).ToArray(), own = Derive(key);
        byte[] box = new byte[NonceBytes + TagBytes + plain.Length];
        RandomNumberGenerator.Fill(box.AsSpan(0, NonceBytes));
        using AesGcm cipher = new(own, TagBytes);
        cipher.Encrypt(box.AsSpan(0, NonceBytes), plain, box.AsSpan(NonceBytes + TagBytes), box.AsSpan(NonceBytes, TagBytes), Bound(lease, handle));
        CryptographicOperations.ZeroMemory(plain);
        CryptographicOperations.ZeroMemory(own);
        return box;
    }

    /// <summary>Null where they were not sealed under this key for this lease and handle.</summary>
    public static PinVerifiers? Open(ReadOnlySpan<byte> key, ulong lease, ulong handle, ReadOnlySpan<byte> box)
    {
        if (box.Length <= NonceBytes + TagBytes) { return null; }
        byte[] plain = new byte[box.Length - NonceBytes - TagBytes], own = Derive(key);
        try
        {
            using AesGcm cipher = new(own, TagBytes);
            cipher.Decrypt(box[..NonceBytes], box[(NonceBytes + TagBytes)..], box.Slice(NonceBytes, TagBytes), plain, Bound(lease, handle));
            CanonicalReader reader = new(plain);
            PinVerifiers verifiers = new(reader.Text(), reader.Text());
            reader.End();
            return verifiers;
        }
        catch (Exception fault) when (fault is CryptographicException or FormatException) { return null; }
        finally
        {
            CryptographicOperations.ZeroMemory(plain);
            CryptographicOperations.ZeroMemory(own);
        }
    }

    private static byte[] Derive(ReadOnlySpan<byte> key)
    {
        byte[] own = new byte[32];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, key, own, [], "secure/lease-pin/v1"u8);
        return own;
    }

    private static byte[] Bound(ulong lease, ulong handle) => new CanonicalWriter().U64(lease).U64(handle).ToArray();
}
