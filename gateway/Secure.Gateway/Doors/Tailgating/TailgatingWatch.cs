using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Secure.Gateway.Audit;
using Secure.Gateway.Decisions.Site;
using Secure.Gateway.Spine;
using Secure.Gateway.Storage;
using Secure.Vocabulary;

namespace Secure.Gateway.Doors.Tailgating;

/// <summary>
/// Counts people against grants where the room asks for it: when the clip of a passage has come, the faces on it while the leaf
/// was open. More of them at once than were let in is an alarm that names the clip: a suspicion, because who only stood there
/// is counted too, and who hid the face is not. That a machine looked is recorded either way.
/// </summary>
internal sealed class TailgatingWatch(
    IKeptClips clips, PassageBook book, Controllers controllers, IBiometrics engines, IAudit audit, IAlarms alarms, ISite site, TimeProvider clock, ILogger<TailgatingWatch> log) : BackgroundService
{
    internal const string Code = "door.tailgating", UncountedCode = "door.tailgating_uncounted", Kind = "passage.counted";

    /// <summary>The journal may be a little later than the clip.</summary>
    internal static readonly TimeSpan JournalMax = TimeSpan.FromSeconds(30);

    private const int WaitingMax = 64, TriesMax = 5;
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(1);

    private readonly Channel<KeptClip> _waiting = Channel.CreateBounded<KeptClip>(WaitingMax);
    private readonly ConcurrentQueue<KeptClip> _dropped = new();
    private readonly HashSet<DoorId> _toldUncounted = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        void Take(KeptClip clip)
        {
            if (!book.Counts(clip.Door) || _waiting.Writer.TryWrite(clip)) { return; }
            DoorsLog.PassageDropped(log, clip.Door.Text);
            if (_dropped.Count < WaitingMax) { _dropped.Enqueue(clip); }
        }

        clips.Kept += Take;
        try
        {
            await foreach (KeptClip clip in _waiting.Reader.ReadAllAsync(stoppingToken))
            {
                await CountAsync(clip, stoppingToken);
                while (_dropped.TryDequeue(out KeptClip? dropped)) { await UncountedAsync(dropped, "too_many", stoppingToken); }
            }
        }
        finally { clips.Kept -= Take; }
    }

    /// <summary>What cannot be counted at a door is told once, until something there can be again.</summary>
    internal async Task CountAsync(KeptClip clip, CancellationToken cancellation)
    {
        await JournalAsync(clip, cancellation);
        Passage[] passages = [.. Passage.Of(book.Of(clip.Controller, clip.Door, clip.Sequences))];
        if (passages.Length == 0) { return; }
        ReadOnlyMemory<byte>? content = await clips.OpenAsync(clip.Evidence.Id, cancellation);
        if (content is not { } whole || ClipPictures.Split(clip, whole) is not { } pictures)
        {
            await UncountedAsync(clip, content is null ? "clip_unreadable" : "pictures_unknown", cancellation);
            return;
        }
        foreach (Passage passage in passages)
        {
            if (await FacesAsync(ClipPictures.Of(passage, pictures), cancellation) is { } faces) { await TellAsync(clip, passage, faces, cancellation); }
            else { await UncountedAsync(clip, "engine_unavailable", cancellation); }
        }
    }

    private async Task JournalAsync(KeptClip clip, CancellationToken cancellation)
    {
        ulong last = clip.Sequences.DefaultIfEmpty().Max();
        for (TimeSpan waited = TimeSpan.Zero; controllers.Of(clip.Controller).State.Sequence < last && waited < JournalMax; waited += Again)
        {
            await Task.Delay(Again, clock, cancellation);
        }
    }

    /// <summary>Null where the engine did not answer. A picture that it refuses shows nobody.</summary>
    private async Task<int[]?> FacesAsync(IReadOnlyList<ReadOnlyMemory<byte>> pictures, CancellationToken cancellation)
    {
        List<int> faces = [];
        foreach (ReadOnlyMemory<byte> picture in pictures)
        {
            if (await FacesAsync(picture, cancellation) is not { } found) { return null; }
            faces.Add(found);
        }
        return [.. faces];
    }

    /// <summary>Whoever stands at a reader goes first: a busy engine is asked again later.</summary>
    private async Task<int?> FacesAsync(ReadOnlyMemory<byte> picture, CancellationToken cancellation)
    {
        for (int i = 0; i < TriesMax; i++)
        {
            if (i > 0) { await Task.Delay(Again, clock, cancellation); }
            BiometricAnswer<FaceReading> answer = await engines.ReadFaceAsync(new FaceQuestion(picture) { Liveness = false, Pose = false }, cancellation);
            int? faces = answer.Match<int?>(Count, _ => 0, _ => null);
            if (faces is not null) { return faces; }
        }
        return null;
    }

    private static int? Count(FaceReading reading)
    {
        using (reading) { return reading.Faces; }
    }

    private async Task TellAsync(KeptClip clip, Passage passage, int[] faces, CancellationToken cancellation)
    {
        _toldUncounted.Remove(clip.Door);
        int seen = ClipPictures.AtOnce(faces);
        KeyValuePair<string, string>[] details = [new("let_in", $"{passage.LetIn.Count}"), new("faces", $"{seen}"), new("pictures", $"{faces.Length}")];
        if (seen <= passage.LetIn.Count)
        {
            AuditEvent counted = new(Kind) { Device = clip.Controller.Text, Door = clip.Door.Text, Room = RoomOf(clip), Evidence = [Convert.FromHexString(clip.Evidence.Id)], Details = details };
            if (await audit.RecordAsync(counted, cancellation) is not CommitOutcome.Committed) { DoorsLog.PassageNotRecorded(log, clip.Door.Text); }
            return;
        }
        Alarm alarm = new(Code, "通过人数多于获准人数，疑似尾随 · more faces passed a door than persons were let in: somebody may have followed")
        {
            Person = passage.LetIn[0].Text,
            Device = clip.Controller.Text,
            Door = clip.Door.Text,
            Room = RoomOf(clip),
            Evidence = [clip.Evidence],
            Details = details,
        };
        await RaiseAsync(alarm, cancellation);
    }

    private async Task UncountedAsync(KeptClip clip, string why, CancellationToken cancellation)
    {
        if (_toldUncounted.Contains(clip.Door)) { return; }
        Alarm alarm = new(UncountedCode, "通过人数未能清点 · who passed a door could not be counted") { Device = clip.Controller.Text, Door = clip.Door.Text, Room = RoomOf(clip), Details = [new("why", why)] };
        if (await RaiseAsync(alarm, cancellation)) { _toldUncounted.Add(clip.Door); }
    }

    private async Task<bool> RaiseAsync(Alarm alarm, CancellationToken cancellation)
    {
        bool raised = await alarms.RaiseAsync(alarm, cancellation) is CommitOutcome.Committed;
        if (!raised) { DoorsLog.PassageNotRecorded(log, alarm.Door!); }
        return raised;
    }

    private string? RoomOf(KeptClip clip) => site.Current.Doors.TryGetValue(clip.Door, out Door? door) ? door.Into.Text : null;
}
