using Google.Protobuf.WellKnownTypes;
using Secure.EdgeAgent.Devices.Cameras;
using Secure.EdgeAgent.Entries;
using Secure.EdgeAgent.Outboxes;
using Secure.EdgeAgent.Trust;
using Secure.Messaging;
using Secure.V1;
using Secure.Vocabulary;

namespace Secure.EdgeAgent.Clips;

/// <summary>
/// Keeps what a door's camera saw before and after each event of the door. Events that follow one another share a clip, which
/// goes on after the last, a minute at most. What is being filmed when the agent ends is lost: it is in memory alone.
/// </summary>
internal sealed class ClipMaker(DoorDevices devices, ClipSpool spool, Queues queues, KeyListHolder keyLists, TimeProvider time)
{
    private const int EventsMax = 64;
    private static readonly TimeSpan LengthMax = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Open> _open = new(StringComparer.Ordinal);

    // Encrypting holds a clip three times over: one at a time in a small process.
    private readonly Lock _sealing = new();

    /// <summary>Something happened at a door just now.</summary>
    public void Happened(DeviceId controller, ulong sequence, string door)
    {
        if (devices.HubOf(door) is not { Clips: { } wanted } hub) { return; }
        TimeSpan after = TimeSpan.FromSeconds(wanted.AfterS);
        Open open;
        lock (_gate)
        {
            if (_open.TryGetValue(door, out Open? before) && before.Controller == controller)
            {
                before.Add(sequence, after, time);
                return;
            }
            _open[door] = open = new Open(controller, hub.Begin(), time.GetTimestamp());
            open.Add(sequence, after, time);
        }
        _ = KeepAsync(hub, open);
    }

    private async Task KeepAsync(CameraHub hub, Open open)
    {
        while (Left(open) is { Ticks: > 0 } left) { await Task.Delay(left, time, CancellationToken.None).ConfigureAwait(false); }
        ClipHeader header = new() { Door = hub.Door, Controller = open.Controller.Text };
        lock (_gate)
        {
            if (_open.GetValueOrDefault(hub.Door) == open) { _open.Remove(hub.Door); }
            header.Sequences.AddRange(open.Sequences);
        }
        IReadOnlyList<CameraFrame> frames = hub.End(open.Recording);
        byte[]? key = keyLists.EvidenceKey(time.GetUtcNow());
        if (frames.Count == 0 || key is null)
        {
            queues.NotifySeldom(AgentNotices.ClipLost, hub.Door, frames.Count == 0 ? "The camera gave no picture of an event." : "The site has no evidence key.");
            return;
        }
        header.TakenAt = frames[0].At.ToTimestamp();
        header.Pictures.AddRange(frames.Select(f => new ClipPicture { AtMs = (uint)Math.Max(0, (f.At - frames[0].At).TotalMilliseconds), Bytes = (uint)f.Jpeg.Length }));
        lock (_sealing) { spool.Put(header, ClipSeal.Seal([.. frames.Select(f => f.Jpeg)], frames[0].At, key)); }
    }

    private TimeSpan Left(Open open) { lock (_gate) { return open.Until - time.GetElapsedTime(open.Begun); } }

    private sealed class Open(DeviceId controller, ClipRecording recording, long begun)
    {
        public DeviceId Controller => controller;

        public ClipRecording Recording => recording;

        public long Begun => begun;

        /// <summary>Since it was begun.</summary>
        public TimeSpan Until { get; private set; }

        public List<ulong> Sequences { get; } = [];

        public void Add(ulong sequence, TimeSpan after, TimeProvider time)
        {
            if (Sequences.Count < EventsMax) { Sequences.Add(sequence); }
            TimeSpan until = time.GetElapsedTime(begun) + after;
            Until = until < LengthMax ? until : LengthMax;
        }
    }
}
