using Secure.DoorController.Core.Lines;

namespace Secure.DoorController.Core.Tests.Lines;

public class LinePairTests
{
    private static readonly TimeSpan Start = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Swing = TimeSpan.FromMilliseconds(20);

    private readonly LinePair _pair = new(activeHigh: true, biasHigh: true);

    private LineState? Set(bool line, bool opposite, TimeSpan at)
    {
        LineState? first = _pair.Take(false, line, at);
        return _pair.Take(true, opposite, at + Swing) ?? first;
    }

    [Theory]
    [InlineData(false, true, LineState.Rest)]
    [InlineData(true, false, LineState.Active)]
    public void Two_lines_that_differ_are_a_contact_that_is_well(bool line, bool opposite, LineState state) => Assert.Equal(state, Set(line, opposite, Start));

    [Theory]
    [InlineData(true, true, LineState.Cut)]
    [InlineData(false, true, LineState.Short)]
    [InlineData(true, false, LineState.Short)]
    [InlineData(false, false, LineState.Cut)]
    public void Two_lines_alike_are_a_fault_once_no_switch_swings_so_long(bool high, bool biasHigh, LineState fault)
    {
        LinePair pair = new(activeHigh: true, biasHigh);
        Assert.Null(pair.Take(false, high, Start));
        Assert.Null(pair.Take(true, high, Start));
        Assert.Equal(Start + LinePair.SwingMax, pair.DueAt);
        Assert.Null(pair.Look(Start + LinePair.SwingMax - TimeSpan.FromTicks(1)));
        Assert.Equal(fault, pair.Look(Start + LinePair.SwingMax));
        Assert.Null(pair.DueAt);
        Assert.Null(pair.Look(Start + TimeSpan.FromMinutes(1)));
    }

    [Fact]
    public void A_switch_that_swings_over_is_no_fault()
    {
        Set(false, true, Start);
        Assert.Equal(LineState.Active, Set(true, false, Start + TimeSpan.FromSeconds(1)));
        Assert.Null(_pair.DueAt);
        Assert.Equal(LineState.Rest, Set(false, true, Start + TimeSpan.FromSeconds(2)));
    }

    [Fact]
    public void A_mended_line_says_how_the_contact_stands()
    {
        Set(false, true, Start);
        _pair.Take(false, true, Start);
        Assert.Equal(LineState.Cut, _pair.Look(Start + TimeSpan.FromSeconds(1)));
        Assert.Equal(LineState.Rest, _pair.Take(false, false, Start + TimeSpan.FromSeconds(2)));
    }

    [Fact]
    public void One_line_alone_says_nothing()
    {
        Assert.Null(_pair.Take(false, true, Start));
        Assert.Null(_pair.Look(Start + TimeSpan.FromHours(1)));
    }

    [Fact]
    public void What_was_said_before_the_pins_were_lost_is_said_again()
    {
        Assert.Equal(LineState.Rest, Set(false, true, Start));
        Assert.Null(Set(false, true, Start + TimeSpan.FromSeconds(1)));
        _pair.Forget();
        Assert.Equal(LineState.Rest, Set(false, true, Start + TimeSpan.FromSeconds(2)));
    }
}
