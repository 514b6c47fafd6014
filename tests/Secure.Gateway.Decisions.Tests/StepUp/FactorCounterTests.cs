using Secure.Gateway.Decisions.StepUp;

namespace Secure.Gateway.Decisions.Tests.StepUp;

public sealed class FactorCounterTests
{
    private const long Now = 1_900_000_000_000;
    private const long Minute = 60_000;

    [Fact]
    public void Five_failures_of_a_finger_and_ten_of_a_face_bring_the_first_delay()
    {
        Assert.Equal(TimeSpan.Zero, Failed(FactorLimits.Fingerprint, 4).Delay(Now));
        Assert.Equal(TimeSpan.FromSeconds(30), Failed(FactorLimits.Fingerprint, 5).Delay(Now));
        Assert.Equal(TimeSpan.Zero, Failed(FactorLimits.Face, 9).Delay(Now));
        Assert.Equal(TimeSpan.FromSeconds(30), Failed(FactorLimits.Face, 10).Delay(Now));
    }

    [Fact]
    public void Each_further_failure_doubles_the_delay_up_to_its_maximum()
    {
        double[] seconds = [.. Enumerable.Range(5, 8).Select(n => Failed(FactorLimits.Fingerprint, n).Delay(Now).TotalSeconds)];
        Assert.Equal([30, 60, 120, 240, 480, 900, 900, 900], seconds);
        Assert.Equal(FactorLimits.DelayMax, Failed(FactorLimits.Fingerprint, 500).Delay(Now));
    }

    [Fact]
    public void Then_the_factor_is_used_up()
    {
        Assert.False(Failed(FactorLimits.Fingerprint, 9).IsUsedUp(FactorLimits.Fingerprint));
        Assert.True(Failed(FactorLimits.Fingerprint, 10).IsUsedUp(FactorLimits.Fingerprint));
        Assert.False(Failed(FactorLimits.Face, 14).IsUsedUp(FactorLimits.Face));
        Assert.True(Failed(FactorLimits.Face, 15).IsUsedUp(FactorLimits.Face));
    }

    [Fact]
    public void Three_failures_within_two_minutes_fail_the_step_up_and_three_in_longer_do_not()
    {
        Assert.False(Failed(FactorLimits.Face, 2).HasFailed(Now));
        Assert.True(Failed(FactorLimits.Face, 3).HasFailed(Now));
        FactorCounter spread = FactorCounter.Clean.Fail(FactorLimits.Face, Now).Fail(FactorLimits.Face, Now + Minute).Fail(FactorLimits.Face, Now + 2 * Minute);
        Assert.False(spread.HasFailed(Now + 2 * Minute));
        Assert.Equal(3, spread.Failures);
        Assert.True(spread.Fail(FactorLimits.Face, Now + 2 * Minute + 1).HasFailed(Now + 2 * Minute + 1));
    }

    [Fact]
    public void A_failed_step_up_that_was_dealt_with_begins_a_new_window_and_keeps_the_count()
    {
        FactorCounter dealt = Failed(FactorLimits.Face, 3).Dealt();
        Assert.False(dealt.HasFailed(Now));
        Assert.Equal(3, dealt.Failures);
    }

    [Fact]
    public void A_clock_that_goes_back_washes_nothing_away_and_locks_nobody_out_for_ever()
    {
        FactorCounter counter = Failed(FactorLimits.Fingerprint, 10);
        Assert.Equal(FactorLimits.DelayMax, counter.Delay(Now - 1000 * Minute));
        Assert.True(counter.HasFailed(Now - 1000 * Minute));
    }

    [Fact]
    public void A_failure_of_which_is_told_late_counts_shortens_no_delay_and_is_not_the_latest()
    {
        FactorCounter counter = Failed(FactorLimits.Pin, 6).FailEarlier(FactorLimits.Pin, Now - 60 * Minute);
        Assert.Equal((7, Now), (counter.Failures, counter.LatestMs));
        Assert.Equal(TimeSpan.FromSeconds(60), counter.Delay(Now));
        Assert.Equal(TimeSpan.FromSeconds(30), Failed(FactorLimits.Pin, 4).FailEarlier(FactorLimits.Pin, Now).Delay(Now));
        Assert.Equal(TimeSpan.Zero, Failed(FactorLimits.Pin, 4).FailEarlier(FactorLimits.Pin, Now - Minute).Delay(Now));
    }

    [Fact]
    public void A_success_of_which_is_told_late_forgets_only_what_was_before_it()
    {
        Assert.Equal(FactorCounter.Clean, Failed(FactorLimits.Pin, 3).PassEarlier(Now));
        Assert.Equal(3, Failed(FactorLimits.Pin, 3).PassEarlier(Now - 1).Failures);
        Assert.Equal(3, (Failed(FactorLimits.Pin, 3) with { LatestMs = 0 }).PassEarlier(Now).Failures);
    }

    private static FactorCounter Failed(FactorLimits limits, int times) =>
        Enumerable.Range(0, times).Aggregate(FactorCounter.Clean, (counter, _) => counter.Fail(limits, Now));
}
