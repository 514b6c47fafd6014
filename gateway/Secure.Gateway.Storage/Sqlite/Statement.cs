using SQLitePCL;

namespace Secure.Gateway.Storage.Sqlite;

/// <summary>One prepared statement, used by one thread at a time. Columns and parameters as SQLite counts them: from 0 and from 1.</summary>
internal sealed class Statement : IDisposable
{
    private const uint Persistent = 1; // SQLITE_PREPARE_PERSISTENT
    private readonly sqlite3 _db;
    private readonly sqlite3_stmt _statement;
    private readonly string _name;

    internal Statement(sqlite3 db, string sql)
    {
        _db = db;
        _name = sql.Length > 40 ? sql[..40] : sql;
        Check(raw.sqlite3_prepare_v3(db, sql, Persistent, out _statement));
    }

    public Statement Bind(int parameter, long value) { Check(raw.sqlite3_bind_int64(_statement, parameter, value)); return this; }

    public Statement Bind(int parameter, ReadOnlySpan<byte> value) { Check(raw.sqlite3_bind_blob(_statement, parameter, value)); return this; }

    public Statement Bind(int parameter, string value) { Check(raw.sqlite3_bind_text(_statement, parameter, value)); return this; }

    public Statement BindNull(int parameter) { Check(raw.sqlite3_bind_null(_statement, parameter)); return this; }

    /// <summary>True on a row, false at the end.</summary>
    public bool Step()
    {
        int code = raw.sqlite3_step(_statement);
        if (code is raw.SQLITE_ROW) { return true; }
        if (code is raw.SQLITE_DONE) { return false; }
        throw Fault(code);
    }

    /// <summary>Runs to the end and makes ready for the next use, also when it fails.</summary>
    public void Run()
    {
        try { while (Step()) { } }
        finally { Reset(); }
    }

    /// <summary>The first column of the first row as a number, or null.</summary>
    public long? Number()
    {
        try { return Step() && !IsNull(0) ? Int(0) : null; }
        finally { Reset(); }
    }

    public void Reset() => raw.sqlite3_reset(_statement); // It repeats the code of the step before, which was seen there.

    public bool IsNull(int column) => raw.sqlite3_column_type(_statement, column) == raw.SQLITE_NULL;

    public long Int(int column) => raw.sqlite3_column_int64(_statement, column);

    /// <summary>Valid until the next step or reset.</summary>
    public ReadOnlySpan<byte> Blob(int column) => raw.sqlite3_column_blob(_statement, column);

    public string Text(int column) => raw.sqlite3_column_text(_statement, column).utf8_to_string();

    public void Dispose() => _statement.Dispose();

    private void Check(int code) { if (code != raw.SQLITE_OK) { throw Fault(code); } }

    private SqliteFault Fault(int code)
    {
        int extended = raw.sqlite3_extended_errcode(_db);
        return new SqliteFault((extended & 0xff) == (code & 0xff) ? extended : code, _name);
    }
}
