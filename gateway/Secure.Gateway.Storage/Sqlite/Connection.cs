using SQLitePCL;

namespace Secure.Gateway.Storage.Sqlite;

/// <summary>One connection, used by one thread at a time.</summary>
internal sealed class Connection : IDisposable
{
    private const int NoCheckpointOnClose = 1006; // SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE

    // A reader that finds the index of the write-ahead log half written takes the writer's lock for a moment to read it again
    // (sqlite.org/walformat.html, section 2.3): without a wait the writer's next BEGIN would fail, and a failed commit is final.
    private const int WaitMilliseconds = 5000;
    private const int EmptyingMilliseconds = 1000;
    private readonly sqlite3 _db;

    static Connection() => Batteries_V2.Init();

    private Connection(string path, int flags)
    {
        int code = raw.sqlite3_open_v2(path, out _db, flags | raw.SQLITE_OPEN_NOMUTEX, null);
        if (code == raw.SQLITE_OK) { code = raw.sqlite3_db_config(_db, NoCheckpointOnClose, 1, out _); }
        if (code != raw.SQLITE_OK) { _db?.Dispose(); throw new SqliteFault(code, "open"); }
        raw.sqlite3_extended_result_codes(_db, 1);
        raw.sqlite3_busy_timeout(_db, WaitMilliseconds);
    }

    /// <summary>The one connection that writes and checkpoints; the latter only when told, so that nothing is tried again after a failed commit.</summary>
    public static Connection OpenWriter(string path) => new(path, raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_CREATE);

    /// <summary>
    /// A connection that can neither write nor checkpoint, not even by being closed last: SQLite 3.7.0 to 3.51.2 can lose
    /// commits when two connections write and checkpoint at once (the WAL-reset bug).
    /// </summary>
    public static Connection OpenReader(string path) => new(path, raw.SQLITE_OPEN_READONLY);

    public Statement Prepare(string sql) => new(_db, sql);

    public void Execute(string sql)
    {
        using Statement statement = Prepare(sql);
        statement.Run();
    }

    public long Number(string sql)
    {
        using Statement statement = Prepare(sql);
        return statement.Number() ?? 0;
    }

    public string Text(string sql)
    {
        using Statement statement = Prepare(sql);
        return statement.Step() ? statement.Text(0) : "";
    }

    public bool InTransaction => raw.sqlite3_get_autocommit(_db) == 0;

    /// <summary>Moves the write-ahead log into the database as far as readers allow.</summary>
    /// <returns>True when all of it was moved.</returns>
    public bool Checkpoint(bool truncate)
    {
        int code = raw.sqlite3_wal_checkpoint_v2(_db, null, truncate ? raw.SQLITE_CHECKPOINT_TRUNCATE : raw.SQLITE_CHECKPOINT_PASSIVE, out int frames, out int moved);
        if (code == raw.SQLITE_BUSY) { return false; }
        return code == raw.SQLITE_OK ? frames == moved : throw new SqliteFault(raw.sqlite3_extended_errcode(_db), "checkpoint");
    }

    /// <summary>Moves all of the write-ahead log into the database and empties its file, waiting up to 1 s for readers. Freed pages were zeroed already (secure_delete).</summary>
    /// <returns>True when it is empty.</returns>
    public bool EmptyLog()
    {
        raw.sqlite3_busy_timeout(_db, EmptyingMilliseconds);
        try { return Checkpoint(truncate: true); }
        finally { raw.sqlite3_busy_timeout(_db, WaitMilliseconds); }
    }

    /// <summary>Copies the whole database, as of one moment, into that of an empty file (sqlite.org/c3ref/backup_finish.html).</summary>
    public void CopyTo(Connection empty)
    {
        using sqlite3_backup backup = raw.sqlite3_backup_init(empty._db, "main", _db, "main");
        if (backup is null || backup.IsInvalid) { throw new SqliteFault(raw.sqlite3_extended_errcode(empty._db), "backup"); }
        // All pages in one step: the read lock stays, so whatever is committed meanwhile is not in the copy and does not begin it anew.
        int code = raw.sqlite3_backup_step(backup, -1);
        if (code != raw.SQLITE_DONE) { throw new SqliteFault(code, "backup"); }
    }

    public void Dispose() => _db.Dispose();
}
