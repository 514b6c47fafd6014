using System.Text;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Secure.Gateway.Decisions.Site;
using Secure.Gateway.Storage;
using Secure.Gateway.Tests.Doors;
using Secure.Gateway.Tests.Fleet;
using Secure.V1;
using Secure.Vocabulary;
using Factor = Secure.V1.Factor;

namespace Secure.Gateway.Tests.StepUp;

public sealed class StepUpFlowTests : IAsyncLifetime
{
    private StepUpRig _rig = null!;

    public async ValueTask InitializeAsync() => _rig = await StepUpRig.StartAsync();

    public ValueTask DisposeAsync() => _rig.DisposeAsync();

    [Fact]
    public async Task A_face_that_does_as_told_permits_until_the_proof_is_too_old()
    {
        Assert.NotNull((await _rig.CheckAsync()).StepUp);
        Sitting sitting = await _rig.BeginAsync();
        Assert.Equal(StepUpOutcome.Passed, await sitting.ShowAsync(act => sitting.Of("zhang-wei", act)));
        Assert.NotNull((await _rig.CheckAsync()).Permit);
        _rig.Clock.Advance(TimeSpan.FromMinutes(14));
        Assert.NotNull((await _rig.CheckAsync()).Permit);
        _rig.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.NotNull((await _rig.CheckAsync()).StepUp);
        string passed = Assert.Single(await _rig.Gateway.EntriesAsync(), e => e.Contains("\"stepup.passed\"", StringComparison.Ordinal));
        Assert.Contains("\"resource\":\"material/design-review\"", passed, StringComparison.Ordinal);
        Assert.Contains("\"match\":\"0.700\"", passed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_person_hears_what_to_do_and_never_how_alike_or_alive()
    {
        Sitting sitting = await _rig.BeginAsync();
        await sitting.ShowAsync(act => sitting.Of("zhang-wei", act));
        Assert.Equal(StepUpAct.FaceCentre, sitting.Told[0].Act);
        Assert.All(sitting.Told.SkipLast(1), t => Assert.InRange((int)t.Steps, 7, 9));
        Assert.Equal(StepUpAct.Done, sitting.Last!.Act);
        Assert.All(sitting.Told, t => Assert.DoesNotMatch("0[.][0-9]", t.Text.ToString() + t.Guidance));
        Assert.Contains(sitting.Told, t => t.Act is StepUpAct.FaceLeft or StepUpAct.FaceRight);
    }

    [Fact]
    public async Task A_nonce_begins_one_step_up_of_its_own_session()
    {
        Sitting sitting = await _rig.BeginAsync();
        ByteString nonce = (await _rig.CheckAsync()).StepUp.Nonce;
        await sitting.ShowAsync(act => sitting.Of("zhang-wei", act));
        await Refused.AsAsync("step_up_unknown", async () => await (await _rig.BeginAsync(nonce, "wang-fang")).BeganAsync());
        Sitting second = await _rig.BeginAsync(nonce);
        Assert.Equal(StepUpOutcome.Passed, await second.ShowAsync(act => second.Of("zhang-wei", act)));
        await Refused.AsAsync("step_up_unknown", async () => await (await _rig.BeginAsync(nonce)).BeganAsync());
        await Refused.AsAsync("step_up_unknown", async () => await (await _rig.BeginAsync(ByteString.CopyFrom(new byte[16]))).BeganAsync());
        await Refused.AsAsync("step_up_unknown", async () => await (await _rig.BeginAsync(ByteString.Empty)).BeganAsync());
    }

    [Fact]
    public async Task Another_person_of_the_site_before_the_camera_fails_at_once_and_officers_learn_whom_it_looks_like()
    {
        Sitting sitting = await _rig.BeginAsync();
        Assert.Equal(StepUpOutcome.Failed, await sitting.ShowAsync(act => sitting.Of("wang-fang", act)));
        Spine.FailedStepUp failed = Assert.Single(_rig.Failures.All);
        Assert.Equal(("zhang-wei", "wrong_person"), (failed.Person.Text, failed.Cause));
        Assert.StartsWith("wang-fang", Encoding.UTF8.GetString(Assert.Single(failed.Evidence).Content.Span), StringComparison.Ordinal);
        Assert.DoesNotContain(sitting.Told, t => t.Guidance == "again");
        await Refused.AsAsync("session_required", () => _rig.CheckAsync());
        string attempt = Assert.Single(await _rig.Gateway.EntriesAsync(), e => e.Contains("\"stepup.attempt\"", StringComparison.Ordinal));
        Assert.Contains("\"looks_like\":\"wang-fang\"", attempt, StringComparison.Ordinal);
        Assert.Empty(_rig.Engine.Galleries);
        // In the attempt's own commit: the alarm comes even if the gateway is killed before it.
        TableRead kept = await _rig.Gateway.Services.GetRequiredService<IStore>().ReadTableAsync(KeptFailures.Table, CancellationToken.None);
        Assert.Equal(failed.Attempt, Assert.Single(kept.Rows).Key);
    }

    [Fact]
    public async Task The_finger_of_another_person_of_the_site_fails_at_once_and_officers_learn_whose_it_is()
    {
        Sitting wrong = await (await _rig.BeginAsync(null, "zhang-wei", Factor.Fingerprint)).BeganAsync();
        await wrong.FingerAsync("wang-fang");
        await wrong.EndAsync();
        Spine.FailedStepUp failed = Assert.Single(_rig.Failures.All);
        Assert.Equal((StepUpOutcome.Failed, "zhang-wei", "wrong_person"), (wrong.Last!.Outcome, failed.Person.Text, failed.Cause));
        Assert.StartsWith("wang-fang", Encoding.UTF8.GetString(Assert.Single(failed.Evidence).Content.Span), StringComparison.Ordinal);
        Assert.Contains(await _rig.Gateway.EntriesAsync(), e => e.Contains("\"stepup.attempt\"", StringComparison.Ordinal) && e.Contains("\"looks_like\":\"wang-fang\"", StringComparison.Ordinal));
        await Refused.AsAsync("session_required", () => _rig.CheckAsync());
    }

    [Fact]
    public async Task A_strangers_finger_counts_to_three()
    {
        Sitting stranger = await (await _rig.BeginAsync(null, "zhang-wei", Factor.Fingerprint)).BeganAsync();
        for (int attempt = 1; attempt <= 3; attempt++)
        {
            Assert.Empty(_rig.Failures.All);
            int told = stranger.Told.Count;
            await stranger.FingerAsync("a-stranger");
            while (stranger.Told.Count == told && !stranger.Over) { await stranger.PassAsync(); }
        }
        await stranger.EndAsync();
        Assert.Equal("not_matched", Assert.Single(_rig.Failures.All).Cause);
    }

    [Fact]
    public async Task A_strangers_face_fails_after_three_attempts_with_evidence_and_the_session_is_dead()
    {
        Sitting sitting = await _rig.BeginAsync();
        Assert.Equal(StepUpOutcome.Failed, await sitting.ShowAsync(act => sitting.Of("a-stranger", act)));
        Spine.FailedStepUp failed = Assert.Single(_rig.Failures.All);
        Assert.Equal(("zhang-wei", "not_matched", "read", "material/design-review"), (failed.Person.Text, failed.Cause, failed.Action, failed.Resource!.Text));
        Assert.StartsWith("a-stranger", Encoding.UTF8.GetString(Assert.Single(failed.Evidence).Content.Span), StringComparison.Ordinal);
        Assert.NotNull(failed.DecisionId);
        Assert.Equal(2, sitting.Told.Count(t => t.Guidance == "again"));
        await Refused.AsAsync("session_required", () => _rig.CheckAsync());
        Assert.Equal(3, (await _rig.Gateway.EntriesAsync()).Count(e => e.Contains("\"stepup.attempt\"", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Attempts_of_several_step_ups_within_two_minutes_fall_together()
    {
        for (int i = 0; i < 2; i++)
        {
            Sitting one = await _rig.BeginAsync();
            await one.ShowAsync(act => one.Of("a-stranger", act), framesMax: 3);
            Assert.Equal(StepUpOutcome.Incomplete, one.Last!.Outcome);
        }
        Sitting last = await _rig.BeginAsync();
        Assert.Equal(StepUpOutcome.Failed, await last.ShowAsync(act => last.Of("a-stranger", act), framesMax: 3));
    }

    [Fact]
    public async Task A_repeated_frame_fails_at_once()
    {
        Sitting sitting = await _rig.BeginAsync();
        byte[] same = TestEngine.Picture("zhang-wei", 0, 0.9, 1);
        Assert.Equal(StepUpOutcome.Failed, await sitting.ShowAsync(_ => same));
        Assert.Equal("duplicate_frame", Assert.Single(_rig.Failures.All).Cause);
        Assert.DoesNotContain(sitting.Told, t => t.Guidance == "again");
    }

    [Fact]
    public async Task A_photo_of_somebody_else_held_up_half_way_fails_at_once()
    {
        Sitting sitting = await _rig.BeginAsync();
        await sitting.ShowAsync(act => sitting.Of(sitting.Last!.Step < 3 ? "zhang-wei" : "wang-fang", act));
        Assert.Equal("identity_changed", Assert.Single(_rig.Failures.All).Cause);
    }

    [Fact]
    public async Task Bad_captures_are_guidance_no_attempt_and_leave_the_nonce_usable()
    {
        ByteString nonce = (await _rig.CheckAsync()).StepUp.Nonce;
        Sitting sitting = await _rig.BeginAsync(nonce);
        string[] faults = ["TooDark", "NoFace", "TooSmall", "Blurred", "EyesClosed", "Sideways", "TooBright", "CutOff", "garbage"];
        int n = 0;
        await sitting.ShowAsync(_ => Encoding.UTF8.GetBytes(n < faults.Length - 1 ? $"{faults[n++]} {n}" : n++ == faults.Length - 1 ? "garbage" : $"TooDark {n}"), 12);
        string[] heard = ["too_dark", "no_face", "too_far", "blurred", "eyes_closed", "pose", "too_bright", "cut_off", "unreadable"];
        Assert.Subset(sitting.Told.Select(t => t.Guidance).ToHashSet(), heard.ToHashSet());
        Assert.Equal(StepUpOutcome.Incomplete, sitting.Last!.Outcome);
        Assert.Empty(_rig.Failures.All);
        Assert.DoesNotContain(await _rig.Gateway.EntriesAsync(), e => e.Contains("\"stepup.attempt\"", StringComparison.Ordinal));
        Sitting second = await _rig.BeginAsync(nonce);
        Assert.Equal(StepUpOutcome.Passed, await second.ShowAsync(act => second.Of("zhang-wei", act)));
    }

    [Fact]
    public async Task With_the_face_engine_off_the_reason_is_told_and_nothing_is_permitted()
    {
        ByteString nonce = (await _rig.CheckAsync()).StepUp.Nonce;
        _rig.Engine.SwitchOffFace("没有模型文件", "the model files are missing");
        Contracts.Refusal refusal = await Refused.AsAsync("factor_off", async () => await (await _rig.BeginAsync(nonce)).BeganAsync());
        Assert.Contains("the model files are missing", refusal.Text.En, StringComparison.Ordinal);
        Assert.NotNull((await _rig.CheckAsync()).StepUp);
    }

    [Fact]
    public async Task An_engine_that_goes_away_half_way_ends_it_without_a_judgement()
    {
        ByteString nonce = (await _rig.CheckAsync()).StepUp.Nonce;
        Sitting sitting = await (await _rig.BeginAsync(nonce)).BeganAsync();
        _rig.Engine.SwitchOffFace("进程已退出", "its process has died");
        await sitting.SendAsync(sitting.Of("zhang-wei", StepUpAct.FaceCentre));
        await Refused.AsAsync("factor_off", async () =>
        {
            while (!sitting.Over) { await sitting.PassAsync(); }
            await sitting.Reading;
        });
        Assert.Empty(_rig.Failures.All);
        Assert.NotNull((await _rig.CheckAsync()).StepUp);
    }

    [Fact]
    public async Task Who_is_not_enrolled_is_told_so()
    {
        _rig.Engine.Enrolled.Remove("zhang-wei");
        await Refused.AsAsync("factor_not_enrolled", async () => await (await _rig.BeginAsync()).BeganAsync());
    }

    [Fact]
    public async Task A_finger_proves_as_well_and_both_are_asked_for_where_both_are_chosen()
    {
        Sitting sitting = await (await _rig.BeginAsync(null, "zhang-wei", Factor.Fingerprint, Factor.Face)).BeganAsync();
        Assert.Equal(StepUpAct.Finger, sitting.Last!.Act);
        await sitting.FingerAsync("faint");
        while (sitting.Last!.Guidance != "faint") { await sitting.PassAsync(); }
        await sitting.FingerAsync("zhang-wei");
        while (sitting.Last!.Act == StepUpAct.Finger) { await sitting.PassAsync(); }
        Assert.Equal(StepUpOutcome.Passed, await sitting.ShowAsync(act => sitting.Of("zhang-wei", act)));
        WhoAmIResponse who = await _rig.Identity().WhoAmIAsync(new WhoAmIRequest(), await _rig.SessionAsync());
        Assert.Equal([Factor.Password, Factor.Face, Factor.Fingerprint], who.Session.Factors.Select(f => f.Factor).Order());
    }

    [Fact]
    public async Task Factors_that_prove_nothing_here_are_refused()
    {
        foreach (Factor[] factors in (Factor[][])[[Factor.Password], [Factor.Badge], [Factor.Face, Factor.Face], [Factor.Face, Factor.Pin], [Factor.Unspecified]])
        {
            await Refused.AsAsync("factor_not_demanded", async () => await (await _rig.BeginAsync(null, "zhang-wei", factors)).BeganAsync());
        }
    }

    [Fact]
    public async Task A_record_that_is_no_longer_complete_fails_the_step_up()
    {
        Sitting sitting = await (await _rig.BeginAsync()).BeganAsync();
        _rig.Change(site => site with
        {
            Revision = site.Revision + 1,
            Persons = site.Persons.ToDictionary(p => p.Key, p => p.Key.Text == "zhang-wei" ? p.Value with { DocumentConfirmed = false } : p.Value),
        });
        Assert.Equal(StepUpOutcome.Failed, await sitting.ShowAsync(act => sitting.Of("zhang-wei", act)));
        Assert.Equal("record_incomplete", Assert.Single(_rig.Failures.All).Cause);
    }

    [Fact]
    public async Task Nothing_is_proved_that_cannot_be_recorded()
    {
        Sitting sitting = await (await _rig.BeginAsync()).BeganAsync();
        _rig.Gateway.Audit.Broken = true;
        await Refused.AsAsync("record_unavailable", async () =>
        {
            await sitting.ShowAsync(act => sitting.Of("zhang-wei", act));
            await sitting.Reading;
        });
        _rig.Gateway.Audit.Broken = false;
        Assert.NotNull((await _rig.CheckAsync()).StepUp);
    }

    [Fact]
    public async Task Frames_are_taken_from_the_own_session_alone()
    {
        Sitting sitting = await (await _rig.BeginAsync()).BeganAsync();
        SendFrameRequest frame = new() { ChallengeId = sitting.ChallengeId, Sequence = 1, Image = ByteString.CopyFromUtf8("x") };
        Metadata other = await _rig.SessionAsync("wang-fang");
        await Refused.AsAsync("challenge_unknown", async () => await _rig.Identity().SendFrameAsync(frame, other));
        await Refused.AsAsync("session_required", async () => await _rig.Identity().SendFrameAsync(frame, new Metadata()));
        Metadata own = await _rig.SessionAsync();
        await Refused.AsAsync("image_too_large", async () => await _rig.Identity().SendFrameAsync(new SendFrameRequest { ChallengeId = sitting.ChallengeId, Image = ByteString.CopyFrom(new byte[512 * 1024 + 1]) }, own));
        await Refused.AsAsync("image_too_large", async () => await _rig.Identity().SendFrameAsync(new SendFrameRequest { ChallengeId = sitting.ChallengeId }, own));
    }

    [Fact]
    public async Task A_newer_step_up_of_the_person_takes_the_place_of_the_one_before()
    {
        Sitting first = await (await _rig.BeginAsync()).BeganAsync();
        Sitting second = await (await _rig.BeginAsync()).BeganAsync();
        await Refused.AsAsync("step_up_replaced", async () =>
        {
            while (!first.Over) { await second.PassAsync(); }
            await first.Reading;
        });
        Assert.Equal(StepUpOutcome.Passed, await second.ShowAsync(act => second.Of("zhang-wei", act)));
    }

    [Fact]
    public async Task A_session_that_ends_takes_its_step_up_along()
    {
        Sitting sitting = await (await _rig.BeginAsync()).BeganAsync();
        await _rig.Identity().SignOutAsync(new SignOutRequest(), await _rig.SessionAsync());
        await Refused.AsAsync("session_ended", async () =>
        {
            while (!sitting.Over) { await sitting.PassAsync(); }
            await sitting.Reading;
        });
    }
}
