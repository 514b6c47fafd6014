using System.Security.Cryptography;
using Secure.EdgeAgent.Clips;
using Secure.Messaging;
using Secure.TestKit;
using Secure.V1;

namespace Secure.EdgeAgent.Tests;

/// <summary>When a clip begins and ends: whoever waits for its end is filmed all the same.</summary>
public sealed class ClipMakerTests
{
    [Fact]
    public async Task While_the_leaf_stands_open_the_clip_goes_on_and_holds_whoever_slips_through_late()
    {
        await using ClipRig rig = new();
        await rig.PassAsync(6);
        DateTimeOffset start = rig.Clock.GetUtcNow();
        ulong opened = rig.Tell(leafOpen: true);
        await rig.PassAsync(28);
        ulong closed = rig.Tell();

        ClipHeader clip = Assert.Single(await rig.ClipsAsync(1));
        Assert.Equal([opened, closed], clip.Sequences);
        Assert.InRange(ClipRig.From(clip, start).TotalSeconds, -5, 0);
        Assert.InRange(ClipRig.To(clip, start).TotalSeconds, 37, 58);
    }

    [Fact]
    public async Task A_passage_longer_than_a_clip_goes_on_in_the_next_which_names_its_events_too()
    {
        await using ClipRig rig = new();
        DateTimeOffset start = rig.Clock.GetUtcNow();
        ulong opened = rig.Tell(leafOpen: true);
        await rig.PassAsync(75);
        ulong closed = rig.Tell();

        IReadOnlyList<ClipHeader> clips = await rig.ClipsAsync(2);
        Assert.Equal([[opened], [opened, closed]], clips.Select(c => c.Sequences.ToArray()));
        Assert.InRange(ClipRig.From(clips[1], start).TotalSeconds, 50, ClipRig.To(clips[0], start).TotalSeconds);
        Assert.InRange(ClipRig.To(clips[1], start).TotalSeconds, 84, 105);
    }

    [Fact]
    public async Task A_leaf_that_stands_open_all_day_is_not_filmed_all_day()
    {
        await using ClipRig rig = new();
        rig.Tell(leafOpen: true);
        await rig.PassAsync(3 * 60);
        IReadOnlyList<ClipHeader> clips = await rig.ClipsAsync(0);
        await rig.PassAsync(2 * 60);
        List<ClipHeader> all = [.. clips, .. await rig.ClipsAsync(2)];
        Assert.Equal(2, all.Count);
        Assert.Null(rig.Spool.Oldest());
    }

    [Fact]
    public async Task What_happens_near_a_clips_end_has_all_that_follows_it()
    {
        await using ClipRig rig = new();
        DateTimeOffset start = rig.Clock.GetUtcNow();
        for (int i = 0; i < 12; i++) { rig.Tell(); await rig.PassAsync(5); }
        // At a minute the next clip begins; near that one's end a door is forced.
        for (int i = 0; i < 11; i++) { rig.Tell(); await rig.PassAsync(5); }
        await rig.PassAsync(3);
        ulong forced = rig.Tell(alarm: true);

        IReadOnlyList<ClipHeader> clips = await rig.ClipsAsync(2);
        ClipHeader shows = Assert.Single(clips, c => c.Sequences.Contains(forced));
        Assert.InRange(ClipRig.From(shows, start).TotalSeconds, 50, 118);
        Assert.InRange(ClipRig.To(shows, start).TotalSeconds, 127, 148);
        Assert.Equal(Enumerable.Range(1, 24).Select(i => (ulong)i), clips.SelectMany(c => c.Sequences).Order());
    }

    [Fact]
    public async Task More_events_than_one_clip_can_name_are_named_by_the_next()
    {
        await using ClipRig rig = new();
        await rig.PassAsync(1);
        for (int i = 0; i < ClipInHand.EventsMax + 6; i++) { rig.Tell(); }
        IReadOnlyList<ClipHeader> clips = await rig.ClipsAsync(2);
        Assert.Equal([ClipInHand.EventsMax, 6], clips.Select(c => c.Sequences.Count).OrderDescending());
        Assert.DoesNotContain(rig.Notices, n => n.Code == AgentNotices.ClipLost);
    }

