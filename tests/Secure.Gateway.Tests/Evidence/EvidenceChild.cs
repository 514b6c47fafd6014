using Secure.Gateway.Audit;
using Secure.Gateway.Evidence;
using Secure.Gateway.Spine;
using Secure.Gateway.Storage;
using Secure.Gateway.Tests.Alerts;
using Microsoft.Extensions.Logging.Abstractions;

namespace Secure.Gateway.Tests.Evidence;

/// <summary>A process with a disk so small that evidence fills it.</summary>
internal static class EvidenceChild
{
    internal static string Self => typeof(EvidenceChild).Assembly.Location;

    /// <summary>Keeps pictures until one is lost, raises the alarm all the same, and says what came of it and what lies there.</summary>
    internal static async Task<int> FillAsync(string folder, string disk)
    {
        await using SqliteStore store = SqliteStore.Open(new StoreOptions { Folder = Path.Combine(folder, "store"), ReserveBytes = 0, RecoveryBytes = 0 }, TimeProvider.System);
        EvidenceOptions options = new() { Folder = Path.Combine(disk, "evidence"), KeepFreeBytes = 0 };
        using EvidenceStore evidence = new(new EvidenceFolder(options), new RigEvidenceKeys(), TimeProvider.System, NullLogger<EvidenceStore>.Instance);
        Recorder recorder = new(store, TimeProvider.System);
        EvidenceItem picture = new("image/jpeg", new byte[200_000], DateTimeOffset.UnixEpoch);
        EvidenceKept kept;
        do { kept = await evidence.KeepAsync(picture, CancellationToken.None); } while (kept is EvidenceKept.Kept);
        CommitOutcome raised = await recorder.RaiseAsync(new Alarm("stepup.failed", "t") { Evidence = [kept] }, CancellationToken.None);
        await Console.Out.WriteLineAsync(((EvidenceKept.Lost)kept).Code);
        await Console.Out.WriteLineAsync(raised.GetType().Name);
        await Console.Out.WriteLineAsync(System.Text.Encoding.UTF8.GetString((await store.ReadLogAsync(0, 1, CancellationToken.None))[0].Entry));
        foreach (string file in Directory.GetFiles(options.Folder)) { await Console.Out.WriteLineAsync($"{Path.GetFileName(file)} {EvidenceFolder.DeservesItsName(Path.GetFileName(file), await File.ReadAllBytesAsync(file))}"); }
        return 0;
    }
}
