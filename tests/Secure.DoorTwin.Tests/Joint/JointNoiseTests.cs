using Secure.DoorController.Core.Osdp;

namespace Secure.DoorTwin.Tests.Joint;

/// <summary>Line noise must not take a reader down: 200 of 200 cards, none twice, and the session back within 2 s of line time.</summary>
public class JointNoiseTests
{
    private static readonly TimeSpan BetweenCards = TimeSpan.FromMilliseconds(700);
    private static readonly TimeSpan ResumeMax = TimeSpan.FromSeconds(2);

    [Theory]
    [InlineData(1, 1, 9600)]
    [InlineData(2, 1, 9600)]
    [InlineData(3, 2, 9600)]
    [InlineData(4, 8, 115200)]
    public void With_one_bit_turned_over_in_a_hundredth_of_the_bytes(int seed, int readers, int baud)
    {
        JointLine line = JointLine.Keyed(readers, baud);
        (line.Wire.Faults.Flips, line.Wire.Faults.Seed) = (0.01, seed);
        AllArrive(line, readers);
    }

    [Theory]
    [InlineData(1, 1, 9600)]
    [InlineData(2, 1, 9600)]
    [InlineData(3, 2, 9600)]
    [InlineData(4, 8, 115200)]
    public void With_a_twentieth_of_the_messages_lost(int seed, int readers, int baud)
    {
        JointLine line = JointLine.Keyed(readers, baud);
        (line.Wire.Faults.Losses, line.Wire.Faults.Seed) = (0.05, seed);
        AllArrive(line, readers);
    }

    [Fact]
    public void A_cable_that_spoils_everything_for_a_minute_is_served_again_within_two_seconds()
    {
        JointLine line = JointLine.Keyed();
        (line.Wire.Faults.Flips, line.Wire.Faults.Seed) = (0.5, 9);
        line.Run(TimeSpan.FromMinutes(1));
        AssertResumes(line, 1);
    }

    private static void AllArrive(JointLine line, int readers)
    {
        int[][] given = new int[readers][];
        for (int r = 0; r < readers; r++) { given[r] = []; }
        for (int i = 0; i < 200; i++)
        {
            line.Present(1000 + i, i % readers);
            given[i % readers] = [.. given[i % readers], 1000 + i];
            line.Run(BetweenCards);
        }
        Assert.True(line.Wire.Faults.Count > 150, "There was no noise.");
        AssertResumes(line, readers);
        for (int r = 0; r < readers; r++) { Assert.Equal([.. given[r], 9000 + r], line.Cards((byte)r)); }
        Assert.True(line.StayedSecret);
        Assert.DoesNotContain(line.Events, e => e is OsdpEvent.Attack);
    }

    /// <summary>Secure, and a card that is presented as the noise ends arrives.</summary>
    private static void AssertResumes(JointLine line, int readers)
    {
        line.Wire.Faults.Mend();
        for (int r = 0; r < readers; r++) { line.Present(9000 + r, r); }
        bool IsBack() => Enumerable.Range(0, readers).All(r => line.Panel.IsSecure((byte)r) && line.Cards((byte)r).Contains(9000 + r));
        TimeSpan took = line.RunUntil(IsBack, TimeSpan.FromSeconds(20));
        Assert.True(took <= ResumeMax, $"The session was back only after {took.TotalSeconds:0.0} s.");
    }
}
