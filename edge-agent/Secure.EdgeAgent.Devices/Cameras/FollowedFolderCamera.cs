using System.Runtime.CompilerServices;

namespace Secure.EdgeAgent.Devices.Cameras;

/// <summary>
/// A folder into which somebody else puts JPEG pictures as they are taken: a network camera's grabber, or a test. Their
/// names rise; whoever writes them renames them into place, so that none is read half written, and takes old ones away.
/// What already lies there is not of now and is left out, and so is what came while an earlier picture was dealt with.
/// </summary>
public sealed class FollowedFolderCamera(string folder, TimeProvider clock) : ICamera
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(50);

    /// <inheritdoc/>
    public bool IsThere => Directory.Exists(folder);

    /// <inheritdoc/>
    public async IAsyncEnumerable<CameraFrame> FramesAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        if (Newest(out string last) is false) { yield break; }
        using PeriodicTimer timer = new(LookEvery, clock);
        ulong sequence = 0;
        while (await timer.WaitForNextTickAsync(cancellation))
        {
            if (!Newest(out string newest)) { yield break; }
            if (string.CompareOrdinal(newest, last) <= 0) { continue; }
            last = newest;
            if (await ReadAsync(newest, cancellation) is { } jpeg) { yield return new CameraFrame(++sequence, clock.GetUtcNow(), jpeg); }
        }
    }

    /// <summary>False where the folder is gone: a camera unplugged.</summary>
    private bool Newest(out string name)
    {
        try { name = Directory.EnumerateFiles(folder, "*.jpg").Max(StringComparer.Ordinal) ?? ""; return true; }
        catch (IOException) { name = ""; return false; }
    }

    // Taken away between the look and the reading, or too large: not a picture, and no fault of the camera.
    private static async Task<byte[]?> ReadAsync(string file, CancellationToken cancellation)
    {
        try { return new FileInfo(file).Length is > 0 and <= CameraFrame.BytesMax ? await File.ReadAllBytesAsync(file, cancellation) : null; }
        catch (IOException) { return null; }
    }
}
