using Secure.Gateway.Tests.Fleet;
using Secure.V1;

namespace Secure.Gateway.Tests.StepUp;

/// <summary>Going away in the middle of a face challenge: what it has told by then is an attempt, or faces and turns could be tried without end.</summary>
public sealed class AbandonedTests : IAsyncLifetime
{
    /// <summary>Moments of 5 ms, at least: 20 s.</summary>
    private const int WaitsMax = 4000;

    private StepUpRig _rig = null!;

    public async ValueTask InitializeAsync() => _rig = await StepUpRig.StartAsync();

    public ValueTask DisposeAsync() => _rig.DisposeAsync();

    [Theory]
    [InlineData("two strange frames", "hangs up", "abandoned")]
    [InlineData("two strange frames", "is silent", "too_slow")]
    [InlineData("two strange frames", "begins anew", "abandoned")]
    [InlineData("a lifeless frame", "hangs up", "abandoned")]
    [InlineData("the turn", "hangs up", "abandoned")]
    [InlineData("the turn", "begins anew", "abandoned")]
    public async Task Who_leaves_every_challenge_in_the_middle_is_counted_each_time_delayed_at_the_tenth_and_recorded_with_the_reason(string after, string how, string cause)
    {
        for (int i = 1; i <= 10; i++)
        {
            // So far apart that they never fall into one window.
            _rig.Clock.Advance(TimeSpan.FromMinutes(3));
            await LeaveAsync(after, how);
            Assert.Equal(i, await CountedAsync(i, cause));
        }
        await Refused.AsAsync("factor_delayed", async () => await (await _rig.BeginAsync()).BeganAsync());
        Assert.Empty(_rig.Failures.All);
    }

    [Fact]
    public async Task The_third_within_two_minutes_fails_the_step_up_and_ends_the_session()
    {
        for (int i = 1; i <= 3; i++)
        {
            await LeaveAsync("two strange frames", "hangs up");
            Assert.Equal(i, await CountedAsync(i, "abandoned"));
        }
        for (int wait = 0; wait < WaitsMax && _rig.Failures.All.Count == 0; wait++) { await MomentAsync(); }
        Assert.Equal("abandoned", Assert.Single(_rig.Failures.All).Cause);
        await Refused.AsAsync("session_required", () => _rig.CheckAsync());
    }

    [Fact]
    public async Task A_colleagues_face_shown_for_a_moment_fails_at_once_and_officers_learn_whose_it_is()
    {
        await LeaveAsync("a colleague", "hangs up");
        Assert.Equal(1, await CountedAsync(1, "wrong_person"));
        Assert.Contains(await _rig.Gateway.EntriesAsync(), e => e.Contains("\"looks_like\":\"wang-fang\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Who_signs_out_in_the_middle_is_counted_as_well()
    {
        await ShowAsync("two strange frames");
        await _rig.Identity().SignOutAsync(new SignOutRequest(), await _rig.SessionAsync());
        Assert.Equal(1, await CountedAsync(1, "abandoned"));
    }

    [Fact]
    public async Task A_person_whose_line_was_cut_in_mid_challenge_is_free_of_the_count_after_the_next_success()
    {
        for (int i = 1; i <= 4; i++)
        {
            await LeaveAsync("the turn", "hangs up");
            Assert.Equal(i, await CountedAsync(i, "abandoned"));
        }
        Assert.Empty(_rig.Failures.All);
        Sitting own = await _rig.BeginAsync();
        Assert.Equal(StepUpOutcome.Passed, await own.ShowAsync(act => own.Of("zhang-wei", act)));
        // What was proved has grown old.
        _rig.Clock.Advance(TimeSpan.FromMinutes(15));
        await LeaveAsync("the turn", "hangs up");
        Assert.Equal(5, await CountedAsync(5, "abandoned"));
        Assert.Contains("\"failures\":\"1\"", (await _rig.Gateway.EntriesAsync()).Last(e => e.Contains("\"stepup.attempt\"", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nothing")]
    [InlineData("an empty room")]
    [InlineData("the own face, turned aside")]
    public async Task Who_leaves_before_anything_was_told_is_not_counted(string after)
    {
        for (int i = 0; i < 5; i++) { await LeaveAsync(after, "hangs up"); }
        // Whatever those left would be counted before this one, which is.
        _rig.Clock.Advance(TimeSpan.FromMinutes(3));
        await LeaveAsync("the turn", "hangs up");
        Assert.Equal(1, await CountedAsync(1, "abandoned"));
        await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, TestContext.Current.CancellationToken);
        Assert.Equal(1, await CountedAsync(1, "abandoned"));
    }

    private async Task<Sitting> ShowAsync(string what)
    {
        Sitting sitting = await (await _rig.BeginAsync()).BeganAsync();
        switch (what)
        {
            case "the turn": await sitting.LookStraightAsync("zhang-wei"); break;
            case "a lifeless frame": await LookedAsync(sitting, sitting.Of("zhang-wei", StepUpAct.FaceCentre, live: 0.1)); break;
            case "the own face, turned aside": await LookedAsync(sitting, sitting.Of("zhang-wei", StepUpAct.FaceLeft)); break;
            case "nothing" or "an empty room": break;
            default:
                for (int i = 0; i < 2; i++) { await LookedAsync(sitting, sitting.Of(what == "a colleague" ? "wang-fang" : "a-stranger", StepUpAct.FaceCentre)); }
                break;
        }
        // It hears of this one only after what came before was judged.
        if (what != "nothing" && what != "the turn") { await LookedAsync(sitting, TestEngine.Picture("NoFace", 0, 0)); }
        for (int wait = 0; wait < WaitsMax && what != "nothing" && what != "the turn" && sitting.Last!.Guidance != "no_face"; wait++) { await MomentAsync(); }
        return sitting;
    }

    private async Task LeaveAsync(string after, string how)
    {
        Sitting sitting = await ShowAsync(after);
        switch (how)
        {
            case "hangs up": sitting.Leave(); break;
            case "begins anew": (await (await _rig.BeginAsync()).BeganAsync()).Leave(); break;
            default:
                for (int i = 0; i < 20; i++) { await sitting.PassAsync(); }
                await sitting.EndAsync();
                break;
        }
    }

    /// <summary>Sends a frame and waits until the engine has looked at it; the gateway's clock goes on by far less than its longest silence.</summary>
    private async Task LookedAsync(Sitting sitting, byte[] image)
    {
        int looks = _rig.Engine.Looks;
        Assert.True(await sitting.SendAsync(image));
        for (int wait = 0; wait < WaitsMax && _rig.Engine.Looks == looks; wait++)
        {
            // The pace of the looks is a thirtieth of a second, which may begin late on a slow machine; all together stays below three seconds.
            _rig.Clock.Advance(TimeSpan.FromMilliseconds(wait < 25 ? 40 : wait < 1500 ? 1 : 0));
            await MomentAsync();
        }
        Assert.True(_rig.Engine.Looks > looks);
    }

    /// <summary>Waits, in real time alone, for so many attempts of that cause.</summary>
    private async Task<int> CountedAsync(int expected, string cause)
    {
        int counted = 0;
        for (int wait = 0; wait < WaitsMax && counted < expected; wait++)
        {
            await MomentAsync();
            counted = (await _rig.Gateway.EntriesAsync()).Count(e => e.Contains("\"stepup.attempt\"", StringComparison.Ordinal) && e.Contains($"\"{cause}\"", StringComparison.Ordinal));
        }
        return counted;
    }

    private static Task MomentAsync() => Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, TestContext.Current.CancellationToken);
}
