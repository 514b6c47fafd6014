using System.Runtime.InteropServices;

namespace Secure.EdgeAgent.Devices.Cameras;

/// <summary>
/// What is used of linux/videodev2.h: layouts and call numbers, the same on x86_64 and aarch64 (both LP64, asm-generic
/// ioctl encoding). A test compares each size with the one that its call number carries.
/// </summary>
internal static unsafe partial class Video4Linux
{
    internal const int ReadWrite = 2, NonBlocking = 0x800, CloseOnExec = 0x80000;
    internal const uint VideoCapture = 1, MemoryMap = 1, AnyField = 0;
    internal const uint CanCapture = 0x1, CanStream = 0x04000000, HasDeviceCapabilities = 0x80000000;
    internal const uint FrameError = 0x40;
    internal const short PollIn = 1, PollError = 8, PollHangUp = 0x10;

    /// <summary>Four characters, the first in the lowest byte.</summary>
    internal const uint MotionJpeg = 'M' | ('J' << 8) | ('P' << 16) | ('G' << 24), Jpeg = 'J' | ('P' << 8) | ('E' << 16) | ('G' << 24), Yuyv = 'Y' | ('U' << 8) | ('Y' << 16) | ('V' << 24);

    internal const nuint QueryCapability = 0x80685600, SetFormat = 0xC0D05605, RequestBuffers = 0xC0145608, QueryBuffer = 0xC0585609,
        QueueBuffer = 0xC058560F, DequeueBuffer = 0xC0585611, StreamOn = 0x40045612, StreamOff = 0x40045613;

    [StructLayout(LayoutKind.Sequential)]
    internal struct Capability
    {
        internal fixed byte Driver[16], Card[32], BusInfo[32];
        internal uint Version, Capabilities, DeviceCapabilities;
        internal fixed uint Reserved[3];
    }

    /// <summary>v4l2_format with the v4l2_pix_format of its union, which begins on a multiple of 8.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 208)]
    internal struct Format
    {
        [FieldOffset(0)]
        internal uint Type;
        [FieldOffset(8)]
        internal uint Width;
        [FieldOffset(12)]
        internal uint Height;
        [FieldOffset(16)]
        internal uint PixelFormat;
        [FieldOffset(20)]
        internal uint Field;
        [FieldOffset(24)]
        internal uint BytesPerLine;
        [FieldOffset(28)]
        internal uint SizeImage;
    }

    [StructLayout(LayoutKind.Sequential)]
    internal struct BufferRequest
    {
        internal uint Count, Type, Memory, Capabilities;
        internal byte Flags;
        internal fixed byte Reserved[3];
    }

    [StructLayout(LayoutKind.Explicit, Size = 88)]
    internal struct Buffer
    {
        [FieldOffset(0)]
        internal uint Index;
        [FieldOffset(4)]
        internal uint Type;
        [FieldOffset(8)]
        internal uint BytesUsed;
        [FieldOffset(12)]
        internal uint Flags;
        [FieldOffset(56)]
        internal uint Sequence;
        [FieldOffset(60)]
        internal uint Memory;
        [FieldOffset(64)]
        internal uint Offset;
        [FieldOffset(72)]
        internal uint Length;
    }

    [StructLayout(LayoutKind.Sequential)]
    internal struct PollFd
    {
        internal int Fd;
        internal short Events, Returned;
    }

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int open(string path, int flags);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int close(int fd);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int ioctl(int fd, nuint request, void* argument);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int poll(PollFd* fds, nuint count, int timeoutMs);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial nint mmap(nint address, nuint length, int protection, int flags, int fd, nint offset);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int munmap(nint address, nuint length);
}
