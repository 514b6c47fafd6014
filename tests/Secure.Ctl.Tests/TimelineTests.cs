using Secure.Ctl.Commands;

namespace Secure.Ctl.Tests;

public sealed class TimelineTests
{
    private const string Diary = "2026-01-31T09:30:00.120Z\ttwin\tlab\tstrike_on\t锁控线通电 · the strike line becomes active";
    private const string Journal = "2026-01-31T09:30:00.120Z\tcontroller\tlab\tForcedOpen\tlock=Locked leaf=Forced";
    private const string Log = """{"kind":"door.event","time":"2026-01-31T09:30:00.120Z","door":"lab","person":"wang-fang","reasons":["interlock"],"details":{"event":"NotOpened","reader":"lab-in"}}""";

    [Fact]
    public void Of_one_moment_the_door_speaks_first_then_its_controller_then_the_gateway()
    {
        TimelineLine[] lines = [TimelineLine.OfEntry(Log)!, TimelineLine.OfTabs(Journal)!, TimelineLine.OfTabs(Diary)!, TimelineLine.OfAgentLog("2026-01-31T09:29:59.000Z warn: Secure.EdgeAgent.Outboxes.Queues[4101] agent-started : Started.")!];
        Assert.Equal(["agent", "twin", "controller", "gateway"], TimelineCommand.Merge(lines, "", 10).Select(l => l.Process));
        Assert.Equal(["controller", "gateway"], TimelineCommand.Merge(lines, "lab", 2).Select(l => l.Process));
        Assert.Empty(TimelineCommand.Merge(lines, "vault", 10));
    }

    [Fact]
    public void Codes_are_told_in_words_with_who_where_and_why()
    {
        Assert.Equal("门被强行打开 · forced open lock=Locked leaf=Forced", TimelineLine.OfTabs(Journal)!.Text);
        Assert.Equal("已开锁但无人开门 · unlocked, and nobody opened person=wang-fang reader=lab-in reason=interlock", TimelineLine.OfEntry(Log)!.Text);
        Assert.Contains("报警 · alarm: 门被强行打开", TimelineLine.OfEntry("""{"kind":"alarm","time":"2026-01-31T09:30:00.120Z","details":{"text":"门被强行打开"}}""")!.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("yesterday\ttwin\tlab\tcard\twords")]
    [InlineData("2026-01-31T09:30:00.120Z\tgateway\tlab\tentry.granted\tforged into a file")]
    [InlineData("2026-01-31T09:30:00.120Z\ttwin\tlab\tcard")]
    public void A_line_that_is_none_is_left_out(string line) => Assert.Null(TimelineLine.OfTabs(line));

    [Fact]
    public void What_stands_in_a_file_cannot_steer_the_terminal() =>
        Assert.DoesNotContain(TimelineLine.OfTabs("2026-01-31T09:30:00.120Z\ttwin\ta\u001b[2J\tcard\t\u0007")!.Shown(), char.IsControl);
}
