using Google.Protobuf;
using Secure.DoorMessages;
using Secure.Grants;
using Secure.Vocabulary;

namespace Secure.DoorController.Core.Control;

/// <summary>Sends durable entries to the agent in order, no more than it has stored plus a window.</summary>
/// <param name="stored">
/// The agent's highest sequence, as it says; a wrong word costs it entries, not us. More than there is, or another entry than ours, was of
/// another journal, before this controller began anew: then everything that is kept goes out, and the gateway drops what it has.
/// </param>
/// <param name="hash">SHA-256 of that entry; empty: an older agent, whose number alone counts.</param>
internal sealed class JournalFeed(Journal journal, ulong stored, ReadOnlyMemory<byte> hash)
{
    public const ulong Window = 64;

    private ulong _sent = Known(journal, stored, hash.Span);
    private ulong _stored = Known(journal, stored, hash.Span);

    public void Stored(ulong sequence) => _stored = Math.Max(_stored, Math.Min(sequence, _sent));

    /// <summary>Sends what may go now.</summary>
    public void Pump(IAgentLink link)
    {
        // An agent that has less than we keep has lost what the gateway already holds.
        _sent = Math.Max(_sent, journal.First - 1);
        while (_sent - Math.Min(_sent, _stored) < Window && journal.Read(_sent + 1) is { } record)
        {
            _sent++;
            bool alarm = Record.TryPeek(record, out DoorEvent? entry) && Journal.IsAlarm(entry.Happened);
            JournalEvent told = new() { Sequence = _sent, EventRecord = ByteString.CopyFrom(record), Alarm = alarm };
            // What is not of now names no door: a camera would show the wrong moment.
            if (entry?.Door is { } door && journal.IsOfNow(entry)) { (told.Door, told.LeafOpen) = (door.Text, IsOpen(entry.Leaf)); }
            link.Send(new FromController { JournalEvent = told });
        }
    }

    private static bool IsOpen(LeafState leaf) => leaf is LeafState.Open or LeafState.PreAlarm or LeafState.Held or LeafState.Forced;

    private static ulong Known(Journal journal, ulong stored, ReadOnlySpan<byte> hash)
    {
        bool isOther = stored > journal.Durable || (!hash.IsEmpty && journal.Read(stored) is { } kept && !hash.SequenceEqual(DoorEvent.HashOf(kept)));
        return isOther ? journal.First - 1 : stored;
    }
}
