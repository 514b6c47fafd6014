using Secure.Gateway.Audit.Publishing;
using Secure.Gateway.Storage;
using Secure.Gateway.Storage.Sqlite;
using Secure.TransparencyLog;

namespace Secure.Gateway.Tests.Audit;

public sealed class PublisherTests : IAsyncLifetime
{
    private readonly LogRig _rig = new();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _rig.DisposeAsync();

    [Fact]
    public async Task What_is_published_can_be_verified_from_the_files_alone_at_every_size()
    {
        foreach (int more in new[] { 1, 1, 253, 1, 1, 300, 1_000 })
        {
            await _rig.RecordAsync(more);
            Assert.True(await _rig.PublishAsync());
            LogReport report = _rig.Verify();
            Assert.True(report.IsGood, string.Join(' ', report.Faults));
            Assert.Equal(_rig.Store.Store.LogSize, report.EntriesRead);
        }
    }

    [Fact]
    public async Task Entries_that_were_not_published_before_a_crash_are_published_after_it()
    {
        await _rig.RecordAsync(300);
        await _rig.PublishAsync();
        await _rig.RecordAsync(300);
        await _rig.RestartAsync();
        await _rig.PublishAsync();

        Assert.True(_rig.Verify() is { IsGood: true, EntriesRead: 600 });
    }

    [Theory]
    [InlineData("checkpoint")]
    [InlineData("tile/0/000")]
    [InlineData("tile/0/002.p/88")]
    [InlineData("tile/1/000.p/2")]
    [InlineData("tile/entries/001")]
    [InlineData("tile/entries/002.p/88")]
    public async Task A_file_lost_in_a_crash_is_made_again(string lost)
    {
        await _rig.RecordAsync(600);
        await _rig.PublishAsync();
        byte[] before = await File.ReadAllBytesAsync(_rig.FileOf("checkpoint"));
        File.Delete(_rig.FileOf(lost));
        await _rig.RestartAsync();
        await _rig.PublishAsync();

        Assert.True(_rig.Verify() is { IsGood: true, EntriesRead: 600 });
        Assert.Equal(before, await File.ReadAllBytesAsync(_rig.FileOf("checkpoint")));
    }

    [Fact]
    public async Task A_checkpoint_kept_for_good_outlives_its_file_and_the_whole_folder()
    {
        await _rig.RecordAsync(3);
        Assert.True(await _rig.Publisher.KeepAsync(CancellationToken.None));
        byte[] kept = await File.ReadAllBytesAsync(_rig.FileOf("handover/000"));
        Assert.Equal(kept, await File.ReadAllBytesAsync(_rig.FileOf("checkpoint")));
        await _rig.RecordAsync(3);
        File.Delete(_rig.FileOf("handover/000"));
        await _rig.RestartAsync();
        await _rig.PublishAsync();
        Assert.Equal(kept, await File.ReadAllBytesAsync(_rig.FileOf("handover/000")));

        Directory.Delete(_rig.Folder, recursive: true);
        await _rig.RestartAsync();
        await _rig.PublishAsync();
        Assert.Equal(kept, await File.ReadAllBytesAsync(_rig.FileOf("handover/000")));
        Assert.True(await _rig.Publisher.KeepAsync(CancellationToken.None));
        Assert.Equal(kept, await File.ReadAllBytesAsync(_rig.FileOf("handover/000")));
        Assert.True(File.Exists(_rig.FileOf("handover/001")));
    }

    [Fact]
    public async Task A_tile_that_is_half_written_under_its_other_name_disturbs_nobody()
    {
        await _rig.RecordAsync(300);
        await _rig.PublishAsync();
        await File.WriteAllTextAsync(_rig.FileOf("tile/0/001.p/44.new"), "half");
        await _rig.RecordAsync(300);
        await _rig.RestartAsync();
        await _rig.PublishAsync();

        Assert.True(_rig.Verify().IsGood);
    }

    [Fact]
    public async Task Partial_tiles_stay_until_the_full_one_is_there_and_then_go()
    {
        await _rig.RecordAsync(100);
        await _rig.PublishAsync();
        await _rig.RecordAsync(100);
        await _rig.PublishAsync();
        Assert.True(File.Exists(_rig.FileOf("tile/0/000.p/100")) && File.Exists(_rig.FileOf("tile/0/000.p/200")));
        await _rig.RecordAsync(100);
        await _rig.PublishAsync();

        Assert.False(Directory.Exists(_rig.FileOf("tile/0/000.p")) || Directory.Exists(_rig.FileOf("tile/entries/000.p")));
        Assert.True(File.Exists(_rig.FileOf("tile/0/001.p/44")));
    }

