using Secure.DoorController.Core.Osdp;

namespace Secure.DoorController.Core.Tests.Osdp;

/// <summary>Readers of several makes on one line, one of them slow or out of order: nobody else's card is lost, late or told twice.</summary>
public sealed class SharedLineTests
{
    private const byte Plain = 0, Keyed = 1, Other = 2;

    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly byte[] KeyBytes = Convert.FromHexString("8D1F0B62A9C4E37755106FDE29B3480A");

    public static TheoryData<int, int> Lates => new(from baud in (int[])[9600, 115200] from late in (int[])[205, 220, 240, 260, 300, 400, 600] select (baud, late));

    [Theory]
    [InlineData(9600)]
    [InlineData(115200)]
    public void Readers_of_three_makes_serve_side_by_side_each_in_its_own_way(int baud)
    {
        SharedLine line = Line(baud);
        line.Run(2 * Second);
        Assert.All([Plain, Keyed, Other], a => Assert.Equal((true, a != Plain), (line.Bus.IsOnline(a), line.Bus.IsSecure(a))));
        Present(line, 10, Plain, Keyed, Other);
        Assert.Equal(0, line.Collisions);
        AssertNothingWrong(line, Plain, Keyed, Other);
    }

    /// <summary>Within the 200 ms of the standard, however much of them it takes.</summary>
    [Fact]
    public void One_that_uses_all_of_its_time_serves_and_the_others_with_it()
    {
        SharedLine line = Line(9600);
        line.Delay(Other, TimeSpan.FromMilliseconds(180));
        line.Run(5 * Second);
        Present(line, 5, Plain, Keyed, Other);
        Assert.Equal(0, line.Collisions);
        AssertNothingWrong(line, Plain, Keyed, Other);
    }

    /// <summary>It breaks the standard, and its answers fall into what is said to others.</summary>
    [Theory]
    [MemberData(nameof(Lates))]
    public void One_that_answers_too_late_costs_no_other_a_card_is_told_as_offline_where_it_cannot_serve_and_serves_once_it_is_in_time(int baud, int lateMs)
    {
        SharedLine line = Line(baud);
        line.Run(2 * Second);
        line.Delay(Other, TimeSpan.FromMilliseconds(lateMs));
        line.Run(12 * Second);
        Assert.NotEqual(line.Bus.IsOnline(Other), line.Events.Any(e => e.Event is OsdpEvent.Offline { Address: Other }));
        Present(line, 10, Plain, Keyed);
        AssertNothingWrong(line, Plain, Keyed);
        line.Delay(Other, TimeSpan.Zero);
        line.Run(3 * Second);
        Present(line, 3, Plain, Keyed, Other);
    }

    [Fact]
    public void One_that_falls_silent_and_comes_back_delays_no_other_and_serves_again()
    {
        SharedLine line = Line(9600);
        line.Run(2 * Second);
        line.Readers[Other].IsSilent = true;
        line.Run(12 * Second);
        Assert.Equal(OfflineReason.Silent, Assert.Single(line.Events.Select(e => e.Event).OfType<OsdpEvent.Offline>()).Reason);
        TimeSpan began = line.Now;
        Present(line, 10, Plain, Keyed);
        AssertNothingWrong(line, Plain, Keyed);
        line.Readers[Other].IsSilent = false;
        line.Run(3 * Second);
        Present(line, 3, Plain, Keyed, Other);
    }

    /// <summary>Three makes: one without a key that knows checksums only, one that adds to its blocks, one that stays in old sessions and forgets its replies.</summary>
    private static SharedLine Line(int baud)
    {
        SharedLine line = new(baud, new OsdpReaderSettings(Plain, false), Secure(Keyed), Secure(Other));
        foreach (byte address in (byte[])[Keyed, Other]) { line.Readers[address].Key = KeyBytes; }
        line.Readers[Keyed].AddsToBlocks = true;
        line.Readers[Other].KeepsSession = line.Readers[Other].ForgetsReplies = true;
        return line;
    }

    private static OsdpReaderSettings Secure(byte address) => new OsdpReaderSettings(address, true) with { Key = OsdpKey.FromBytes(KeyBytes) };

    /// <summary>So many cards at each reader: all come, each once, in order, within a second each.</summary>
    private static void Present(SharedLine line, int count, params byte[] addresses)
    {
        Dictionary<byte, int> before = addresses.ToDictionary(a => a, a => line.CardsOf(a).Count);
        for (byte i = 0; i < count; i++)
        {
            foreach (byte address in addresses) { line.Readers[address].Present(address, i); }
            line.Run(Second);
        }
        foreach (byte address in addresses)
        {
            Assert.Equal(Enumerable.Range(0, count).Select(i => Convert.ToHexString([address, (byte)i])), line.CardsOf(address).Skip(before[address]).Select(Convert.ToHexString));
        }
    }

    private static void AssertNothingWrong(SharedLine line, params byte[] addresses) =>
        Assert.DoesNotContain(line.Events, e => addresses.Contains(e.Event.Address) && e.Event is OsdpEvent.Offline or OsdpEvent.Attack or OsdpEvent.Restarted or OsdpEvent.Swapped or OsdpEvent.Unreadable);
}
