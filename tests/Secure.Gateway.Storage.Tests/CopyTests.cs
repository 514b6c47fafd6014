using System.Text;
using Secure.TestKit;
using static Secure.Gateway.Storage.Tests.Changes;

namespace Secure.Gateway.Storage.Tests;

/// <summary>A copy taken while the store works is a store.</summary>
public sealed class CopyTests : IAsyncDisposable
{
    private readonly TempStore _temp = TempStore.Open(null, "people");
    private readonly string _folder = Directory.CreateTempSubdirectory("secure-copy-").FullName;

    private string File => Path.Combine(_folder, "store.db");

    public async ValueTask DisposeAsync()
    {
        await _temp.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_copy_opens_as_a_store_with_its_rows_seals_and_log()
    {
        await _temp.Store.CommittedAsync(Rows(Row("a", "Ann")));
        await _temp.Store.CommittedAsync(Log(Entry("one"), Entry("two")));

        await CopyAsync();
        await _temp.Store.CommittedAsync(Log(Entry("later")));

        await using SqliteStore copy = Open();
        Assert.Equal("Ann", await copy.ValueAsync("a"));
        Assert.Equal(["one", "two"], await copy.EntriesAsync());
        Assert.Equal(2, copy.LogSize);
        await copy.CommittedAsync(Log(Entry("goes on")));
    }

    [Fact]
    public async Task What_is_left_out_is_in_no_byte_of_the_copy()
    {
        const string secret = "never-in-a-copy";
        await _temp.Store.CommittedAsync(Rows(Row("a", string.Concat(Enumerable.Repeat(secret, 1_000)), table: "templates"), Row("b", "Ben")));

        await CopyAsync("templates");

        Assert.Equal(-1, (await System.IO.File.ReadAllBytesAsync(File)).AsSpan().IndexOf(Encoding.UTF8.GetBytes(secret)));
        Assert.Equal([File], Directory.EnumerateFiles(_folder));
        await using SqliteStore copy = Open();
        Assert.Null(await copy.ValueAsync("a", "templates"));
        Assert.Equal("Ben", await copy.ValueAsync("b"));
    }

    [Fact]
    public async Task A_copy_holds_one_moment_while_commits_go_on()
    {
        using CancellationTokenSource done = new();
        Task writing = Task.Run(async () =>
        {
            // Each commit writes two rows alike and one entry: a copy from between would show them apart.
            for (int i = 0; !done.IsCancellationRequested; i++)
            {
                await _temp.Store.CommittedAsync(new StoreChange { Rows = [Row("a", $"{i}"), Row("b", $"{i}")], Log = [Entry($"{i}")] });
            }
        });
        for (int copies = 0; copies < 5; copies++)
        {
            await CopyAsync();
            await using SqliteStore copy = Open();
            string? a = await copy.ValueAsync("a");
            Assert.Equal(a, await copy.ValueAsync("b"));
            if (a is not null) { Assert.Equal(a, (await copy.EntriesAsync((int)copy.LogSize - 1)).Single()); }
        }
        await done.CancelAsync();
        await writing;
    }

    [Fact]
    public async Task A_copy_that_cannot_be_written_leaves_the_earlier_one_alone()
    {
        await _temp.Store.CommittedAsync(Rows(Row("a", "Ann")));
        await CopyAsync();
        Directory.CreateDirectory(File + ".new"); // Where the next one would be made.

        await Assert.ThrowsAsync<StoreException>(() => CopyAsync());

        Directory.Delete(File + ".new");
        await using SqliteStore copy = Open();
        Assert.Equal("Ann", await copy.ValueAsync("a"));
    }

    private Task<long> CopyAsync(params string[] without) => _temp.Store.CopyAsync(File, without, CancellationToken.None);

    // In a folder of its own, as after a restore.
    private SqliteStore Open()
    {
        string folder = Directory.CreateDirectory(Path.Combine(_folder, Guid.NewGuid().ToString("N"))).FullName;
        System.IO.File.Copy(File, Path.Combine(folder, SqliteStore.FileName));
        return SqliteStore.Open(_temp.OptionsFor(folder), TimeProvider.System);
    }
}
