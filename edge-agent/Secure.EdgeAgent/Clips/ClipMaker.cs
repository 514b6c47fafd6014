using Google.Protobuf.WellKnownTypes;
using Microsoft.Extensions.Logging;
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
/// goes on after the last, and on while the leaf stands open. A clip takes events for a minute; what comes then begins the next, so
/// that each has all that follows it. What is being filmed when the agent ends is lost: it is in memory alone.
/// </summary>
internal sealed class ClipMaker(DoorDevices devices, ClipSpool spool, Queues queues, KeyListHolder keyLists, TimeProvider time, ILogger<ClipMaker> log)
{
    /// <summary>So long after its door's last event a leaf that stands open is filmed: a door held open is told before, one that stands free may be open all day.</summary>
    internal static readonly TimeSpan OpenMax = TimeSpan.FromMinutes(2);

    /// <summary>Clips of one door that are not whole yet: who makes a door say hundreds of things a second fills no memory.</summary>
    private const int InHandMax = 4;

    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(500);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, DoorFilm> _films = new(StringComparer.Ordinal);

    // Encrypting holds a clip three times over: one at a time in a small process.
    private readonly Lock _sealing = new();

    private TimeSpan Now => time.GetElapsedTime(0, time.GetTimestamp());

    /// <summary>Something happened at a door just now.</summary>
    public void Happened(DoorMoment moment)
    {
        if (devices.HubOf(moment.Door) is not { Clips: { } wanted } hub) { return; }
        ClipInHand? begun;
        DoorFilm film;
        lock (_gate)
        {
            if (!_films.TryGetValue(moment.Door, out film!)) { _films[moment.Door] = film = new DoorFilm(); }
            bool placed = TryPlace(hub, film, moment, TimeSpan.FromSeconds(wanted.AfterS), out begun);
            film.Note(moment, Now);
            if (!placed) { queues.NotifySeldom(AgentNotices.ClipLost, hub.Door, "More happened than clips can name."); }
        }
        if (begun is not null) { _ = FilmAsync(hub, film, begun); }
    }

    private bool TryPlace(CameraHub hub, DoorFilm film, DoorMoment moment, TimeSpan after, out ClipInHand? begun)
    {
        begun = null;
        if (film.Current?.TryAdd(moment, Now, after) == true) { return true; }
        if (film.InHand >= InHandMax) { return false; }
        begun = Begin(hub, film, moment.Controller);
        return begun.TryAdd(moment, Now, after);
    }

    private ClipInHand Begin(CameraHub hub, DoorFilm film, DeviceId controller)
    {
        bool alarm = film is { LeafOpen: true, Current.Alarm: true };
        film.InHand++;
        return film.Current = new ClipInHand(controller, hub.Begin(), Now).GoingOn(film.Passage, alarm);
    }

    private async Task FilmAsync(CameraHub hub, DoorFilm film, ClipInHand clip)
    {
        ClipInHand? next;
        while (!IsOver(hub, film, clip, out next)) { await Task.Delay(LookEvery, time, CancellationToken.None).ConfigureAwait(false); }
        if (next is not null) { _ = FilmAsync(hub, film, next); }
        IReadOnlyList<CameraFrame> frames = hub.End(clip.Recording);
        // Nobody waits for this task: what goes wrong here is told as an alarm or not at all.
        try { Keep(hub.Door, clip, frames); }
        catch (Exception failed)
        {
            ClipsLog.NotKept(log, hub.Door, failed);
            queues.NotifySeldom(AgentNotices.ClipLost, hub.Door, "A clip could not be encrypted or put away.");
        }
    }

    /// <param name="next">Begun before this one ends, where the leaf still stands open.</param>
    private bool IsOver(CameraHub hub, DoorFilm film, ClipInHand clip, out ClipInHand? next)
    {
        next = null;
        lock (_gate)
        {
            bool isCurrent = film.Current == clip, goesOn = isCurrent && film.LeafOpen && Now < film.LastAt + OpenMax;
            if (Now < clip.WholeAt || (goesOn && Now < clip.TakesUntil)) { return false; }
            if (goesOn) { next = Begin(hub, film, clip.Controller); }
            else if (isCurrent) { film.Current = null; }
            film.InHand--;
            return true;
        }
    }

    private void Keep(string door, ClipInHand clip, IReadOnlyList<CameraFrame> frames)
    {
        byte[]? key = keyLists.EvidenceKey(time.GetUtcNow());
        if (frames.Count == 0 || key is null)
        {
            queues.NotifySeldom(AgentNotices.ClipLost, door, frames.Count == 0 ? "The camera gave no picture of an event." : "The site has no evidence key.");
            return;
        }
        ClipHeader header = new() { Door = door, Controller = clip.Controller.Text, TakenAt = frames[0].At.ToTimestamp() };
        header.Sequences.AddRange(clip.Sequences);
        header.Pictures.AddRange(frames.Select(f => new ClipPicture { AtMs = (uint)Math.Max(0, (f.At - frames[0].At).TotalMilliseconds), Bytes = (uint)f.Jpeg.Length }));
        lock (_sealing) { spool.Put(header, ClipSeal.Seal([.. frames.Select(f => f.Jpeg)], frames[0].At, key), clip.Alarm); }
    }
}
