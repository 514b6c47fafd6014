using System.Buffers;

namespace Secure.TransparencyLog.Tests;

public sealed class TileTests
{
    [Theory]
    [InlineData("tile/0/000", 0, 0, 256)]
    [InlineData("tile/0/x001/x234/067", 0, 1234067, 256)]
    [InlineData("tile/3/x001/000.p/1", 3, 1000, 1)]
    [InlineData("tile/entries/x001/234.p/255", Tile.Entries, 1234, 255)]
    [InlineData("tile/7/000.p/127", 7, 0, 127)]
    public void Paths_are_written_and_read_as_C2SP_says(string path, int level, long index, int width)
    {
        Assert.True(Tile.TryCreate(level, index, width, out var tile));
        Assert.Equal(path, tile.Path);
        Assert.True(Tile.TryParsePath(path, out var read));
        Assert.Equal(tile, read);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("tile")]
    [InlineData("tile/")]
    [InlineData("tile/0")]
    [InlineData("tile/0/")]
    [InlineData("/tile/0/000")]
    [InlineData("tile/0/000/")]
    [InlineData("tile/0/0")]
    [InlineData("tile/0/0000")]
    [InlineData("tile/0/x000")]
    [InlineData("tile/0/x000/001")]
    [InlineData("tile/0/001/067")]
    [InlineData("tile/0/x001/x067")]
    [InlineData("tile/00/000")]
    [InlineData("tile/8/000")]
    [InlineData("tile/-1/000")]
    [InlineData("tile/7/001")]
    [InlineData("tile/Entries/000")]
    [InlineData("tile/0/000.p/0")]
    [InlineData("tile/0/000.p/01")]
    [InlineData("tile/0/000.p/256")]
    [InlineData("tile/0/000.p/")]
    [InlineData("tile/0/000.p")]
    [InlineData("tile/0/000.p/1.p/1")]
    [InlineData("tile/0/000.p/1/../2")]
    [InlineData("tile/0/../../checkpoint")]
    [InlineData("tile/0/x999/x999/x999/x999/x999/999")]
    [InlineData("tile/0/x999/x999/x999/x999/x999/x999/x999/x999/x999/999")]
    [InlineData("tile/0/٠٠٠")]
    public void No_other_spelling_is_a_path(string? path)
    {
        Assert.False(Tile.TryParsePath(path, out var tile));
        Assert.Null(tile);
    }

    [Fact]
    public void Seventy_thousand_entries_make_the_tiles_of_the_texts_example()
    {
        var tiles = Tile.Added(0, 70_000).ToArray();

        Assert.Equal(273, tiles.Count(t => t is { Level: 0, IsFull: true }));
        Assert.Equal(["tile/0/273.p/112"], tiles.Where(t => t is { Level: 0, IsFull: false }).Select(t => t.Path));
        Assert.Equal(["tile/1/000", "tile/1/001.p/17"], tiles.Where(t => t.Level == 1).Select(t => t.Path));
        Assert.Equal(["tile/2/000.p/1"], tiles.Where(t => t.Level == 2).Select(t => t.Path));
        Assert.Equal(["tile/0/000", "tile/1/000.p/1"], Tile.Added(0, 256).Select(t => t.Path));
        Assert.Equal(274, Tile.AddedEntries(0, 70_000).Count());
        Assert.Empty(Tile.Added(0, 0));
        Assert.Empty(Tile.Added(5, 5));
        Assert.Equal(["tile/0/000", "tile/0/001.p/3", "tile/1/000.p/1"], Tile.Added(255, 259).Select(t => t.Path));
    }

    [Fact]
    public void The_largest_possible_log_has_eight_levels()
    {
        Assert.Equal(127, Tile.HashesOfLevel(7, long.MaxValue));
        Assert.Equal(0, Tile.HashesOfLevel(8, long.MaxValue));
        Assert.Equal("tile/7/000.p/127", Tile.Of(7, 0, long.MaxValue).Path);
        Assert.True(Tile.TryParsePath(Tile.Of(0, (long.MaxValue - 1) >> 8, long.MaxValue).Path, out _));
        Assert.Throws<ArgumentOutOfRangeException>(() => Tile.Of(0, 1, 256));
        Assert.Throws<ArgumentOutOfRangeException>(() => Tile.Of(1, 0, 255));
    }

