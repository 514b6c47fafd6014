using Secure.DoorController.Core.Osdp;

namespace Secure.DoorController.Core.Tests.Osdp;

public sealed class LineFiguresTests
{
    [Fact]
    public void A_good_line_counts_what_was_asked_and_nothing_else()
    {
        TestLine line = new();
        line.Run(TimeSpan.FromSeconds(2));
        LineFigures figures = line.Bus.FiguresOf(0)!.Value;
        Assert.Equal(new LineFigures(true, false, (ulong)line.Sent.Count, 0, 0), figures);
        Assert.True(figures.Asked > 20);
        Assert.Null(line.Bus.FiguresOf(1));
    }

    [Fact]
    public void A_spoilt_reply_counts_as_failed_and_as_spoilt()
    {
        TestLine line = new();
        line.Run(TimeSpan.FromSeconds(1));
        int left = 3;
        line.Fault = bytes =>
        {
            if (bytes[1] >= 0x80 && left-- > 0) { bytes[^1] ^= 1; }
            return bytes;
        };
        line.Run(TimeSpan.FromSeconds(3));
        LineFigures figures = line.Bus.FiguresOf(0)!.Value;
        Assert.Equal((true, 3UL, 3UL), (figures.Answers, figures.Failed, figures.Spoilt));
    }

    [Fact]
    public void A_silent_reader_fails_each_time_and_spoils_nothing()
    {
        TestLine line = new() { Fault = _ => null };
        line.Run(TimeSpan.FromSeconds(10));
        LineFigures figures = line.Bus.FiguresOf(0)!.Value;
        Assert.False(figures.Answers);
        Assert.InRange(figures.Failed, figures.Asked - 1, figures.Asked);
        Assert.True(figures.Failed > 5);
        Assert.Equal(0UL, figures.Spoilt);
    }
}
