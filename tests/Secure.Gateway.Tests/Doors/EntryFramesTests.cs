using System.Text.Json;
using Secure.Gateway.Doors.Proofs;
using Secure.Gateway.Tests.StepUp;
using Secure.V1;
using Factor = Secure.Vocabulary.Factor;

namespace Secure.Gateway.Tests.Doors;

/// <summary>What a door's camera sends, frame by frame: each way of not being the badge's owner before it has its refusal. There is no burst: the next frame is taken when the one before was looked at.</summary>
public class EntryFramesTests
{
    [Theory]
    [InlineData("an older sequence", "out_of_order", false)]
    [InlineData("the same sequence", "out_of_order", false)]
    [InlineData("a repeated frame", "duplicate_frame", true)]
    [InlineData("a still photo", "not_followed", false)]
    [InlineData("a film of other turns", "wrong_turn", false)]
    [InlineData("a screen", "not_live", false)]
    [InlineData("a photo held up half way", "identity_changed", true)]
    public async Task What_no_owner_of_the_badge_shows_is_an_attempt_on_record_and_opens_nothing(string what, string cause, bool attack)
    {
        await using DoorsRig rig = await EntryProofTests.StartAsync([Factor.Face]);
        Visit visit = await Visit.BeginAsync(rig, DoorsRig.Wang);
        byte[] first = Of(visit, "wang-fang");
        EntryReply reply = await visit.FrameAsync(first);
        for (int i = 1; i < 100 && reply is EntryReply.Going; i++)
        {
            reply = what switch
            {
                "an older sequence" => await visit.FrameAsync(Of(visit, "wang-fang"), 0),
                "the same sequence" => await visit.FrameAsync(Of(visit, "wang-fang"), 1),
                "a repeated frame" => await visit.FrameAsync(first),
                "a still photo" => await visit.FrameAsync(TestEngine.Picture("wang-fang", 1, 0.9)),
                "a film of other turns" => await visit.FrameAsync(Of(visit, "wang-fang", turned: -1)),
                "a screen" => await visit.FrameAsync(Of(visit, "wang-fang", live: 0.1)),
                _ => await visit.FrameAsync(Of(visit, i < 3 ? "wang-fang" : "zhang-wei")),
            };
        }

        Assert.Equal("not_proved", EntryProofTests.Refused(reply));
        JsonElement attempt = (await rig.EntriesAsync()).Single(e => e.GetProperty("kind").GetString() == "stepup.attempt");
        Assert.Equal((cause, "archive", "wang-fang"), (attempt.GetProperty("reasons")[0].GetString(), attempt.GetProperty("door").GetString(), attempt.GetProperty("person").GetString()));
        Assert.Equal(attack ? [cause] : [], rig.Failures.All.Select(f => f.Cause));
        await OpensOnlyToItsOwnerAsync(rig);
    }

    [Theory]
    [InlineData("two faces", 3)]
    [InlineData("nobody", 70)]
    public async Task Where_nothing_can_be_judged_the_door_stays_shut_and_nothing_is_counted(string what, int framesMax)
    {
        await using DoorsRig rig = await EntryProofTests.StartAsync([Factor.Face]);
        Visit visit = await Visit.BeginAsync(rig, DoorsRig.Wang);
        EntryReply reply = new EntryReply.Going(visit.Demanded!.First);
        for (int i = 0; i < framesMax && reply is EntryReply.Going; i++) { reply = await visit.FrameAsync(TestEngine.Picture(what == "two faces" ? "TwoFaces" : "NoFace", 1, 0.9)); }

        Assert.Equal("capture_incomplete", EntryProofTests.Refused(reply));
        Assert.Equal(0, await rig.CountAsync("stepup.attempt"));
        Assert.Empty(rig.Failures.All);
        await OpensOnlyToItsOwnerAsync(rig);
    }

