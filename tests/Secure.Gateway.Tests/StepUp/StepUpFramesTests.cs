using Secure.V1;

namespace Secure.Gateway.Tests.StepUp;

/// <summary>What a workstation's camera sends, frame by frame, through the real service: each way of not being a person before a camera has its refusal.</summary>
public sealed class StepUpFramesTests : IAsyncLifetime
{
    private StepUpRig _rig = null!;

    public async ValueTask InitializeAsync() => _rig = await StepUpRig.StartAsync();

    public ValueTask DisposeAsync() => _rig.DisposeAsync();

    [Theory]
    [InlineData("an older sequence", "out_of_order", false)]
    [InlineData("the same sequence", "out_of_order", false)]
    [InlineData("a repeated frame", "duplicate_frame", true)]
    [InlineData("a burst", "too_fast", false)]
    [InlineData("a still photo", "not_followed", false)]
    [InlineData("a film of other turns", "wrong_turn", false)]
    [InlineData("a screen", "not_live", false)]
    [InlineData("a photo held up half way", "identity_changed", true)]
    public async Task What_no_person_before_a_camera_shows_is_an_attempt_on_record_and_proves_nothing(string what, string cause, bool attack)
    {
        Sitting sitting = await (await _rig.BeginAsync()).LookStraightAsync("zhang-wei");
        byte[] once = sitting.Of("zhang-wei", sitting.Last!.Act);
        await sitting.SendLookedAsync(once);
        for (int i = 0; i < 300 && !await IsOnRecordAsync(cause); i++)
        {
            (byte[] image, ulong? sequence) = Next(what, sitting, once);
            if (!await (what == "a burst" ? sitting.SendAsync(image) : sitting.SendLookedAsync(image, sequence))) { break; }
        }
        for (int wait = 0; wait < 1000 && !await IsOnRecordAsync(cause); wait++) { await sitting.PassAsync(); }

        Assert.True(await IsOnRecordAsync(cause), string.Join('\n', await _rig.Gateway.EntriesAsync()));
        if (!attack)
        {
            sitting.Leave();
            Assert.Empty(_rig.Failures.All);
            Assert.NotNull((await _rig.CheckAsync()).StepUp);
            return;
        }
        await sitting.EndAsync();
        Assert.Equal((StepUpOutcome.Failed, cause), (sitting.Last!.Outcome, Assert.Single(_rig.Failures.All).Cause));
        await Fleet.Refused.AsAsync("session_required", () => _rig.CheckAsync());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("TwoFaces")]
    public async Task A_camera_that_goes_away_or_shows_two_faces_after_a_turn_was_told_ends_it_clearly_counts_one_attempt_and_it_can_be_begun_anew(string? then)
    {
        Google.Protobuf.ByteString nonce = (await _rig.CheckAsync()).StepUp.Nonce;
        Sitting sitting = await (await _rig.BeginAsync(nonce)).LookStraightAsync("zhang-wei");
        for (int i = 0; i < 3 && then is not null && await sitting.SendLookedAsync(TestEngine.Picture(then, 0, 0.9)); i++) { }
        // Four seconds without a picture.
        for (int i = 0; i < 20 && then is null; i++) { await sitting.PassAsync(); }
        for (int wait = 0; wait < 2000 && !sitting.Over; wait++) { await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System); }
        Assert.True(sitting.Over);

        Assert.Equal((StepUpOutcome.Incomplete, StepUpAct.Done), (sitting.Last!.Outcome, sitting.Last.Act));
        Assert.NotEmpty(sitting.Last.Text.Zh);
        // The turn that was told could have been drawn anew for nothing otherwise.
        Assert.True(await IsOnRecordAsync(then is null ? "too_slow" : "several_faces"));
        Assert.DoesNotContain(await _rig.Gateway.EntriesAsync(), e => e.Contains("\"stepup.passed\"", StringComparison.Ordinal));
        Assert.Empty(_rig.Failures.All);
        WhoAmIResponse who = await _rig.Identity().WhoAmIAsync(new WhoAmIRequest(), await _rig.SessionAsync());
        Assert.Equal([V1.Factor.Password], who.Session.Factors.Select(f => f.Factor));
        Sitting anew = await _rig.BeginAsync(nonce);
        Assert.Equal(StepUpOutcome.Passed, await anew.ShowAsync(act => anew.Of("zhang-wei", act)));
    }

    private async Task<bool> IsOnRecordAsync(string cause) => (await _rig.Gateway.EntriesAsync())
        .Any(e => e.Contains("\"stepup.attempt\"", StringComparison.Ordinal) && e.Contains($"\"{cause}\"", StringComparison.Ordinal));

    private static (byte[] Image, ulong? Sequence) Next(string what, Sitting sitting, byte[] once)
    {
        StepUpAct act = sitting.Last!.Act;
        StepUpAct other = act switch { StepUpAct.FaceLeft => StepUpAct.FaceRight, StepUpAct.FaceRight => StepUpAct.FaceLeft, _ => act };
        return what switch
        {
            "an older sequence" => (sitting.Of("zhang-wei", act), 0),
            "the same sequence" => (sitting.Of("zhang-wei", act), sitting.Sent),
            "a repeated frame" => (once, null),
            "a burst" => (sitting.Of("zhang-wei", act), null),
            "a still photo" => (sitting.Of("zhang-wei", StepUpAct.FaceCentre), null),
            "a film of other turns" => (sitting.Of("zhang-wei", other), null),
            "a screen" => (sitting.Of("zhang-wei", act, live: 0.1), null),
            "a photo held up half way" => (sitting.Of(sitting.Last.Step < 3 ? "zhang-wei" : "wang-fang", act), null),
            _ => throw new ArgumentOutOfRangeException(nameof(what)),
        };
    }
}

/// <summary>The shipped pace: five looks a second, whatever a camera sends.</summary>
public sealed class LooksTests
{
    private const int FramesARound = 6;

    /// <summary>In the gateway's time, so that five looks a second are one a round.</summary>
    private static readonly TimeSpan Round = TimeSpan.FromMilliseconds(200);

    [Fact]
    public async Task Of_thirty_frames_a_second_five_are_looked_at_and_the_challenge_is_passed()
    {
        await using StepUpRig rig = await StepUpRig.StartAsync(("StepUp:LooksPerSecond", new Gateway.StepUp.StepUpOptions().LooksPerSecond.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        Sitting sitting = await (await rig.BeginAsync()).BeganAsync();
        int rounds = 0, sent = 0;
        for (; rounds < 140 && !sitting.Over; rounds++)
        {
            int looks = rig.Engine.Looks;
            for (int i = 0; i < FramesARound && !sitting.Over; i++)
            {
                if (await sitting.SendAsync(sitting.Of("zhang-wei", sitting.Last!.Act))) { sent++; }
                // Time enough for a look that nothing keeps back.
                await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
            }
            rig.Clock.Advance(Round);
            for (int wait = 0; wait < 200 && !sitting.Over && rig.Engine.Looks == looks; wait++) { await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System); }
        }
        await sitting.EndAsync();
        Assert.Equal(StepUpOutcome.Passed, sitting.Last!.Outcome);
        // One look a round, and one before the first.
        Assert.InRange(rig.Engine.Looks, 7, rounds + 1);
        Assert.True(sent > 3 * rig.Engine.Looks, $"{sent} sent, {rig.Engine.Looks} looked at");
    }
}
