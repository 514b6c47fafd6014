using System.Security.Cryptography;
using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Secure.Contracts;
using Secure.EdgeAgent.Clips;
using Secure.Gateway.Alerts;
using Secure.Gateway.Audit;
using Secure.Gateway.Doors;
using Secure.Gateway.Evidence;
using Secure.Gateway.Spine;
using Secure.Gateway.Storage;
using Secure.Gateway.Tests.Alerts;
using Secure.Gateway.Tests.Fleet;
using Secure.Gateway.Tests.Site;
using Secure.V1;
using Retention = Secure.Gateway.Evidence.Retention;
using static Secure.Gateway.Tests.Alerts.AlertsRig;

namespace Secure.Gateway.Tests.Evidence;

/// <summary>What door cameras saw, as agents hand it over: kept as it came, its hash in the log, shown by right alone.</summary>
public sealed class ClipTests : IAsyncLifetime
{
    private const string Agent = "agent-01";
    private static readonly DateTimeOffset Taken = DateTimeOffset.UnixEpoch.AddYears(56);

    private AlertsRig _rig = null!;

    public async ValueTask InitializeAsync()
    {
        _rig = await StartAsync();
        _rig.Site.Replace(DemoSite.Snapshot());
    }

    public async ValueTask DisposeAsync() => await _rig.DisposeAsync();

    [Fact]
    public async Task A_clip_is_on_the_disk_and_its_hash_in_the_log_when_the_agent_is_answered_and_an_officer_sees_it()
    {
        byte[] clip = Clip("pictures of the archive");
        string id = await HandAsync(clip);

        JsonElement kept = Assert.Single(await _rig.EntriesAsync("clip.kept"));
        Assert.Equal((id, "archive", "door-01", "7,8"), (kept.GetProperty("evidence")[0].GetString(), kept.GetProperty("door").GetString(), kept.GetProperty("device").GetString(), kept.GetProperty("details").GetProperty("events").GetString()));
        Assert.Equal(clip, await File.ReadAllBytesAsync(Path.Combine(_rig.EvidenceFolder, id), TestContext.Current.CancellationToken));
        using AsyncServerStreamingCall<ViewEvidenceResponse> view = _rig.Pictures.View(new ViewEvidenceRequest { Id = id }, As(Officer));
        List<ViewEvidenceResponse> parts = await view.ResponseStream.ReadAllAsync(TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken);
        Assert.Equal(("video/x-motion-jpeg", Taken), (parts[0].Header.MediaType, parts[0].Header.TakenAt.ToDateTimeOffset()));
        Assert.Equal("pictures of the archive", string.Concat(parts.Skip(1).Select(p => p.Chunk.ToStringUtf8())));
        Assert.Single(await _rig.EntriesAsync("evidence.viewed"));
    }

    [Fact]
    public async Task A_clip_that_is_handed_over_again_is_kept_once()
    {
        byte[] clip = Clip("once");
        await HandAsync(clip);
        await HandAsync(clip);
        Assert.Single(await _rig.EntriesAsync("clip.kept"));
    }

