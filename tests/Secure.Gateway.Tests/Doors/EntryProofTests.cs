using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Secure.Contracts;
using Secure.Gateway.Decisions;
using Secure.Gateway.Decisions.Site;
using Secure.Gateway.Doors.Proofs;
using Secure.Gateway.Spine;
using Secure.Gateway.Storage;
using Secure.Gateway.Tests.StepUp;
using Secure.Grants;
using Secure.Vocabulary;
using DoorMode = Secure.Vocabulary.DoorMode;
using Factor = Secure.Vocabulary.Factor;
using LeafState = Secure.Vocabulary.LeafState;
using LockState = Secure.Vocabulary.LockState;
using Record = Secure.Grants.Record;

namespace Secure.Gateway.Tests.Doors;

/// <summary>Doors whose room asks for a face or a finger beside the badge, in simulated time with a stand-in for the engines.</summary>
public class EntryProofTests
{
    private static readonly DoorId ArchiveDoor = DoorId.Parse("archive");

    [Fact]
    public async Task A_badge_and_the_face_of_its_owner_open_the_door_by_the_controllers_newest_word()
    {
        await using DoorsRig rig = await StartAsync(Factor.Face);
        Visit visit = await Visit.BeginAsync(rig, DoorsRig.Wang);
        Assert.Equal([Factor.Face], visit.Demanded!.Factors);
        Assert.Equal("archive", visit.Demanded.Door.Text);

        Grant grant = Granted(rig, await visit.ShowAsync("wang-fang"));

        Assert.True(visit.Passed > TimeSpan.FromSeconds(3), $"{visit.Passed} would have been in time anyway");
        Assert.Equal((ArchiveDoor, rig.House.Boot, visit.Presentation.Nonce, DoorsRig.WangFang), (grant.Door, grant.BootId, grant.Nonce, grant.Subject));
        Assert.Equal(visit.NewestWord.MonotonicNs + 3_000_000_000, grant.NotAfterNs);
        JsonElement[] last = [.. (await rig.EntriesAsync()).TakeLast(2)];
        Assert.Equal(["stepup.passed", "entry.granted"], last.Select(e => e.GetProperty("kind").GetString()));
        Assert.Equal(["badge", "face"], last[1].GetProperty("factors").EnumerateArray().Select(f => f.GetString()));
        Assert.Empty(rig.Failures.All);
    }

    [Fact]
    public async Task The_badge_alone_opens_nothing_and_is_recorded_as_asking_for_more()
    {
        await using DoorsRig rig = await StartAsync(Factor.Face);

        Assert.Equal((null, "factor_not_enrolled"), await rig.AskAsync(rig.House, "archive", "archive-in", DoorsRig.Wang));
        JsonElement entry = (await rig.EntriesAsync())[^1];
        Assert.Equal(("entry.denied", "step_up"), (entry.GetProperty("kind").GetString(), entry.GetProperty("decision").GetString()));
    }

    [Fact]
    public async Task The_face_of_somebody_else_who_may_enter_is_an_attack_told_at_once_with_its_picture_and_its_place()
    {
        await using DoorsRig rig = await StartAsync(Factor.Face);
        Visit visit = await Visit.BeginAsync(rig, DoorsRig.Wang);

        Assert.Equal("not_proved", Refused(await visit.ShowAsync("zhang-wei")));

        FailedStepUp failed = Assert.Single(rig.Failures.All);
        Assert.Equal((DoorsRig.WangFang, "wrong_person", ArchiveDoor, "enter", "room/archive"), (failed.Person, failed.Cause, failed.Door, failed.Action, failed.Resource?.Text));
        Assert.Null(failed.Session);
        Assert.StartsWith("zhang-wei", Encoding.UTF8.GetString(Assert.Single(failed.Evidence).Content.Span), StringComparison.Ordinal);
        JsonElement attempt = (await rig.EntriesAsync()).Single(e => e.GetProperty("kind").GetString() == "stepup.attempt");
        Assert.Equal(("archive", "zhang-wei"), (attempt.GetProperty("door").GetString(), attempt.GetProperty("details").GetProperty("looks_like").GetString()));
        Assert.Empty(rig.Engine.Galleries);
        // In the attempt's own commit: the alarm comes even if the gateway is killed before it.
        Assert.Equal(failed.Attempt, Assert.Single((await rig.Services.GetRequiredService<IStore>().ReadTableAsync(KeptFailures.Table, CancellationToken.None)).Rows).Key);
    }

