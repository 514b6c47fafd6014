using System.Threading.Channels;
using Secure.EdgeAgent.Devices.Cameras;

namespace Secure.EdgeAgent.Tests;

/// <summary>Gives the pictures that it is given.</summary>
internal sealed class TestCamera : ICamera
{
    private readonly Channel<CameraFrame> _frames = Channel.CreateUnbounded<CameraFrame>();

    private volatile bool _there = true;
    private volatile int _looks;
    private volatile string? _trouble;

    public bool IsThere
    {
        get { Interlocked.Increment(ref _looks); return _there; }
        set => _there = value;
    }

    public string? Trouble { get => _trouble; set => _trouble = value; }

    /// <summary>How often somebody asked whether it is there.</summary>
    public int Looks => _looks;

    public int Waiting => _frames.Reader.Count;

    public void Give(CameraFrame frame) => _frames.Writer.TryWrite(frame);

    /// <summary>Unplugged, for good.</summary>
    public void End() => _frames.Writer.Complete();

    public IAsyncEnumerable<CameraFrame> FramesAsync(CancellationToken cancellation) => _frames.Reader.ReadAllAsync(cancellation);
}
