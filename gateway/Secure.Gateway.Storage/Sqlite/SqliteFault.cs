using SQLitePCL;

namespace Secure.Gateway.Storage.Sqlite;

/// <summary>SQLite refused something. The message names the operation and SQLite's code, never a value.</summary>
internal sealed class SqliteFault(int code, string operation) : Exception($"SQLite answered {code} to {operation}.")
{
    // An -shm file that cannot grow is the one way in which a full disk does not show as SQLITE_FULL (sqlite.org/rescode.html).
    private const int IoErrShmSize = raw.SQLITE_IOERR | (19 << 8);

    /// <summary>True when the disk was full: nothing was written, and it may be tried again when there is room.</summary>
    public bool NoRoom => (code & 0xff) == raw.SQLITE_FULL || code == IoErrShmSize;
}
