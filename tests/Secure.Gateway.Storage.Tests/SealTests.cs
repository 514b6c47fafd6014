using Secure.Gateway.Storage.Sqlite;
using Secure.TestKit;
using static Secure.Gateway.Storage.Tests.Changes;

namespace Secure.Gateway.Storage.Tests;

/// <summary>Somebody writes the file past the store.</summary>
public sealed class SealTests : IAsyncLifetime
{
    private readonly TempStore _temp = TempStore.Open(null, "roles", "badges");

    public async ValueTask InitializeAsync() => await _temp.Store.CommittedAsync(Rows(
        Row("li", "guard", table: "roles"), Row("wang", "auditor", table: "roles"), Row("li", "1001", table: "badges"), Row("wang", "1002", table: "people")));

    public ValueTask DisposeAsync() => _temp.DisposeAsync();

    [Theory]
    [InlineData("UPDATE rows SET value=CAST('auditor' AS BLOB) WHERE tbl='roles' AND key='li'")]
    [InlineData("UPDATE rows SET version=version+1 WHERE tbl='roles' AND key='li'")]
    [InlineData("UPDATE rows SET seal=NULL WHERE tbl='roles' AND key='li'")]
    [InlineData("UPDATE rows SET seal=zeroblob(32) WHERE tbl='roles' AND key='li'")]
    [InlineData("UPDATE rows SET (value,version,seal)=(SELECT value,version,seal FROM rows WHERE tbl='roles' AND key='wang') WHERE tbl='roles' AND key='li'")]
    [InlineData("UPDATE rows SET (value,version,seal)=(SELECT value,version,seal FROM rows WHERE tbl='badges') WHERE tbl='roles' AND key='li'")]
    public async Task An_altered_sealed_row_is_told_apart_and_its_value_is_never_shown(string sql)
    {
        IStore store = await AlterAsync(sql);

        Assert.Equal(new RowRead.Tampered("roles", "li"), await store.ReadRowAsync("roles", "li", CancellationToken.None));
        TableRead table = await store.ReadTableAsync("roles", CancellationToken.None);
        Assert.Equal(["li"], table.TamperedKeys);
        Assert.Equal(["wang"], table.Rows.Select(r => r.Key));
    }

    [Fact]
    public async Task A_row_added_past_the_store_is_told_apart()
    {
        IStore store = await AlterAsync("INSERT INTO rows SELECT tbl,'zhao',version,value,seal FROM rows WHERE tbl='roles' AND key='wang'");

        Assert.Equal(["zhao"], (await store.ReadTableAsync("roles", CancellationToken.None)).TamperedKeys);
    }

    [Fact]
    public async Task A_table_that_is_not_sealed_is_read_as_it_is()
    {
        IStore store = await AlterAsync("UPDATE rows SET value=CAST('x' AS BLOB) WHERE tbl='people'");

        Assert.Equal("x", await store.ValueAsync("wang"));
    }

    [Fact]
    public async Task A_proper_write_heals_an_altered_row()
    {
        IStore store = await AlterAsync("UPDATE rows SET value=CAST('auditor' AS BLOB) WHERE tbl='roles' AND key='li'");
        await store.CommittedAsync(Rows(Row("li", "guard", table: "roles")));

        Assert.Equal("guard", await store.ValueAsync("li", "roles"));
    }

    private async Task<IStore> AlterAsync(string sql)
    {
        await _temp.Store.DisposeAsync();
        using (Connection writer = Connection.OpenWriter(Path.Combine(_temp.Folder, "store.db"))) { writer.Execute(sql); }
        return await _temp.ReopenAsync();
    }
}
