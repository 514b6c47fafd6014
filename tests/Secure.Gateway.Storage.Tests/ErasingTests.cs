using System.Text;
using Secure.TestKit;

namespace Secure.Gateway.Storage.Tests;

/// <summary>What was erased is in no file of the store any more.</summary>
public sealed class ErasingTests : IAsyncDisposable
{
    private const string Kept = "kept-and-in-the-clear";
    private const string Secret = "gone-for-good-";

    private readonly TempStore _temp = TempStore.Open();

    public ValueTask DisposeAsync() => _temp.DisposeAsync();

    [Theory]
    [InlineData(100)]
    [InlineData(50_000)]
    public async Task A_row_erased_is_in_no_file_when_the_commit_returns(int length)
    {
        await CommitAsync(Write("a", Fill(length)), Write("b", Fill(length)), new RowWrite("t", "c", Encoding.UTF8.GetBytes(Kept)));
        Assert.True(InSomeFile(Secret));

        await CommitAsync(Write("a", null) with { Erase = true }, Write("b", [1, 2, 3]) with { Erase = true });

        Assert.False(InSomeFile(Secret));
        Assert.True(InSomeFile(Kept));
    }

    [Fact]
    public async Task A_row_merely_deleted_may_linger_until_the_next_start_and_no_longer()
    {
        await CommitAsync(Write("a", Fill(50_000)));
        await CommitAsync(Write("a", null));
        Assert.True(InSomeFile(Secret));

        await _temp.ReopenAsync();

        Assert.False(InSomeFile(Secret));
    }

    [Fact]
    public async Task A_refused_change_erases_nothing()
    {
        await CommitAsync(Write("a", Fill(100)));
        await _temp.Store.CommitAsync(new StoreChange { Rows = [new RowWrite("t", "a", null, 999) { Erase = true }] }, CancellationToken.None);
        Assert.True(InSomeFile(Secret));
    }

    [Fact]
    public async Task Readers_at_work_do_not_keep_it()
    {
        using CancellationTokenSource done = new();
        Task[] readers = [.. Enumerable.Range(0, 3).Select(_ => Task.Run(async () =>
        {
            while (!done.IsCancellationRequested) { await _temp.Store.ReadTableAsync("t", CancellationToken.None); }
        }))];
        for (int i = 0; i < 10; i++)
        {
            await CommitAsync(Write("a", Fill(5_000)));
            await CommitAsync(Write("a", null) with { Erase = true });
            Assert.False(InSomeFile(Secret));
        }
        await done.CancelAsync();
        await Task.WhenAll(readers);
    }

    private static RowWrite Write(string key, byte[]? value) => new("t", key, value);

    private static byte[] Fill(int length) => [.. Enumerable.Repeat(Encoding.UTF8.GetBytes(Secret), length / Secret.Length).SelectMany(b => b)];

    private async Task CommitAsync(params RowWrite[] rows) =>
        Assert.IsType<CommitOutcome.Committed>(await _temp.Store.CommitAsync(new StoreChange { Rows = rows }, CancellationToken.None));

    private bool InSomeFile(string text) => Directory.GetFiles(_temp.Folder).Where(f => Path.GetFileName(f) != "lock").Any(f => Read(f).AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) >= 0);

    private static byte[] Read(string file)
    {
        using FileStream open = new(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        byte[] all = new byte[open.Length];
        open.ReadExactly(all);
        return all;
    }
}
