using Secure.Signatures;
using Secure.Vocabulary;

namespace Secure.Grants;

/// <summary>On which side of the door a reader stands.</summary>
/// <param name="Inside">True: presenting there asks to leave.</param>
public sealed record PlanReader(ReaderId Reader, bool Inside);

/// <summary>What the door separates, and the rules of passing that its controller can keep by itself.</summary>
/// <param name="From">The room outside; null: the street.</param>
/// <param name="Into">The room that it guards.</param>
/// <param name="AreaFrom">Name of the anti-passback area outside; null: none.</param>
/// <param name="AreaInto">Name of the area inside; both the same: the door stays within it.</param>
/// <param name="Rule">Of the area inside.</param>
/// <param name="Window">For the timed rule; zero else.</param>
/// <param name="Interlock">Doors of one controller with the same name here are never open or unlocked together; null: free.</param>
/// <param name="TwoPersonWithin">Two different persons must present within this; zero: one suffices.</param>
public sealed record PlanPassage(
    RoomId? From, RoomId Into, string? AreaFrom, string? AreaInto, AntiPassback Rule, TimeSpan Window, string? Interlock, TimeSpan TwoPersonWithin, IReadOnlyList<PlanReader> Readers)
{
    private const int ReadersMax = 16;

    internal void Write(CanonicalWriter writer)
    {
        writer.Id(From).Id(Into).Text(AreaFrom ?? "").Text(AreaInto ?? "").U8((byte)Rule).Milliseconds(Window);
        writer.Text(Interlock ?? "").Milliseconds(TwoPersonWithin).U8((byte)Readers.Count);
        foreach (PlanReader reader in Readers) { writer.Id(reader.Reader).Flag(reader.Inside); }
    }

    internal static PlanPassage Read(ref CanonicalReader reader)
    {
        PlanPassage passage = new(
            reader.IdOrNone<RoomId>(), reader.Id<RoomId>(), reader.TextOrNone(), reader.TextOrNone(), reader.Enumeration<AntiPassback>(), reader.Milliseconds(),
            reader.TextOrNone(), reader.Milliseconds(), []);
        int count = reader.U8();
        if (count > ReadersMax) { throw new FormatException("Too many readers at a door."); }
        List<PlanReader> readers = new(count);
        for (int i = 0; i < count; i++) { readers.Add(new PlanReader(reader.Id<ReaderId>(), reader.Flag())); }
        return passage with { Readers = readers };
    }
}
