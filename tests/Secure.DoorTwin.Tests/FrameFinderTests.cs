using Secure.DoorTwin.Osdp;

namespace Secure.DoorTwin.Tests;

public class FrameFinderTests
{
    private static readonly byte[] Poll = Frame.Write(0, 1, true, 0x60, []);
    private readonly FrameFinder _finder = new();
    private long _nowNs = 1_000_000_000;

    [Theory]
    [InlineData("")]
    [InlineData("FFFF")]
    [InlineData("00112233")]
    [InlineData("53")]
    [InlineData("530000")]
    [InlineData("53000600")]
    [InlineData("5300FFFF")]
    public void A_message_is_found_behind_any_rubbish(string rubbish) => Assert.Equal(Poll, Found(Convert.FromHexString(rubbish), Poll).Single());

    [Fact]
    public void Rubbish_that_looks_like_the_head_of_a_message_costs_one_message_and_no_more()
    {
        Assert.Empty(Found(Convert.FromHexString("5300"), Poll));
        _nowNs += 21_000_000;
        Assert.Equal(Poll, Found(Poll).Single());
    }

    [Fact]
    public void A_message_that_never_ends_is_given_up_after_20_ms_of_silence()
    {
        Assert.Empty(Found(Convert.FromHexString("5300A0050460")));
        _nowNs += 21_000_000;
        Assert.Equal(Poll, Found(Poll).Single());
    }

    [Fact]
    public void Two_messages_in_a_row_are_two() => Assert.Equal(2, Found(Poll, Poll).Count);

    [Fact]
    public void The_longest_message_of_the_standard_is_found()
    {
        byte[] longest = Frame.Write(0, 0, true, 0x7C, new byte[Frame.LengthMax - 8]);
        Assert.Equal(longest, Found(longest).Single());
    }

    [Fact]
    public void Random_bytes_do_no_harm_and_are_answered_with_nothing_but_refusals()
    {
        Random random = new(20260101);
        Reader reader = new(0, () => _nowNs);
        byte[] noise = new byte[300_000];
        random.NextBytes(noise);
        for (int i = 0; i < noise.Length; i += 7) { noise[i] = 0x53; }
        foreach (byte[] frame in Found(noise))
        {
            byte[] reply = reader.Answer(Frame.Of(frame));
            Assert.True(Frame.Of(reply).IsSound);
        }
        _nowNs += 21_000_000;
        Assert.Equal(Poll, Found(Poll).Single());
    }

    private List<byte[]> Found(params byte[][] bytes)
    {
        List<byte[]> found = [];
        foreach (byte next in bytes.SelectMany(b => b))
        {
            _nowNs += 1_000_000;
            if (_finder.Take(next, _nowNs) is { } frame) { found.Add(frame.Bytes.ToArray()); }
        }
        return found;
    }
}
