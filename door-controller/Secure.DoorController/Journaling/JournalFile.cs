using Microsoft.Win32.SafeHandles;
using Secure.DoorController.Native;
using Secure.DoorController.State;
using Secure.Grants;

namespace Secure.DoorController.Journaling;

/// <summary>
/// The journal on disk: a head (what came before the first entry that is kept), then entries, each behind its length and
/// check. Only appended to, and rewritten when half of it has been acknowledged. One thread opens, appends, syncs and prunes; any other may
/// read, and never waits for the disk that this one writes to.
/// </summary>
internal sealed class JournalFile : IDisposable
{
    /// <summary>A batch that a crash tore is shorter than this; more than this spoilt is damage, not a crash.</summary>
    private const int TornMax = 2 << 20;

    /// <summary>Acknowledged bytes that are worth a rewrite, where they are also half of the file: what is kept is written once for as much that goes.</summary>
    private const long RewriteAt = 256 * 1024;

    /// <summary>Entries: some tenths of a second on a slow board.</summary>
    private const int LoadedAtOnce = 1024;

    private readonly string _path;
    private readonly Lock _gate = new();
    private readonly Action<string, byte[], byte[]> _replace;
    // What follows is changed by the writing thread only, and under the gate.
    private List<long> _offsets = [];
    private SafeFileHandle _file;
    private ulong _before;
    private long _end = JournalFormat.HeadLength;

    private JournalFile(string path, SafeFileHandle file, Action<string, byte[], byte[]> replace) => (_path, _file, _replace) = (path, file, replace);

    public ulong First { get { lock (_gate) { return _before + 1; } } }

    public ulong Last { get { lock (_gate) { return _before + (ulong)_offsets.Count; } } }

    /// <summary>SHA-256 of the newest entry; of the one before the first when none is kept.</summary>
    public byte[] Head { get; private set; } = new byte[32];

    /// <summary>Bytes at the end that a crash had torn and that opening cut off.</summary>
    public long Torn { get; private set; }

    /// <summary>Opens the journal, or begins one. A torn tail, which was never told to anybody, is cut off.</summary>
    /// <param name="loading">Called again and again while many entries are read.</param>
    /// <param name="replace">Puts a file of two parts durably in the old one's place; null: <see cref="DurableFile.Replace"/>.</param>
    /// <exception cref="IOException">The file cannot be read or is damaged beyond a torn tail.</exception>
    public static JournalFile Open(string path, Action? loading = null, Action<string, byte[], byte[]>? replace = null)
    {
        replace ??= static (at, head, entries) => DurableFile.Replace(at, head, entries);
        if (!File.Exists(path)) { replace(path, JournalFormat.HeadOf(0, new byte[32]), []); }
        JournalFile journal = new(path, File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.Read), replace);
        try { journal.Load(loading); }
        catch { journal.Dispose(); throw; }
        return journal;
    }

    /// <summary>Writes an entry after the newest; it is durable only after <see cref="Sync"/>.</summary>
    public void Append(ReadOnlySpan<byte> record)
    {
        byte[] framed = JournalFormat.Frame(record);
        RandomAccess.Write(_file, framed, _end);
        lock (_gate)
        {
            _offsets.Add(_end);
            _end += framed.Length;
            Head = DoorEvent.HashOf(record);
        }
    }

    /// <exception cref="IOException">The disk refused: what was appended may be lost, and this must not be tried again.</exception>
    public void Sync()
    {
        if (Libc.SyncData((int)_file.DangerousGetHandle()) != 0) { throw new IOException($"{_path}: the disk does not keep what is written."); }
    }

    /// <summary>An entry, or null when it is not kept.</summary>
    public byte[]? Read(ulong sequence)
    {
        lock (_gate)
        {
            if (sequence <= _before || sequence > _before + (ulong)_offsets.Count) { return null; }
            return JournalFormat.ReadAt(_file, _offsets[(int)(sequence - _before - 1)], _end, out _);
        }
    }

    /// <summary>
    /// Drops acknowledged entries once there are enough of them; the hash of the last one dropped stays in the head. A crash at any
    /// point leaves the old file or the new one, each whole.
    /// </summary>
    public void Prune(ulong through)
    {
        int count = through <= _before ? 0 : (int)Math.Min(through - _before, (ulong)_offsets.Count);
        long cut = count == _offsets.Count ? _end : _offsets[count];
        long dropped = cut - JournalFormat.HeadLength;
        if (dropped < RewriteAt || dropped < _end - cut) { return; }
        byte[] last = JournalFormat.ReadAt(_file, _offsets[count - 1], _end, out _) ?? throw new IOException($"{_path}: entry {_before + (ulong)count} cannot be read.");
        byte[] kept = new byte[_end - cut];
        if (RandomAccess.Read(_file, kept, cut) != kept.Length) { throw new IOException($"{_path}: cannot be read."); }
        _replace(_path, JournalFormat.HeadOf(_before + (ulong)count, DoorEvent.HashOf(last)), kept);
        SafeFileHandle old = _file;
        SafeFileHandle next = File.OpenHandle(_path, FileMode.Open, FileAccess.ReadWrite, FileShare.Read);
        List<long> offsets = [.. _offsets.Skip(count).Select(at => at - dropped)];
        lock (_gate)
        {
            (_file, _offsets, _before) = (next, offsets, _before + (ulong)count);
            _end -= dropped;
        }
        old.Dispose();
    }

    public void Dispose() => _file.Dispose();

    private void Load(Action? loading)
    {
        (_before, Head) = JournalFormat.ReadHead(_file) ?? throw new IOException($"{_path}: not a journal, or its head is damaged.");
        _offsets.Clear();
        _end = JournalFormat.HeadLength;
        long length = RandomAccess.GetLength(_file);
        while (JournalFormat.ReadAt(_file, _end, length, out int framed) is { } record && Follows(record))
        {
            _offsets.Add(_end);
            _end += framed;
            Head = DoorEvent.HashOf(record);
            if (_offsets.Count % LoadedAtOnce == 0) { loading?.Invoke(); }
        }
        CutTail(length);
    }

    private bool Follows(byte[] record) =>
        Record.TryPeek(record, out DoorEvent? entry) && entry.Sequence == _before + (ulong)_offsets.Count + 1 && entry.Previous.AsSpan().SequenceEqual(Head);

    private void CutTail(long length)
    {
        Torn = length - _end;
        if (Torn == 0) { return; }
        if (Torn > TornMax) { throw new IOException($"{_path}: damaged at byte {_end}, entry {Last + 1}; {Torn} bytes follow. Keep the file and start with an empty one."); }
        RandomAccess.SetLength(_file, _end);
        Sync();
    }
}
