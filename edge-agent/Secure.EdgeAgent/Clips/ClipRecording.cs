using Secure.EdgeAgent.Devices.Cameras;

namespace Secure.EdgeAgent.Clips;

/// <summary>The pictures of one clip, in memory. One that grows too large loses every second picture rather than its end.</summary>
internal sealed class ClipRecording
{
    /// <summary>Most bytes of pictures: the agent is a small process, and the gateway takes 8 MiB.</summary>
    internal const int BytesMax = 4 * 1024 * 1024;

    private List<CameraFrame> _frames = [];
    private long _bytes;

    public IReadOnlyList<CameraFrame> Frames => _frames;

    public void Add(CameraFrame frame)
    {
        _frames.Add(frame);
        _bytes += frame.Jpeg.Length;
        while (_bytes > BytesMax && _frames.Count > 1)
        {
            _frames = [.. _frames.Where((_, i) => i % 2 == 0)];
            _bytes = _frames.Sum(f => (long)f.Jpeg.Length);
        }
    }
}
