using Google.Protobuf;
using Secure.Grants;
using Secure.Signatures;
using Secure.Vocabulary;

namespace Secure.Hardware.Tests;

/// <summary>After the power was cut in mid-unlock.</summary>
[Trait("boot", "next")]
public sealed class NextBootTests : IAsyncLifetime
{
    private readonly GuestSite _site = new(fresh: false);

    public async ValueTask InitializeAsync() => await _site.ReadyAsync();

    public ValueTask DisposeAsync()
    {
        TestContext.Current.TestOutputHelper?.WriteLine(_site.Log);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task The_lock_is_secured_the_journal_whole_and_the_old_grant_dead()
    {
        ulong told = File.ReadAllBytes(GuestSite.Disk + "/told")[0];
        await GuestSite.Until(() => _site.Agent.Events.Any(e => e.Sequence > told && e.Happened == DoorEventKind.ControllerStarted));
        AssertChain(told);
        await _site.Agent.SayAsync(new() { Grant = new() { GrantRecord = ByteString.CopyFrom(File.ReadAllBytes(GuestSite.Disk + "/grant")) } });
        await GuestSite.Until(() => _site.Agent.Events.Any(e => e.Sequence > told && e.Happened == DoorEventKind.GrantRefused));
        Assert.DoesNotContain(_site.Agent.Events, e => e.Sequence > told && e.Happened == DoorEventKind.Unlocked);
        Assert.DoesNotContain(_site.Door.Moves, m => m.Driven);
        Assert.Equal("secure-door-guard", SimulatedChip.Holder(BenchDoor.Strike));
    }

    /// <summary>Every entry that was told before the cut is there, signed by the same key, each with the hash of the one before.</summary>
    private void AssertChain(ulong told)
    {
        Ed25519PublicKey key = Ed25519PublicKey.Parse(_site.Agent.Hello!.PublicKey.Span);
        byte[] previous = new byte[32];
        ulong sequence = 0;
        foreach (byte[] record in _site.Agent.Heard.Where(m => m.JournalEvent is not null).Select(m => m.JournalEvent.EventRecord.ToByteArray()))
        {
            Assert.True(Record.TryVerify(record, [key], out DoorEvent? entry));
            Assert.Equal(++sequence, entry.Sequence);
            Assert.Equal(Convert.ToHexString(previous), Convert.ToHexString(entry.Previous));
            previous = DoorEvent.HashOf(record);
        }
        Assert.True(sequence > told, $"{told} entries were told, {sequence} are there");
    }
}
