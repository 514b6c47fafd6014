using Secure.Gateway.Storage.Sqlite;
using Secure.TestKit;
using static Secure.Gateway.Storage.Tests.Changes;

namespace Secure.Gateway.Storage.Tests;

public sealed class OpeningTests
{
    [Fact]
    public void Every_fault_of_the_options_is_told_at_once()
    {
        StoreException refused = Assert.Throws<StoreException>(() => SqliteStore.Open(
            new StoreOptions { Folder = "here", SealedTables = new HashSet<string> { "roles" }, ReserveBytes = -1, RecoveryBytes = -1, SpaceCheckEvery = TimeSpan.Zero, WaitingMax = 0 },
            TimeProvider.System));

        foreach (string name in new[] { "Folder", "SealKey", "ReserveBytes", "RecoveryBytes", "SpaceCheckEvery", "WaitingMax" }) { Assert.Contains(name, refused.Message, StringComparison.Ordinal); }
    }

    [Theory]
    [InlineData("CREATE TABLE theirs(x)", "another program's")]
    [InlineData("PRAGMA user_version=9", "layout 9")]
    public void A_file_of_another_program_or_another_layout_is_refused_in_words(string sql, string words)
    {
        string folder = Directory.CreateTempSubdirectory("secure-foreign-").FullName;
        using (Connection foreign = Connection.OpenWriter(Path.Combine(folder, "store.db"))) { foreign.Execute(sql); }

        StoreException refused = Assert.Throws<StoreException>(() => SqliteStore.Open(new StoreOptions { Folder = folder, ReserveBytes = 0 }, TimeProvider.System));

        Assert.Contains(words, refused.Message, StringComparison.Ordinal);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void A_file_that_is_no_database_is_refused_and_the_lock_let_go()
    {
        string folder = Directory.CreateTempSubdirectory("secure-broken-").FullName;
        File.WriteAllText(Path.Combine(folder, "store.db"), new string('x', 8_192));

        Assert.Throws<StoreException>(() => SqliteStore.Open(new StoreOptions { Folder = folder, ReserveBytes = 0 }, TimeProvider.System));
        Assert.Contains("cannot be opened", Assert.Throws<StoreException>(() => SqliteStore.Open(new StoreOptions { Folder = folder, ReserveBytes = 0 }, TimeProvider.System)).Message, StringComparison.Ordinal);

        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task The_folder_is_the_owners_alone_and_the_reserve_is_there_from_the_start()
    {
        string folder = Path.Combine(Path.GetTempPath(), "secure-new-" + Guid.NewGuid());
        await using TempStore temp = TempStore.Open(new StoreOptions { Folder = folder, ReserveBytes = 1 << 20, RecoveryBytes = 0 });

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(folder));
        Assert.Equal(1 << 20, new FileInfo(Path.Combine(folder, "reserve")).Length);
        Assert.Equal(StoreHealth.Ready, temp.Store.State.Health);
    }

    [Fact]
    public async Task The_other_connections_can_neither_write_nor_checkpoint()
    {
        await using TempStore temp = TempStore.Open();
        await temp.Store.CommittedAsync(Log(Entry("e")));

        using Connection reader = Connection.OpenReader(Path.Combine(temp.Folder, "store.db"));

        Assert.Throws<SqliteFault>(() => reader.Execute("DELETE FROM log"));
        Assert.Throws<SqliteFault>(() => reader.Checkpoint(truncate: true));
    }

    [Fact]
    public async Task More_waiting_changes_than_allowed_are_answered_busy_and_the_rest_committed()
    {
        await using TempStore temp = TempStore.Open(new StoreOptions { Folder = Directory.CreateTempSubdirectory("secure-busy-").FullName, ReserveBytes = 0, WaitingMax = 2 });

        CommitOutcome[] outcomes = await Task.WhenAll(Enumerable.Range(0, 2_000).Select(i => temp.Store.CommitAsync(Log(Entry("e" + i)), CancellationToken.None).AsTask()));

        Assert.Contains(new CommitOutcome.Unavailable(UnavailableCause.Busy), outcomes);
        Assert.Equal(temp.Store.LogSize, outcomes.OfType<CommitOutcome.Committed>().Count());
    }
}
