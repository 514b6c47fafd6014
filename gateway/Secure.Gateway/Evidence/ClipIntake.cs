using System.Security.Cryptography;
using Grpc.Core;
using Secure.Contracts;
using Secure.Gateway.Audit;
using Secure.Gateway.Decisions.Site;
using Secure.Gateway.Doors;
using Secure.Gateway.Spine;
using Secure.Gateway.Storage;
using Secure.Vocabulary;

namespace Secure.Gateway.Evidence;

/// <summary>A clip as an agent hands it over.</summary>
/// <param name="Id">SHA-256 of the file, as the agent says.</param>
/// <param name="File">Encrypted; not opened here.</param>
internal sealed record HandedClip(string Id, string Door, string Controller, IReadOnlyList<ulong> Sequences, DateTimeOffset TakenAt, byte[] File)
{
    /// <summary>Of the gateway's own request for a picture, 32 hexadecimal digits; empty: kept around events.</summary>
    public string Snapshot { get; init; } = "";

    /// <summary>As the agent says; none where it does not.</summary>
    public IReadOnlyList<KeptPicture> Pictures { get; init; } = [];
}

/// <summary>
/// Takes what door cameras saw: kept as it came, encrypted by the agent, its hash in the log. When the clips have filled
/// their room the oldest go, and never one that an alert names, open or closed; at nine tenths somebody is told.
/// </summary>
internal sealed class ClipIntake(
    EvidenceFolder folder, RetentionBook retention, IEvidenceKeys keys, IEvidenceHolds holds, IStore store, IAudit audit, IAlarms alarms, ISite site, AgentAsks asks, EvidenceOptions options, TimeProvider clock) : IKeptClips, IDisposable
{
    internal const string Kind = "clip.kept";
    internal const string NearlyFullCode = "evidence.nearly_full";
    internal const int BytesMax = 8 * 1024 * 1024;
    private const int SequencesMax = 64, DropMax = 256;

    internal static readonly Refusal Invalid = new(StatusCode.InvalidArgument, "clip_invalid", new Sentence("录像片段无效", "this is no clip of that agent's door"));
    private static readonly Refusal Full = new(StatusCode.ResourceExhausted, "evidence_full", new Sentence("录像空间已满", "there is no room for clips")) { RetryDelay = TimeSpan.FromMinutes(1) };

    // One after the other: what is dropped and what is kept is one sum.
    private readonly SemaphoreSlim _one = new(1, 1);
    private bool _told;

    public event Action<KeptClip>? Kept;

    public async ValueTask<ReadOnlyMemory<byte>?> OpenAsync(string id, CancellationToken cancellation)
    {
        try
        {
            byte[]? file = await Task.Run(() => folder.Read(id), cancellation);
            if (file is not null && EvidenceFolder.DeservesItsName(id, file) && EvidenceSeal.TryOpen(file, keys, out EvidenceItem? item)) { return item.Content; }
            return null;
        }
        catch (IOException) { return null; }
    }

    /// <exception cref="RefusedException">No clip of this agent's door, no room, or it could not be recorded: the agent keeps it.</exception>
    internal async Task KeepAsync(DeviceId agent, HandedClip clip, CancellationToken cancellation)
    {
        Door door = Check(agent, clip);
        await _one.WaitAsync(cancellation);
        try
        {
            TableRead table = await store.ReadTableAsync(EvidenceRow.Table, cancellation);
            if (table.Rows.Any(r => r.Key == clip.Id))
            {
                await holds.LinkAsync(door.Id, clip.TakenAt, clip.Id, cancellation);
                asks.Kept(clip.Snapshot, clip.Id, clip.TakenAt);
                return;
            }
            EvidenceRow[] clips = [.. table.Rows.Select(EvidenceRow.FromRow).OfType<EvidenceRow>().Where(r => r.MediaType == EvidenceRow.Clip).OrderBy(r => r.KeptAt)];
            long taken = clips.Sum(c => c.Bytes) + clip.File.Length;
            // Without a retention nothing is dropped for it.
            Retention? keep = (await retention.NowAsync(cancellation))?.Setting;
            long room = keep?.ClipBytesMax ?? options.ClipBytesMax;
            if (keep is null && taken > room) { throw new RefusedException(Full); }
            string[] dropped = Oldest(clips, taken - room);
            if (folder.Room < clip.File.Length) { throw new RefusedException(Full); }
            await Task.Run(() => folder.Write(clip.File), cancellation);
            RowWrite row = await RecordAsync(door, clip, dropped, room, cancellation);
            asks.Kept(clip.Snapshot, clip.Id, clip.TakenAt);
            foreach (string id in dropped) { folder.Delete(id); }
            await holds.LinkAsync(door.Id, clip.TakenAt, clip.Id, cancellation);
            await TellAsync(taken, room, cancellation);
            Kept?.Invoke(new KeptClip(door.Id, door.Controller, clip.Sequences, clip.TakenAt, clip.Pictures, new EvidenceKept.Kept(clip.Id, row)));
        }
        catch (IOException fault) when (EvidenceFolder.IsFull(fault)) { throw new RefusedException(Full); }
        finally { _one.Release(); }
    }

    public void Dispose() => _one.Dispose();

    private Door Check(DeviceId agent, HandedClip clip)
    {
        SiteSnapshot now = site.Current;
        bool ours = DoorId.TryParse(clip.Door, out DoorId? id) && now.Doors.TryGetValue(id, out Door? door)
            && door.Controller.Text == clip.Controller && now.Controllers.TryGetValue(door.Controller, out Controller? controller) && controller.Agent == agent;
        bool whole = clip.File.Length is > 0 and <= BytesMax && clip.Sequences.Count <= SequencesMax && Convert.ToHexStringLower(SHA256.HashData(clip.File)) == clip.Id;
        if (!ours || !whole || EvidenceSeal.KeyNameOf(clip.File) is not { } name || !IsOwn(name)) { throw new RefusedException(Invalid); }
        // A picture that nobody waits for is not kept: whatever an agent offers by itself belongs to an event.
        if (clip.Snapshot.Length > 0 && !asks.Awaits(clip.Snapshot, agent, id!)) { throw new RefusedException(Invalid); }
        return now.Doors[id!];
    }

    /// <summary>Encrypted for a key that this site holds: else nobody could ever look at it.</summary>
    private bool IsOwn(string name)
    {
        if (IEvidenceKeys.NameOf(keys.EvidencePublicKey) == name) { return true; }
        using RSA? older = keys.OpenEvidenceKey(name);
        return older is not null;
    }

    /// <summary>The oldest that no alert names, until so many bytes are free.</summary>
    private string[] Oldest(EvidenceRow[] clips, long bytes)
    {
        if (bytes <= 0) { return []; }
        IReadOnlySet<string> linked = holds.Linked();
        List<string> dropped = [];
        foreach (EvidenceRow old in clips.Where(c => !linked.Contains(c.Id)))
        {
            if (bytes <= 0 || dropped.Count == DropMax) { break; }
            dropped.Add(old.Id);
            bytes -= old.Bytes;
        }
        return bytes <= 0 ? [.. dropped] : throw new RefusedException(Full);
    }

    private async Task<RowWrite> RecordAsync(Door door, HandedClip clip, string[] dropped, long room, CancellationToken cancellation)
    {
        AuditEvent kept = new(Kind)
        {
            Device = clip.Controller,
            Door = door.Id.Text,
            Room = door.Into.Text,
            EventTime = clip.TakenAt,
            Evidence = [Convert.FromHexString(clip.Id)],
            Details = [clip.Snapshot.Length > 0 ? new("snapshot", clip.Snapshot) : new("events", string.Join(',', clip.Sequences)), new("bytes", $"{clip.File.Length}")],
        };
        AuditEvent[] events = dropped.Length == 0 ? [kept] : [kept, new AuditEvent("evidence.dropped") { Evidence = [.. dropped.Select(Convert.FromHexString)], Details = [new("clip_bytes_max", $"{room}")] }];
        RowWrite row = new EvidenceRow(clip.Id, EvidenceRow.Clip, clip.File.Length, clip.TakenAt, clock.GetUtcNow()).ToRow();
        (await audit.RecordAsync(events, cancellation, [row, .. dropped.Select(id => new RowWrite(EvidenceRow.Table, id, null))])).OrRefuse();
        return row;
    }

    private async Task TellAsync(long taken, long room, CancellationToken cancellation)
    {
        bool nearly = taken >= room / 10 * 9;
        if (nearly && !_told)
        {
            Alarm alarm = new(NearlyFullCode, "录像空间已用九成，最旧的未关联片段将被删除 · clips take nine tenths of their room; the oldest that no alert names go next") { Details = [new("bytes", $"{taken}")] };
            (await alarms.RaiseAsync(alarm, cancellation)).OrRefuse();
        }
        _told = nearly;
    }
}