    [Fact]
    public async Task Tiles_give_the_same_hashes_and_proofs_as_the_definition()
    {
        var hashes = MemoryHashes.Of(66_000);
        var random = new Random(66);
        foreach (var size in new[] { 1, 2, 255, 256, 257, 511, 512, 513, 3000, 65_535, 65_536, 65_537, 66_000 })
        {
            using var log = new LogFiles(size);
            Assert.Equal(hashes.Root(size), log.Checkpoint.Root);
            var reader = new TileHashReader(log.Folder, size);
            Assert.Equal(hashes.Root(size), await reader.RootAsync(size, default));
            for (var trial = 0; trial < 8; trial++)
            {
                var index = random.Next(size);
                var old = random.Next(1, size + 1);
                Assert.Equal(hashes.Root(old), await reader.RootAsync(old, default));
                Assert.Equal(
                    await InclusionProof.BuildAsync(hashes, index, size, default),
                    await InclusionProof.BuildAsync(reader, index, size, default));
                Assert.Equal(
                    await ConsistencyProof.BuildAsync(hashes, old, size, default),
                    await ConsistencyProof.BuildAsync(reader, old, size, default));
            }
        }
    }

    [Fact]
    public async Task A_missing_tile_is_an_error_that_names_it()
    {
        using var log = new LogFiles(600);
        log.Delete("tile/0/001");

        var reader = new TileHashReader(log.Folder, 600);
        var e = await Assert.ThrowsAsync<InvalidDataException>(async () => await InclusionProof.BuildAsync(reader, 300, 600, default));
        Assert.Contains("tile/0/001", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_tree_resumed_from_its_tiles_at_any_size_grows_as_if_never_stopped()
    {
        var random = new Random(256);
        foreach (var stop in new[] { 0, 1, 255, 256, 257, 511, 512, 700 }.Concat(Enumerable.Range(0, 10).Select(_ => random.Next(2000))))
        {
            using var before = new LogFiles(stop);
            using var after = new LogFiles(stop + 600);
            var tree = await TiledTree.ResumeAsync(before.Folder, stop, default);
            Assert.Equal(before.Checkpoint.Root, tree.Root);
            for (var i = stop; i < stop + 600; i++)
            {
                tree.Append(Merkle.Leaf(MemoryHashes.Entry(i)), (tile, hashes) => Assert.Equal(after.Read(tile.Path), hashes));
            }

            Assert.Equal(after.Checkpoint.Root, tree.Root);
            foreach (var (tile, hashes) in tree.Partials())
            {
                Assert.Equal(after.Read(tile.Path), hashes);
            }
        }
    }

    [Fact]
    public void A_bundle_holds_exactly_its_entries()
    {
        var bytes = new ArrayBufferWriter<byte>();
        byte[][] entries = [[], [1], new byte[65_535]];
        foreach (var entry in entries)
        {
            EntryBundle.Append(bytes, entry);
        }

        var bundle = bytes.WrittenMemory;
        Assert.Equal([0, 0, 0, 1, 1, 0xff, 0xff], bundle.Span[..7].ToArray());
        Assert.True(EntryBundle.TryRead(bundle, 3, out var read));
        Assert.Equal(entries, read.Select(e => e.ToArray()));
        Assert.False(EntryBundle.TryRead(bundle, 2, out _));
        Assert.False(EntryBundle.TryRead(bundle, 4, out _));
        Assert.False(EntryBundle.TryRead(bundle[..^1], 3, out _));
        Assert.False(EntryBundle.TryRead(ReadOnlyMemory<byte>.Empty, 1, out _));
        Assert.Throws<ArgumentException>(() => EntryBundle.Append(bytes, new byte[65_536]));
        Assert.Equal(bundle.Length, bytes.WrittenCount);
    }
}
