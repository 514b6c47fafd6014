using System.Text;
using Secure.TestKit;
using static Secure.Gateway.Storage.Tests.Changes;

namespace Secure.Gateway.Storage.Tests;

/// <summary>What every store must do, whatever database it lies on.</summary>
public abstract class StoreContract : IAsyncLifetime
{
    protected const string Sealed = "roles";

    protected IStore Store { get; private set; } = null!;

    protected abstract ValueTask<IStore> OpenAsync();

    protected abstract ValueTask<IStore> RestartAsync();

    protected abstract ValueTask CloseAsync();

    public async ValueTask InitializeAsync() => Store = await OpenAsync();

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        GC.SuppressFinalize(this);
    }

    private async Task RestartStoreAsync() => Store = await RestartAsync();

    [Fact]
    public async Task A_row_and_its_entry_are_committed_together_and_survive_a_restart()
    {
        CommitOutcome.Committed done = await Store.CommittedAsync(new StoreChange { Rows = [Row("li", "active")], Log = [Entry("li is active")] });

        Assert.Equal(0, done.FirstIndex);
        await RestartStoreAsync();
        Assert.Equal("active", await Store.ValueAsync("li"));
        Assert.Equal(["li is active"], await Store.EntriesAsync());
        Assert.Equal(1, Store.LogSize);
    }

    [Fact]
    public async Task A_row_can_name_the_entry_that_records_it()
    {
        await Store.CommittedAsync(Log(Entry("before")));
        byte[] value = [7, 0, 0, 0, 0, 0, 0, 0, 0, 7];
        RowWrite row = new(Sealed, "alert", value) { IndexAt = 1 };
        CommitOutcome.Committed done = await Store.CommittedAsync(new StoreChange { Rows = [row], Log = [Entry("it"), Entry("and more")] });

        await RestartStoreAsync();
        RowRead.Found found = Assert.IsType<RowRead.Found>(await Store.ReadRowAsync(Sealed, "alert", CancellationToken.None));
        Assert.Equal(1, done.FirstIndex);
        Assert.Equal([7, 0, 0, 0, 0, 0, 0, 0, 1, 7], found.Row.Value);
        Assert.Equal(value, found.Row.Value);
        await Assert.ThrowsAsync<ArgumentException>(async () => await Store.CommitAsync(new StoreChange { Rows = [row] }, CancellationToken.None));
        foreach (int at in new[] { -1, 3 })
        {
            await Assert.ThrowsAsync<ArgumentException>(async () => await Store.CommitAsync(new StoreChange { Rows = [row with { IndexAt = at }], Log = [Entry("x")] }, CancellationToken.None));
        }
    }

    [Fact]
    public async Task Versions_grow_and_are_never_used_twice_even_after_a_deletion_and_a_restart()
    {
        long first = (await Store.CommittedAsync(Rows(Row("li", "1")))).RowVersion;
        long second = (await Store.CommittedAsync(Rows(Row("li", null)))).RowVersion;
        await RestartStoreAsync();
        long third = (await Store.CommittedAsync(Rows(Row("li", "2", expected: 0)))).RowVersion;

        Assert.True(0 < first && first < second && second < third);
        RowRead.Found found = Assert.IsType<RowRead.Found>(await Store.ReadRowAsync("people", "li", CancellationToken.None));
        Assert.Equal(third, found.Row.Version);
    }

    [Fact]
    public async Task A_write_that_expected_another_version_changes_nothing_and_says_which_row()
    {
        long version = (await Store.CommittedAsync(Rows(Row("li", "1")))).RowVersion;

        CommitOutcome outcome = await Store.CommitAsync(
            new StoreChange { Rows = [Row("new", "x"), Row("li", "2", expected: version + 7)], Log = [Entry("never")] }, CancellationToken.None);

        Assert.Equal(new CommitOutcome.Conflict("people", "li", version), outcome);
        Assert.Null(await Store.ValueAsync("new"));
        Assert.Equal("1", await Store.ValueAsync("li"));
        Assert.Equal(0, Store.LogSize);
    }

    [Fact]
    public async Task A_row_that_must_be_absent_conflicts_when_it_is_there()
    {
        long version = (await Store.CommittedAsync(Rows(Row("li", "1")))).RowVersion;

        Assert.Equal(new CommitOutcome.Conflict("people", "li", version), await Store.CommitAsync(Rows(Row("li", "2", expected: 0)), CancellationToken.None));
    }

    [Fact]
    public async Task One_conflicting_change_spoils_no_other_of_the_same_moment()
    {
        await Store.CommittedAsync(Rows(Row("taken", "1")));
        Task<CommitOutcome>[] all =
        [
            .. Enumerable.Range(0, 300).Select(i => Task.Run(async () => await Store.CommitAsync(
                new StoreChange { Rows = [Row(i % 3 == 0 ? "taken" : "k" + i, "v" + i, expected: 0)], Log = [Entry("e" + i)] }, CancellationToken.None))),
        ];

        CommitOutcome[] outcomes = await Task.WhenAll(all);

        Assert.Equal(100, outcomes.OfType<CommitOutcome.Conflict>().Count());
        Assert.Equal(200, outcomes.OfType<CommitOutcome.Committed>().Select(c => c.FirstIndex).Distinct().Count());
        Assert.Equal(200, Store.LogSize);
        Assert.Equal("1", await Store.ValueAsync("taken"));
    }

    [Fact]
    public async Task Of_many_who_take_the_same_row_exactly_one_wins()
    {
        CommitOutcome[] outcomes = await Task.WhenAll(Enumerable.Range(0, 64).Select(i => Task.Run(async () =>
            await Store.CommitAsync(Rows(Row("code", "used by " + i, expected: 0)), CancellationToken.None))));

        Assert.Single(outcomes.OfType<CommitOutcome.Committed>());
    }

    [Fact]
    public async Task A_table_is_read_whole_in_order_of_its_keys()
    {
        await Store.CommittedAsync(Rows(Row("b", "2"), Row("a", "1"), Row("密", "3"), Row("other", "x", table: "rooms")));

        TableRead read = await Store.ReadTableAsync("people", CancellationToken.None);

        Assert.Equal(["a", "b", "密"], read.Rows.Select(r => r.Key));
        Assert.Empty(read.TamperedKeys);
    }

    [Fact]
    public async Task Absent_rows_and_tables_are_answers_not_errors()
    {
        Assert.IsType<RowRead.Absent>(await Store.ReadRowAsync("people", "nobody", CancellationToken.None));
        Assert.Empty((await Store.ReadTableAsync("nothing", CancellationToken.None)).Rows);
    }

    [Fact]
    public async Task A_sealed_row_reads_back_as_written()
    {
        await Store.CommittedAsync(Rows(Row("li", "auditor", table: Sealed)));

        Assert.Equal("auditor", await Store.ValueAsync("li", Sealed));
    }

    [Fact]
    public async Task Entries_of_one_change_have_consecutive_indices_and_leaf_hashes_in_the_same_order()
    {
        await Store.CommittedAsync(Log(Entry("a"), Entry("b"), Entry("c")));
        CommitOutcome.Committed done = await Store.CommittedAsync(Log(Entry("d"), Entry("e")));

        Assert.Equal(3, done.FirstIndex);
        byte[] hashes = await Store.ReadLeafHashesAsync(2, 3, CancellationToken.None);
        Assert.Equal(new[] { "c", "d", "e" }.SelectMany(t => Leaf(Bytes(t))), hashes);
    }

    [Fact]
    public async Task Leaf_hashes_outside_the_log_are_refused()
    {
        await Store.CommittedAsync(Log(Entry("a")));

        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await Store.ReadLeafHashesAsync(0, 2, CancellationToken.None));
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await Store.ReadLeafHashesAsync(-1, 1, CancellationToken.None));
    }

    [Fact]
    public async Task The_largest_entry_is_kept_and_a_larger_one_refused()
    {
        byte[] largest = [.. Enumerable.Repeat((byte)'x', StoreLimits.EntryBytes)];
        await Store.CommittedAsync(Log(new LogAppend(largest, Leaf(largest), 1, new SearchKeys())));

        Assert.Equal(largest, (await Store.ReadLogAsync(0, 1, CancellationToken.None))[0].Entry);
        byte[] larger = [.. largest, 0];
        await Assert.ThrowsAsync<ArgumentException>(async () => await Store.CommitAsync(Log(new LogAppend(larger, Leaf(larger), 1, new SearchKeys())), CancellationToken.None));
    }

    [Fact]
    public async Task Whatever_breaks_a_limit_is_refused_and_leaves_nothing()
    {
        StoreChange[] hostile =
        [
            new(),
            Log(new LogAppend(default, new byte[32], 1, new SearchKeys())),
            Log(new LogAppend(new byte[1], new byte[31], 1, new SearchKeys())),
            Log(new LogAppend(new byte[1], new byte[32], -1, new SearchKeys())),
            Log(Entry("x", keys: new SearchKeys(Person: new string('密', 86)))),
            Log(Entry("x", keys: new SearchKeys(Kind: ""))),
            Log(Entry("x", keys: new SearchKeys(Kind: "a\0b"))),
            Rows(Row("", "x")),
            Rows(Row(new string('k', 513), "x")),
            Rows(Row("k", "x", table: new string('t', 65))),
            Rows(Row("k", "x", expected: -1)),
            Rows(new RowWrite("people", "k", new byte[StoreLimits.ValueBytes + 1])),
            Rows(new RowWrite("people", "a", new byte[StoreLimits.ValueBytes]), new RowWrite("people", "b", new byte[StoreLimits.ValueBytes]), new RowWrite("people", "c", new byte[1])),
            Rows([.. Enumerable.Range(0, StoreLimits.WritesPerChange + 1).Select(i => Row("k" + i, "v"))]),
            new() { PruneLogBelow = -1 },
        ];

        foreach (StoreChange change in hostile)
        {
            await Assert.ThrowsAsync<ArgumentException>(async () => await Store.CommitAsync(change, CancellationToken.None));
        }

        Assert.Equal(0, Store.LogSize);
        Assert.Empty((await Store.ReadTableAsync("people", CancellationToken.None)).Rows);
    }

    [Fact]
    public async Task Names_and_values_of_any_script_and_any_byte_come_back_as_they_were()
    {
        string key = "张三' OR 1=1;--\u2028\ud83d\udd11";
        byte[] value = [.. Enumerable.Range(0, 256).Select(i => (byte)i)];
        await Store.CommittedAsync(Rows(new RowWrite("t'\"", key, value), new RowWrite("t'\"", "empty", [])));

        TableRead read = await Store.ReadTableAsync("t'\"", CancellationToken.None);
        Assert.Equal([(key, value.Length), ("empty", 0)], read.Rows.OrderByDescending(r => r.Value.Length).Select(r => (r.Key, r.Value.Length)));
        Assert.Equal(value, read.Rows.Single(r => r.Key == key).Value);
    }

    [Fact]
    public async Task A_cancelled_caller_writes_nothing()
    {
        using CancellationTokenSource cancelled = new();
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await Store.CommitAsync(Rows(Row("li", "1")), cancelled.Token));
        Assert.Null(await Store.ValueAsync("li"));
    }

    [Fact]
    public async Task What_was_queued_before_closing_is_committed_and_what_comes_after_is_refused()
    {
        Task<CommitOutcome>[] before = [.. Enumerable.Range(0, 50).Select(i => Store.CommitAsync(Log(Entry("e" + i)), CancellationToken.None).AsTask())];
        IStore closed = Store;
        await RestartStoreAsync();

        Assert.All(await Task.WhenAll(before), o => Assert.IsType<CommitOutcome.Committed>(o));
        Assert.Equal(50, Store.LogSize);
        Assert.Equal(new CommitOutcome.Unavailable(UnavailableCause.Closed), await closed.CommitAsync(Log(Entry("late")), CancellationToken.None));
    }

    [Fact]
    public async Task Pruned_entries_are_gone_while_their_leaf_hashes_stay()
    {
        for (int i = 0; i < 30; i++) { await Store.CommittedAsync(Log([.. Enumerable.Range(i * 100, 100).Select(n => Entry("e" + n, n, new SearchKeys("k", Person: "p" + n)))])); }
        byte[] hashes = await Store.ReadLeafHashesAsync(0, 3_000, CancellationToken.None);

        await Store.CommittedAsync(new StoreChange { PruneLogBelow = 2_500, Log = [Entry("pruned below 2500")] });

        Assert.Equal(2_500, Store.LogMinimum);
        Assert.Empty(await Store.EntriesAsync(0, 2_500));
        Assert.Equal("e2500", (await Store.EntriesAsync(2_000, 1_000))[0]);
        Assert.Equal(hashes, await Store.ReadLeafHashesAsync(0, 3_000, CancellationToken.None));
        Assert.Empty((await Store.SearchLogAsync(new LogQuery { Keys = new SearchKeys(Person: "p2499") }, CancellationToken.None)).Entries);
        Assert.Single((await Store.SearchLogAsync(new LogQuery { Keys = new SearchKeys(Person: "p2500") }, CancellationToken.None)).Entries);
        await RestartStoreAsync();
        Assert.Equal((2_500, 3_001), (Store.LogMinimum, Store.LogSize));
        Assert.Equal(501, (await Store.EntriesAsync(0, 4_000)).Length);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_search_finds_exactly_what_a_look_at_every_entry_finds(bool newestFirst)
    {
        Random random = new(7);
        List<(string Text, long Time, SearchKeys Keys)> all = [];
        while (all.Count < 2_000)
        {
            List<LogAppend> some = [];
            for (int i = random.Next(1, 90); i > 0; i--)
            {
                SearchKeys keys = new("k" + random.Next(3), Person: random.Next(4) == 0 ? null : "p" + random.Next(200), Door: "d" + random.Next(9), Decision: random.Next(2) == 0 ? "deny" : "permit");
                all.Add(("e" + all.Count, all.Count * 10, keys));
                some.Add(Entry(all[^1].Text, all[^1].Time, keys));
            }
            await Store.CommittedAsync(Log([.. some]));
        }
        for (int round = 0; round < 40; round++)
        {
            SearchKeys wanted = new(random.Next(2) == 0 ? "k1" : null, Person: random.Next(2) == 0 ? "p" + random.Next(210) : null, Decision: random.Next(3) == 0 ? "deny" : null);
            LogQuery query = new() { Keys = wanted, NewestFirst = newestFirst, Limit = random.Next(1, 40), FromMs = random.Next(2) == 0 ? random.Next(20_000) : null, ToMs = random.Next(2) == 0 ? random.Next(20_000) : null };

            IEnumerable<string> expected = all
                .Where(e => (wanted.Kind ?? e.Keys.Kind) == e.Keys.Kind && (wanted.Person ?? e.Keys.Person) == e.Keys.Person && (wanted.Decision ?? e.Keys.Decision) == e.Keys.Decision)
                .Where(e => e.Time >= (query.FromMs ?? 0) && e.Time < (query.ToMs ?? long.MaxValue)).Select(e => e.Text);
            Assert.Equal(newestFirst ? expected.Reverse() : expected, await AllPagesAsync(query));
        }
    }

    [Fact]
    public async Task A_page_never_holds_more_than_its_limit_and_leads_to_the_rest()
    {
        await Store.CommittedAsync(Log([.. Enumerable.Range(0, 10).Select(i => Entry("e" + i))]));

        LogPage page = await Store.SearchLogAsync(new LogQuery { Limit = 4 }, CancellationToken.None);
        Assert.Equal([9, 8, 7, 6], page.Entries.Select(e => e.Index));
        LogPage rest = await Store.SearchLogAsync(new LogQuery { Limit = 6, Cursor = page.Next }, CancellationToken.None);
        Assert.Equal([5, 4, 3, 2, 1, 0], rest.Entries.Select(e => e.Index));
        Assert.Null(rest.Next);
    }

    private async Task<List<string>> AllPagesAsync(LogQuery query)
    {
        List<string> found = [];
        LogPage page;
        do
        {
            page = await Store.SearchLogAsync(query, CancellationToken.None);
            Assert.True(page.Entries.Count <= query.Limit);
            found.AddRange(page.Entries.Select(e => Encoding.UTF8.GetString(e.Entry)));
            query = query with { Cursor = page.Next };
        }
        while (page.Next is not null);
        return found;
    }
}

/// <summary>The contract on SQLite.</summary>
public sealed class SqliteStoreContract : StoreContract
{
    private readonly TempStore _temp = TempStore.Open(null, Sealed);

    protected override ValueTask<IStore> OpenAsync() => ValueTask.FromResult(_temp.Store);

    protected override async ValueTask<IStore> RestartAsync() => await _temp.ReopenAsync();

    protected override ValueTask CloseAsync() => _temp.DisposeAsync();
}
