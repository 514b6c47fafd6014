using System.Text.Json;

namespace Secure.DoorTwin.Tests;

public sealed class ControlServerTests : IDisposable
{
    private readonly RunningTwin _twin = new();
    private readonly Talk _control;
    private readonly Talk _pins;

    public ControlServerTests() => (_control, _pins) = (_twin.Control(), _twin.Pins());

    [Fact]
    public void A_badge_waits_for_the_strike_and_says_how_long_it_took()
    {
        Begin("badge vault 1001 nowalk");
        _pins.Say("out vault.strike 1");
        JsonElement answer = Hear();
        Assert.Equal("strike", answer.GetProperty("outcome").GetString());
        Assert.Equal(
            answer.GetProperty("strike_ms").GetDouble(),
            (answer.GetProperty("strike_ns").GetInt64() - answer.GetProperty("queued_ns").GetInt64()) / 1e6, 2);
        Assert.Equal(JsonValueKind.Null, answer.GetProperty("opened_ns").ValueKind);
    }

    [Fact]
    public void Its_times_are_those_of_the_systems_monotonic_clock()
    {
        long before = TimeProvider.System.GetTimestamp();
        long now = Ask("status").GetProperty("now_ns").GetInt64();
        Assert.InRange(now, before, TimeProvider.System.GetTimestamp());
    }

    [Fact]
    public void By_default_the_person_walks_through_and_the_answer_comes_when_the_door_is_shut()
    {
        Begin("badge vault 1001");
        _pins.Say("out vault.strike 1");
        JsonElement answer = Hear();
        long opened = answer.GetProperty("opened_ns").GetInt64(), closed = answer.GetProperty("closed_ns").GetInt64();
        Assert.InRange(opened - answer.GetProperty("strike_ns").GetInt64(), 300_000_000, 3_000_000_000);
        Assert.InRange(closed - opened, 700_000_000, 3_000_000_000);
    }

    [Fact]
    public void A_strike_that_does_not_move_is_reported_after_the_wait()
    {
        JsonElement answer = Ask("badge vault 1001 wait=100");
        Assert.Equal("none", answer.GetProperty("outcome").GetString());
        Assert.False(answer.GetProperty("reader_online").GetBoolean());
    }

    [Fact]
    public void A_strike_that_was_active_before_is_no_answer_to_this_badge()
    {
        _pins.Say("out vault.strike 1");
        _pins.HearUntil("level vault.feedback 1");
        Assert.Equal("already", Ask("badge vault 1001 nowalk wait=100").GetProperty("outcome").GetString());
    }

    [Fact]
    public void A_REX_press_reaches_the_pins()
    {
        _control.Say("rex vault nowalk wait=10");
        _pins.HearUntil("level vault.rex 0");
        _pins.HearUntil("level vault.rex 1");
        Assert.Equal("none", Hear().GetProperty("outcome").GetString());
    }

    [Fact]
    public void A_locked_door_does_not_open_but_can_be_forced_and_closed()
    {
        Assert.Equal("门锁着 · the door is locked", Ask("open vault").GetProperty("error").GetString());
        Assert.True(Ask("force vault").GetProperty("ok").GetBoolean());
        Assert.Equal("open", Ask("status").GetProperty("doors")[0].GetProperty("leaf").GetString());
        Assert.True(Ask("close vault").GetProperty("ok").GetBoolean());
    }

    [Theory]
    [InlineData("")]
    [InlineData("badge")]
    [InlineData("badge nowhere 1001")]
    [InlineData("badge vault")]
    [InlineData("badge vault x")]
    [InlineData("badge vault 1001 1002")]
    [InlineData("badge vault 1001 wait=99999")]
    [InlineData("badge vault 1001 wait=-1")]
    [InlineData("keys vault 12345678901234567")]
    [InlineData("keys vault 12a")]
    [InlineData("dance vault")]
    [InlineData("tamper vault now")]
    [InlineData("input vault 2")]
    [InlineData("busy vault many")]
    [InlineData("line")]
    [InlineData("line nowhere cut")]
    [InlineData("line bus0")]
    [InlineData("line bus0 flip 2")]
    [InlineData("line bus0 flip -1%")]
    [InlineData("line bus0 lose 1% seed=x")]
    [InlineData("line bus0 send 5")]
    [InlineData("line bus0 attack sorcery")]
    [InlineData("line bus0 attack 2")]
    [InlineData("open vault now")]
    [InlineData("status\u0000 vault")]
    public void What_it_does_not_understand_it_refuses_with_a_reason(string line)
    {
        Assert.Matches(@"[\u4e00-\u9fff].* · .*[a-z]", Ask(line).GetProperty("error").GetString()!);
        Assert.True(Ask("status").GetProperty("ok").GetBoolean());
    }

    [Fact]
    public void What_is_done_to_a_reader_shows_in_its_status()
    {
        foreach (string command in (string[])["tamper vault", "input vault 1", "unplug vault", "busy vault 3", "reboot vault", "keys vault 12#"])
        {
            Assert.True(Ask(command).GetProperty("ok").GetBoolean());
        }
        JsonElement reader = Ask("status").GetProperty("readers")[0];
        Assert.True(reader.GetProperty("tampered").GetBoolean() && reader.GetProperty("unplugged").GetBoolean() && reader.GetProperty("inputs")[1].GetBoolean());
        Assert.True(Ask("unplug vault off").GetProperty("ok").GetBoolean());
        Assert.False(Ask("status").GetProperty("readers")[0].GetProperty("unplugged").GetBoolean());
    }

    [Fact]
    public void A_swapped_reader_is_another_also_after_the_twin_was_started_anew()
    {
        string Serial() => Ask("status").GetProperty("readers")[0].GetProperty("serial").GetString()!;
        string before = Serial();
        Assert.True(Ask("swap vault").GetProperty("ok").GetBoolean());
        Assert.NotEqual(before, Serial());
        Assert.True(File.Exists(Path.Combine(_twin.Run, "readers", "vault-in.json")));
    }

    [Fact]
    public void What_is_done_to_a_line_shows_in_its_status_until_it_is_mended()
    {
        foreach (string command in (string[])["line bus0 flip 1% seed=4", "line bus0 lose 0.05", "line bus0 delay 20", "line bus0 cut", "line bus0 attack refuse 50%", "line bus0 send 5380", "line bus0 tell 5300"])
        {
            Assert.True(Ask(command).GetProperty("ok").GetBoolean(), command);
        }
        JsonElement line = Ask("status").GetProperty("lines")[0];
        Assert.Equal((0.01, 0.05, 20, true, "refuse"), (line.GetProperty("flip").GetDouble(), line.GetProperty("lose").GetDouble(), line.GetProperty("delay_ms").GetDouble(), line.GetProperty("cut").GetBoolean(), line.GetProperty("attack").GetString()));
        Assert.True(Ask("line bus0 clean").GetProperty("ok").GetBoolean());
        line = Ask("status").GetProperty("lines")[0];
        Assert.Equal((0, false, JsonValueKind.Null), (line.GetProperty("flip").GetDouble(), line.GetProperty("cut").GetBoolean(), line.GetProperty("attack").ValueKind));
    }

    public void Dispose()
    {
        _control.Dispose();
        _pins.Dispose();
        _twin.Dispose();
    }

    /// <summary>Returns once the twin has taken the command, whose own answer comes later.</summary>
    private void Begin(string line)
    {
        _control.Say(line);
        Ask("status");
    }

    private JsonElement Hear() => JsonElement.Parse(_control.Hear()!);

    private JsonElement Ask(string line) => JsonElement.Parse(_control.Ask(line));
}
