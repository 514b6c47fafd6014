using Secure.Gateway.Audit.Publishing;
using Secure.Gateway.Evidence;
using Secure.Gateway.Fleet;
using Secure.Gateway.Fleet.Keys;
using Secure.Gateway.Storage;
using Secure.TransparencyLog;

namespace Secure.Gateway.Backups;

/// <summary>
/// Makes the copy and checks it. Files of the log and evidence are added to what earlier backups copied; keys and database are
/// copied anew, and the checkpoint after them, so that the database holds at least what it names: broken off at any point, the
/// earlier backup can still be put back.
/// </summary>
internal sealed class BackupMaker(IStore store, Publisher publisher, LogKeys logKeys, GatewayKeys keys, FleetOptions fleet, EvidenceOptions evidence, BackupOptions options, TimeProvider clock)
{
    internal const string LogPart = "log", EvidencePart = "evidence", KeysPart = "keys";

    /// <exception cref="IOException">Why not, in words. Only where the copy itself was found bad is what lies there no backup any more.</exception>
    /// <exception cref="InvalidDataException">A tile of the gateway's own log is missing or too short.</exception>
    /// <exception cref="DiskFaultException">The copy could not be made durable: unlike with the log itself, no reason to end.</exception>
    /// <exception cref="StoreException">Why not, of the database.</exception>
    internal async Task<BackupLabel> MakeAsync(CancellationToken cancellation)
    {
        string to = options.Folder;
        PublishedLog published = publisher.Current ?? throw new IOException("The log is not published yet.");
        await RequireOursAsync(to, published.Size, cancellation);
        LogFolder copy = new(Path.Combine(to, LogPart));
        await CopyLogAsync(published, copy, cancellation);
        await CopyHandoversAsync(published, copy, cancellation);
        MirroredFolder.Bring(evidence.Folder, Path.Combine(to, EvidencePart), wanted: EvidenceFolder.IsId, changing: _ => false, cancellation);
        // Without its master key: whoever finds the backup has nothing to unwrap these with.
        MirroredFolder.Bring(fleet.Keys, Path.Combine(to, KeysPart), wanted: n => n != KeyFolder.MasterName && n[0] != '.', changing: n => !n.EndsWith(".key", StringComparison.Ordinal), cancellation);
        long entries = await store.CopyAsync(Path.Combine(to, SqliteStore.FileName), BackupParts.LeftOut, cancellation);
        Posix.SyncFolder(to);
        if (entries < published.Size) { throw new IOException($"The copied database holds {entries} entries, the checkpoint names {published.Size}."); }
        copy.WriteCheckpoint(published.Note);
        Verify(to, logKeys.Logs.FirstOrDefault(k => published.Note.Signatures.Any(k.Made)) ?? logKeys.Signer.VerifierKey, cancellation);
        BackupLabel label = new(BackupLabel.Known, keys.KeyList.Site, clock.GetUtcNow(), logKeys.Origin, published.Size, Convert.ToHexStringLower(published.Checkpoint.Root.Bytes));
        label.Write(to);
        return label;
    }

    /// <summary>Reads every entry and tile of the copy. A bad one is called a backup no more.</summary>
    private static void Verify(string to, VerifierKey log, CancellationToken cancellation)
    {
        LogReport report = new LogVerifier(log, [], 0).Verify(Path.Combine(to, LogPart), cancellation);
        if (report.IsGood) { return; }
        BackupLabel.Remove(to);
        throw new IOException($"The copied log is not good: {report.Faults[0].Kind} in {report.Faults[0].Path}.");
    }

    /// <summary>An empty folder, or an earlier copy of this very log: a gateway that lost its store must not write over what would bring it back.</summary>
    private async Task RequireOursAsync(string to, long size, CancellationToken cancellation)
    {
        string? parent = Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(to));
        if (!Directory.Exists(parent)) { throw new IOException($"{parent} does not exist: is its disk there?"); }
        PrivateFile.MakeFolder(to);
        if (new LogFolder(Path.Combine(to, LogPart)).ReadCheckpoint() is not { } note)
        {
            // What a first backup that was broken off has left may be there.
            if (Directory.EnumerateFileSystemEntries(to).Any(e => !Own(Path.GetFileName(e)))) { throw new IOException($"{to} holds something else: use an empty folder."); }
            return;
        }
        bool ours = SignedNote.TryParse(note, out SignedNote? signed) && Checkpoint.TryParse(signed.Text, out Checkpoint? before)
            && before.Size <= size && await new TileHashReader(publisher.Tiles, size).RootAsync(before.Size, cancellation) == before.Root;
        if (!ours) { throw new IOException($"{to} holds a backup of another history than this gateway's: use another folder."); }
    }

    private static bool Own(string name) => name is LogPart or EvidencePart or KeysPart || name.StartsWith(SqliteStore.FileName, StringComparison.Ordinal);

    // Those made since the checkpoint would stand for entries that the copy lacks.
    private async Task CopyHandoversAsync(PublishedLog published, LogFolder copy, CancellationToken cancellation)
    {
        IReadOnlyList<SignedNote> kept = await publisher.HandoversAsync(cancellation);
        for (int number = 0; number < kept.Count; number++)
        {
            if (Checkpoint.TryParse(kept[number].Text, out Checkpoint? checkpoint) && checkpoint.Size <= published.Size) { copy.WriteHandover(number, kept[number]); }
        }
    }

    private async Task CopyLogAsync(PublishedLog published, LogFolder copy, CancellationToken cancellation)
    {
        PrivateFile.MakeFolder(Path.Combine(options.Folder, LogPart));
        foreach (Tile tile in Tile.AddedEntries(0, published.Size).Concat(Tile.Added(0, published.Size)))
        {
            // What was given up goes from the backup, too.
            if (tile.IsEntries && tile.FirstEntry < published.Minimum) { copy.Drop(tile); continue; }
            if (tile.IsFull && copy.Has(tile)) { continue; }
            ReadOnlyMemory<byte> bytes = await publisher.Tiles.ReadAsync(tile, cancellation) ?? throw new IOException($"The log lacks {tile.Path}.");
            ReadOnlyMemory<byte> exact = ExactTile.Of(tile, bytes) ?? throw new IOException($"The log's {tile.Path} is too short.");
            copy.Write(tile, exact.Span);
            if (tile.IsFull) { copy.DropPartials(tile); }
        }
        copy.Sync();
    }
}