    [Fact]
    public async Task A_strangers_face_fails_three_times_before_it_is_told_and_then_delays_without_ever_disabling()
    {
        await using DoorsRig rig = await StartAsync(Factor.Face);
        for (int i = 0; i < 3; i++)
        {
            Assert.Empty(rig.Failures.All);
            Assert.Equal("not_proved", Refused(await (await Visit.BeginAsync(rig, DoorsRig.Wang)).ShowAsync("nobody")));
        }
        Assert.Equal("not_matched", Assert.Single(rig.Failures.All).Cause);

        string? refused = null;
        int tries = 3;
        for (; tries < 40 && refused != "factor_delayed"; tries++)
        {
            Visit visit = await Visit.BeginAsync(rig, DoorsRig.Wang);
            refused = visit.Demanded is null ? visit.RefusedBecause : Refused(await visit.ShowAsync("nobody"));
        }
        Assert.Equal(10, tries - 1);
        await rig.PassAsync(TimeSpan.FromMinutes(16));
        Granted(rig, await (await Visit.BeginAsync(rig, DoorsRig.Wang)).ShowAsync("wang-fang"));
    }

    [Fact]
    public async Task Failures_at_one_door_leave_the_person_untouched_at_another()
    {
        await using DoorsRig rig = await StartAsync(Factor.Face, "archive", "lobby");
        for (int i = 0; i < 10; i++) { await (await Visit.BeginAsync(rig, DoorsRig.Wang)).ShowAsync("nobody"); }
        Assert.Equal("factor_delayed", (await Visit.BeginAsync(rig, DoorsRig.Wang)).RefusedBecause);

        Granted(rig, await (await Visit.BeginAsync(rig, DoorsRig.Wang, "lobby")).ShowAsync("wang-fang"));
    }

    [Fact]
    public async Task A_finger_of_the_owner_opens_and_one_of_another_is_told()
    {
        await using DoorsRig rig = await StartAsync(Factor.Fingerprint);
        Visit unclear = await Visit.BeginAsync(rig, DoorsRig.Wang);
        Assert.Equal("faint", Assert.IsType<EntryReply.Going>(await unclear.FingerAsync("faint")).Next.Guidance);
        Granted(rig, await unclear.FingerAsync("wang-fang"));

        Assert.Equal("not_proved", Refused(await (await Visit.BeginAsync(rig, DoorsRig.Wang)).FingerAsync("zhang-wei")));
        Assert.Equal("wrong_person", Assert.Single(rig.Failures.All).Cause);
    }

    [Fact]
    public async Task Either_factor_serves_where_the_room_lists_both_and_only_the_enrolled_one_is_asked_for()
    {
        await using DoorsRig rig = await StartAsync([Factor.Face, Factor.Fingerprint]);
        Visit visit = await Visit.BeginAsync(rig, DoorsRig.Wang);
        Assert.Equal([Factor.Face, Factor.Fingerprint], visit.Demanded!.Factors);
        Granted(rig, await visit.FingerAsync("wang-fang"));

        rig.Engine.SwitchOffFace("没有模型", "no models");
        Assert.Equal([Factor.Fingerprint], (await Visit.BeginAsync(rig, DoorsRig.Wang)).Demanded!.Factors);
    }

    [Theory]
    [InlineData("no camera", "no_capture")]
    [InlineData("engine off", "factor_unavailable")]
    [InlineData("not enrolled", "factor_not_enrolled")]
    public async Task What_cannot_be_asked_is_refused_at_once_with_its_reason(string what, string expected)
    {
        await using DoorsRig rig = await StartAsync(Factor.Face);
        if (what == "no camera") { rig.Site.Replace(rig.Site.Current with { Doors = rig.Site.Current.Doors.ToDictionary(d => d.Key, d => d.Value with { Captures = FactorSet.None }) }); }
        if (what == "engine off") { rig.Engine.SwitchOffFace("没有模型", "no models"); }
        if (what == "not enrolled") { rig.Engine.Enrolled.Remove("wang-fang"); }

        Assert.Equal(expected, (await Visit.BeginAsync(rig, DoorsRig.Wang)).RefusedBecause);
        JsonElement entry = (await rig.EntriesAsync())[^1];
        Assert.Equal(("entry.denied", expected), (entry.GetProperty("kind").GetString(), entry.GetProperty("reasons")[0].GetString()));
    }

