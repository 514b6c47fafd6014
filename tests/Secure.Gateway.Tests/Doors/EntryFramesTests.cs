using Secure.Vocabulary;

namespace Secure.Gateway.Tests.Doors;

/// <summary>What a door's camera sends, frame by frame.</summary>
public class EntryFramesTests
{
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
}
