using System.Globalization;

namespace Secure.TransparencyLog;

/// <summary>A log laid out as files (C2SP tlog-tiles): <c>checkpoint</c>, <c>tile/…</c>, <c>tile/entries/…</c>.</summary>
public sealed class TileFolder(string root) : ITileReader
{
    /// <summary>Name of the only file that changes.</summary>
    public const string CheckpointName = "checkpoint";

    /// <summary>Folder of the checkpoints that are kept for good: each the word of one key of the log for the next. No part of C2SP's layout.</summary>
    public const string HandoverName = "handover";

    /// <summary>Highest number of a handover: one a year is expected.</summary>
    public const int HandoverMax = 999;

    /// <summary>Path of a handover, as <c>handover/000</c>.</summary>
    /// <param name="number">0 to <see cref="HandoverMax"/>, in the order of the renewals.</param>
    public static string HandoverPath(int number) => string.Create(CultureInfo.InvariantCulture, $"{HandoverName}/{number:D3}");

    /// <summary>The bytes of a tile or bundle, or null where the file is missing, unreadable or cannot be one.</summary>
    public ValueTask<ReadOnlyMemory<byte>?> ReadAsync(Tile tile, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return new ValueTask<ReadOnlyMemory<byte>?>(
            TryRead(tile, out var bytes, out _) is null ? bytes : (ReadOnlyMemory<byte>?)null);
    }

    /// <returns>Null on success, else what is wrong with the file.</returns>
    internal LogFaultKind? TryReadCheckpoint(out byte[] bytes) => TryReadNote(CheckpointName, out bytes);

    /// <inheritdoc cref="TryReadCheckpoint"/>
    internal LogFaultKind? TryReadNote(string path, out byte[] bytes) => TryRead(path, 1, SignedNote.LengthMax, out bytes);

    /// <summary>Reads a tile, or where a partial one is gone the full one that begins with the same bytes.</summary>
    /// <param name="path">The file that was read or that is at fault.</param>
    /// <returns>Null on success, else what is wrong with the file.</returns>
    internal LogFaultKind? TryRead(Tile tile, out byte[] bytes, out string path)
    {
        path = tile.Path;
        var fault = TryReadExactly(tile, out bytes);
        if (fault != LogFaultKind.FileMissing || tile.IsFull || TryReadExactly(tile.Full, out var full) is not null)
        {
            return fault;
        }

        path = tile.Full.Path;
        bytes = tile.IsEntries ? full : full[..(tile.Width * LogHash.Length)];
        return null;
    }

    private LogFaultKind? TryReadExactly(Tile tile, out byte[] bytes)
    {
        var hashes = tile.Width * LogHash.Length;
        var (least, most) = tile.IsEntries ? (0, EntryBundle.LengthMax) : (hashes, hashes);
        return TryRead(tile.Path, least, most, out bytes);
    }

    private LogFaultKind? TryRead(string path, int least, int most, out byte[] bytes)
    {
        bytes = [];
        try
        {
            using var file = File.OpenHandle(Path.Combine(root, path));
            var length = RandomAccess.GetLength(file);
            if (length < least || length > most)
            {
                return LogFaultKind.FileLength;
            }

            bytes = new byte[length];
            return RandomAccess.Read(file, bytes, 0) == length ? null : LogFaultKind.FileUnreadable;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return LogFaultKind.FileMissing;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            return LogFaultKind.FileUnreadable;
        }
    }
}