    [Fact]
    public async Task Proofs_can_be_made_for_sizes_that_never_had_a_checkpoint()
    {
        await _rig.RecordAsync(700);
        await _rig.PublishAsync();
        foreach (long size in new long[] { 1, 7, 255, 256, 257, 511, 613, 700 })
        {
            TileHashReader hashes = new(_rig.Publisher.Tiles, size);
            LogHash root = await hashes.RootAsync(size, CancellationToken.None);
            IReadOnlyList<LogHash> growth = await ConsistencyProof.BuildAsync(new TileHashReader(_rig.Publisher.Tiles, 700), size, 700, CancellationToken.None);
            Assert.True(ConsistencyProof.Verify(size, root, 700, _rig.Publisher.Current!.Checkpoint.Root, growth));
        }
    }

    [Fact]
    public async Task Where_tiles_cannot_be_written_nothing_is_signed_and_the_log_catches_up_later()
    {
        await _rig.RecordAsync(10);
        await _rig.PublishAsync();
        byte[] before = await File.ReadAllBytesAsync(_rig.FileOf("checkpoint"));
        Directory.Delete(_rig.FileOf("tile"), recursive: true);
        await File.WriteAllTextAsync(_rig.FileOf("tile"), "in the way");
        await _rig.RecordAsync(300);
        await Assert.ThrowsAnyAsync<IOException>(_rig.PublishAsync);
        Assert.Equal(before, await File.ReadAllBytesAsync(_rig.FileOf("checkpoint")));

        File.Delete(_rig.FileOf("tile"));
        await _rig.PublishAsync();

        Assert.True(_rig.Verify() is { IsGood: true, EntriesRead: 310 });
    }

    [Fact]
    public async Task An_older_database_put_back_is_found_out_and_never_signed()
    {
        await _rig.RecordAsync(10);
        await _rig.PublishAsync();
        byte[] old = await CopyAsync();
        await _rig.RecordAsync(10);
        await _rig.PublishAsync();
        await PutBackAsync(old);
        await _rig.RecordAsync(10);

        await Assert.ThrowsAsync<LogBrokenException>(_rig.PublishAsync);
    }

    [Fact]
    public async Task A_lost_database_is_found_out_by_the_checkpoint_that_was_published()
    {
        await _rig.RecordAsync(10);
        await _rig.PublishAsync();
        await PutBackAsync([]);
        await _rig.RecordAsync(20);

        await Assert.ThrowsAsync<LogBrokenException>(_rig.PublishAsync);
    }

    [Fact]
    public async Task An_altered_entry_hash_in_the_database_is_found_out_where_the_tiles_are_gone_too()
    {
        await _rig.RecordAsync(10);
        await _rig.PublishAsync();
        await _rig.Store.Store.DisposeAsync();
        using (Connection writer = Connection.OpenWriter(Path.Combine(_rig.Store.Folder, "store.db"))) { writer.Execute("UPDATE log SET hash=zeroblob(32) WHERE idx=3"); }
        Directory.Delete(_rig.FileOf("tile"), recursive: true);
        await _rig.RestartAsync();

        await Assert.ThrowsAsync<LogBrokenException>(_rig.PublishAsync);
    }

    [Fact]
    public async Task Pruning_takes_bundles_away_and_leaves_the_proofs_of_what_is_kept()
    {
        await _rig.RecordAsync(1_000);
        await _rig.PublishAsync();
        await _rig.Store.Store.CommitAsync(new StoreChange { PruneLogBelow = 600 }, CancellationToken.None);
        await _rig.RecordAsync(1);
        await _rig.PublishAsync();

        Assert.False(File.Exists(_rig.FileOf("tile/entries/000")) || File.Exists(_rig.FileOf("tile/entries/001")));
        Assert.True(File.Exists(_rig.FileOf("tile/entries/002")));
        LogEntry kept = (await _rig.Store.Store.ReadLogAsync(600, 1, CancellationToken.None))[0];
        IReadOnlyList<LogHash> proof = await InclusionProof.BuildAsync(new TileHashReader(_rig.Publisher.Tiles, 1_001), 600, 1_001, CancellationToken.None);
        Assert.True(InclusionProof.Verify(Merkle.Leaf(kept.Entry), 600, 1_001, proof, _rig.Publisher.Current!.Checkpoint.Root));
    }

    private async Task<byte[]> CopyAsync()
    {
        await _rig.Store.Store.DisposeAsync();
        byte[] copy = await File.ReadAllBytesAsync(Path.Combine(_rig.Store.Folder, "store.db"));
        await _rig.RestartAsync();
        return copy;
    }

    private async Task PutBackAsync(byte[] copy)
    {
        await _rig.Store.Store.DisposeAsync();
        foreach (string suffix in new[] { "-wal", "-shm" }) { File.Delete(Path.Combine(_rig.Store.Folder, "store.db" + suffix)); }
        await File.WriteAllBytesAsync(Path.Combine(_rig.Store.Folder, "store.db"), copy);
        await _rig.RestartAsync();
    }
}
