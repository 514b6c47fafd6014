using Secure.Signatures;
using Secure.TestKit;

namespace Secure.TransparencyLog.Tests;

public sealed class LogVerifierTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(257)]
    [InlineData(1000)]
    [InlineData(65_536)]
    [InlineData(70_000)]
    public void A_whole_log_is_good(int size)
    {
        using var log = new LogFiles(size);

        var report = log.Verify();
        Assert.True(report.IsGood, string.Join(' ', report.Faults));
        Assert.Equal(size, report.EntriesRead);
        Assert.Equal(log.Checkpoint, report.Checkpoint!.Checkpoint);
        Assert.Null(report.FirstBadEntry);
    }

    [Fact]
    public void Any_changed_byte_of_any_file_is_found()
    {
        var random = new Random(1);
        foreach (var size in new[] { 1, 3, 300, 600, 1000 })
        {
            using var log = new LogFiles(size);
            foreach (var path in log.Files())
            {
                for (var trial = 0; trial < 25; trial++)
                {
                    var bytes = log.Read(path);
                    var at = random.Next(bytes.Length);
                    var bad = bytes.ToArray();
                    bad[at] ^= (byte)(1 << random.Next(8));
                    log.Write(path, bad);
                    var report = log.Verify();
                    Assert.False(report.IsGood, $"{path} byte {at} of {size} entries");
                    AssertNamed(path, at, bytes, report);
                    log.Write(path, bytes);
                }
            }

            Assert.True(log.Verify().IsGood);
        }
    }

    [Fact]
    public void A_changed_byte_in_a_log_of_70000_entries_is_found_at_its_entry()
    {
        using var log = new LogFiles(70_000);
        var random = new Random(70_000);
        var files = log.Files();
        for (var trial = 0; trial < 6; trial++)
        {
            var path = files[random.Next(files.Length)];
            var bytes = log.Read(path);
            var at = random.Next(bytes.Length);
            var bad = bytes.ToArray();
            bad[at] ^= 0x20;
            log.Write(path, bad);
            AssertNamed(path, at, bytes, log.Verify());
            log.Write(path, bytes);
        }
    }

    [Fact]
    public void Upper_tiles_of_a_large_log_are_checked_hash_by_hash()
    {
        using var log = new LogFiles(66_000);
        foreach (var (path, offset, entry) in new[] { ("tile/1/000", 32 * 7, 7 * 256L), ("tile/1/001.p/1", 0, 65_536L), ("tile/2/000.p/1", 5, 0L) })
        {
            var bytes = log.Read(path);
            var bad = bytes.ToArray();
            bad[offset] ^= 1;
            log.Write(path, bad);

            Assert.Equal([new LogFault(LogFaultKind.TileDamaged, path, entry)], log.Verify().Faults);
            log.Write(path, bytes);
        }
    }

    [Fact]
    public void Any_missing_file_is_named()
    {
        using var log = new LogFiles(1000);
        foreach (var path in log.Files())
        {
            var bytes = log.Read(path);
            log.Delete(path);
            var report = log.Verify();
            long? entry = Tile.TryParsePath(path, out var tile) ? tile.FirstEntry : null;
            Assert.Equal([new LogFault(LogFaultKind.FileMissing, path, entry)], report.Faults);
            log.Write(path, bytes);
        }
    }

    [Fact]
    public void Any_file_that_is_a_byte_too_long_or_too_short_is_named()
    {
        using var log = new LogFiles(700);
        foreach (var path in log.Files().Where(f => f != TileFolder.CheckpointName))
        {
            Assert.True(Tile.TryParsePath(path, out var tile));
            var bytes = log.Read(path);

            log.Write(path, [.. bytes, 0]);
            var fault = Assert.Single(log.Verify().Faults);
            Assert.Equal(tile.IsEntries ? new LogFault(LogFaultKind.TrailingBytes, path, null) : new LogFault(LogFaultKind.FileLength, path, tile.FirstEntry), fault);

            log.Write(path, bytes.AsSpan(0, bytes.Length - 1));
            fault = Assert.Single(log.Verify().Faults);
            Assert.Equal(
                tile.IsEntries
                    ? new LogFault(LogFaultKind.EntryCut, path, tile.FirstEntry + tile.Width - 1)
                    : new LogFault(LogFaultKind.FileLength, path, tile.FirstEntry),
                fault);
            log.Write(path, bytes);
        }
    }

    [Fact]
    public void An_empty_file_and_a_folder_in_place_of_a_file_are_named()
    {
        using var log = new LogFiles(300);
        log.Write("tile/entries/000", []);
        log.Delete("tile/0/001.p/44");
        Directory.CreateDirectory(Path.Combine(log.Root, "tile/0/001.p/44"));

        Assert.Equal(
            [
                new LogFault(LogFaultKind.EntryCut, "tile/entries/000", 0),
                new LogFault(LogFaultKind.FileUnreadable, "tile/0/001.p/44", 256),
            ],
            log.Verify().Faults);
    }

    [Fact]
    public void A_partial_file_may_be_gone_once_the_full_one_is_there()
    {
        using var log = new LogFiles(300);
        using var later = new LogFiles(512);
        foreach (var path in new[] { "tile/0/001", "tile/entries/001" })
        {
            log.Write(path, later.Read(path));
            log.Delete(path + ".p/44");
        }

        Assert.True(log.Verify().IsGood);
        var bad = log.Read("tile/entries/001");
        bad[3] ^= 1;
        log.Write("tile/entries/001", bad);
        Assert.Equal(256, log.Verify().FirstBadEntry);
    }

    [Fact]
    public void Damage_in_several_places_is_listed_in_the_order_of_the_entries()
    {
        using var log = new LogFiles(2000);
        void Flip(string path, int at)
        {
            var bytes = log.Read(path);
            bytes[at] ^= 1;
            log.Write(path, bytes);
        }

        Flip("tile/entries/005", 4);
        Flip("tile/0/002", 32 * 9);
        Flip("tile/entries/001", 4);
        log.Delete("tile/entries/006");

        var report = log.Verify();
        Assert.Equal(
            [
                new LogFault(LogFaultKind.EntryDamaged, "tile/entries/001", 256),
                new LogFault(LogFaultKind.TileDamaged, "tile/0/002", 521),
                new LogFault(LogFaultKind.EntryDamaged, "tile/entries/005", 1280),
                new LogFault(LogFaultKind.FileMissing, "tile/entries/006", 1536),
            ],
            report.Faults);
        Assert.Equal(256, report.FirstBadEntry);
    }

    [Fact]
    public void An_entry_changed_together_with_its_leaf_hash_is_still_found()
    {
        using var log = new LogFiles(600);
        var bundle = log.Read("tile/entries/000");
        bundle[3] ^= 1;
        log.Write("tile/entries/000", bundle);
        EntryBundle.TryRead(bundle, 256, out var entries);
        var tile = log.Read("tile/0/000");
        Merkle.Leaf(entries[0].Span).Bytes.CopyTo(tile);
        log.Write("tile/0/000", tile);

        var report = log.Verify();
        Assert.False(report.IsGood);
        Assert.Equal(0, report.FirstBadEntry);
    }

    [Fact]
    public void A_log_rewritten_whole_under_the_old_checkpoint_is_found()
    {
        using var log = new LogFiles(600);
        using var rewritten = new LogFiles(600, i => MemoryHashes.Entry(i, salt: 1));
        rewritten.Write(TileFolder.CheckpointName, log.Read(TileFolder.CheckpointName));

        Assert.Equal([new LogFault(LogFaultKind.RootDiffers, TileFolder.CheckpointName, null)], rewritten.Verify().Faults);
    }

    [Fact]
    public void A_log_cut_short_or_an_older_checkpoint_of_another_size_is_found()
    {
        using var log = new LogFiles(600);
        log.WriteCheckpoint(new Checkpoint(LogFiles.Origin, 599, log.Checkpoint.Root));
        Assert.False(log.Verify().IsGood);
        log.WriteCheckpoint(new Checkpoint(LogFiles.Origin, 601, log.Checkpoint.Root));
        Assert.False(log.Verify().IsGood);
        log.WriteCheckpoint(new Checkpoint(LogFiles.Origin, 0, log.Checkpoint.Root));
        Assert.Equal(LogFaultKind.RootDiffers, Assert.Single(log.Verify().Faults).Kind);
    }

    [Fact]
    public void An_absurd_size_is_given_up_soon()
    {
        using var log = new LogFiles(3);
        log.WriteCheckpoint(new Checkpoint(LogFiles.Origin, long.MaxValue, log.Checkpoint.Root));

        var report = log.Verify();
        Assert.False(report.IsGood);
        Assert.True(report.GaveUp);
    }

    [Fact]
    public void A_checkpoint_counts_only_under_the_right_key_and_with_the_witnesses_asked_for()
    {
        using var log = new LogFiles(3);
        using var key = Ed25519PrivateKey.Generate();
        var stranger = new NoteSigner(LogFiles.Origin, key).VerifierKey;
        var witness = new Cosigner("witness", key, new ManualTime());
        LogReport Verify(VerifierKey k, int quorum) => new LogVerifier(k, [witness.VerifierKey], quorum).Verify(log.Root, default);

        Assert.Equal(CheckpointVerdict.Unsigned, Assert.Single(Verify(stranger, 0).Faults).Verdict);
        Assert.Equal(CheckpointVerdict.TooFewWitnesses, Assert.Single(Verify(log.Signer.VerifierKey, 1).Faults).Verdict);

        Assert.True(SignedNote.TryParse(log.Read(TileFolder.CheckpointName), out var note));
        log.Write(TileFolder.CheckpointName, [.. note.ToBytes(), .. witness.Sign(note.Text).ToBytes()]);
        var report = Verify(log.Signer.VerifierKey, 1);
        Assert.True(report.IsGood);
        Assert.Single(report.Checkpoint!.Cosignatures);
    }

    [Fact]
    public void A_folder_without_a_log_is_an_answer_and_no_exception()
    {
        using var log = new LogFiles(0);
        log.Delete(TileFolder.CheckpointName);

        Assert.Equal([new LogFault(LogFaultKind.FileMissing, TileFolder.CheckpointName, null)], log.Verify().Faults);
    }

    // What a single changed byte must be called, worked out from where it lies.
    private static void AssertNamed(string path, int at, byte[] original, LogReport report)
    {
        var first = report.Faults[0];
        Assert.Equal(path, first.Path);
        if (!Tile.TryParsePath(path, out var tile))
        {
            Assert.Equal(LogFaultKind.CheckpointRefused, first.Kind);
        }
        else if (!tile.IsEntries)
        {
            Assert.Equal(LogFaultKind.TileDamaged, first.Kind);
            Assert.Equal(tile.FirstEntry + (at / LogHash.Length * tile.EntriesPerHash), first.Entry);
            Assert.Single(report.Faults);
        }
        else
        {
            Assert.True(first.Kind is LogFaultKind.EntryDamaged or LogFaultKind.EntryCut, first.ToString());
            Assert.Equal(tile.FirstEntry + EntryAt(original, at), first.Entry);
        }
    }

    private static int EntryAt(byte[] bundle, int at)
    {
        ReadOnlyMemory<byte> rest = bundle;
        for (var i = 0; EntryBundle.TryTake(ref rest, out _); i++)
        {
            if (at < bundle.Length - rest.Length)
            {
                return i;
            }
        }

        return -1;
    }
}
