using Secure.EdgeAgent.Devices.Cameras;
using Secure.TestKit;

namespace Secure.EdgeAgent.Devices.Tests.Cameras;

public sealed class FollowedFolderCameraTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly ManualTime _clock = new();

    private static CancellationToken None => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Each_new_picture_comes_once_and_of_several_the_newest_alone()
    {
        Put("01");
        await using IAsyncEnumerator<CameraFrame> frames = new FollowedFolderCamera(_folder.Path, _clock).FramesAsync(None).GetAsyncEnumerator(None);
        ValueTask<bool> first = frames.MoveNextAsync();
        _clock.Advance(TimeSpan.FromMilliseconds(50));
        Assert.False(first.IsCompleted);
        Put("02");
        Put("03");
        File.WriteAllText(_folder["04.jpg.new"], "half");
        _clock.Advance(TimeSpan.FromMilliseconds(50));
        Assert.True(await first);
        Assert.Equal((1ul, "03"), (frames.Current.Sequence, Text(frames.Current)));

        ValueTask<bool> second = frames.MoveNextAsync();
        _clock.Advance(TimeSpan.FromMilliseconds(50));
        Assert.False(second.IsCompleted);
        Put("04");
        _clock.Advance(TimeSpan.FromMilliseconds(50));
        Assert.True(await second);
        Assert.Equal((2ul, "04"), (frames.Current.Sequence, Text(frames.Current)));
    }

    [Fact]
    public async Task What_is_empty_or_too_large_is_no_picture_and_a_folder_taken_away_ends_it()
    {
        await using IAsyncEnumerator<CameraFrame> frames = new FollowedFolderCamera(_folder.Path, _clock).FramesAsync(None).GetAsyncEnumerator(None);
        ValueTask<bool> next = frames.MoveNextAsync();
        File.WriteAllBytes(_folder["01.jpg"], []);
        _clock.Advance(TimeSpan.FromMilliseconds(50));
        File.WriteAllBytes(_folder["02.jpg"], new byte[CameraFrame.BytesMax + 1]);
        _clock.Advance(TimeSpan.FromMilliseconds(50));
        Assert.False(next.IsCompleted);
        Directory.Delete(_folder.Path, recursive: true);
        _clock.Advance(TimeSpan.FromMilliseconds(50));
        Assert.False(await next);
        Directory.CreateDirectory(_folder.Path);
    }

    private void Put(string name) => File.WriteAllText(_folder[name + ".jpg"], name);

    private static string Text(CameraFrame frame) => System.Text.Encoding.UTF8.GetString(frame.Jpeg.Span);
}
