using System.Runtime.CompilerServices;

namespace Secure.EdgeAgent.Devices.Cameras;

/// <summary>A folder of JPEG files that plays the part of a camera, in the order of their names and at a steady rate, once.</summary>
public sealed class FrameFolderCamera : ICamera
{
    /// <summary>Most pictures a second.</summary>
    public const double RateMax = 60;

    private readonly string _folder;
    private readonly TimeSpan _between;
    private readonly TimeProvider _clock;

    /// <param name="perSecond">More than 0, at most <see cref="RateMax"/>.</param>
    public FrameFolderCamera(string folder, double perSecond, TimeProvider clock)
    {
        if (!(perSecond > 0 && perSecond <= RateMax)) { throw new ArgumentOutOfRangeException(nameof(perSecond)); }
        (_folder, _between, _clock) = (folder, TimeSpan.FromSeconds(1 / perSecond), clock);
    }

    /// <inheritdoc/>
    public bool IsThere => Directory.Exists(_folder);

    /// <inheritdoc/>
    public async IAsyncEnumerable<CameraFrame> FramesAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        string[] files = Files();
        using PeriodicTimer timer = new(_between, _clock);
        ulong sequence = 0;
        foreach (string file in files)
        {
            if (await ReadAsync(file, cancellation) is not { } jpeg) { yield break; }
            yield return new CameraFrame(++sequence, _clock.GetUtcNow(), jpeg);
            await timer.WaitForNextTickAsync(cancellation);
        }
    }

    // A folder taken away is a camera unplugged, not a fault of the program.
    private string[] Files()
    {
        try { return [.. Directory.EnumerateFiles(_folder).Where(IsJpeg).Order(StringComparer.Ordinal)]; }
        catch (IOException) { return []; }
    }

    private static bool IsJpeg(string file) => Path.GetExtension(file).ToUpperInvariant() is ".JPG" or ".JPEG";

    private static async Task<byte[]?> ReadAsync(string file, CancellationToken cancellation)
    {
        try { return new FileInfo(file).Length <= CameraFrame.BytesMax ? await File.ReadAllBytesAsync(file, cancellation) : null; }
        catch (IOException) { return null; }
    }
}
