using System.Security.Cryptography;
using Secure.Signatures;
using Secure.Vocabulary;

namespace Secure.Grants;

/// <summary>
/// One part of a controller's pass list for working offline, signed with the gateway's lease key. The parts of one number
/// together are the lease; fewer of them are none.
/// </summary>
/// <param name="Number">By which entries made offline name the lease.</param>
/// <param name="Request">The controller's own question that this answers: its life counts from when that was asked.</param>
/// <param name="Part">0 to one less than <paramref name="Parts"/>.</param>
/// <param name="IssuedMs">The gateway's time, Unix milliseconds.</param>
/// <param name="LifeSeconds">1 to 14,400.</param>
public sealed record Lease(
    DeviceId Controller, ulong Number, Token128 Request, ushort Part, ushort Parts, ulong PolicyRevision, long IssuedMs, uint LifeSeconds,
    IReadOnlyList<LeaseGroup> Groups) : IRecord<Lease>
{
    /// <summary>Longest life of a lease; a site may shorten it.</summary>
    public static readonly TimeSpan LifeMax = TimeSpan.FromHours(4);

    /// <summary>Most parts of one lease: some 100,000 badges.</summary>
    public const int PartsMax = 512;

    /// <summary>What a part's groups may take, in bytes, so that the record is never too long.</summary>
    public const int GroupsMax = 7600;

    /// <summary>Doors at which the lease counts only beside the plan named here. Written only where there are any: a controller that does not know them takes no such lease.</summary>
    public IReadOnlyList<LeasePlan> Plans { get; init; } = [];

    /// <summary>Rooms that take only so many persons. Written only beside plans, because only plans say which doors lead there.</summary>
    public IReadOnlyList<LeaseLimit> Limits { get; init; } = [];

    public static RecordKind Kind => RecordKind.Lease;

    public TimeSpan Life => TimeSpan.FromSeconds(LifeSeconds);

    public void Write(CanonicalWriter writer)
    {
        writer.Id(Controller).U64(Number).Token(Request).U16(Part).U16(Parts).U64(PolicyRevision).I64(IssuedMs).U32(LifeSeconds).U16((ushort)Groups.Count);
        foreach (LeaseGroup group in Groups) { group.Write(writer); }
        if (Plans.Count == 0) { return; }
        writer.U16((ushort)Plans.Count);
        foreach (LeasePlan plan in Plans) { writer.Id(plan.Door).Fixed(plan.Digest); }
        if (Limits.Count == 0) { return; }
        writer.U16((ushort)Limits.Count);
        foreach (LeaseLimit limit in Limits) { limit.Write(writer); }
    }

    public static Lease Read(ref CanonicalReader reader)
    {
        DeviceId controller = reader.Id<DeviceId>();
        ulong number = reader.U64();
        Token128 request = reader.Token();
        ushort part = reader.U16(), parts = reader.U16();
        if (parts is 0 or > PartsMax || part >= parts) { throw new FormatException("No such part."); }
        ulong revision = reader.U64();
        long issued = reader.I64();
        uint life = reader.U32();
        if (life is 0 || life > LifeMax.TotalSeconds) { throw new FormatException("A lease lives 1 s to 4 h."); }
        int count = reader.U16();
        List<LeaseGroup> groups = [];
        for (int i = 0; i < count; i++) { groups.Add(LeaseGroup.Read(ref reader)); }
        return new Lease(controller, number, request, part, parts, revision, issued, life, groups)
        {
            Plans = ReadPlans(ref reader),
            Limits = ReadLimits(ref reader),
        };
    }

    private static List<LeasePlan> ReadPlans(ref CanonicalReader reader)
    {
        List<LeasePlan> plans = [];
        if (reader.IsAtEnd) { return plans; }
        int count = reader.U16();
        if (count == 0) { throw new FormatException("No plans are written as nothing."); }
        for (int i = 0; i < count; i++) { plans.Add(new LeasePlan(reader.Id<DoorId>(), reader.Fixed(DoorPlan.DigestLength))); }
        return plans;
    }

    private static List<LeaseLimit> ReadLimits(ref CanonicalReader reader)
    {
        List<LeaseLimit> limits = [];
        if (reader.IsAtEnd) { return limits; }
        int count = reader.U16();
        if (count == 0) { throw new FormatException("No limits are written as nothing."); }
        for (int i = 0; i < count; i++) { limits.Add(LeaseLimit.Read(ref reader)); }
        return limits;
    }
}

