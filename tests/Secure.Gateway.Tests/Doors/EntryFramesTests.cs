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
    [InlineData("silence", 1)]
    [InlineData("two faces", 3)]
    [InlineData("nobody", 70)]
    public async Task Where_nothing_can_be_judged_the_door_stays_shut_and_nothing_is_counted(string what, int framesMax)
    {
        await using DoorsRig rig = await EntryProofTests.StartAsync([Factor.Face]);
        Visit visit = await Visit.BeginAsync(rig, DoorsRig.Wang);
        EntryReply reply = what == "nobody" ? new EntryReply.Going(visit.Demanded!.First) : await visit.FrameAsync("wang-fang");
        for (int i = 0; i < framesMax && reply is EntryReply.Going; i++)
        {
            byte[] picture = TestEngine.Picture(what == "two faces" ? "TwoFaces" : what == "nobody" ? "NoFace" : "wang-fang", 1, 0.9);
            reply = await visit.FrameAsync(picture, after: what == "silence" ? TimeSpan.FromSeconds(4) : null);
        }

        Assert.Equal("capture_incomplete", EntryProofTests.Refused(reply));
        Assert.Equal(0, await rig.CountAsync("stepup.attempt"));
        Assert.Empty(rig.Failures.All);
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
