using Secure.Gateway.StepUp;

namespace Secure.Gateway.Tests.StepUp;

public class ShownByPersonTests
{
    private const long Now = 1_800_000_000_000;
    private readonly byte[]?[] _rows = new byte[]?[ShownByPerson.Segments];

    [Fact]
    public void What_was_kept_is_known_when_it_is_read_again_and_what_was_given_back_is_not()
    {
        ShownByPerson first = new(_rows, Now);
        Assert.True(first.Take(1) && first.Take(2) && first.Take(3));
        Assert.False(first.Take(2));
        first.GiveBack([3]);
        Write(first.Keep([1, 2], Now));
        ShownByPerson second = new(_rows, Now + 1);
        Assert.False(second.Take(1) || second.Take(2));
        Assert.True(second.Take(3));
    }

    [Fact]
    public void When_all_is_full_the_oldest_segment_is_given_up_and_no_row_grows()
    {
        int max = ShownByPerson.Segments * ShownByPerson.NamesPerSegment;
        ulong next = 1;
        // In handfuls, each by one that has read the rows anew, so that the ring goes on where it stood.
        for (long at = Now; next <= (ulong)max + 10; at++)
        {
            ulong[] names = [.. Enumerable.Range(0, 1000).Select(_ => next++)];
            Write(new ShownByPerson(_rows, at).Keep(names, at));
        }
        Assert.All(_rows, r => Assert.InRange(r!.Length, 1, sizeof(long) + sizeof(ulong) * ShownByPerson.NamesPerSegment));
        ShownByPerson read = new(_rows, Now);
        Assert.True(read.Take(1));
        Assert.False(read.Take(next - 1));
        Assert.False(read.Take(ShownByPerson.NamesPerSegment + 1));
    }

    [Fact]
    public void What_is_older_than_a_templates_life_is_given_up()
    {
        ShownByPerson first = new(_rows, Now);
        Assert.True(first.Take(1));
        Write(first.Keep([1], Now));
        Assert.False(new ShownByPerson(_rows, Now + (long)ShownByPerson.AgeMax.TotalMilliseconds).Take(1));
        Assert.True(new ShownByPerson(_rows, Now + (long)ShownByPerson.AgeMax.TotalMilliseconds + 1).Take(1));
    }

    private void Write(IEnumerable<(int Segment, byte[] Row)> rows)
    {
        foreach ((int segment, byte[] row) in rows) { _rows[segment] = row; }
    }
}