    [Fact]
    public async Task Only_the_agent_that_asked_may_send_and_only_after_an_active_badge()
    {
        await using DoorsRig rig = await StartAsync(Factor.Face);
        Assert.Equal("badge_unknown", (await Visit.BeginAsync(rig, DoorsRig.Stranger)).RefusedBecause);
        Visit visit = await Visit.BeginAsync(rig, DoorsRig.Wang);

        EntrySample sample = new(visit.Demanded!.Challenge, [], Factor.Face, 1, TestEngine.Picture("wang-fang", 0, 0.9, 1), "");
        Assert.Equal("challenge_unknown", (await Assert.ThrowsAsync<RefusedException>(() => rig.Proofs.SampleAsync(rig.Agent2.Id, sample, CancellationToken.None))).Refusal.Code);
        Granted(rig, await visit.ShowAsync("wang-fang"));
        Assert.Equal("challenge_unknown", (await Assert.ThrowsAsync<RefusedException>(() => visit.FrameAsync("wang-fang"))).Refusal.Code);
    }

    [Theory]
    [InlineData("another nonce")]
    [InlineData("another door")]
    [InlineData("another boot")]
    [InlineData("another key")]
    public async Task A_word_about_waiting_that_is_not_the_controllers_about_this_badge_ends_it_and_alarms(string what)
    {
        await using DoorsRig rig = await StartAsync(Factor.Face);
        Visit visit = await Visit.BeginAsync(rig, DoorsRig.Wang);
        ControllerPeer signer = what == "another key" ? rig.Safe : rig.House;
        byte[] forged = signer.Wait(visit.Presentation, w => what switch
        {
            "another nonce" => w with { Nonce = Token128.NewRandom() },
            "another door" => w with { Door = DoorId.Parse("lobby") },
            "another boot" => w with { BootId = Token128.NewRandom() },
            _ => w with { Controller = rig.House.Id },
        });

        EntrySample sample = new(visit.Demanded!.Challenge, forged, Factor.Face, 1, TestEngine.Picture("wang-fang", 0, 0.9, 1), "");
        Assert.Equal("waiting_invalid", (await Assert.ThrowsAsync<RefusedException>(() => rig.Proofs.SampleAsync(rig.Agent1.Id, sample, CancellationToken.None))).Refusal.Code);

        Assert.Equal(["entry.waiting_invalid"], await rig.AlarmsAsync());
        Assert.Equal("challenge_unknown", (await Assert.ThrowsAsync<RefusedException>(() => visit.FrameAsync("wang-fang"))).Refusal.Code);
    }

    [Fact]
    public async Task Without_a_newer_word_of_the_controller_the_grant_is_as_old_as_the_badge()
    {
        await using DoorsRig rig = await StartAsync(Factor.Face);
        Visit visit = await Visit.BeginAsync(rig, DoorsRig.Wang);
        visit.Silent = true;
        Assert.Equal(visit.Presentation.Time.MonotonicNs + 3_000_000_000, Granted(rig, await visit.ShowAsync("wang-fang")).NotAfterNs);
    }

    [Fact]
    public async Task A_door_that_was_shut_or_a_badge_that_was_suspended_meanwhile_stays_shut()
    {
        await using DoorsRig rig = await StartAsync(Factor.Face);
        Visit visit = await Visit.BeginAsync(rig, DoorsRig.Wang);
        rig.House.Doors.Add(new DoorReport(ArchiveDoor, DoorMode.Lockdown, LockState.Locked, LeafState.Closed));
        await rig.TakeAsync(rig.House.Beat());
        Assert.Equal("door_secured", Refused(await visit.ShowAsync("wang-fang")));

        rig.House.Doors.Clear();
        rig.House.Doors.Add(new DoorReport(ArchiveDoor, DoorMode.Secured, LockState.Locked, LeafState.Closed));
        await rig.TakeAsync(rig.House.Beat());
        Visit second = await Visit.BeginAsync(rig, DoorsRig.Wang);
        Badge badge = rig.Site.Current.Badges[DoorsRig.Wang.Key];
        rig.Site.Replace(rig.Site.Current with { Badges = new Dictionary<string, Badge>(rig.Site.Current.Badges) { [DoorsRig.Wang.Key] = badge with { Active = false } } });
        Assert.Equal("badge_inactive", Refused(await second.ShowAsync("wang-fang")));
    }

    [Fact]
    public async Task A_proof_does_not_serve_the_badges_new_owner()
    {
        await using DoorsRig rig = await StartAsync(Factor.Face);
        Visit visit = await Visit.BeginAsync(rig, DoorsRig.Wang);
        Badge badge = rig.Site.Current.Badges[DoorsRig.Wang.Key];
        rig.Site.Replace(rig.Site.Current with { Badges = new Dictionary<string, Badge>(rig.Site.Current.Badges) { [DoorsRig.Wang.Key] = badge with { Person = DoorsRig.ZhangWei } } });

        Assert.Equal("factor_not_enrolled", Refused(await visit.ShowAsync("wang-fang")));
    }

