namespace Secure.EdgeAgent.Devices.Cameras;

/// <summary>A camera: pictures, one after the other.</summary>
public interface ICamera
{
    /// <summary>The pictures from now on, each once, until the token ends it. Ends by itself when the camera is gone.</summary>
    IAsyncEnumerable<CameraFrame> FramesAsync(CancellationToken cancellation);

    /// <summary>False where it is plainly gone: unplugged, or its folder taken away. Nothing is opened for it.</summary>
    bool IsThere { get; }

    /// <summary>Why it gave no more pictures when it was last read, where that is known; null while it gives some.</summary>
    string? Trouble => null;
}

/// <summary>One picture.</summary>
/// <param name="Sequence">From 1, rising by one.</param>
/// <param name="At">When it was taken.</param>
/// <param name="Jpeg">At most <see cref="BytesMax"/> bytes; not looked into.</param>
public sealed record CameraFrame(ulong Sequence, DateTimeOffset At, ReadOnlyMemory<byte> Jpeg)
{
    /// <summary>Longest picture: what the gateway takes in one message.</summary>
    public const int BytesMax = 1_000_000;

    public override string ToString() => $"frame {Sequence}";
}
