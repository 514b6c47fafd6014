namespace Secure.Gateway.Storage.Sqlite;

/// <summary>How the store is: ready, full or failed, and how full its disk. Written by the writer's thread alone.</summary>
internal sealed class Room(StoreOptions options, string writeAheadLog, Reserve reserve, DiskFill disk, Action<StoreState> changed)
{
    private volatile StoreState _state = new(StoreHealth.Ready, StoreSpace.Ample, null);

    public StoreState State => _state;

    public bool CanWrite => _state.Health == StoreHealth.Ready;

    public bool Failed => _state.Health == StoreHealth.Failed;

    /// <summary>A checkpoint may make the database longer by all of the write-ahead log: it must not eat what the reserve gave back for alarms.</summary>
    public bool FitsCheckpoint => disk.Free >= WaitingBytes;

    private long WaitingBytes => File.Exists(writeAheadLog) ? new FileInfo(writeAheadLog).Length : 0;

    /// <summary>A commit found no room.</summary>
    public void NoteFull() => Become(_state with { Health = StoreHealth.Full, Trouble = "No room on the disk." });

    public void Fail(string trouble) => Become(_state with { Health = StoreHealth.Failed, Trouble = trouble });

    public bool ReleaseReserve() => reserve.Release();

    /// <summary>Looks at the disk. A store without its whole reserve counts as full; it is ready again when the reserve, the next checkpoint and some more fit.</summary>
    public void Look()
    {
        Become(_state with { Space = disk.Space() });
        if (Failed || (CanWrite && reserve.Missing == 0)) { return; }
        if (disk.Free >= reserve.Missing + WaitingBytes + options.RecoveryBytes && reserve.Restore()) { Become(_state with { Health = StoreHealth.Ready, Trouble = null }); }
        else { NoteFull(); }
    }

    private void Become(StoreState next)
    {
        if (next == _state) { return; }
        _state = next;
        changed(next);
    }
}
