using SQLitePCL;

namespace Secure.Gateway.Storage.Sqlite;

/// <summary>
/// Copies the database while it is in use, by SQLite's online backup on a connection that only reads. The copy is one file
/// without a write-ahead log of its own, appears whole or not at all, and holds nothing of the tables that are left out.
/// </summary>
internal static class Copying
{
    private const string Unfinished = ".new";

    /// <returns>How many entries the copy's log holds.</returns>
    /// <exception cref="SqliteFault">Of the database or of the copy; nothing is left behind.</exception>
    /// <exception cref="IOException">The copy could not be made durable; nothing is left behind.</exception>
    public static long Run(string from, string to, IEnumerable<string> without)
    {
        string made = to + Unfinished;
        try
        {
            Discard(made);
            FileStreamOptions own = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite };
            new FileStream(made, own).Dispose();
            long entries;
            using (Connection copy = Connection.OpenWriter(made))
            {
                using (Connection source = Connection.OpenReader(from)) { source.CopyTo(copy); }
                Finish(copy, without);
                entries = copy.Number("SELECT coalesce(max(idx)+1, 0) FROM log");
            }
            using (FileStream file = new(made, FileMode.Open, FileAccess.ReadWrite)) { file.Flush(flushToDisk: true); }
            File.Move(made, to, overwrite: true);
            return entries;
        }
        finally { Discard(made); }
    }

    private static void Finish(Connection copy, IEnumerable<string> without)
    {
        if (copy.Text("PRAGMA journal_mode=DELETE") != "delete") { throw new SqliteFault(raw.SQLITE_ERROR, "journal_mode of the copy"); }
        using (Statement leave = copy.Prepare("DELETE FROM rows WHERE tbl=?1"))
        {
            foreach (string table in without) { leave.Bind(1, table).Run(); }
        }
        // Pages are written anew, so that what was deleted is in none of them.
        copy.Execute("VACUUM");
        if (copy.Text("PRAGMA quick_check(1)") != "ok") { throw new SqliteFault(raw.SQLITE_CORRUPT, "quick_check of the copy"); }
    }

    private static void Discard(string made)
    {
        foreach (string file in new[] { made, made + "-journal", made + "-wal", made + "-shm" }) { File.Delete(file); }
    }
}
