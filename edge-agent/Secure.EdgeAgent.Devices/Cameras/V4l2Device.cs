using System.ComponentModel;
using System.Runtime.InteropServices;
using static Secure.EdgeAgent.Devices.Cameras.Video4Linux;

namespace Secure.EdgeAgent.Devices.Cameras;

/// <summary>An opened video device that streams into four mapped buffers. Used by one thread.</summary>
internal sealed unsafe class V4l2Device : IDisposable
{
    private const int Buffers = 4, ReadAndWrite = 3, Shared = 1, Interrupted = 4, TryAgain = 11;

    private readonly int _fd;
    private readonly List<(nint At, nuint Length)> _mapped = [];

    private V4l2Device(int fd) => _fd = fd;

    internal int Width { get; private set; }

    internal int Height { get; private set; }

    /// <summary>Its pictures come as uncompressed YUYV; else as JPEG.</summary>
    internal bool IsRaw { get; private set; }

    /// <summary>Opens and starts it. The device says which size and form nearest to those asked for it gives.</summary>
    /// <exception cref="CameraException">It is no such camera, is in use, or gives neither JPEG nor YUYV.</exception>
    internal static V4l2Device Start(string path, int width, int height)
    {
        int fd = open(path, ReadWrite | NonBlocking | CloseOnExec);
        if (fd < 0) { throw Failed(path, "open"); }
        V4l2Device device = new(fd);
        try
        {
            device.CheckCapability(path);
            device.Agree(path, width, height);
            device.MapBuffers(path);
            uint type = VideoCapture;
            device.Call(path, StreamOn, &type);
            return device;
        }
        catch
        {
            device.Dispose();
            throw;
        }
    }

    /// <summary>The next picture, copied; null where none came within the time or the device marks it as damaged.</summary>
    /// <exception cref="CameraException">The camera is gone.</exception>
    internal byte[]? Next(TimeSpan wait)
    {
        PollFd poll = new() { Fd = _fd, Events = PollIn };
        int ready = Video4Linux.poll(&poll, 1, (int)wait.TotalMilliseconds);
        if (ready == 0 || (ready < 0 && Marshal.GetLastPInvokeError() == Interrupted)) { return null; }
        Video4Linux.Buffer buffer = new() { Type = VideoCapture, Memory = MemoryMap };
        if (ioctl(_fd, DequeueBuffer, &buffer) < 0)
        {
            if (Marshal.GetLastPInvokeError() is TryAgain or Interrupted && (poll.Returned & (PollError | PollHangUp)) == 0) { return null; }
            throw Failed("camera", "dequeue");
        }
        byte[]? picture = null;
        // The numbers are the driver's: none may lead past a buffer.
        if (buffer.Index < _mapped.Count && (buffer.Flags & FrameError) == 0 && buffer.BytesUsed > 0 && buffer.BytesUsed <= _mapped[(int)buffer.Index].Length)
        {
            picture = new ReadOnlySpan<byte>((void*)_mapped[(int)buffer.Index].At, (int)buffer.BytesUsed).ToArray();
        }
        Call("camera", QueueBuffer, &buffer);
        return picture;
    }

    public void Dispose()
    {
        uint type = VideoCapture;
        _ = ioctl(_fd, StreamOff, &type);
        foreach ((nint at, nuint length) in _mapped) { _ = munmap(at, length); }
        _mapped.Clear();
        _ = close(_fd);
    }

    private void CheckCapability(string path)
    {
        Capability able;
        Call(path, QueryCapability, &able);
        uint has = (able.Capabilities & HasDeviceCapabilities) != 0 ? able.DeviceCapabilities : able.Capabilities;
        if ((has & CanCapture) == 0 || (has & CanStream) == 0) { throw new CameraException($"{path}: does not stream video"); }
    }

    private void Agree(string path, int width, int height)
    {
        foreach (uint form in new[] { MotionJpeg, Yuyv })
        {
            Format format = new() { Type = VideoCapture, Width = (uint)width, Height = (uint)height, PixelFormat = form, Field = AnyField };
            Call(path, SetFormat, &format);
            if (format.PixelFormat is not (MotionJpeg or Jpeg or Yuyv) || (form == MotionJpeg && format.PixelFormat == Yuyv)) { continue; }
            (Width, Height, IsRaw) = ((int)format.Width, (int)format.Height, format.PixelFormat == Yuyv);
            // A line may be padded; then the pixels are not where they seem to be.
            if (IsRaw && format.BytesPerLine != format.Width * 2) { throw new CameraException($"{path}: pads its lines"); }
            return;
        }
        throw new CameraException($"{path}: gives neither MJPEG nor YUYV");
    }

    private void MapBuffers(string path)
    {
        BufferRequest request = new() { Count = Buffers, Type = VideoCapture, Memory = MemoryMap };
        Call(path, RequestBuffers, &request);
        for (uint i = 0; i < request.Count; i++)
        {
            Video4Linux.Buffer buffer = new() { Index = i, Type = VideoCapture, Memory = MemoryMap };
            Call(path, QueryBuffer, &buffer);
            nint at = mmap(0, buffer.Length, ReadAndWrite, Shared, _fd, (nint)buffer.Offset);
            if (at == -1) { throw Failed(path, "map"); }
            _mapped.Add((at, buffer.Length));
            Call(path, QueueBuffer, &buffer);
        }
    }

    private void Call(string path, nuint request, void* argument)
    {
        while (ioctl(_fd, request, argument) < 0)
        {
            if (Marshal.GetLastPInvokeError() != Interrupted) { throw Failed(path, $"call {request & 0xFF}"); }
        }
    }

    private static CameraException Failed(string path, string what) => new($"{path}: {what}: {new Win32Exception(Marshal.GetLastPInvokeError()).Message}");
}
