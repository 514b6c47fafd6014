using System.Security.Cryptography;
using Secure.Grants;
using Secure.Signatures;
using Secure.Vocabulary;

namespace Secure.DoorController.Core.Offline;

/// <summary>A whole lease: all its parts and the key under which they name badges.</summary>
internal sealed class HeldLease
{
    private readonly Dictionary<string, (LeaseGroup Group, ulong Handle)> _badges = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (LeasePinGroup Group, LeasePinBadge Badge)> _pins = new(StringComparer.Ordinal);
    private readonly SortedDictionary<ushort, LeasePins> _pinParts = [];
    private readonly Dictionary<DoorId, byte[]> _plans = [];
    private readonly byte[] _key;
    private readonly Lease _first;

    /// <param name="parts">All parts of one lease, in order, verified.</param>
    public HeldLease(byte[] key, IReadOnlyList<Lease> parts)
    {
        (_key, _first) = (key, parts[0]);
        foreach (LeaseGroup group in parts.SelectMany(p => p.Groups))
        {
            foreach (LeaseBadge badge in group.Badges) { _badges[Convert.ToHexString(badge.Hash)] = (group, badge.Handle); }
        }
        foreach (LeasePlan plan in parts.SelectMany(p => p.Plans)) { _plans[plan.Door] = plan.Digest; }
        Limits = [.. parts.SelectMany(p => p.Limits)];
    }

    public ulong Number => _first.Number;

    public long IssuedMs => _first.IssuedMs;

    public TimeSpan Life => _first.Life;

    public IReadOnlyList<LeaseLimit> Limits { get; }

    /// <summary>What the badge may do at the reader, whatever the time; null where the lease does not name it there.</summary>
    public (LeaseRight Right, ulong Handle)? Find(ReaderId reader, BadgeNumber badge) =>
        _badges.TryGetValue(Convert.ToHexString(LeaseKey.HashOf(_key, badge)), out (LeaseGroup Group, ulong Handle) named)
        && named.Group.Rights.FirstOrDefault(r => r.Reader == reader) is { } right ? (right, named.Handle) : null;

    /// <summary>The same, where its owner's PIN is asked for besides.</summary>
    public (LeaseRight Right, LeasePinBadge Badge)? FindByPin(ReaderId reader, BadgeNumber badge) =>
        _pins.TryGetValue(Convert.ToHexString(LeaseKey.HashOf(_key, badge)), out (LeasePinGroup Group, LeasePinBadge Badge) named)
        && named.Group.Rights.FirstOrDefault(r => r.Reader == reader) is { } right ? (right, named.Badge) : null;

    /// <summary>What the PIN is compared with; null where it was not sealed for this lease.</summary>
    public PinVerifiers? Open(LeasePinBadge badge) => PinVerifiers.Open(_key, Number, badge.Badge.Handle, badge.Verifiers);

    /// <summary>Takes one verified part of the badges that pass by a PIN. They count once all parts are there, and are on no disk.</summary>
    public void Take(LeasePins part)
    {
        if (part.Number != Number || part.Request != _first.Request || part.Controller != _first.Controller || _pinParts.Values.Any(p => p.Parts != part.Parts)) { return; }
        _pinParts[part.Part] = part;
        if (_pinParts.Count < part.Parts) { return; }
        foreach (LeasePinGroup group in _pinParts.Values.SelectMany(p => p.Groups))
        {
            foreach (LeasePinBadge badge in group.Badges) { _pins[Convert.ToHexString(badge.Badge.Hash)] = (group, badge); }
        }
    }

    /// <summary>The badge's person, by a number that only this lease knows; null where it names the badge nowhere.</summary>
    public ulong? PersonOf(BadgeNumber badge)
    {
        string hash = Convert.ToHexString(LeaseKey.HashOf(_key, badge));
        if (_badges.TryGetValue(hash, out (LeaseGroup Group, ulong Handle) named)) { return named.Handle; }
        return _pins.TryGetValue(hash, out (LeasePinGroup Group, LeasePinBadge Badge) byPin) ? byPin.Badge.Badge.Handle : null;
    }

    /// <summary>Whether it counts at a door that follows this plan.</summary>
    public bool Fits(DoorId door, DoorPlan? plan) => !_plans.TryGetValue(door, out byte[]? digest) || plan?.Digest().AsSpan().SequenceEqual(digest) == true;

    /// <summary>Nobody can read out any more whom it named.</summary>
    public void Erase()
    {
        CryptographicOperations.ZeroMemory(_key);
        _badges.Clear();
        _pins.Clear();
        _pinParts.Clear();
    }

    /// <summary>The bytes to keep on disk: the key and the parts as they were signed.</summary>
    public static byte[] Pack(byte[] key, IReadOnlyList<byte[]> parts)
    {
        CanonicalWriter writer = new CanonicalWriter().Fixed(key).U16((ushort)parts.Count);
        foreach (byte[] part in parts) { writer.Bytes(part); }
        return writer.ToArray();
    }

    /// <summary>What <see cref="Pack"/> made; null for anything that is not a whole lease of this controller signed by one of the keys.</summary>
    public static HeldLease? Unpack(ReadOnlySpan<byte> packed, DeviceId controller, IReadOnlyList<Ed25519PublicKey> keys)
    {
        try
        {
            CanonicalReader reader = new(packed);
            byte[] key = reader.Fixed(LeaseKey.Length);
            int count = reader.U16();
            if (count is 0 or > Lease.PartsMax) { return null; }
            List<Lease> parts = [];
            for (int i = 0; i < count; i++)
            {
                if (!Record.TryVerify(reader.Bytes(), keys, out Lease? part) || part.Controller != controller || part.Part != i || part.Parts != count) { return null; }
                if (i > 0 && (part.Number != parts[0].Number || part.Request != parts[0].Request)) { return null; }
                parts.Add(part);
            }
            reader.End();
            return new HeldLease(key, parts);
        }
        catch (FormatException) { return null; }
    }
}