    [Fact]
    public async Task A_flood_of_events_begins_no_more_than_a_few_clips_and_is_told()
    {
        await using ClipRig rig = new();
        await rig.PassAsync(1);
        for (int i = 0; i < 100 * ClipInHand.EventsMax; i++) { rig.Tell(); }
        Assert.Equal(4, (await rig.ClipsAsync(4)).Count);
        await rig.PassAsync(15);
        Assert.Null(rig.Spool.Oldest());
        Assert.Contains(rig.Notices, n => n is { Code: AgentNotices.ClipLost, About: "vault" });
    }

    [Fact]
    public async Task An_evidence_key_that_cannot_be_used_is_told_and_the_clip_is_not_lost_in_silence()
    {
        using ECDsa other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        await using ClipRig rig = new(evidenceKey: other.ExportSubjectPublicKeyInfo());
        rig.Tell();
        await rig.PassAsync(15);
        await Eventually.True(() => rig.Notices.Any(n => n is { Code: AgentNotices.ClipLost, About: "vault" }));
        Assert.Null(rig.Spool.Oldest());
    }

    [Fact]
    public async Task Clips_that_fill_their_room_push_out_no_alarms_clip_but_for_a_newer_alarms()
    {
        const int Each = 2000;
        await using ClipRig rig = new(spoolBytes: 3 * Each + Each / 2);
        void Put(string which, bool alarm) => rig.Spool.Put(new ClipHeader { Door = "vault", Controller = which }, new byte[Each], alarm);
        Put("break-in", true);
        Put("badge 1", false);
        Put("badge 2", false);
        Put("badge 3", false);
        Put("badge 4", false);
        Assert.Equal(["break-in", "badge 3", "badge 4"], Kept(rig, take: false));
        Put("break-in 2", true);
        Put("break-in 3", true);
        Put("badge 5", false);
        Assert.Equal(["break-in", "break-in 2", "break-in 3"], Kept(rig, take: false));
        Put("break-in 4", true);
        Assert.Equal(["break-in 2", "break-in 3", "break-in 4"], Kept(rig, take: true));
        Assert.Contains(rig.Notices, n => n.Code == AgentNotices.ClipLost);
    }

    [Theory]
    [InlineData(false, false, false)]
    [InlineData(true, false, true)]
    [InlineData(false, true, true)]
    public async Task A_clip_counts_as_an_alarms_where_any_event_of_its_passage_was_one(bool first, bool second, bool expected)
    {
        await using ClipRig rig = new();
        rig.Tell(leafOpen: true, alarm: first);
        await rig.PassAsync(65);
        rig.Tell(alarm: second);
        await rig.PassAsync(12);
        await Eventually.True(() => rig.Notices.Count(n => n.Code == AgentNotices.ClipKept) == 2);
        string last = "";
        while (rig.Spool.Oldest() is { } oldest)
        {
            last = oldest.Name;
            rig.Spool.Remove(last);
        }
        Assert.Equal(expected, last.EndsWith(".alarm.clip", StringComparison.Ordinal));
    }

    private static List<string> Kept(ClipRig rig, bool take)
    {
        List<(string Name, ClipHeader Header, byte[] Clip)> kept = [];
        while (rig.Spool.Oldest() is { } oldest)
        {
            kept.Add((oldest.Name, oldest.Header, oldest.Clip.ToArray()));
            rig.Spool.Remove(oldest.Name);
        }
        if (!take) { kept.ForEach(k => rig.Spool.Put(k.Header, k.Clip, k.Name.EndsWith(".alarm.clip", StringComparison.Ordinal))); }
        return [.. kept.Select(k => k.Header.Controller)];
    }
}
