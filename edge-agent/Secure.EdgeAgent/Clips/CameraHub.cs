using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Secure.EdgeAgent.Devices.Cameras;
using Secure.EdgeAgent.Settings;
using Secure.Messaging;
using Secure.Vocabulary;

namespace Secure.EdgeAgent.Clips;

/// <summary>
/// One door's camera for everybody who looks through it. Where clips are wanted it films all the time and holds the last
/// seconds, in memory alone; else it is opened by whoever asks.
/// </summary>
internal sealed class CameraHub(string door, ICamera camera, ClipSettings? clips, long ringBytesMax, TimeProvider time) : ICamera
{
    /// <summary>A camera that is gone is tried again after this.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly Queue<CameraFrame> _ring = new();
    private readonly List<ChannelWriter<CameraFrame>> _viewers = [];
    private readonly List<ClipRecording> _recordings = [];
    private long _ringBytes;
    private ulong _sequence;
    private long _heard = time.GetTimestamp();
    private DateTimeOffset _kept;
    private bool _gone;

    public string Door => door;

    /// <summary>Null: no clips are kept of this door.</summary>
    public ClipSettings? Clips => clips;

    /// <summary>Since the last picture or, where it does not film all the time, since the camera was last there; or since the start.</summary>
    public TimeSpan Silence { get { lock (_gate) { return time.GetElapsedTime(_heard); } } }

    /// <summary>How it does, where it films all the time.</summary>
    public FilmedCamera Standing
    {
        get
        {
            lock (_gate)
            {
                TimeSpan silent = time.GetElapsedTime(_heard);
                return new FilmedCamera(DoorId.Parse(door), silent < CameraService.SilenceMax ? CameraStanding.Films : _gone ? CameraStanding.Gone : CameraStanding.Silent, silent);
            }
        }
    }

    public bool IsThere => camera.IsThere;

    public string? Trouble => camera.Trouble;

    /// <summary>The pictures from now on, the newest where the reader is slow.</summary>
    public IAsyncEnumerable<CameraFrame> FramesAsync(CancellationToken cancellation) => clips is null ? camera.FramesAsync(cancellation) : ViewAsync(cancellation);

    /// <summary>Films until cancelled.</summary>
    public async Task FilmAsync(CancellationToken cancellation)
    {
        while (true)
        {
            await foreach (CameraFrame frame in camera.FramesAsync(cancellation).ConfigureAwait(false)) { Take(frame); }
            // Who looks through it learns that it is gone.
            lock (_gate) { _gone = true; _viewers.ForEach(v => v.TryComplete()); }
            await Task.Delay(Pause, time, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Sees whether a camera that films nothing now is there at all. Whether it would give a picture, only opening it tells.</summary>
    public void LookForCamera()
    {
        if (clips is not null || !camera.IsThere) { return; }
        lock (_gate) { _heard = time.GetTimestamp(); }
    }

    /// <summary>A recording that begins with what the ring holds and goes on until it is ended.</summary>
    public ClipRecording Begin()
    {
        lock (_gate)
        {
            ClipRecording recording = new();
            Forget(time.GetUtcNow());
            foreach (CameraFrame frame in _ring) { recording.Add(frame); }
            _recordings.Add(recording);
            return recording;
        }
    }

    public IReadOnlyList<CameraFrame> End(ClipRecording recording)
    {
        lock (_gate)
        {
            _recordings.Remove(recording);
            return recording.Frames;
        }
    }

    private void Take(CameraFrame taken)
    {
        lock (_gate)
        {
            (_heard, _gone) = (time.GetTimestamp(), false);
            // A camera that was opened anew counts from 1 again.
            CameraFrame frame = taken with { Sequence = ++_sequence };
            foreach (ChannelWriter<CameraFrame> viewer in _viewers) { viewer.TryWrite(frame); }
            // A little less than the whole time between two: a steady camera of that very rate loses none.
            if (frame.At - _kept < TimeSpan.FromSeconds(0.9 / clips!.FramesPerSecond) && frame.At >= _kept) { return; }
            _kept = frame.At;
            _ring.Enqueue(frame);
            _ringBytes += frame.Jpeg.Length;
            Forget(frame.At);
            foreach (ClipRecording recording in _recordings) { recording.Add(frame); }
        }
    }

    private void Forget(DateTimeOffset now)
    {
        while (_ring.TryPeek(out CameraFrame? oldest) && (now - oldest.At > TimeSpan.FromSeconds(clips!.BeforeS) || _ringBytes > ringBytesMax)) { _ringBytes -= _ring.Dequeue().Jpeg.Length; }
    }

    private async IAsyncEnumerable<CameraFrame> ViewAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        Channel<CameraFrame> newest = Channel.CreateBounded<CameraFrame>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });
        lock (_gate) { _viewers.Add(newest.Writer); }
        try
        {
            await foreach (CameraFrame frame in newest.Reader.ReadAllAsync(cancellation).ConfigureAwait(false)) { yield return frame; }
        }
        finally { lock (_gate) { _viewers.Remove(newest.Writer); } }
    }
}
