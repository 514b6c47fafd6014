using System.Security.Cryptography;
using Secure.Grants;
using Secure.Vocabulary;

namespace Secure.DoorController.Core.Offline;

/// <summary>A question for a lease that waits for its parts. What does not belong to it is left aside.</summary>
/// <param name="at">When it was asked: the lease lives from here, so that who holds the answer back gains nothing.</param>
/// <param name="acknowledged">Journal sequence up to which the gateway had acknowledged by then: its answer knows of all of it.</param>
internal sealed class LeaseAsked(DeviceId controller, TimeSpan at, ulong acknowledged)
{
    private readonly SortedDictionary<ushort, (Lease Lease, byte[] Signed)> _parts = [];

    public Token128 Request { get; } = Token128.NewRandom();

    public byte[] Key { get; } = RandomNumberGenerator.GetBytes(LeaseKey.Length);

    public TimeSpan At => at;

    public ulong Acknowledged => acknowledged;

    public IReadOnlyList<Lease> Leases => [.. _parts.Values.Select(p => p.Lease)];

    public IReadOnlyList<byte[]> Signed => [.. _parts.Values.Select(p => p.Signed)];

    /// <summary>Takes one verified part. True when all of them are there.</summary>
    public bool Take(Lease part, byte[] signed)
    {
        if (part.Controller != controller || part.Request != Request) { return false; }
        if (_parts.Count > 0 && Differs(part, _parts.Values.First().Lease)) { return false; }
        _parts[part.Part] = (part, signed);
        return _parts.Count == part.Parts;
    }

    private static bool Differs(Lease part, Lease first) => part.Number != first.Number || part.Parts != first.Parts || part.IssuedMs != first.IssuedMs || part.LifeSeconds != first.LifeSeconds;
}
