using System.Text;

namespace Secure.TransparencyLog.Tests;

/// <summary>Contents may be gone from a log's beginning on, where the log itself says so, and nowhere else.</summary>
public sealed class PruningTests : IDisposable
{
    private const int Size = 1_200, RecordAt = 1_100, Below = 512;

    private readonly LogFiles _log = new(Size, i => i == RecordAt ? Record(Below) : MemoryHashes.Entry(i));

    public void Dispose() => _log.Dispose();

    [Fact]
    public void What_the_log_says_is_gone_may_be_gone()
    {
        Drop(_log, 0, 1);

        var report = _log.Verify();

        Assert.True(report.IsGood, string.Join(' ', report.Faults));
        Assert.Equal((Below, Size - Below), (report.PrunedBelow, report.EntriesRead));
    }

    [Fact]
    public void It_need_not_be_gone()
    {
        Assert.True(_log.Verify() is { IsGood: true, PrunedBelow: 0, EntriesRead: Size });
        Drop(_log, 0);
        Assert.True(_log.Verify() is { IsGood: true, PrunedBelow: 256, EntriesRead: Size - 256 });
    }

    [Fact]
    public void One_bundle_more_than_the_log_says_is_missing()
    {
        Drop(_log, 0, 1, 2);
        Refused(new LogFault(LogFaultKind.FileMissing, "tile/entries/002", Below), _log);
    }

    [Fact]
    public void Of_a_copy_without_any_contents_no_more_is_told_than_the_log_has()
    {
        Drop(_log, 0, 1, 2, 3);
        _log.Delete("tile/entries/004.p/176");

        var report = _log.Verify();

        Assert.False(report.IsGood);
        Assert.Equal((Size, 0), (report.PrunedBelow, report.EntriesRead));
    }

    [Fact]
    public void A_gap_is_missing_whatever_the_log_says()
    {
        Drop(_log, 1);
        Refused(new LogFault(LogFaultKind.FileMissing, "tile/entries/001", 256), _log);
    }

    [Fact]
    public void Without_the_logs_word_everything_gone_is_missing()
    {
        using LogFiles silent = new(Size);
        Drop(silent, 0, 1);
        Refused(new LogFault(LogFaultKind.FileMissing, "tile/entries/000", 0), silent);
    }

    [Fact]
    public void The_word_of_whoever_holds_the_copy_counts_for_nothing()
    {
        using LogFiles silent = new(Size), forged = new(Size, i => i == RecordAt ? Record(Below) : MemoryHashes.Entry(i));
        silent.Write("tile/entries/004.p/176", forged.Read("tile/entries/004.p/176"));
        Drop(silent, 0, 1);

        var report = silent.Verify();

        Assert.False(report.IsGood);
        Assert.Equal(RecordAt, report.FirstBadEntry);
    }

    [Fact]
    public void The_hashes_of_what_is_gone_are_held_against_the_signed_root()
    {
        Drop(_log, 0, 1);
        var hashes = _log.Read("tile/0/001");
        hashes[5] ^= 1;
        _log.Write("tile/0/001", hashes);
        Assert.False(_log.Verify().IsGood);

        _log.Delete("tile/0/001");
        Assert.False(_log.Verify().IsGood);
    }

    [Theory]
    [InlineData("""{"kind":"log.pruned","details":{"below":"-512"}}""")]
    [InlineData("""{"kind":"log.pruned","details":{"below":512}}""")]
    [InlineData("""{"kind":"log.pruned","details":{"below":"512","below":"0"}}""")]
    [InlineData("""{"kind":"other","details":{"below":"512","kind":"log.pruned"}}""")]
    [InlineData("""{"kind":"log.pruned","below":"512"}""")]
    [InlineData("""{"kind":"log.pruned","details":{"below":"99999999999999999999"}}""")]
    public void An_entry_of_another_form_says_nothing(string entry)
    {
        Assert.Null(PruningRecord.Read(Encoding.UTF8.GetBytes(entry)));
        Assert.Equal(Below, PruningRecord.Read(Record(Below)));
    }

    internal static byte[] Record(int below) => Encoding.UTF8.GetBytes($$"""{"kind":"log.pruned","details":{"below":"{{below}}"} }""");

    private static void Drop(LogFiles log, params int[] bundles) => Array.ForEach(bundles, b => log.Delete($"tile/entries/{b:D3}"));

    private static void Refused(LogFault expected, LogFiles log) => Assert.Equal(expected, log.Verify().Faults[0]);
}
