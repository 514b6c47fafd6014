namespace Secure.DoorGuard.Tests;

public class BeatWatchTests
{
    private const long Ms = 1_000_000;
    private readonly BeatWatch _watch = new(1000 * Ms);

    [Fact]
    public void A_controller_has_thirty_seconds_for_its_first_beat()
    {
        Assert.Equal(31_000 * Ms, _watch.DeadlineNs);
        Assert.False(_watch.Armed);
    }

    [Fact]
    public void While_a_lock_is_driven_silence_may_last_300_ms()
    {
        Assert.True(_watch.Take("A"u8, 2000 * Ms));
        Assert.True(_watch.Armed);
        Assert.Equal(2300 * Ms, _watch.DeadlineNs);
    }

    [Fact]
    public void While_idle_silence_may_last_5_s()
    {
        Assert.True(_watch.Take("I"u8, 2000 * Ms));
        Assert.False(_watch.Armed);
        Assert.Equal(7000 * Ms, _watch.DeadlineNs);
    }

    [Fact]
    public void Of_beats_that_come_together_the_last_one_counts()
    {
        Assert.True(_watch.Take("AAI"u8, 2000 * Ms));
        Assert.False(_watch.Armed);
        Assert.True(_watch.Take("IA"u8, 2000 * Ms));
        Assert.True(_watch.Armed);
    }

    [Theory]
    [InlineData("a")]
    [InlineData("AX")]
    [InlineData("\n")]
    public void What_is_no_beat_is_no_sign_of_life(string bytes)
    {
        Assert.False(_watch.Take(System.Text.Encoding.ASCII.GetBytes(bytes), 2000 * Ms));
        Assert.Equal(31_000 * Ms, _watch.DeadlineNs);
    }

    [Fact]
    public void Starts_come_after_200_ms_doubling_to_5_s_and_afresh_after_a_good_run()
    {
        BackOff backOff = new();
        Assert.Equal([200, 400, 800, 1600, 3200, 5000, 5000], Enumerable.Range(0, 7).Select(_ => backOff.Next(0) / Ms));
        Assert.Equal([200, 400], new[] { backOff.Next(10_000 * Ms) / Ms, backOff.Next(9_000 * Ms) / Ms });
    }
}
