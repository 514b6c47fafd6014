using Secure.DoorMessages;
using Secure.Grants;
using Secure.Signatures;

namespace Secure.DoorController.Tests;

/// <summary>What a controller has told of its journal, over all of its starts.</summary>
internal sealed class ToldJournal
{
    private readonly SortedDictionary<ulong, byte[]> _told = [];

    public int Count => _told.Count;

    public IEnumerable<DoorEvent> Events => _told.Values.Select(r => Record.TryPeek(r, out DoorEvent? e) ? e : throw new FormatException());

    /// <summary>Takes what this agent has heard. What was told before must be the same.</summary>
    public void Take(TestAgent agent)
    {
        foreach (JournalEvent entry in agent.Heard.Where(m => m.JournalEvent is not null).Select(m => m.JournalEvent))
        {
            byte[] record = entry.EventRecord.ToByteArray();
            Assert.True(!_told.TryGetValue(entry.Sequence, out byte[]? before) || before.AsSpan().SequenceEqual(record), "a told entry has changed");
            _told[entry.Sequence] = record;
        }
    }

    /// <summary>Every entry since the first is there, signed and chained to the one before.</summary>
    public void AssertWhole(Ed25519PublicKey key)
    {
        byte[] previous = new byte[32];
        ulong sequence = 0;
        foreach (byte[] record in _told.Values)
        {
            Assert.True(Record.TryVerify(record, [key], out DoorEvent? entry));
            Assert.Equal(++sequence, entry.Sequence);
            Assert.Equal(Convert.ToHexString(previous), Convert.ToHexString(entry.Previous));
            previous = DoorEvent.HashOf(record);
        }
    }
}
