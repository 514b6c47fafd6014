using Secure.DoorController.Journaling;
using Secure.DoorController.State;
using Secure.Grants;
using Secure.Signatures;
using Secure.TestKit;
using Secure.Vocabulary;

namespace Secure.DoorController.Tests;

public sealed class JournalFileTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly Ed25519PrivateKey _key = Ed25519PrivateKey.Generate();

    public void Dispose()
    {
        _key.Dispose();
        _folder.Dispose();
    }

    private string At => _folder["journal"];

    private byte[] Entry(ulong sequence, byte[] previous) => new DoorEvent(
        DeviceId.Parse("c"), Token128.None, 1, sequence, previous, new DeviceTime(1, 1, ClockQuality.Unknown), DoorEventKind.Closed,
        DoorId.Parse("vault"), null, null, "", 0, "", DoorMode.Secured, LockState.Locked, LeafState.Closed).Sign(_key);

    private List<byte[]> Write(int count)
    {
        List<byte[]> written = [];
        using JournalFile journal = JournalFile.Open(At);
        for (int i = 0; i < count; i++)
        {
            written.Add(Entry(journal.Last + 1, journal.Head));
            journal.Append(written[^1]);
        }
        journal.Sync();
        return written;
    }

    [Fact]
    public void What_was_written_is_there_after_opening_again()
    {
        List<byte[]> written = Write(20);
        written.AddRange(Write(5));
        using JournalFile journal = JournalFile.Open(At);
        Assert.Equal((1UL, 25UL, 0L), (journal.First, journal.Last, journal.Torn));
        for (int i = 0; i < written.Count; i++) { Assert.Equal(written[i], journal.Read((ulong)i + 1)); }
        Assert.Equal(DoorEvent.HashOf(written[^1]), journal.Head);
        Assert.Null(journal.Read(0));
        Assert.Null(journal.Read(26));
    }

    [Fact]
    public void Cut_at_any_byte_it_keeps_every_whole_entry_and_goes_on()
    {
        List<byte[]> written = Write(3);
        byte[] whole = File.ReadAllBytes(At);
        int head = whole.Length - written.Sum(e => e.Length + 12);
        for (int length = head; length <= whole.Length; length++)
        {
            File.WriteAllBytes(At, whole[..length]);
            int kept = 0;
            for (int end = head; kept < 3 && end + written[kept].Length + 12 <= length; kept++) { end += written[kept].Length + 12; }
            using (JournalFile journal = JournalFile.Open(At)) { Assert.Equal((ulong)kept, journal.Last); }
            Assert.Single(Write(1));
            using JournalFile again = JournalFile.Open(At);
            Assert.Equal(((ulong)kept + 1, 0L), (again.Last, again.Torn));
        }
    }

    [Fact]
    public void A_flipped_bit_in_the_last_entry_costs_that_entry_only()
    {
        List<byte[]> written = Write(5);
        byte[] whole = File.ReadAllBytes(At);
        Random random = new(3);
        for (int i = 0; i < 500; i++)
        {
            byte[] bad = [.. whole];
            bad[^random.Next(1, written[^1].Length + 12)] ^= (byte)(1 << random.Next(8));
            File.WriteAllBytes(At, bad);
            using JournalFile journal = JournalFile.Open(At);
            Assert.Equal(4UL, journal.Last);
        }
    }

    [Fact]
    public void An_entry_that_does_not_follow_is_not_taken()
    {
        Write(2);
        using (JournalFile journal = JournalFile.Open(At)) { journal.Append(Entry(3, new byte[32])); }
        using JournalFile again = JournalFile.Open(At);
        Assert.Equal(2UL, again.Last);
    }

    [Fact]
    public void Damage_that_no_crash_makes_is_refused_in_words()
    {
        Write(1);
        using (FileStream file = File.Open(At, FileMode.Append)) { file.Write(new byte[3 << 20]); }
        Assert.Contains("damaged", Assert.Throws<IOException>(() => JournalFile.Open(At)).Message, StringComparison.Ordinal);
        File.WriteAllText(At, "something else that is long enough to hold a head of a journal");
        Assert.Contains("not a journal", Assert.Throws<IOException>(() => JournalFile.Open(At)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Acknowledged_entries_go_the_head_stays_and_the_rest_can_still_be_read()
    {
        List<byte[]> written = Write(2000);
        long before = new FileInfo(At).Length;
        using (JournalFile journal = JournalFile.Open(At))
        {
            journal.Prune(10);
            Assert.Equal(1UL, journal.First);
            journal.Prune(1990);
            Assert.Equal((1991UL, 2000UL), (journal.First, journal.Last));
            Assert.Null(journal.Read(1990));
            Assert.Equal(written[1990], journal.Read(1991));
            journal.Append(Entry(2001, journal.Head));
            journal.Prune(ulong.MaxValue);
        }
        Assert.True(new FileInfo(At).Length < before / 50);
        using JournalFile again = JournalFile.Open(At);
        Assert.Equal((1991UL, 2001UL), (again.First, again.Last));
        Assert.Equal(DoorEvent.HashOf(again.Read(2001)!), again.Head);
    }

    [Fact]
    public void It_is_written_anew_only_once_half_of_it_may_go()
    {
        Write(4000);
        using JournalFile journal = JournalFile.Open(At);
        journal.Prune(1900);
        Assert.Equal(1UL, journal.First);
        journal.Prune(2100);
        Assert.Equal(2101UL, journal.First);
    }

    [Fact]
    public async Task Whoever_reads_never_waits_for_a_disk_that_hangs_while_it_is_written_anew()
    {
        List<byte[]> written = Write(2000);
        using ManualResetEventSlim begun = new(), disk = new();
        using JournalFile journal = JournalFile.Open(At, replace: (path, head, entries) =>
        {
            begun.Set();
            Assert.True(disk.Wait(TimeSpan.FromSeconds(60)));
            DurableFile.Replace(path, head, entries);
        });
        Task pruning = Task.Run(() => journal.Prune(1990), TestContext.Current.CancellationToken);
        Assert.True(begun.Wait(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken));
        Task<(ulong First, ulong Last, byte[]? Oldest, byte[]? Newest)> reading =
            Task.Run(() => (journal.First, journal.Last, journal.Read(1), journal.Read(2000)), TestContext.Current.CancellationToken);
        try { await reading.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken); }
        finally { disk.Set(); }
        Assert.Equal((1UL, 2000UL), ((await reading).First, (await reading).Last));
        Assert.Equal(written[0], (await reading).Oldest);
        Assert.Equal(written[1999], (await reading).Newest);
        await pruning;
        Assert.Equal((1991UL, 2000UL), (journal.First, journal.Last));
        Assert.Null(journal.Read(1990));
        for (ulong i = 1991; i <= 2000; i++) { Assert.Equal(written[(int)i - 1], journal.Read(i)); }
    }

    [Theory]
    [InlineData(false, 1UL)]
    [InlineData(true, 1991UL)]
    public void A_crash_while_it_is_written_anew_leaves_one_of_both_files_whole(bool renamed, ulong first)
    {
        List<byte[]> written = Write(2000);
        using (JournalFile journal = JournalFile.Open(At, replace: (path, head, entries) =>
        {
            if (renamed) { DurableFile.Replace(path, head, entries); }
            else { File.WriteAllBytes(path + ".new", [.. head, .. entries[..^5]]); }
            throw new IOException("power is gone");
        })) { Assert.Throws<IOException>(() => journal.Prune(1990)); }
        using JournalFile again = JournalFile.Open(At);
        Assert.Equal((first, 2000UL, 0L), (again.First, again.Last, again.Torn));
        for (ulong i = first; i <= 2000; i++) { Assert.Equal(written[(int)i - 1], again.Read(i)); }
        again.Append(Entry(2001, again.Head));
        again.Prune(1995);
        Assert.Equal((renamed ? 1991UL : 1996UL, 2001UL), (again.First, again.Last));
    }

    [Fact]
    public void Whoever_waits_for_a_long_one_to_be_read_is_told_that_it_goes_on()
    {
        Write(5000);
        int told = 0;
        JournalFile.Open(At, loading: () => told++).Dispose();
        Assert.Equal(4, told);
    }

    [Fact]
    public void It_can_be_read_as_text_beside_the_one_who_writes_it()
    {
        using JournalFile journal = JournalFile.Open(At);
        journal.Append(Entry(1, journal.Head));
        using StringWriter lines = new(), fault = new();
        Assert.True(JournalText.Print(_folder.Path, lines, fault), fault.ToString());
        Assert.Equal("1970-01-01T00:00:00.001Z\tcontroller\tvault\tClosed\tmode=Secured lock=Locked leaf=Closed\n", lines.ToString());
        Assert.False(JournalText.Print(_folder["nowhere"], lines, fault));
        Assert.Contains("nowhere", fault.ToString(), StringComparison.Ordinal);
        journal.Append(Entry(2, journal.Head));
        Assert.Equal(2UL, journal.Last);
    }

    [Fact]
    public void A_journal_with_everything_acknowledged_goes_on_with_its_chain()
    {
        List<byte[]> written = Write(2000);
        using (JournalFile journal = JournalFile.Open(At)) { journal.Prune(2000); }
        using JournalFile again = JournalFile.Open(At);
        Assert.Equal((2001UL, 2000UL), (again.First, again.Last));
        Assert.Equal(DoorEvent.HashOf(written[^1]), again.Head);
    }
}
