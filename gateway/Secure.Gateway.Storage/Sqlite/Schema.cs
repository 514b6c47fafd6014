namespace Secure.Gateway.Storage.Sqlite;

/// <summary>The tables, and the writer's settings.</summary>
internal static class Schema
{
    private const int Version = 1;
    private const int ApplicationId = 0x53454331; // "SEC1"

    public static void Prepare(Connection writer)
    {
        writer.Execute("PRAGMA page_size=4096");
        if (writer.Text("PRAGMA journal_mode=WAL") != "wal") { throw new StoreException("The database cannot use a write-ahead log here."); }
        writer.Execute("PRAGMA synchronous=FULL");
        writer.Execute("PRAGMA wal_autocheckpoint=0");
        writer.Execute("PRAGMA secure_delete=ON");
        writer.Execute("PRAGMA journal_size_limit=67108864");
        writer.Execute("PRAGMA cache_size=-16384");
        switch (writer.Number("PRAGMA user_version"))
        {
            case 0: Create(writer); break;
            case Version: break;
            case long other: throw new StoreException($"The database has layout {other}; this program knows {Version}.");
        }
    }

    private static void Create(Connection writer)
    {
        if (writer.Number("SELECT count(*) FROM sqlite_schema") != 0) { throw new StoreException("The file is another program's database."); }
        writer.Execute("BEGIN IMMEDIATE");
        writer.Execute("CREATE TABLE rows(tbl TEXT NOT NULL, key TEXT NOT NULL, version INTEGER NOT NULL, value BLOB NOT NULL, seal BLOB, PRIMARY KEY(tbl, key)) WITHOUT ROWID");
        // The leaf hash stays when keys and entry are pruned to null.
        writer.Execute("CREATE TABLE log(idx INTEGER PRIMARY KEY, time INTEGER NOT NULL, hash BLOB NOT NULL, keys BLOB, entry BLOB)");
        writer.Execute("CREATE TABLE block(n INTEGER PRIMARY KEY, first_time INTEGER NOT NULL, last_time INTEGER NOT NULL, filter BLOB NOT NULL)");
        writer.Execute("CREATE TABLE counter(name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID");
        writer.Execute($"PRAGMA application_id={ApplicationId}");
        writer.Execute($"PRAGMA user_version={Version}");
        writer.Execute("COMMIT");
    }
}