    [Theory]
    [InlineData("the turn", "silence", "too_slow")]
    [InlineData("the turn", "two faces", "several_faces")]
    [InlineData("the turn", "camera gone", "abandoned")]
    [InlineData("a stranger", "silence", "too_slow")]
    [InlineData("a stranger", "camera gone", "abandoned")]
    [InlineData("a stranger", "the badge again", "abandoned")]
    [InlineData("a stranger", "gone for good", "abandoned")]
    [InlineData("a colleague", "gone for good", "wrong_person")]
    public async Task Who_goes_away_after_a_turn_was_told_or_a_face_found_strange_has_had_an_attempt(string after, string how, string cause)
    {
        await using DoorsRig rig = await EntryProofTests.StartAsync([Factor.Face]);
        Visit visit = await Visit.BeginAsync(rig, DoorsRig.Wang);
        for (int i = 0; i < 2; i++) { Assert.IsType<EntryReply.Going>(await visit.FrameAsync(after switch { "the turn" => "wang-fang", "a colleague" => "zhang-wei", _ => "nobody" })); }
        switch (how)
        {
            case "silence": EntryProofTests.Refused(await visit.FrameAsync(Of(visit, "wang-fang"), after: TimeSpan.FromSeconds(4))); break;
            case "two faces":
                for (int i = 0; i < 3; i++) { await visit.FrameAsync(TestEngine.Picture("TwoFaces", 1, 0.9)); }
                break;
            case "camera gone": await rig.Proofs.SampleAsync(rig.Agent1.Id, new EntrySample(visit.Demanded!.Challenge, [], null, 0, default, "camera_gone"), CancellationToken.None); break;
            case "the badge again": await Visit.BeginAsync(rig, DoorsRig.Wang); break;
            default: rig.Clock.Advance(TimeSpan.FromMinutes(3)); break;
        }

        for (int wait = 0; wait < 1000 && await rig.CountAsync("stepup.attempt") == 0; wait++) { await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, TestContext.Current.CancellationToken); }
        JsonElement attempt = Assert.Single(await rig.EntriesAsync(), e => e.GetProperty("kind").GetString() == "stepup.attempt");
        Assert.Equal((cause, "archive", "1"), (attempt.GetProperty("reasons")[0].GetString(), attempt.GetProperty("door").GetString(), attempt.GetProperty("details").GetProperty("failures").GetString()));
        Assert.Equal(cause == "wrong_person" ? 1 : 0, rig.Failures.All.Count);
        await OpensOnlyToItsOwnerAsync(rig);
    }

    [Fact]
    public async Task Where_the_memory_of_shown_frames_was_altered_no_face_is_asked_for_and_officers_are_told()
    {
        await using DoorsRig rig = await EntryProofTests.StartAsync([Factor.Face, Factor.Fingerprint]);
        EntryProofTests.Granted(rig, await (await Visit.BeginAsync(rig, DoorsRig.Wang)).ShowAsync("wang-fang"));
        await rig.RestartAsync(folder => DoorsRig.Alter(folder, "UPDATE rows SET value = zeroblob(8) WHERE tbl = 'stepup.shown'"));

        Visit visit = await Visit.BeginAsync(rig, DoorsRig.Wang);
        Assert.Equal([Factor.Fingerprint], visit.Demanded!.Factors);
        EntryProofTests.Granted(rig, await visit.FingerAsync("wang-fang"));
        Assert.Contains("store.tampered", await rig.AlarmsAsync());
    }

    private static async Task OpensOnlyToItsOwnerAsync(DoorsRig rig)
    {
        Assert.Equal(0, await rig.CountAsync("entry.granted"));
        EntryProofTests.Granted(rig, await (await Visit.BeginAsync(rig, DoorsRig.Wang)).ShowAsync("wang-fang"));
    }

    /// <param name="turned">-1: the other way than asked.</param>
    private static byte[] Of(Visit visit, string who, double live = 0.9, int turned = 1) =>
        TestEngine.Picture(who, visit.Act switch { StepUpAct.FaceLeft => 30 * turned, StepUpAct.FaceRight => -30 * turned, _ => 1 }, live);
}
