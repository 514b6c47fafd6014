using System.Security.Cryptography;
using Secure.Signatures;
using Secure.Vocabulary;

namespace Secure.Grants;

/// <summary>
/// One entry of a controller's journal: what happened at a door. Entries form a chain: each holds the SHA-256 of the
/// whole signed record before it, and the sequence counts on over restarts.
/// </summary>
/// <param name="BootEpoch">Counts the controller's starts.</param>
/// <param name="Sequence">1 for the first entry ever; no gaps.</param>
/// <param name="Previous">SHA-256 of the record before; 32 zero bytes for the first.</param>
/// <param name="Door">Null for what concerns the controller itself.</param>
/// <param name="Subject">Whose grant or command it was, where there was one.</param>
/// <param name="DecisionId">Of that grant or command; empty where there was none.</param>
/// <param name="CommandNumber">Of the command that this answers; 0 else.</param>
/// <param name="Reason">Stable code, empty where the kind says it all.</param>
public sealed record DoorEvent(
    DeviceId Controller, Token128 BootId, ulong BootEpoch, ulong Sequence, byte[] Previous, DeviceTime Time, DoorEventKind Happened,
    DoorId? Door, ReaderId? Reader, PersonId? Subject, string DecisionId, ulong CommandNumber, string Reason,
    DoorMode Mode, LockState Lock, LeafState Leaf) : IRecord<DoorEvent>
{
    public static RecordKind Kind => RecordKind.DoorEvent;

    /// <summary>What the next entry holds as <see cref="Previous"/>.</summary>
    public static byte[] HashOf(ReadOnlySpan<byte> signedRecord) => SHA256.HashData(signedRecord);

    public void Write(CanonicalWriter writer)
    {
        writer.Id(Controller).Token(BootId).U64(BootEpoch).U64(Sequence).Fixed(Previous).Time(Time).U8((byte)Happened);
        writer.Id(Door).Id(Reader).Id(Subject).Text(DecisionId).U64(CommandNumber).Text(Reason);
        writer.U8((byte)Mode).U8((byte)Lock).U8((byte)Leaf);
    }

    public static DoorEvent Read(ref CanonicalReader reader) => new(
        reader.Id<DeviceId>(), reader.Token(), reader.U64(), reader.U64(), reader.Fixed(SHA256.HashSizeInBytes), reader.Time(), reader.Enumeration<DoorEventKind>(),
        reader.IdOrNone<DoorId>(), reader.IdOrNone<ReaderId>(), reader.IdOrNone<PersonId>(), reader.Text(), reader.U64(), reader.Text(),
        reader.Enumeration<DoorMode>(), reader.Enumeration<LockState>(), reader.Enumeration<LeafState>());
}
