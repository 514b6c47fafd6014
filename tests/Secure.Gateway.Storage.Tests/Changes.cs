using System.Security.Cryptography;
using System.Text;

namespace Secure.Gateway.Storage.Tests;

/// <summary>Short ways to say what a test writes.</summary>
internal static class Changes
{
    public static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    public static RowWrite Row(string key, string? value, long? expected = null, string table = "people") =>
        new(table, key, value is null ? null : Bytes(value), expected);

    public static LogAppend Entry(string text, long timeMs = 1_000, SearchKeys? keys = null) =>
        new(Bytes(text), Leaf(Bytes(text)), timeMs, keys ?? new SearchKeys("test"));

    public static byte[] Leaf(byte[] entry) => SHA256.HashData([0, .. entry]);

    public static StoreChange Rows(params RowWrite[] rows) => new() { Rows = rows };

    public static StoreChange Log(params LogAppend[] log) => new() { Log = log };

    public static async Task<CommitOutcome.Committed> CommittedAsync(this IStore store, StoreChange change) =>
        Assert.IsType<CommitOutcome.Committed>(await store.CommitAsync(change, CancellationToken.None));

    public static async Task<string?> ValueAsync(this IStore store, string key, string table = "people") =>
        (await store.ReadRowAsync(table, key, CancellationToken.None)).Match<string?>(r => Encoding.UTF8.GetString(r.Value), () => null, _ => "tampered");

    public static async Task<string[]> EntriesAsync(this IStore store, long from = 0, int count = 1_000) =>
        [.. (await store.ReadLogAsync(from, count, CancellationToken.None)).Select(e => Encoding.UTF8.GetString(e.Entry))];
}
