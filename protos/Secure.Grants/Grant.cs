using Secure.Signatures;
using Secure.Vocabulary;

namespace Secure.Grants;

/// <summary>The signed, door-bound, expiring right to unlock once.</summary>
/// <param name="NotAfterNs">By the controller's own monotonic clock; at most 3 s after the time in its latest signed word about the nonce: the presentation, or an <see cref="EntryWaiting"/>.</param>
/// <param name="HoldMs">How long the lock stays unlocked, 1 to 30,000 ms.</param>
/// <param name="DecisionId">Names the entry in the audit log.</param>
/// <param name="Extended">The person needs more time: the leaf may stay open for the door's extended time.</param>
public sealed record Grant(
    DoorId Door, Token128 BootId, Token128 Nonce, ulong NotAfterNs, uint HoldMs, ulong PolicyRevision, PersonId Subject, string DecisionId, bool Extended = false) : IRecord<Grant>
{
    /// <summary>Longest life of a grant after the controller's own time in that word.</summary>
    public static readonly TimeSpan LifeMax = TimeSpan.FromSeconds(3);

    /// <summary>Longest time a grant or command may keep a lock unlocked.</summary>
    public static readonly TimeSpan HoldMax = TimeSpan.FromSeconds(30);

    public static RecordKind Kind => RecordKind.Grant;

    public void Write(CanonicalWriter writer) =>
        writer.Id(Door).Token(BootId).Token(Nonce).U64(NotAfterNs).U32(HoldMs).U64(PolicyRevision).Id(Subject).Text(DecisionId).Flag(Extended);

    public static Grant Read(ref CanonicalReader reader) =>
        new(reader.Id<DoorId>(), reader.Token(), reader.Token(), reader.U64(), reader.U32(), reader.U64(), reader.Id<PersonId>(), reader.Text(), reader.Flag());
}
