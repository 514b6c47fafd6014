namespace Secure.Gateway.Storage;

/// <summary>Where the store lies and how it keeps room.</summary>
public sealed record StoreOptions
{
    /// <summary>The folder that holds the database, its write-ahead log, the lock file and the reserve. Made 0700 when absent.</summary>
    public required string Folder { get; init; }

    /// <summary>The tables whose rows carry an HMAC-SHA256 over table, key, version and value, checked at every read.</summary>
    public IReadOnlySet<string> SealedTables { get; init; } = new HashSet<string>();

    /// <summary>The key of those seals, 32 bytes. Needed when <see cref="SealedTables"/> is not empty.</summary>
    public byte[]? SealKey { get; init; }

    /// <summary>Bytes kept aside for alarms and the like when the disk is full. Default 64 MiB, 0 to 1 GiB.</summary>
    public long ReserveBytes { get; init; } = 64L * 1024 * 1024;

    /// <summary>Bytes that must be free besides the reserve before a full store takes ordinary changes again. Default 16 MiB, 0 to 1 GiB.</summary>
    public long RecoveryBytes { get; init; } = 16L * 1024 * 1024;

    /// <summary>How often the disk's fill is looked at, and how often a full store looks for room. Default 1 s, 10 ms to 1 min.</summary>
    public TimeSpan SpaceCheckEvery { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Changes that may wait; more are answered with Busy. Default 16,384, 1 to 1,048,576.</summary>
    public int WaitingMax { get; init; } = 16_384;

    internal const int SealKeyBytes = 32;

    /// <summary>Every fault in words, none when the options can be used.</summary>
    public IReadOnlyList<string> Faults()
    {
        List<string> faults = [];
        if (!Path.IsPathRooted(Folder)) { faults.Add("Folder must be a full path."); }
        if (SealedTables.Count > 0 && SealKey?.Length != SealKeyBytes) { faults.Add("SealKey must be 32 bytes when tables are sealed."); }
        if (ReserveBytes is < 0 or > 1L << 30) { faults.Add("ReserveBytes must be 0 to 1 GiB."); }
        if (RecoveryBytes is < 0 or > 1L << 30) { faults.Add("RecoveryBytes must be 0 to 1 GiB."); }
        if (SpaceCheckEvery < TimeSpan.FromMilliseconds(10) || SpaceCheckEvery > TimeSpan.FromMinutes(1)) { faults.Add("SpaceCheckEvery must be 10 ms to 1 min."); }
        if (WaitingMax is < 1 or > 1 << 20) { faults.Add("WaitingMax must be 1 to 1,048,576."); }
        return faults;
    }
}
