using Secure.EdgeAgent.Devices.Cameras;
using Secure.TestKit;

namespace Secure.EdgeAgent.Devices.Tests.Cameras;

public sealed class FrameFolderCameraTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly ManualTime _clock = new();

    private static CancellationToken None => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Frames_come_in_the_order_of_their_names_at_the_rate_asked_for_and_then_end()
    {
        foreach (string name in new[] { "b.jpg", "a.JPEG", "c.jpg", "notes.txt" }) { await File.WriteAllTextAsync(_folder[name], name, None); }
        await using IAsyncEnumerator<CameraFrame> frames = Camera(5).FramesAsync(None).GetAsyncEnumerator(None);
        List<string> seen = [];
        Assert.True(await frames.MoveNextAsync());
        seen.Add(Text(frames.Current));
        for (int i = 0; i < 2; i++)
        {
            ValueTask<bool> next = frames.MoveNextAsync();
            _clock.Advance(TimeSpan.FromMilliseconds(199));
            Assert.False(next.IsCompleted);
            _clock.Advance(TimeSpan.FromMilliseconds(1));
            Assert.True(await next);
            seen.Add(Text(frames.Current));
        }
        Assert.Equal(["a.JPEG", "b.jpg", "c.jpg"], seen);
        Assert.Equal((3ul, _clock.GetUtcNow()), (frames.Current.Sequence, frames.Current.At));
        ValueTask<bool> end = frames.MoveNextAsync();
        _clock.Advance(TimeSpan.FromMilliseconds(200));
        Assert.False(await end);
    }

    [Fact]
    public async Task A_camera_that_is_gone_has_no_frames_and_one_that_goes_ends()
    {
        Assert.Empty(await new FrameFolderCamera(_folder["nothing"], 1, _clock).FramesAsync(None).ToListAsync(None));
        await File.WriteAllBytesAsync(_folder["a.jpg"], [1], None);
        await File.WriteAllBytesAsync(_folder["b.jpg"], [2], None);
        await using IAsyncEnumerator<CameraFrame> frames = Camera(1).FramesAsync(None).GetAsyncEnumerator(None);
        Assert.True(await frames.MoveNextAsync());
        File.Delete(_folder["b.jpg"]);
        ValueTask<bool> next = frames.MoveNextAsync();
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.False(await next);
    }

    [Fact]
    public async Task A_frame_larger_than_the_gateway_takes_ends_it()
    {
        await File.WriteAllBytesAsync(_folder["a.jpg"], new byte[CameraFrame.BytesMax + 1], None);
        Assert.Empty(await Camera(1).FramesAsync(None).ToListAsync(None));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(61)]
    [InlineData(double.NaN)]
    public void An_impossible_rate_is_refused(double rate) => Assert.Throws<ArgumentOutOfRangeException>(() => Camera(rate));

    private static string Text(CameraFrame frame) => System.Text.Encoding.UTF8.GetString(frame.Jpeg.Span);

    private FrameFolderCamera Camera(double rate) => new(_folder.Path, rate, _clock);
}
