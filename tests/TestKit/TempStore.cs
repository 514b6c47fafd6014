using Secure.Gateway.Storage;

namespace Secure.TestKit;

/// <summary>A real store in a temporary folder, which goes when the test is done with it.</summary>
public sealed class TempStore : IAsyncDisposable
{
    private readonly TimeProvider _clock;
    private readonly StoreOptions _options;

    private TempStore(StoreOptions options, TimeProvider clock)
    {
        (_options, _clock) = (options, clock);
        Store = SqliteStore.Open(options, clock);
    }

    public IStore Store { get; private set; }

    public string Folder => _options.Folder;

    /// <summary>Opens an empty store. Tables named in <paramref name="sealedTables"/> are sealed with a key of their own.</summary>
    public static TempStore Open(TimeProvider? clock = null, params string[] sealedTables) => Open(
        new StoreOptions
        {
            Folder = Directory.CreateTempSubdirectory("secure-store-").FullName,
            SealedTables = sealedTables.ToHashSet(),
            SealKey = Enumerable.Range(1, 32).Select(i => (byte)i).ToArray(),
            ReserveBytes = 0,
            RecoveryBytes = 0,
        },
        clock);

    public static TempStore Open(StoreOptions options, TimeProvider? clock = null) => new(options, clock ?? TimeProvider.System);

    /// <summary>The same seals for a store in another folder.</summary>
    public StoreOptions OptionsFor(string folder) => new()
    {
        Folder = folder,
        SealedTables = _options.SealedTables,
        SealKey = _options.SealKey,
        ReserveBytes = _options.ReserveBytes,
        RecoveryBytes = _options.RecoveryBytes,
    };

    /// <summary>Closes and opens again, as a restart of the process does.</summary>
    public async Task<IStore> ReopenAsync()
    {
        await Store.DisposeAsync();
        return Store = SqliteStore.Open(_options, _clock);
    }

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }
}
