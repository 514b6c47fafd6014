using System.Text;

namespace Secure.Gateway.Storage;

/// <summary>What a change may hold. A change outside these limits is a bug of the caller, since every outer edge has stricter ones.</summary>
public static class StoreLimits
{
    public const int TableBytes = 64;
    public const int KeyBytes = 512;
    public const int ValueBytes = 16 * 1024 * 1024;
    public const int EntryBytes = 65_535;
    public const int HashBytes = 32;
    public const int SearchKeyBytes = 255;
    /// <summary>Enough for the persons and badges of a whole site file in one commit.</summary>
    public const int WritesPerChange = 65_536;
    public const int ChangeBytes = 32 * 1024 * 1024;
    public const int ReadCount = 4_096;
    public const int PageLimit = 1_000;

    /// <summary>Checks a change and returns how many bytes it writes, overheads left out.</summary>
    /// <exception cref="ArgumentException">Names the first limit that the change breaks.</exception>
    internal static long Check(StoreChange change)
    {
        long bytes = 0;
        if (change.Rows.Count == 0 && change.Log.Count == 0 && change.PruneLogBelow is null) { throw new ArgumentException("The change is empty."); }
        if (change.Rows.Count > WritesPerChange || change.Log.Count > WritesPerChange) { throw new ArgumentException("The change has too many writes."); }
        if (change.PruneLogBelow < 0) { throw new ArgumentException("The index to prune below is negative."); }
        for (int i = 0; i < change.Rows.Count; i++) { bytes += Check(change.Rows[i], change.Log.Count); }
        for (int i = 0; i < change.Log.Count; i++) { bytes += Check(change.Log[i]); }
        return bytes <= ChangeBytes ? bytes : throw new ArgumentException("The change is too big.");
    }

    private static long Check(RowWrite row, int entries)
    {
        if (row.IndexAt is { } at && (entries == 0 || at < 0 || at > (row.Value?.Length ?? 0) - sizeof(long))) { throw new ArgumentException("There is no entry whose index could be written, or no place for it."); }
        CheckText(row.Table, TableBytes, "table name");
        CheckText(row.Key, KeyBytes, "key");
        if (row.Value?.Length > ValueBytes) { throw new ArgumentException("A value is too long."); }
        if (row.ExpectedVersion < 0) { throw new ArgumentException("An expected version is negative."); }
        return row.Value?.Length ?? 0;
    }

    private static long Check(LogAppend log)
    {
        if (log.Entry.Length is 0 or > EntryBytes) { throw new ArgumentException("An entry is empty or too long."); }
        if (log.LeafHash.Length != HashBytes) { throw new ArgumentException("A leaf hash is not 32 bytes."); }
        if (log.TimeMs < 0) { throw new ArgumentException("A time lies before 1970."); }
        Check(log.Keys);
        return log.Entry.Length;
    }

    /// <exception cref="ArgumentException">A key is empty or too long.</exception>
    internal static void Check(SearchKeys keys)
    {
        CheckKey(keys.Kind);
        CheckKey(keys.Subject);
        CheckKey(keys.Person);
        CheckKey(keys.Room);
        CheckKey(keys.Door);
        CheckKey(keys.Resource);
        CheckKey(keys.Decision);
    }

    private static void CheckKey(string? text) { if (text is not null) { CheckText(text, SearchKeyBytes, "search key"); } }

    internal static void CheckText(string text, int bytes, string what)
    {
        // Three bytes is the most that one UTF-16 unit becomes, so short texts need no counting.
        if (text.Length == 0 || (text.Length * 3 > bytes && Encoding.UTF8.GetByteCount(text) > bytes)) { throw new ArgumentException($"A {what} is empty or too long."); }
        if (text.Contains('\0', StringComparison.Ordinal)) { throw new ArgumentException($"A {what} holds a NUL."); }
    }
}
