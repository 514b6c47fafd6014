using Grpc.Core;
using Secure.Contracts;
using Secure.Gateway.Spine;
using Secure.Gateway.Tests.Fleet;
using Secure.V1;
using Secure.Vocabulary;
using Factor = Secure.V1.Factor;

namespace Secure.Gateway.Tests.StepUp;

/// <summary>How often a face may fail at a workstation: ten times with liveness, then later and later, then not at all.</summary>
public sealed class FaceLimitTests : IAsyncLifetime
{
    private StepUpRig _rig = null!;

    public async ValueTask InitializeAsync() => _rig = await StepUpRig.StartAsync();

    public ValueTask DisposeAsync() => _rig.DisposeAsync();

    [Fact]
    public async Task Ten_wrong_faces_bring_a_delay_that_grows_and_five_more_disable_the_face_until_two_officers_enable_it()
    {
        await FailFacesAsync(10);
        Refusal first = await Refused.AsAsync("factor_delayed", FaceAsync);
        Assert.InRange(first.RetryDelay!.Value.TotalSeconds, 1, 30);
        _rig.Clock.Advance(TimeSpan.FromMinutes(3));
        await FailFacesAsync(1);
        Refusal second = await Refused.AsAsync("factor_delayed", FaceAsync);
        Assert.InRange(second.RetryDelay!.Value.TotalSeconds, 31, 60);
        Assert.DoesNotContain(await _rig.Gateway.EntriesAsync(), e => e.Contains("\"factor.disabled\"", StringComparison.Ordinal));

        await FailFacesAsync(4, TimeSpan.FromMinutes(16));
        _rig.Clock.Advance(TimeSpan.FromMinutes(16));
        await Refused.AsAsync("factor_disabled", FaceAsync);
        Assert.Contains(await _rig.Gateway.EntriesAsync(), e => e.Contains("\"factor.disabled\"", StringComparison.Ordinal) && e.Contains("\"alarm\"", StringComparison.Ordinal));
        Assert.Empty(_rig.Failures.All);
        Sitting finger = await (await _rig.BeginAsync(factors: Factor.Fingerprint)).BeganAsync();
        Assert.Equal(StepUpAct.Finger, finger.Last!.Act);
        finger.Leave();

        Metadata officer = await _rig.Gateway.OfficerAsync(Roles.SecurityOfficer);
        EnableFactorRequest enable = new() { Person = "zhang-wei", Factor = Factor.Face };
        await _rig.Gateway.ApprovedAsync(() => _rig.Identity().EnableFactorAsync(enable, officer).ResponseAsync, by: Roles.SystemAdministrator);
        Sitting own = await _rig.BeginAsync();
        Assert.Equal(StepUpOutcome.Passed, await own.ShowAsync(act => own.Of("zhang-wei", act)));
    }

    [Fact]
    public async Task The_face_of_the_last_able_officer_of_a_role_is_delayed_and_never_disabled()
    {
        await _rig.Gateway.OfficerAsync(Roles.SecurityOfficer); // holds the ceremony: li-officer is now the one security officer
        PersonId officer = PersonId.Parse("li-officer");
        _rig.Change(site => site with
        {
            Revision = site.Revision + 1,
            Persons = site.Persons.ToDictionary(p => p.Key, p => p.Key == officer ? p.Value with { Department = DepartmentId.Parse("research") } : p.Value),
        });
        await FailFacesAsync(10, person: officer.Text);
        await FailFacesAsync(6, TimeSpan.FromMinutes(16), officer.Text);
        string[] entries = await _rig.Gateway.EntriesAsync();
        Assert.Contains(entries, e => e.Contains("\"factor.last_officer_delayed\"", StringComparison.Ordinal));
        Assert.DoesNotContain(entries, e => e.Contains("\"factor.disabled\"", StringComparison.Ordinal));
        await Refused.AsAsync("factor_delayed", async () => await (await _rig.BeginAsync(null, officer.Text)).BeganAsync());
        _rig.Clock.Advance(TimeSpan.FromMinutes(16));
        Sitting own = await _rig.BeginAsync(null, officer.Text);
        Assert.Equal(StepUpOutcome.Passed, await own.ShowAsync(act => own.Of(officer.Text, act)));
    }

    private async Task FaceAsync() => await (await _rig.BeginAsync()).BeganAsync();

    /// <summary>Each a stranger's face for one attempt, so long after the one before that they never fall into one window.</summary>
    private async Task FailFacesAsync(int times, TimeSpan? apart = null, string person = "zhang-wei")
    {
        for (int i = 0; i < times; i++)
        {
            _rig.Clock.Advance(apart ?? TimeSpan.FromMinutes(3));
            int before = await AttemptsAsync();
            Sitting sitting = await (await _rig.BeginAsync(null, person)).BeganAsync();
            for (int frame = 0; frame < 20 && await AttemptsAsync() == before && await sitting.SendLookedAsync(sitting.Of("a-stranger", StepUpAct.FaceCentre)); frame++) { }
            for (int wait = 0; wait < 1000 && await AttemptsAsync() == before; wait++) { await sitting.PassAsync(); }
            Assert.Equal(before + 1, await AttemptsAsync());
            sitting.Leave();
        }
    }

    private async Task<int> AttemptsAsync() => (await _rig.Gateway.EntriesAsync()).Count(e => e.Contains("\"stepup.attempt\"", StringComparison.Ordinal));
}
