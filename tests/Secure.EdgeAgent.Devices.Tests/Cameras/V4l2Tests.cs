using System.Runtime.CompilerServices;
using Secure.EdgeAgent.Devices.Cameras;
using Secure.TestKit.Pictures;

namespace Secure.EdgeAgent.Devices.Tests.Cameras;

/// <summary>What can be known of the camera driver without a camera; the hardware guest films with a real one.</summary>
public sealed class V4l2Tests
{
    /// <summary>An ioctl's number carries the size of its argument in bits 16 to 29 (asm-generic/ioctl.h).</summary>
    [Fact]
    public void Every_structure_is_as_large_as_its_call_says()
    {
        Assert.Equal(SizeIn(Video4Linux.QueryCapability), Unsafe.SizeOf<Video4Linux.Capability>());
        Assert.Equal(SizeIn(Video4Linux.SetFormat), Unsafe.SizeOf<Video4Linux.Format>());
        Assert.Equal(SizeIn(Video4Linux.RequestBuffers), Unsafe.SizeOf<Video4Linux.BufferRequest>());
        foreach (nuint call in new[] { Video4Linux.QueryBuffer, Video4Linux.QueueBuffer, Video4Linux.DequeueBuffer }) { Assert.Equal(SizeIn(call), Unsafe.SizeOf<Video4Linux.Buffer>()); }
        Assert.Equal(8, Unsafe.SizeOf<Video4Linux.PollFd>());
    }

    [Fact]
    public void A_picture_without_compression_becomes_a_jpeg_of_the_same_light()
    {
        const int width = 64, height = 48;
        byte[] yuyv = new byte[width * height * 2];
        for (int i = 0; i < yuyv.Length; i += 2) { (yuyv[i], yuyv[i + 1]) = (i / 2 % width < width / 2 ? (byte)40 : (byte)200, 128); }
        using RawPicture raw = new();

        TestPicture picture = TestPicture.FromJpeg(raw.ToJpeg(yuyv, width, height)!);

        Assert.Equal((width, height), (picture.Width, picture.Height));
        Assert.InRange(picture.Pixels[(24 * width + 8) * 3], 34, 46);
        Assert.InRange(picture.Pixels[(24 * width + 56) * 3], 194, 206);
        Assert.Null(raw.ToJpeg(yuyv.AsSpan(1), width, height));
        Assert.Null(raw.ToJpeg(yuyv, -width, -height));
    }

    [Fact]
    public void Where_the_library_is_missing_only_a_camera_without_jpeg_is_lost_and_says_what_to_install()
    {
        // Of what is asked for a camera that gives JPEG: nothing is loaded.
        using (new RawPicture(() => throw new DllNotFoundException())) { }

        using RawPicture raw = new(() => throw new DllNotFoundException());
        Assert.Contains("apt-get install libturbojpeg0", Assert.Throws<CameraException>(() => raw.ToJpeg(new byte[8], 2, 2)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/nowhere/video0")]
    [InlineData("/dev/null")]
    public async Task What_is_no_camera_gives_no_picture_and_says_why(string path)
    {
        V4l2Camera camera = new(path, 640, 480, TimeProvider.System);
        Assert.StartsWith(path + ": ", Assert.Throws<CameraException>(() => camera.TakeOne(CancellationToken.None)).Message, StringComparison.Ordinal);
        Assert.Empty(await camera.FramesAsync(TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken));
        Assert.StartsWith(path + ": ", camera.Trouble, StringComparison.Ordinal);
    }

    private static int SizeIn(nuint call) => (int)(call >> 16) & 0x3FFF;
}
