using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Secure.EdgeAgent.Devices.Cameras;

/// <summary>
/// A camera of the kernel's Video4Linux. Motion JPEG goes through as it comes, never decoded here; a camera that knows none
/// gives YUYV, which is made into JPEG. Each reading of <see cref="FramesAsync"/> opens the device anew: one at a time.
/// </summary>
/// <param name="path">As <c>/dev/video0</c>.</param>
/// <param name="width">Asked for; the camera gives the nearest that it has.</param>
public sealed class V4l2Camera(string path, int width, int height, TimeProvider clock) : ICamera
{
    /// <summary>A camera that gives nothing for so long is gone.</summary>
    public static readonly TimeSpan SilenceMax = TimeSpan.FromSeconds(3);

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(200);

    private volatile string? _trouble;

    /// <inheritdoc/>
    public bool IsThere => File.Exists(path);

    /// <inheritdoc/>
    public string? Trouble => _trouble;

    /// <inheritdoc/>
    /// <remarks>Ends when the camera is gone or silent. One that cannot be opened gives nothing.</remarks>
    public async IAsyncEnumerable<CameraFrame> FramesAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        Channel<CameraFrame> frames = Channel.CreateBounded<CameraFrame>(new BoundedChannelOptions(2) { FullMode = BoundedChannelFullMode.DropOldest });
        using CancellationTokenSource over = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        // Waiting for the device holds a thread: one of its own.
        Task filming = Task.Factory.StartNew(() => Film(frames.Writer, over.Token), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        try
        {
            await foreach (CameraFrame frame in frames.Reader.ReadAllAsync(cancellation).ConfigureAwait(false)) { yield return frame; }
        }
        finally
        {
            await over.CancelAsync().ConfigureAwait(false);
            await filming.ConfigureAwait(false);
        }
    }

    /// <summary>Takes one picture and lets the camera go.</summary>
    /// <exception cref="CameraException">It cannot be used, or gives no picture in <see cref="SilenceMax"/>.</exception>
    public byte[] TakeOne(CancellationToken cancellation)
    {
        using V4l2Device device = V4l2Device.Start(path, width, height);
        using RawPicture raw = new();
        long began = clock.GetTimestamp();
        while (clock.GetElapsedTime(began) < SilenceMax)
        {
            cancellation.ThrowIfCancellationRequested();
            if (device.Next(Look) is { } picture && ToJpeg(device, raw, picture) is { } jpeg) { return jpeg; }
        }
        throw new CameraException($"{path}: no picture in {SilenceMax.TotalSeconds} s");
    }

    private void Film(ChannelWriter<CameraFrame> frames, CancellationToken cancellation)
    {
        try
        {
            using V4l2Device device = V4l2Device.Start(path, width, height);
            using RawPicture raw = new();
            long heard = clock.GetTimestamp();
            ulong sequence = 0;
            while (!cancellation.IsCancellationRequested && clock.GetElapsedTime(heard) < SilenceMax)
            {
                if (device.Next(Look) is not { } picture || ToJpeg(device, raw, picture) is not { Length: <= CameraFrame.BytesMax } jpeg) { continue; }
                heard = clock.GetTimestamp();
                _trouble = null;
                frames.TryWrite(new CameraFrame(++sequence, clock.GetUtcNow(), jpeg));
            }
        }
        // Unplugged, in use, or without what makes its pictures JPEG: the reader sees a camera that is gone.
        catch (CameraException lost) { _trouble = lost.Message; }
        finally { frames.TryComplete(); }
    }

    // FF D8 begins every JPEG (ITU-T T.81, B.1.1.3); a driver's empty or torn buffer is left out.
    private static byte[]? ToJpeg(V4l2Device device, RawPicture raw, byte[] picture) =>
        device.IsRaw ? raw.ToJpeg(picture, device.Width, device.Height) : picture is [0xFF, 0xD8, ..] ? picture : null;
}