    [Fact]
    public async Task Who_counts_faces_hears_of_a_clip_once_and_can_open_it_until_it_is_altered()
    {
        IKeptClips clips = _rig.Services.GetRequiredService<IKeptClips>();
        List<KeptClip> heard = [];
        clips.Kept += heard.Add;
        byte[] file = Clip("pictures");
        ClipHeader header = Header(file);
        header.Pictures.Add(new ClipPicture { AtMs = 0, Bytes = 3 });
        header.Pictures.Add(new ClipPicture { AtMs = 250, Bytes = 5 });
        await SendAsync(header, file, Agent);
        await SendAsync(header, file, Agent);
        KeptClip kept = Assert.Single(heard);
        Assert.Equal(("archive", "door-01", header.Id), (kept.Door.Text, kept.Controller.Text, kept.Evidence.Id));
        Assert.Equal([new KeptPicture(Taken, 3), new KeptPicture(Taken.AddMilliseconds(250), 5)], kept.Pictures);
        ReadOnlyMemory<byte>? content = await clips.OpenAsync(header.Id, TestContext.Current.CancellationToken);
        Assert.Equal("pictures"u8.ToArray(), content!.Value.ToArray());
        await File.WriteAllBytesAsync(Path.Combine(_rig.EvidenceFolder, header.Id), Clip("others"), TestContext.Current.CancellationToken);
        Assert.Null(await clips.OpenAsync(header.Id, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("nobody", "device_certificate_required")]
    [InlineData("another agent", "clip_invalid")]
    [InlineData("another controller's door", "clip_invalid")]
    [InlineData("no such door", "clip_invalid")]
    [InlineData("another hash", "clip_invalid")]
    [InlineData("not encrypted", "clip_invalid")]
    [InlineData("a foreign key", "clip_invalid")]
    [InlineData("nothing", "clip_invalid")]
    [InlineData("too large", "clip_invalid")]
    [InlineData("a year that is not", "clip_invalid")]
    public async Task What_is_no_clip_of_that_agents_door_is_refused_and_nothing_is_kept(string what, string expected)
    {
        using RSA foreign = RSA.Create(3072);
        byte[] clip = what switch
        {
            "not encrypted" => "pictures, as they are"u8.ToArray(),
            "a foreign key" => ClipSeal.Seal(["x"u8.ToArray()], Taken, foreign.ExportSubjectPublicKeyInfo()),
            "nothing" => [],
            "too large" => [.. Clip("x"), .. new byte[ClipIntake.BytesMax]],
            _ => Clip("x"),
        };
        ClipHeader header = Header(clip);
        if (what == "another controller's door") { header.Controller = "door-99"; }
        if (what == "no such door") { header.Door = "../archive"; }
        if (what == "another hash") { header.Id = new string('0', 64); }
        if (what == "a year that is not") { header.TakenAt.Seconds = long.MaxValue; }
        string? agent = what switch { "nobody" => null, "another agent" => "agent-02", _ => Agent };

        RpcException refused = await Assert.ThrowsAsync<RpcException>(() => SendAsync(header, clip, agent));

        Assert.Equal(expected, refused.ToRefusal()?.Code);
        Assert.Empty(await _rig.EntriesAsync("clip.kept"));
        Assert.False(Directory.Exists(_rig.EvidenceFolder) && Directory.EnumerateFiles(_rig.EvidenceFolder).Any());
    }

    [Fact]
    public async Task Full_room_drops_the_oldest_but_never_what_an_open_alert_names_and_is_told_at_nine_tenths()
    {
        string linked = await HandAsync(Clip("linked"));
        await _rig.RaiseAsync(new Alarm("door.forced", "t") { Evidence = [new EvidenceKept.Kept(linked, new EvidenceRow(linked, EvidenceRow.Clip, 1, Taken, Taken).ToRow())] });
        string oldest = await HandAsync(Clip("oldest"));
        _rig.Clock.Advance(TimeSpan.FromSeconds(1));
        string newer = await HandAsync(Clip("newer!"));
        _rig.Clock.Advance(TimeSpan.FromSeconds(1));
        long each = Clip("newest").Length;
        await RoomAsync(3 * each - 1);

        string newest = await HandAsync(Clip("newest"));

        Assert.Equal(new[] { linked, newer, newest }.Order(), Directory.EnumerateFiles(_rig.EvidenceFolder).Select(f => Path.GetFileName(f)!).Where(f => f.Length == 64).Order());
        Assert.Equal(oldest, Assert.Single(await _rig.EntriesAsync("evidence.dropped")).GetProperty("evidence")[0].GetString());
        Assert.Contains(await _rig.EntriesAsync("alarm"), a => a.GetProperty("reasons")[0].GetString() == ClipIntake.NearlyFullCode);

        await RoomAsync(each);
        Assert.Equal("evidence_full", (await Assert.ThrowsAsync<RpcException>(() => HandAsync(Clip("one more")))).ToRefusal()?.Code);
        Assert.True(File.Exists(Path.Combine(_rig.EvidenceFolder, linked)));
    }

    [Fact]
    public async Task What_an_alert_names_is_not_dropped_for_want_of_room_once_the_alert_is_closed_either()
    {
        byte[] file = Clip("as it was forced");
        ClipHeader header = Header(file, _rig.Clock.GetUtcNow());
        await SendAsync(header, file, Agent);
        string linked = header.Id;
        await _rig.RaiseAsync(new Alarm("door.forced", "t") { Door = "archive", Evidence = [new EvidenceKept.Kept(linked, new EvidenceRow(linked, EvidenceRow.Clip, file.Length, Taken, Taken).ToRow())] });
        V1.Alert alert = (await _rig.Client.ListAsync(new ListAlertsRequest { Door = "archive" }, As(Officer))).Alerts[0];
        foreach (string act in (string[])["ack", "assign", "handle", "resolve"]) { alert = await _rig.ActAsync(act, alert.Id, alert.Version, Officer); }
        _rig.Clock.Advance(TimeSpan.FromSeconds(1));
        string unlinked = await HandAsync(Clip("somebody came in"));
        _rig.Clock.Advance(TimeSpan.FromSeconds(1));
        await RoomAsync(2 * Clip("as it was forced").Length + 50);

        string newest = await HandAsync(Clip("nobody came in"));

        Assert.Equal(V1.AlertState.Resolved, alert.State);
        Assert.Equal(new[] { linked, newest }.Order(), Directory.EnumerateFiles(_rig.EvidenceFolder).Select(f => Path.GetFileName(f)!).Where(f => f.Length == 64).Order());
        Assert.Equal(unlinked, Assert.Single(await _rig.EntriesAsync("evidence.dropped")).GetProperty("evidence")[0].GetString());
    }

    [Fact]
    public async Task A_clip_is_named_in_the_open_alert_about_its_door_and_moment_and_in_no_other()
    {
        await _rig.RaiseAsync(new Alarm("door.forced", "t") { Door = "archive" });
        await _rig.RaiseAsync(new Alarm("door.forced", "t") { Door = "vault" });
        DateTimeOffset now = _rig.Clock.GetUtcNow();
        byte[] before = Clip("an hour before"), during = Clip("as it was forced");
        await SendAsync(Header(before, now.AddHours(-1)), before, Agent);
        ClipHeader header = Header(during, now.AddSeconds(-5));
        await SendAsync(header, during, Agent);
        await SendAsync(header, during, Agent);

        IReadOnlyList<Secure.Gateway.Alerts.Alert> alerts = _rig.Services.GetRequiredService<AlertBook>().Open();
        Assert.Equal([header.Id], alerts.Single(a => a.About.Door == "archive").Evidence);
        Assert.Empty(alerts.Single(a => a.About.Door == "vault").Evidence);
        Assert.Equal("archive", Assert.Single(await _rig.EntriesAsync("alert.evidence")).GetProperty("door").GetString());
    }

    [Fact]
    public async Task Behind_a_line_that_was_cut_alarm_and_clip_come_hours_later_and_belong_together_by_when_it_happened()
    {
        DateTimeOffset then = _rig.Clock.GetUtcNow().AddHours(-2);
        await _rig.Audit.RecordAsync(new AuditEvent(AuditKinds.Alarm) { Reasons = ["door.forced"], Door = "archive", EventTime = then }, CancellationToken.None);
        await _rig.Audit.RecordAsync(new AuditEvent(AuditKinds.Alarm) { Reasons = ["door.forced"], Door = "archive", EventTime = then.AddMinutes(10) }, CancellationToken.None);
        byte[] forced = Clip("as it was forced"), again = Clip("once more"), since = Clip("somebody since"), arriving = Clip("when it arrived");
        ClipHeader[] linked = [Header(forced, then.AddSeconds(-5)), Header(again, then.AddMinutes(10))];
        await SendAsync(linked[0], forced, Agent);
        await SendAsync(linked[1], again, Agent);
        await SendAsync(Header(since, then.AddHours(1)), since, Agent);
        await SendAsync(Header(arriving, _rig.Clock.GetUtcNow()), arriving, Agent);

        Assert.Equal(linked.Select(h => h.Id), Assert.Single(_rig.Services.GetRequiredService<AlertBook>().Open()).Evidence);
    }

    [Fact]
    public async Task A_picture_that_the_gateway_asked_for_is_kept_as_a_clip_answers_the_request_and_says_so_in_the_log()
    {
        AgentAsks.Ask ask = Ask();
        byte[] picture = Clip("who stands there");
        ClipHeader header = Header(picture);
        header.Snapshot = ByteString.CopyFrom(ask.Request.Id);
        header.Sequences.Clear();
        await SendAsync(header, picture, Agent);

        SnapshotAnswer answer = await ask.Answer.Task;
        Assert.Equal((header.Id, Taken, ""), (answer.Evidence, answer.TakenAt, answer.Code));
        Assert.Equal(ask.Id, Assert.Single(await _rig.EntriesAsync("clip.kept")).GetProperty("details").GetProperty("snapshot").GetString());
    }

    [Theory]
    [InlineData("never asked for")]
    [InlineData("nobody waits any more")]
    [InlineData("another door")]
    public async Task A_picture_that_nobody_waits_for_is_refused_and_not_kept(string what)
    {
        AgentAsks.Ask ask = Ask(what == "another door" ? "lobby" : "archive");
        if (what == "nobody waits any more") { _rig.Services.GetRequiredService<AgentAsks>().Close(ask); }
        byte[] picture = Clip("old");
        ClipHeader header = Header(picture);
        header.Snapshot = what == "never asked for" ? ByteString.CopyFrom(new byte[16]) : ByteString.CopyFrom(ask.Request.Id);

        Assert.Equal("clip_invalid", (await Assert.ThrowsAsync<RpcException>(() => SendAsync(header, picture, Agent))).ToRefusal()?.Code);
        Assert.Empty(await _rig.EntriesAsync("clip.kept"));
        Assert.False(ask.Answer.Task.IsCompleted);
    }

    [Fact]
    public async Task A_picture_whose_keeping_cannot_be_recorded_answers_no_request()
    {
        AgentAsks.Ask ask = Ask();
        byte[] picture = Clip("x");
        ClipHeader header = Header(picture);
        header.Snapshot = ByteString.CopyFrom(ask.Request.Id);
        ((BreakableAudit)_rig.Audit).Broken = true;
        Assert.Equal("record_unavailable", (await Assert.ThrowsAsync<RpcException>(() => SendAsync(header, picture, Agent))).ToRefusal()?.Code);
        Assert.False(ask.Answer.Task.IsCompleted);
    }

    [Fact]
    public async Task Without_a_record_the_agent_is_not_told_that_its_clip_is_kept()
    {
        ((BreakableAudit)_rig.Audit).Broken = true;
        Assert.Equal("record_unavailable", (await Assert.ThrowsAsync<RpcException>(() => HandAsync(Clip("x")))).ToRefusal()?.Code);
    }

    /// <summary>As two officers could not: far below the floor.</summary>
    private async Task RoomAsync(long bytes) => await _rig.Store.CommitAsync(new StoreChange { Rows = [new Retention(180, 180, bytes).ToRow(null)] }, CancellationToken.None);

    private AgentAsks.Ask Ask(string door = "archive") =>
        _rig.Services.GetRequiredService<AgentAsks>().Open(Vocabulary.DeviceId.Parse(Agent), Vocabulary.DeviceId.Parse("door-01"), Vocabulary.DoorId.Parse(door))!;

    private byte[] Clip(string pictures) => ClipSeal.Seal([System.Text.Encoding.UTF8.GetBytes(pictures)], Taken, _rig.Keys.EvidencePublicKey);

    private static ClipHeader Header(byte[] clip, DateTimeOffset? takenAt = null) => new()
    {
        Id = Convert.ToHexStringLower(SHA256.HashData(clip)),
        Door = "archive",
        Controller = "door-01",
        Sequences = { 7, 8 },
        TakenAt = (takenAt ?? Taken).ToTimestamp(),
    };

    private async Task<string> HandAsync(byte[] clip)
    {
        ClipHeader header = Header(clip);
        await SendAsync(header, clip, Agent);
        return header.Id;
    }

    private async Task SendAsync(ClipHeader header, byte[] clip, string? agent)
    {
        Metadata who = agent is null ? [] : new Metadata { { "rig-agent", agent } };
        using AsyncClientStreamingCall<KeepClipRequest, KeepClipResponse> call = _rig.Pictures.KeepClip(who, cancellationToken: TestContext.Current.CancellationToken);
        try
        {
            await call.RequestStream.WriteAsync(new KeepClipRequest { Header = header });
            foreach (byte[] chunk in clip.Chunk(256 * 1024)) { await call.RequestStream.WriteAsync(new KeepClipRequest { Chunk = ByteString.CopyFrom(chunk) }); }
            await call.RequestStream.CompleteAsync();
        }
        // Refused before it was all sent: the answer says why.
        catch (Exception early) when (early is RpcException or InvalidOperationException) { }
        await call.ResponseAsync;
    }
}
