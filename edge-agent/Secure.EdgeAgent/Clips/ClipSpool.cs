using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using Google.Protobuf;
using Secure.EdgeAgent.Outboxes;
using Secure.EdgeAgent.Storage;
using Secure.Messaging;
using Secure.V1;

namespace Secure.EdgeAgent.Clips;

/// <summary>
/// Encrypted clips on this machine's disk until the gateway has taken them. A file is a length (4, big-endian), the header of
/// that length, and the encrypted clip. When they fill their room the oldest of what was no alarm goes, and never an alarm's for
/// what was none; each that goes is told.
/// </summary>
internal sealed class ClipSpool(string folder, long bytesMax, Queues queues, TimeProvider time)
{
    private const string Suffix = ".clip", AlarmSuffix = ".alarm" + Suffix;
    private const string Full = "The clips had filled their room; one was dropped before the gateway took it.";

    private readonly Lock _gate = new();
    private ulong _number;
    private bool _told;

    /// <summary>Something was put in.</summary>
    public event Action? Added;

    /// <summary>Puts a clip on the disk and tells the log its hash. A disk that cannot, or room that alarms have filled, is told as an alarm.</summary>
    /// <param name="alarm">An event of it was one: what is none makes room for it.</param>
    public void Put(ClipHeader header, byte[] clip, bool alarm)
    {
        header.Id = Convert.ToHexStringLower(SHA256.HashData(clip));
        try
        {
            lock (_gate)
            {
                if (!TryWrite(header, clip, alarm)) { queues.NotifySeldom(AgentNotices.ClipLost, "clips", Full); return; }
            }
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            queues.NotifySeldom(AgentNotices.ClipLost, header.Door, $"The disk did not take a clip: {failed.Message}.");
            return;
        }
        queues.Notify(AgentNotices.ClipKept, header.Door, $"{header.Id} of {header.Controller} {string.Join(',', header.Sequences)}");
        Added?.Invoke();
    }

    /// <summary>The oldest clip; null where there is none. One that does not read is dropped.</summary>
    public (string Name, ClipHeader Header, ReadOnlyMemory<byte> Clip)? Oldest()
    {
        lock (_gate)
        {
            foreach (FileInfo file in Files())
            {
                byte[] bytes = File.ReadAllBytes(file.FullName);
                if (Read(bytes) is { } header) { return (file.Name, header, bytes.AsMemory(sizeof(int) + header.CalculateSize())); }
                Drop(file, "A kept clip was damaged.");
            }
            return null;
        }
    }

    public void Remove(string name) { lock (_gate) { File.Delete(Path.Combine(folder, name)); } }

    private bool TryWrite(ClipHeader header, byte[] clip, bool alarm)
    {
        DurableFile.MakeFolder(folder);
        byte[] head = header.ToByteArray(), file = [.. new byte[sizeof(int)], .. head, .. clip];
        BinaryPrimitives.WriteInt32BigEndian(file, head.Length);
        List<FileInfo> files = Files();
        long taken = files.Sum(f => f.Length) + file.Length;
        FileInfo[] lesser = [.. files.Where(f => !IsAlarm(f)), .. files.Where(f => alarm && IsAlarm(f))];
        if (taken - lesser.Sum(f => f.Length) > bytesMax) { return false; }
        for (int i = 0; i < lesser.Length && taken > bytesMax; i++)
        {
            taken -= lesser[i].Length;
            Drop(lesser[i], Full);
        }
        string name = string.Create(CultureInfo.InvariantCulture, $"{time.GetUtcNow().Ticks:D19}-{++_number:D8}{(alarm ? AlarmSuffix : Suffix)}");
        DurableFile.Write(Path.Combine(folder, name), file);
        bool nearly = taken >= bytesMax / 10 * 9;
        if (nearly && !_told) { queues.Notify(AgentNotices.ClipsNearlyFull, "clips", "The clips take 90 % of their room; the gateway does not take them."); }
        _told = nearly;
        return true;
    }

    private static bool IsAlarm(FileInfo file) => file.Name.EndsWith(AlarmSuffix, StringComparison.Ordinal);

    private void Drop(FileInfo file, string why)
    {
        file.Delete();
        queues.NotifySeldom(AgentNotices.ClipLost, "clips", why);
    }

    private List<FileInfo> Files() =>
        Directory.Exists(folder) ? [.. new DirectoryInfo(folder).EnumerateFiles("*" + Suffix).OrderBy(f => f.Name, StringComparer.Ordinal)] : [];

    private static ClipHeader? Read(byte[] file)
    {
        if (file.Length < sizeof(int)) { return null; }
        int length = BinaryPrimitives.ReadInt32BigEndian(file);
        if (length < 0 || length > file.Length - sizeof(int)) { return null; }
        try { return ClipHeader.Parser.ParseFrom(file, sizeof(int), length); }
        catch (InvalidProtocolBufferException) { return null; }
    }
}