/// <summary>A room that takes only so many persons, and who was or may have been inside when the lease was issued.</summary>
/// <param name="Max">1 to 10,000 persons.</param>
/// <param name="Others">Persons inside beyond those that <paramref name="Inside"/> names.</param>
/// <param name="Inside">Their handles, see <see cref="LeaseBadge"/>; at most <see cref="NamedMax"/> in one lease.</param>
public sealed record LeaseLimit(RoomId Room, uint Max, uint Others, IReadOnlyList<ulong> Inside)
{
    /// <summary>So that the list leaves room for badges: 4 KiB.</summary>
    public const int NamedMax = 512;

    /// <summary>Bytes that it takes in a record.</summary>
    public int Length => 2 + Room.Text.Length + 4 + 4 + 2 + sizeof(ulong) * Inside.Count;

    internal void Write(CanonicalWriter writer)
    {
        writer.Id(Room).U32(Max).U32(Others).U16((ushort)Inside.Count);
        foreach (ulong handle in Inside) { writer.U64(handle); }
    }

    internal static LeaseLimit Read(ref CanonicalReader reader)
    {
        RoomId room = reader.Id<RoomId>();
        uint max = reader.U32(), others = reader.U32();
        if (max is 0 or > 10_000 || others > int.MaxValue / 2) { throw new FormatException("A room takes 1 to 10,000 persons."); }
        int count = reader.U16();
        if (count > NamedMax) { throw new FormatException("Too many persons in a room."); }
        List<ulong> inside = new(count);
        for (int i = 0; i < count; i++) { inside.Add(reader.U64()); }
        return new LeaseLimit(room, max, others, inside);
    }
}

/// <summary>A door whose rules of passing its controller keeps by itself: it lets persons pass by the lease only while it follows just this plan.</summary>
/// <param name="Digest">See <see cref="DoorPlan.Digest"/>.</param>
public sealed record LeasePlan(DoorId Door, byte[] Digest);

/// <summary>Badges that may do the same.</summary>
public sealed record LeaseGroup(IReadOnlyList<LeaseRight> Rights, IReadOnlyList<LeaseBadge> Badges)
{
    internal void Write(CanonicalWriter writer)
    {
        LeaseRight.Write(writer, Rights);
        writer.U16((ushort)Badges.Count);
        foreach (LeaseBadge badge in Badges) { writer.Fixed(badge.Hash).U64(badge.Handle); }
    }

    internal static LeaseGroup Read(ref CanonicalReader reader)
    {
        List<LeaseRight> doors = LeaseRight.Read(ref reader);
        int badges = reader.U16();
        List<LeaseBadge> listed = [];
        for (int i = 0; i < badges; i++) { listed.Add(new LeaseBadge(reader.Fixed(LeaseKey.HashLength), reader.U64())); }
        return new LeaseGroup(doors, listed);
    }
}

/// <summary>What one reader may do for the badges of a group.</summary>
/// <param name="HoldMs">1 to 30,000 ms.</param>
public sealed record LeaseRight(ReaderId Reader, uint HoldMs, IReadOnlyList<LeaseSpan> Spans)
{
    public bool IsOpen(TimeSpan sinceIssued) => Spans.Any(s => sinceIssued.TotalSeconds >= s.FromSeconds && sinceIssued.TotalSeconds < s.ToSeconds);

