using System.Diagnostics;
using Secure.Gateway.Audit;
using Secure.Gateway.Audit.Publishing;
using Secure.Gateway.Storage;
using Secure.TransparencyLog;

namespace Secure.Gateway.Tests.Audit;

/// <summary>A process that records and publishes until it is killed, and says each checkpoint once it was published.</summary>
internal static class PublishingChild
{
    public static string Self => typeof(PublishingChild).Assembly.Location;

    public static Process Start(string folder) => Process.Start(new ProcessStartInfo("dotnet", [Self, "child", folder]) { RedirectStandardOutput = true })!;

    public static async Task<int> RunAsync(string folder)
    {
        using TestKeys keys = new();
        await using IStore store = Open(folder, keys);
        using Publisher publisher = Open(folder, store, keys);
        Recorder recorder = new(store, TimeProvider.System);
        while (true)
        {
            for (int i = 0; i < 37; i++) { await recorder.RecordAsync(new AuditEvent("test") { Person = "p" + i }, CancellationToken.None); }
            await publisher.PublishAsync(CancellationToken.None);
            await Console.Out.WriteLineAsync($"{publisher.Current!.Size} {publisher.Current.Checkpoint.Root}");
        }
    }

    /// <summary>Publishes onto a small disk until it is full, makes room, publishes the rest and says what came of it.</summary>
    public static async Task<int> FillAsync(string folder, string disk)
    {
        using TestKeys keys = new();
        await using IStore store = Open(folder, keys);
        using Publisher publisher = new(store, new LogKeys(keys, TimeProvider.System), new AuditOptions { Folder = Path.Combine(disk, "log") });
        Recorder recorder = new(store, TimeProvider.System);
        AuditEvent bulky = new("test") { Action = new string('x', 20_000) };
        try
        {
            while (true)
            {
                for (int i = 0; i < 10; i++) { await recorder.RecordAsync(bulky, CancellationToken.None); }
                await publisher.PublishAsync(CancellationToken.None);
            }
        }
        catch (IOException) { await Console.Out.WriteLineAsync($"full {publisher.Current!.Size} {store.LogSize} {Report().IsGood}"); }
        File.Delete(Path.Combine(disk, "ballast"));
        await publisher.PublishAsync(CancellationToken.None);
        await Console.Out.WriteLineAsync($"after {publisher.Current!.Size} {store.LogSize} {Report().IsGood}");
        return 0;
        LogReport Report() => new LogVerifier(new LogKeys(keys, TimeProvider.System).Signer.VerifierKey, [], 0).Verify(Path.Combine(disk, "log"), CancellationToken.None);
    }

    public static IStore Open(string folder, TestKeys keys) => SqliteStore.Open(
        new StoreOptions { Folder = Path.Combine(folder, "store"), ReserveBytes = 0, RecoveryBytes = 0, SealedTables = AuditRegistration.SealedTables.ToHashSet(), SealKey = keys.RowIntegrityKey }, TimeProvider.System);

    public static Publisher Open(string folder, IStore store, TestKeys keys) => new(store, new LogKeys(keys, TimeProvider.System), new AuditOptions { Folder = Path.Combine(folder, "log") });
}
