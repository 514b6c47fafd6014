using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace Secure.DoorGuard.Native;

/// <summary>
/// What the guard needs of the kernel's GPIO interface, version 2 (include/uapi/linux/gpio.h): outputs with a first level,
/// and setting them. The layout is the same on x86-64 and arm64.
/// </summary>
internal static unsafe partial class Gpio
{
    private const uint GetChip = 0x8044B401, GetLine = 0xC250B407, SetValues = 0xC010B40F;
    private const ulong Output = 1 << 3, OpenDrain = 1 << 6, OpenSource = 1 << 7;
    private const uint FlagsAttribute = 1, ValuesAttribute = 2;
    private const int ReadWriteCloseOnExec = 0x80002;

    [StructLayout(LayoutKind.Sequential)]
    private struct Chip
    {
        internal fixed byte Name[32];
        internal fixed byte Label[32];
        internal uint Lines;
    }

    [StructLayout(LayoutKind.Sequential)]
    internal struct LineRequest
    {
        internal fixed uint Offsets[LockLine.Max];
        internal fixed byte Consumer[32];
        internal ulong Flags;
        internal uint AttributeCount;
        internal fixed uint ConfigPadding[5];
        internal Attributes Attributes;
        internal uint LineCount, EventBufferSize;
        internal fixed uint Padding[5];
        internal int Fd;
    }

    [StructLayout(LayoutKind.Sequential)]
    internal struct Attribute
    {
        internal uint Id, Padding;
        internal ulong Value, Mask;
    }

    [InlineArray(10)]
    internal struct Attributes { private Attribute _first; }

    [StructLayout(LayoutKind.Sequential)]
    private struct LineValues
    {
        internal ulong Bits, Mask;
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int ioctl(int fd, nuint request, void* argument);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int open(string path, int flags);

    /// <summary>-1: another chip, or none.</summary>
    internal static int Open(string path, string label)
    {
        int fd = open(path, ReadWriteCloseOnExec);
        Chip chip;
        Unsafe.SkipInit(out chip);
        if (fd < 0) { return fd; }
        if (ioctl(fd, GetChip, &chip) >= 0 && Marshal.PtrToStringUTF8((nint)chip.Label) == label) { return fd; }
        Libc.close(fd);
        return -1;
    }

    /// <summary>The lines as outputs, each at its inactive level; negative when somebody else holds one.</summary>
    internal static int Request(int chip, IReadOnlyList<LockLine> locks)
    {
        LineRequest request = default;
        for (int i = 0; i < locks.Count; i++) { request.Offsets[i] = (uint)locks[i].Offset!.Value; }
        Encoding.ASCII.GetBytes("secure-door-guard", new Span<byte>(request.Consumer, 32));
        (request.Flags, request.LineCount, request.AttributeCount) = (Output, (uint)locks.Count, 3);
        request.Attributes[0] = new() { Id = ValuesAttribute, Value = Bits(locks, l => l.Inactive == 1), Mask = Bits(locks, _ => true) };
        request.Attributes[1] = new() { Id = FlagsAttribute, Value = Output | OpenDrain, Mask = Bits(locks, l => l.Drive == "open-drain") };
        request.Attributes[2] = new() { Id = FlagsAttribute, Value = Output | OpenSource, Mask = Bits(locks, l => l.Drive == "open-source") };
        return ioctl(chip, GetLine, &request) < 0 ? -1 : request.Fd;
    }

    /// <summary>The kernel has set every line to its inactive level.</summary>
    internal static bool TrySet(int lines, IReadOnlyList<LockLine> locks)
    {
        LineValues values = new() { Bits = Bits(locks, l => l.Inactive == 1), Mask = Bits(locks, _ => true) };
        return ioctl(lines, SetValues, &values) >= 0;
    }

    /// <summary>A bit for each lock of which this is true, by its place in the request.</summary>
    private static ulong Bits(IReadOnlyList<LockLine> locks, Func<LockLine, bool> which)
    {
        ulong bits = 0;
        for (int i = 0; i < locks.Count; i++) { bits |= which(locks[i]) ? 1UL << i : 0; }
        return bits;
    }
}