    [Fact]
    public async Task Without_a_record_nobody_passes()
    {
        await using DoorsRig rig = await StartAsync(Factor.Fingerprint);
        Visit visit = await Visit.BeginAsync(rig, DoorsRig.Wang);
        rig.Audit.Broken = true;
        Assert.Equal("record_unavailable", (await Assert.ThrowsAsync<RefusedException>(() => visit.FingerAsync("wang-fang"))).Refusal.Code);
    }

    [Fact]
    public async Task A_newer_badge_of_the_same_person_takes_the_place_of_the_older()
    {
        await using DoorsRig rig = await StartAsync(Factor.Face);
        Visit older = await Visit.BeginAsync(rig, DoorsRig.Wang), newer = await Visit.BeginAsync(rig, DoorsRig.Wang);
        Assert.Equal("challenge_unknown", (await Assert.ThrowsAsync<RefusedException>(() => older.FrameAsync("wang-fang"))).Refusal.Code);
        Granted(rig, await newer.ShowAsync("wang-fang"));
    }

    [Theory]
    [InlineData("camera_gone", "no_capture")]
    [InlineData("nobody_came", "capture_incomplete")]
    [InlineData("<script>", "capture_incomplete")]
    public async Task An_agent_that_cannot_capture_ends_it_and_nothing_is_counted(string gone, string expected)
    {
        await using DoorsRig rig = await StartAsync(Factor.Face);
        Visit visit = await Visit.BeginAsync(rig, DoorsRig.Wang);
        EntryReply reply = await rig.Proofs.SampleAsync(rig.Agent1.Id, new EntrySample(visit.Demanded!.Challenge, [], null, 0, default, gone), CancellationToken.None);
        Assert.Equal(expected, Refused(reply));
        Assert.Equal(0, await rig.CountAsync("stepup.attempt"));
        Assert.DoesNotContain("script", (await rig.EntriesAsync())[^1].ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_frame_that_was_shown_at_a_door_before_is_an_attack_also_where_that_visit_was_broken_off_or_at_another_door()
    {
        await using DoorsRig rig = await StartAsync(Factor.Face, "archive", "lobby");
        byte[] passed = TestEngine.Picture("wang-fang", 1, 0.9), brokenOff = TestEngine.Picture("wang-fang", 1, 0.9);
        Visit first = await Visit.BeginAsync(rig, DoorsRig.Wang);
        Assert.IsType<EntryReply.Going>(await first.FrameAsync(passed));
        Granted(rig, await first.ShowAsync("wang-fang"));
        Assert.IsType<EntryReply.Going>(await (await Visit.BeginAsync(rig, DoorsRig.Wang)).FrameAsync(brokenOff));

        Assert.Equal("not_proved", Refused(await (await Visit.BeginAsync(rig, DoorsRig.Wang)).FrameAsync(brokenOff)));
        Assert.Equal("not_proved", Refused(await (await Visit.BeginAsync(rig, DoorsRig.Wang, "lobby")).FrameAsync(passed)));
        Assert.Equal(["duplicate_frame", "duplicate_frame"], rig.Failures.All.Select(f => f.Cause));
        Granted(rig, await (await Visit.BeginAsync(rig, DoorsRig.Wang)).ShowAsync("wang-fang"));
    }

    private static Task<DoorsRig> StartAsync(Factor factor, params string[] rooms) => StartAsync([factor], rooms.Length == 0 ? ["archive"] : rooms);

    internal static async Task<DoorsRig> StartAsync(Factor[] factors, params string[] rooms)
    {
        if (rooms.Length == 0) { rooms = ["archive"]; }
        DoorsRig rig = await DoorsRig.StartAsync();
        SiteSnapshot site = rig.Site.Current;
        rig.Site.Replace(site with
        {
            Rooms = site.Rooms.ToDictionary(r => r.Key, r => rooms.Contains(r.Key.Text) ? r.Value with { Entry = [Factor.Badge, .. factors] } : r.Value),
            Doors = site.Doors.ToDictionary(d => d.Key, d => d.Value with { Captures = FactorSet.Of(Factor.Face, Factor.Fingerprint) }),
        });
        return rig;
    }

    internal static Grant Granted(DoorsRig rig, EntryReply reply)
    {
        Assert.True(Record.TryVerify(Assert.IsType<EntryReply.Granted>(reply).Signed, [rig.Keys.Grant.PublicKey], out Grant? grant));
        return grant;
    }

    internal static string Refused(EntryReply reply) => Assert.IsType<EntryReply.Refused>(reply).Reason.Code;
}
