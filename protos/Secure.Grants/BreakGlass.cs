using Secure.Signatures;
using Secure.Vocabulary;

namespace Secure.Grants;

/// <summary>
/// How a controller knows break-glass codes again, signed with the gateway's lease key. It does not end with the lease;
/// a higher number replaces it whole, and a code that was used is used up.
/// </summary>
/// <param name="Number">Rises with every set of codes; never reused.</param>
public sealed record BreakGlass(DeviceId Controller, ulong Number, IReadOnlyList<BreakGlassPair> Pairs) : IRecord<BreakGlass>
{
    /// <summary>Most pairs of one controller: one for each of its doors.</summary>
    public const int PairsMax = 16;

    /// <summary>Digits of a code.</summary>
    public const int Digits = 10;

    public static RecordKind Kind => RecordKind.BreakGlass;

    /// <exception cref="InvalidOperationException">More pairs than fit into a record.</exception>
    public void Write(CanonicalWriter writer)
    {
        if (Pairs.Count > PairsMax) { throw new InvalidOperationException($"At most {PairsMax} pairs of break-glass codes."); }
        writer.Id(Controller).U64(Number).U16((ushort)Pairs.Count);
        foreach (BreakGlassPair pair in Pairs) { writer.Id(pair.Door).U32(pair.HoldMs).Text(pair.First).Text(pair.Second); }
    }

    public static BreakGlass Read(ref CanonicalReader reader)
    {
        DeviceId controller = reader.Id<DeviceId>();
        ulong number = reader.U64();
        int count = reader.U16();
        if (count > PairsMax) { throw new FormatException("Too many pairs."); }
        List<BreakGlassPair> pairs = [];
        for (int i = 0; i < count; i++) { pairs.Add(new BreakGlassPair(reader.Id<DoorId>(), reader.U32(), reader.Text(), reader.Text())); }
        return new BreakGlass(controller, number, pairs);
    }
}

/// <summary>The two codes of one door; both are needed, in either order.</summary>
/// <param name="HoldMs">1 to 30,000 ms.</param>
/// <param name="First">Argon2id (RFC 9106) in its text form, salt and cost included.</param>
/// <param name="Second">The other code's.</param>
public sealed record BreakGlassPair(DoorId Door, uint HoldMs, string First, string Second);
