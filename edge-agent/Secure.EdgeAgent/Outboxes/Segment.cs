using System.Globalization;
using Microsoft.Win32.SafeHandles;
using Secure.EdgeAgent.Storage;

namespace Secure.EdgeAgent.Outboxes;

/// <summary>
/// One file of a queue: consecutive entries, from the sequence that names the file. Its space is taken when it is made, so that
/// a disk that fills up later does not stop it half-way.
/// </summary>
internal sealed class Segment : IDisposable
{
    private const string Suffix = ".segment";
    private readonly SafeFileHandle _file;
    private readonly List<int> _offsets = [];

    private Segment(string path, ulong first, SafeFileHandle file) => (Path, First, _file) = (path, first, file);

    public string Path { get; }

    /// <summary>Sequence of its first entry, there or to come.</summary>
    public ulong First { get; }

    /// <summary>Sequence after its last entry.</summary>
    public ulong Next => First + (ulong)_offsets.Count;

    public bool IsEmpty => _offsets.Count == 0;

    /// <summary>Bytes in use.</summary>
    public int Length { get; private set; }

    /// <exception cref="IOException">No room on the disk, or no right; nothing was made.</exception>
    public static Segment Create(string folder, ulong first, int capacity)
    {
        string path = System.IO.Path.Combine(folder, first.ToString("D20", CultureInfo.InvariantCulture) + Suffix);
        SafeFileHandle file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Read, FileOptions.None, capacity);
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        FolderSync.Flush(folder);
        return new Segment(path, first, file);
    }

    /// <summary>Every segment of a folder, in order, its entries not yet read.</summary>
    public static IReadOnlyList<(string Path, ulong First)> List(string folder) =>
        [.. Directory.GetFiles(folder, "*" + Suffix)
            .Select(path => (path, ulong.Parse(System.IO.Path.GetFileNameWithoutExtension(path), NumberStyles.None, CultureInfo.InvariantCulture)))
            .OrderBy(found => found.Item2)];

    /// <summary>Reads all entries, checks each, and cuts off what a crash left half-written at the end.</summary>
    /// <param name="mayBeTorn">Only the newest segment may end in a half-written entry.</param>
    /// <param name="check">Told each sequence and entry in order; false: the entry does not belong there.</param>
    /// <exception cref="QueueDamagedException">An entry in the middle does not check.</exception>
    public static Segment Open(string path, ulong first, bool mayBeTorn, Func<ulong, byte[], bool> check)
    {
        Segment segment = new(path, first, File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.Read));
        try { segment.Scan(File.ReadAllBytes(path), mayBeTorn, check); return segment; }
        catch { segment.Dispose(); throw; }
    }

    /// <summary>Writes and flushes one entry. False where the disk has no room: the segment is as before.</summary>
    /// <exception cref="DiskFailedException">It cannot be told what the disk holds now.</exception>
    public bool TryAppend(ReadOnlySpan<byte> entry)
    {
        byte[] frame = Frames.Wrap(entry);
        try { RandomAccess.Write(_file, frame, Length); }
        catch (IOException noRoom) { CutBack(noRoom); return false; }
        Flush();
        _offsets.Add(Length);
        Length += frame.Length;
        return true;
    }

    /// <summary>An entry of this segment.</summary>
    public byte[] Read(ulong sequence)
    {
        int index = checked((int)(sequence - First));
        int end = index + 1 < _offsets.Count ? _offsets[index + 1] : Length;
        byte[] frame = new byte[end - _offsets[index]];
        int read = RandomAccess.Read(_file, frame, _offsets[index]);
        return read == frame.Length && Frames.TryUnwrap(frame, out ReadOnlySpan<byte> entry)
            ? entry.ToArray()
            : throw new DiskFailedException($"{Path}: entry {sequence} does not read back");
    }

    public void Delete()
    {
        Dispose();
        File.Delete(Path);
    }

    public void Dispose() => _file.Dispose();

    private void Scan(ReadOnlySpan<byte> bytes, bool mayBeTorn, Func<ulong, byte[], bool> check)
    {
        while (Length < bytes.Length && Frames.TryUnwrap(bytes[Length..], out ReadOnlySpan<byte> entry))
        {
            if (!check(Next, entry.ToArray())) { throw new QueueDamagedException($"{Path}: entry {Next} is not the next of its chain"); }
            _offsets.Add(Length);
            Length += Frames.HeadLength + entry.Length;
        }
        if (Length == bytes.Length) { return; }
        if (!mayBeTorn || !Frames.IsTorn(bytes[Length..])) { throw new QueueDamagedException($"{Path}: entry {Next} does not check"); }
        CutBack(null);
    }

    private void CutBack(Exception? cause)
    {
        try { RandomAccess.SetLength(_file, Length); }
        catch (IOException failed) { throw new DiskFailedException($"{Path}: cannot be cut back", cause ?? failed); }
        Flush();
    }

    private void Flush()
    {
        try { RandomAccess.FlushToDisk(_file); }
        catch (IOException failed) { throw new DiskFailedException($"{Path}: fsync failed", failed); }
    }
}

/// <summary>A queue on disk holds something that this program did not write there.</summary>
internal sealed class QueueDamagedException(string message) : Exception(message);