    internal static void Write(CanonicalWriter writer, IReadOnlyList<LeaseRight> rights)
    {
        writer.U16((ushort)rights.Count);
        foreach (LeaseRight right in rights)
        {
            writer.Id(right.Reader).U32(right.HoldMs).U16((ushort)right.Spans.Count);
            foreach (LeaseSpan span in right.Spans) { writer.U32(span.FromSeconds).U32(span.ToSeconds); }
        }
    }

    internal static List<LeaseRight> Read(ref CanonicalReader reader)
    {
        int count = reader.U16();
        List<LeaseRight> rights = [];
        for (int i = 0; i < count; i++)
        {
            ReaderId at = reader.Id<ReaderId>();
            uint hold = reader.U32();
            if (hold is 0 || hold > Grant.HoldMax.TotalMilliseconds) { throw new FormatException("A hold is 1 ms to 30 s."); }
            int times = reader.U16();
            List<LeaseSpan> spans = [];
            for (int j = 0; j < times; j++) { spans.Add(new LeaseSpan(reader.U32(), reader.U32())); }
            rights.Add(new LeaseRight(at, hold, spans));
        }
        return rights;
    }
}

/// <summary>Seconds after the lease was issued: from, included, to, excluded.</summary>
public sealed record LeaseSpan(uint FromSeconds, uint ToSeconds);

/// <param name="Hash">See <see cref="LeaseKey.HashOf"/>.</param>
/// <param name="Handle">By which the gateway, and nobody else, tells whose badge it was: the same for all badges of one person in one lease.</param>
public sealed record LeaseBadge(byte[] Hash, ulong Handle);

/// <summary>
/// The random key under which a lease names badges. The controller makes it and seals it to the gateway, so that neither
/// agent nor broker can try out badge numbers against a lease that they carry.
/// </summary>
public static class LeaseKey
{
    public const int Length = 32;

    /// <summary>Of HMAC-SHA256, cut (RFC 2104 section 5), in bytes.</summary>
    public const int HashLength = 16;

    public static byte[] HashOf(ReadOnlySpan<byte> key, BadgeNumber badge)
    {
        byte[] content = new CanonicalWriter().U16((ushort)badge.Bits).Bytes(Convert.FromHexString(badge.Hex)).ToArray();
        return HMACSHA256.HashData(key, content)[..HashLength];
    }
}

/// <summary>A controller asks for a new lease.</summary>
/// <param name="SealedKey">The lease's key, sealed to the gateway together with the request; see <see cref="Seal"/>.</param>
public sealed record LeaseRequest(DeviceId Controller, Token128 BootId, Token128 Request, DeviceTime Time, byte[] SealedKey) : IRecord<LeaseRequest>
{
    public static RecordKind Kind => RecordKind.LeaseRequest;

    public static byte[] Seal(ReadOnlySpan<byte> sealingKeySpki, Token128 request, ReadOnlySpan<byte> key)
    {
        byte[] content = new CanonicalWriter().Token(request).Fixed(key).ToArray();
        try { return Sealed.Seal(sealingKeySpki, content); }
        finally { CryptographicOperations.ZeroMemory(content); }
    }

    /// <summary>The key, where the box was sealed to this key for this request; null else.</summary>
    public byte[]? OpenKey(RSA sealingKey)
    {
        if (!Sealed.TryOpen(sealingKey, SealedKey, out byte[]? content)) { return null; }
        try
        {
            CanonicalReader reader = new(content);
            Token128 bound = reader.Token();
            byte[] key = reader.Fixed(LeaseKey.Length);
            reader.End();
            return bound == Request ? key : null;
        }
        catch (FormatException) { return null; }
        finally { CryptographicOperations.ZeroMemory(content); }
    }

    public void Write(CanonicalWriter writer) => writer.Id(Controller).Token(BootId).Token(Request).Time(Time).Bytes(SealedKey);

    public static LeaseRequest Read(ref CanonicalReader reader) =>
        new(reader.Id<DeviceId>(), reader.Token(), reader.Token(), reader.Time(), reader.Bytes());
}
