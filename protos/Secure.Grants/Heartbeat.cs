using System.Security.Cryptography;
using Secure.Signatures;
using Secure.Vocabulary;

namespace Secure.Grants;

/// <summary>One door as its controller sees it.</summary>
/// <param name="PlanNumber">Of the plan that it follows; 0: none yet.</param>
public sealed record DoorReport(DoorId Door, DoorMode Mode, LockState Lock, LeafState Leaf, ulong PlanNumber = 0);

/// <summary>Sent every 5 s: the controller lives, this is its journal's head, and so its doors stand.</summary>
/// <param name="JournalSequence">Sequence of the newest entry; 0 for an empty journal.</param>
/// <param name="JournalHead">SHA-256 of the newest signed entry; zero for an empty journal.</param>
public sealed record Heartbeat(
    DeviceId Controller, Token128 BootId, ulong BootEpoch, DeviceTime Time, ulong JournalSequence, byte[] JournalHead,
    ulong KeyListNumber, IReadOnlyList<DoorReport> Doors) : IRecord<Heartbeat>
{
    /// <summary>How often it is sent.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromSeconds(5);

    /// <summary>Without one for this long, whatever is known of the controller's doors becomes unknown.</summary>
    public static readonly TimeSpan SilenceMax = TimeSpan.FromSeconds(15);

    /// <summary>Most doors of one controller.</summary>
    public const int DoorsMax = 64;

    public static RecordKind Kind => RecordKind.Heartbeat;

    /// <exception cref="InvalidOperationException">More doors than a controller can have.</exception>
    public void Write(CanonicalWriter writer)
    {
        if (Doors.Count > DoorsMax) { throw new InvalidOperationException($"A heartbeat tells of at most {DoorsMax} doors."); }
        writer.Id(Controller).Token(BootId).U64(BootEpoch).Time(Time).U64(JournalSequence).Fixed(JournalHead).U64(KeyListNumber).U16((ushort)Doors.Count);
        foreach (DoorReport door in Doors) { writer.Id(door.Door).U8((byte)door.Mode).U8((byte)door.Lock).U8((byte)door.Leaf).U64(door.PlanNumber); }
    }

    public static Heartbeat Read(ref CanonicalReader reader)
    {
        DeviceId controller = reader.Id<DeviceId>();
        Token128 bootId = reader.Token();
        ulong epoch = reader.U64();
        DeviceTime time = reader.Time();
        ulong sequence = reader.U64();
        byte[] head = reader.Fixed(SHA256.HashSizeInBytes);
        ulong keyList = reader.U64();
        int count = reader.U16();
        if (count > DoorsMax) { throw new FormatException("Too many doors."); }
        List<DoorReport> doors = new(count);
        for (int i = 0; i < count; i++)
        {
            doors.Add(new DoorReport(reader.Id<DoorId>(), reader.Enumeration<DoorMode>(), reader.Enumeration<LockState>(), reader.Enumeration<LeafState>(), reader.U64()));
        }
        return new Heartbeat(controller, bootId, epoch, time, sequence, head, keyList, doors);
    }
}
