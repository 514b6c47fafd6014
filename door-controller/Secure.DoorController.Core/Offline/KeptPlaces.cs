using System.Security.Cryptography;
using Secure.Grants;
using Secure.Signatures;
using Secure.Vocabulary;

namespace Secure.DoorController.Core.Offline;

/// <summary>Where somebody was, or may have gone, when the last process ended.</summary>
/// <param name="Badge">See <see cref="KeptPlaces.NameOf"/>.</param>
/// <param name="Person">By the lease that was held, as the journal names them; empty where that named the badge nowhere.</param>
/// <param name="AtMs">When they came there, Unix milliseconds; 0: nobody could tell the time.</param>
/// <param name="Certain">False: something had happened since that may have let anybody out.</param>
internal sealed record KeptPlace(byte[] Badge, string Person, RoomId Room, long AtMs, bool Certain);

/// <summary>
/// The bytes that keep places over a restart. Badges stand there by keyed hashes only. Both keys come of the controller's own, so
/// that a damaged file, another controller's and one that is not of the very last start count as none. Who holds the disk
/// holds the keys: against them stands the box's tamper contact, which erases the file.
/// </summary>
internal sealed class KeptPlaces
{
    private const byte Version = 1;

    private const int KeyLength = 32;

    private readonly byte[] _name = new byte[KeyLength];
    private readonly byte[] _seal = new byte[KeyLength];

    public KeptPlaces(Ed25519PrivateKey own)
    {
        Span<byte> seed = stackalloc byte[Ed25519PrivateKey.SeedLength];
        try
        {
            own.ExportSeed(seed);
            HKDF.DeriveKey(HashAlgorithmName.SHA256, seed, _name, default, "secure places: names"u8);
            HKDF.DeriveKey(HashAlgorithmName.SHA256, seed, _seal, default, "secure places: seal"u8);
        }
        finally { CryptographicOperations.ZeroMemory(seed); }
    }

    /// <summary>By what a badge stands there: HMAC-SHA256, cut.</summary>
    public byte[] NameOf(BadgeNumber badge) => LeaseKey.HashOf(_name, badge);

    /// <param name="epoch">The start in which it is written.</param>
    public byte[] Pack(ulong epoch, IReadOnlyList<KeptPlace> places)
    {
        CanonicalWriter writer = new CanonicalWriter().U8(Version).U64(epoch).U32((uint)places.Count);
        foreach (KeptPlace place in places)
        {
            writer.Fixed(place.Badge).Text(place.Person).Text(place.Room.Text).I64(place.AtMs).U8(place.Certain ? (byte)1 : (byte)0);
        }
        byte[] content = writer.ToArray();
        return [.. content, .. HMACSHA256.HashData(_seal, content)];
    }

    /// <summary>What <see cref="Pack"/> made in that start; null for anything else.</summary>
    public List<KeptPlace>? Unpack(ReadOnlySpan<byte> packed, ulong epoch)
    {
        if (packed.Length < HMACSHA256.HashSizeInBytes) { return null; }
        ReadOnlySpan<byte> content = packed[..^HMACSHA256.HashSizeInBytes];
        if (!CryptographicOperations.FixedTimeEquals(HMACSHA256.HashData(_seal, content), packed[content.Length..])) { return null; }
        try
        {
            CanonicalReader reader = new(content);
            if (reader.U8() != Version || reader.U64() != epoch) { return null; }
            uint count = reader.U32();
            List<KeptPlace> places = [];
            for (uint i = 0; i < count; i++)
            {
                places.Add(new KeptPlace(reader.Fixed(LeaseKey.HashLength), reader.Text(), RoomId.Parse(reader.Text()), reader.I64(), reader.U8() == 1));
            }
            reader.End();
            return places;
        }
        catch (FormatException) { return null; }
    }
}
