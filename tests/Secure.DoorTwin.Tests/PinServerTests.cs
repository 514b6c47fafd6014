using Secure.DoorTwin.Site;

namespace Secure.DoorTwin.Tests;

public sealed class PinServerTests : IDisposable
{
    private readonly RunningTwin _twin = new();

    [Fact]
    public void A_client_hears_every_input_line_on_connecting_and_every_change()
    {
        using Talk pins = _twin.Pins();
        Assert.Equal(["level vault.contact 0", "level vault.feedback 0", "level vault.rex 0"], [pins.Hear()!, pins.Hear()!, pins.Hear()!]);
        Assert.Equal("ok", pins.Ask("out vault.strike 1"));
        Assert.Equal("level vault.feedback 1", pins.Hear());
    }

    [Fact]
    public void The_strike_keeps_its_level_when_its_driver_dies_and_another_client_can_take_it_back()
    {
        using Talk guard = _twin.Pins();
        using (Talk controller = _twin.Pins()) { controller.Say("out vault.strike 1"); guard.HearUntil("level vault.feedback 1"); }
        using Talk control = _twin.Control();
        Assert.Contains("\"lock\":\"unlocked\"", control.Ask("status"), StringComparison.Ordinal);
        guard.Say("out vault.strike 0");
        guard.HearUntil("level vault.feedback 0");
    }

    [Fact]
    public void The_box_that_the_controller_stands_in_has_lines_of_its_own()
    {
        using RunningTwin twin = new(new BoxEntry("box.tamper", Mains: "box.mains"));
        using Talk pins = twin.Pins(), control = twin.Control();
        pins.HearUntil("level box.tamper 0");
        Assert.Contains("true", control.Ask("box tamper"), StringComparison.Ordinal);
        pins.HearUntil("level box.tamper 1");
        Assert.Contains("true", control.Ask("box tamper off"), StringComparison.Ordinal);
        pins.HearUntil("level box.tamper 0");
        Assert.Contains("no such line", control.Ask("box battery"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("out")]
    [InlineData("out vault.strike 2")]
    [InlineData("out vault.strike 1 1")]
    [InlineData("out vault.feedback 1")]
    [InlineData("out VAULT.STRIKE 1")]
    [InlineData("level vault.contact 1")]
    public void What_it_does_not_understand_it_refuses_with_a_reason(string line)
    {
        using Talk pins = Fresh();
        Assert.StartsWith("err ", pins.Ask(line), StringComparison.Ordinal);
        Assert.Equal("ok", pins.Ask("out vault.strike 1"));
    }

    [Fact]
    public void A_line_without_end_ends_the_connection_and_nobody_elses()
    {
        using Talk other = Fresh(), hostile = Fresh();
        hostile.Say(Enumerable.Repeat((byte)'x', 5000).ToArray());
        Assert.Null(hostile.Hear());
        Assert.Equal("ok", other.Ask("out vault.strike 1"));
    }

    [Fact]
    public void Random_bytes_and_a_client_that_never_reads_do_not_disturb_another()
    {
        Random random = new(7);
        byte[] noise = new byte[200_000];
        random.NextBytes(noise);
        using Talk other = Fresh(), deaf = Fresh();
        foreach (byte[] part in noise.Chunk(900))
        {
            using Talk hostile = _twin.Pins();
            hostile.Say(part);
            deaf.Say(string.Concat(Enumerable.Repeat("x\n", 300)));
        }
        Assert.Equal("ok", other.Ask("out vault.strike 0"));
    }

    [Fact]
    public void More_clients_than_it_serves_are_turned_away_and_the_first_ones_stay()
    {
        using Talk first = Fresh();
        List<Talk> crowd = [.. Enumerable.Range(0, 60).Select(_ => _twin.Pins())];
        Assert.Null(crowd[^1].Hear());
        Assert.Equal("ok", first.Ask("out vault.strike 1"));
        crowd.ForEach(c => c.Dispose());
    }

    public void Dispose() => _twin.Dispose();

    private Talk Fresh()
    {
        Talk pins = _twin.Pins();
        pins.HearUntil("level vault.rex 0");
        return pins;
    }
}
