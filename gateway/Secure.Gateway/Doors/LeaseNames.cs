using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Secure.Gateway.Decisions.Site;
using Secure.Gateway.Spine;
using Secure.Grants;
using Secure.Vocabulary;

namespace Secure.Gateway.Doors;

/// <summary>
/// The handles by which leases name badges, and back: made from a key of our own and the lease's number, so that nothing
/// has to be kept and nobody else learns from a record whose badge it was.
/// </summary>
public sealed class LeaseNames(ISite site, IGatewayKeys keys)
{
    /// <summary>So many leases' names are kept at hand: a drain brings many entries of a few leases.</summary>
    private const int KeptMax = 16;

    private readonly Lock _gate = new();
    private readonly Dictionary<ulong, Dictionary<ulong, (PersonId Person, LeaseWord Word)>> _persons = [];
    private byte[]? _key;
    private SiteSnapshot? _of;

    /// <summary>The same for every badge of the person: a controller must know that two of them are not two persons.</summary>
    /// <param name="word">What the handle says besides.</param>
    public ulong HandleOf(ulong lease, PersonId person, LeaseWord word = LeaseWord.Badge)
    {
        _key ??= HKDF.Expand(HashAlgorithmName.SHA256, keys.RowIntegrityKey, 32, "secure/lease-handle/v1"u8.ToArray());
        byte[] mac = HMACSHA256.HashData(_key, Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{lease}/{person.Text}{(word == LeaseWord.Badge ? "" : "/" + word)}")));
        return BinaryPrimitives.ReadUInt64BigEndian(mac);
    }

    /// <summary>The entry with its person, where it was made by a lease and the badge is still on record.</summary>
    public DoorEvent Named(DoorEvent told) =>
        told.Subject is null && LeaseEntry.TryParse(told.DecisionId, out LeaseEntry? entry) && Find(entry) is { } found ? told with { Subject = found.Person } : told;

    /// <summary>The same under the handle that every entry of the person has: so nobody who reads it can tell one PIN from the other.</summary>
    /// <param name="word">What the entry's own handle says.</param>
    public DoorEvent Plain(DoorEvent told, out LeaseWord word)
    {
        word = LeaseWord.Badge;
        if (!LeaseEntry.TryParse(told.DecisionId, out LeaseEntry? entry) || Find(entry) is not { } found) { return told; }
        word = found.Word;
        return told with { DecisionId = LeaseEntry.IdOf(entry.Number, HandleOf(entry.Number, found.Person)) };
    }

    private (PersonId Person, LeaseWord Word)? Find(LeaseEntry entry)
    {
        lock (_gate)
        {
            SiteSnapshot now = site.Current;
            if (!ReferenceEquals(now, _of) || _persons.Count > KeptMax)
            {
                _persons.Clear();
                _of = now;
            }
            if (!_persons.TryGetValue(entry.Number, out Dictionary<ulong, (PersonId Person, LeaseWord Word)>? named))
            {
                _persons[entry.Number] = named = [];
                foreach (PersonId person in now.Badges.Values.Select(b => b.Person).Distinct())
                {
                    foreach (LeaseWord word in Enum.GetValues<LeaseWord>()) { named[HandleOf(entry.Number, person, word)] = (person, word); }
                }
            }
            return named.TryGetValue(entry.Handle, out (PersonId Person, LeaseWord Word) found) ? found : null;
        }
    }
}

/// <summary>What a handle says of the entry that is recorded under it, to the gateway alone.</summary>
public enum LeaseWord
{
    Badge,
    Pin,
    /// <summary>The person was forced.</summary>
    Duress,
}
