using Grpc.Core;
using Secure.Ctl.Connection;
using Secure.TransparencyLog;
using Secure.V1;

namespace Secure.Ctl.Commands;

/// <summary>Writes a C2SP tlog-tiles copy of the log: bundles, tiles, and the checkpoint last, so that a copy broken off never claims what it lacks.</summary>
internal sealed class LogCopy(Audit.AuditClient audit, Metadata session, string folder)
{
    /// <returns>The size that the copy's checkpoint names.</returns>
    public async Task<ulong> WriteAsync(CancellationToken cancellation)
    {
        RequireFolder();
        GetCheckpointResponse newest = await audit.GetCheckpointAsync(new GetCheckpointRequest(), session, cancellationToken: cancellation);
        GetVerifierKeyResponse keys = await audit.GetVerifierKeyAsync(new GetVerifierKeyRequest(), session, cancellationToken: cancellation);
        SignedNote[] handovers = [.. keys.Handovers.Select(h => SignedNote.TryParse(h.Span, out SignedNote? note) ? note : throw new InvalidDataException("The gateway told a handover that is none."))];
        RequireSameLog(newest.Checkpoint.Span, handovers);
        await CopyLevelsAsync(newest, cancellation);
        // Those made since the checkpoint would stand for entries that the copy lacks.
        for (int number = 0; number < handovers.Length; number++)
        {
            if (Checkpoint.TryParse(handovers[number].Text, out Checkpoint? kept) && kept.Size <= (long)newest.Size) { await WriteAsync(TileFolder.HandoverPath(number), handovers[number].ToBytes(), cancellation); }
        }
        await WriteAsync("checkpoint", newest.Checkpoint.Memory, cancellation);
        return newest.Size;
    }

    /// <summary>A folder that cannot be made is told before the gateway is asked; what the gateway refuses leaves none.</summary>
    private void RequireFolder()
    {
        if (!Directory.Exists(folder)) { Directory.CreateDirectory(folder).Delete(); }
    }

    /// <summary>Tiles that are there are kept: beside those of another log they would make this one look forged.</summary>
    private void RequireSameLog(ReadOnlySpan<byte> newest, IReadOnlyList<SignedNote> handovers)
    {
        string earlier = Path.Combine(folder, "checkpoint");
        if (!File.Exists(earlier) || IsOfOneLog(File.ReadAllBytes(earlier), newest, handovers)) { return; }
        throw new GatewayConnection.UsageException($"该目录存有另一日志的副本，请换目录 · the folder holds a copy of another log, use another: {folder}");
    }

    /// <summary>Whether a key of the log, whose newest signs first, signed the earlier one: the present key, or one that a handover bears.</summary>
    internal static bool IsOfOneLog(ReadOnlySpan<byte> earlier, ReadOnlySpan<byte> newest, IReadOnlyList<SignedNote> handovers)
    {
        if (!SignedNote.TryParse(newest, out SignedNote? now) || !SignedNote.TryParse(earlier, out SignedNote? before)) { return false; }
        string name = now.Signatures[0].Name;
        HashSet<uint> own = [.. handovers.Append(now).SelectMany(n => n.Signatures).Where(s => s.Name == name).Select(s => s.KeyId)];
        return before.Signatures.Any(s => s.Name == name && own.Contains(s.KeyId));
    }

    // Bundles below the minimum were given up; what an earlier copy holds of them stays.
    private async Task CopyLevelsAsync(GetCheckpointResponse newest, CancellationToken cancellation)
    {
        ulong size = newest.Size;
        for (ulong index = newest.MinimumIndex / 256; index * 256 < size; index++)
        {
            uint width = (uint)Math.Min(256, size - index * 256);
            string path = PathOf(Tile.Entries, index, width);
            if (Exists(path)) { continue; }
            GetEntryBundleResponse bundle = await audit.GetEntryBundleAsync(new GetEntryBundleRequest { Index = index, Width = width }, session, cancellationToken: cancellation);
            await WriteAsync(path, bundle.Bundle.Memory, cancellation);
        }
        uint level = 0;
        for (ulong wide = size; wide > 0; wide /= 256, level++)
        {
            for (ulong index = 0; index * 256 < wide; index++) { await CopyTileAsync(level, index, (uint)Math.Min(256, wide - index * 256), cancellation); }
        }
    }

    private async Task CopyTileAsync(uint level, ulong index, uint width, CancellationToken cancellation)
    {
        string path = PathOf((int)level, index, width);
        if (Exists(path)) { return; }
        GetTileResponse tile = await audit.GetTileAsync(new GetTileRequest { Level = level, Index = index, Width = width }, session, cancellationToken: cancellation);
        await WriteAsync(path, tile.Tile.Memory, cancellation);
    }

    private static string PathOf(int level, ulong index, uint width) =>
        Tile.TryCreate(level, (long)index, (int)width, out Tile? tile) ? tile.Path : throw new InvalidDataException("The gateway named a tile that cannot be.");

    private bool Exists(string path) => File.Exists(Path.Combine(folder, path));

    private async Task WriteAsync(string path, ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        string target = Path.Combine(folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        await File.WriteAllBytesAsync(target + ".new", bytes, cancellation);
        File.Move(target + ".new", target, overwrite: true);
    }
}
