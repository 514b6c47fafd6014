using Secure.Gateway.Storage.Sqlite;
using Secure.TestKit;

namespace Secure.Gateway.Storage.Tests;

/// <summary>
/// A lock of another connection passes: the writer waits for it and does not take it for a broken disk. Readers take it for a
/// moment where they meet the index of the write-ahead log half written.
/// </summary>
public sealed class LockedTests : IAsyncDisposable
{
    private readonly TempStore _temp = TempStore.Open();

    public ValueTask DisposeAsync() => _temp.DisposeAsync();

    [Fact]
    public async Task A_commit_waits_while_another_connection_holds_the_writers_lock_for_a_moment()
    {
        await CommitAsync(1);
        using Connection other = Connection.OpenWriter(Path.Combine(_temp.Folder, SqliteStore.FileName));
        other.Execute("BEGIN IMMEDIATE");

        Task<CommitOutcome> commit = CommitAsync(2);
        await Task.Delay(TimeSpan.FromMilliseconds(300), TimeProvider.System, CancellationToken.None);
        Assert.False(commit.IsCompleted);
        other.Execute("COMMIT");

        Assert.IsType<CommitOutcome.Committed>(await commit);
        Assert.Equal(StoreHealth.Ready, _temp.Store.State.Health);
    }

    private async Task<CommitOutcome> CommitAsync(byte value) =>
        await _temp.Store.CommitAsync(new StoreChange { Rows = [new RowWrite("t", "a", [value])] }, CancellationToken.None);
}
