using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Secure.Contracts;
using Secure.Gateway.Spine;
using Secure.Gateway.StepUp;
using Secure.Gateway.Storage;
using Secure.Gateway.Tests.Fleet;
using Secure.V1;
using Secure.Vocabulary;
using Factor = Secure.V1.Factor;

namespace Secure.Gateway.Tests.StepUp;

public sealed class FactorLimitTests : IAsyncLifetime
{
    private StepUpRig _rig = null!;

    public async ValueTask InitializeAsync() => _rig = await StepUpRig.StartAsync(("StepUp:AttemptMax", "00:02:00"));

    public ValueTask DisposeAsync() => _rig.DisposeAsync();

    [Fact]
    public async Task Five_wrong_fingers_bring_a_delay_that_survives_a_restart()
    {
        await FailFingersAsync(5);
        await DelayedAsync();
        await _rig.RestartAsync();
        await DelayedAsync();
        Assert.False((await LimitsAsync()).PinSet);
        FactorLimit limit = Assert.Single((await LimitsAsync()).Limits);
        Assert.Equal((Factor.Fingerprint, "vault-ws", 5u, false), (limit.Factor, limit.Place, limit.Failures, limit.Disabled));
        _rig.Clock.Advance(TimeSpan.FromSeconds(30));
        Sitting sitting = await (await _rig.BeginAsync(factors: Factor.Fingerprint)).BeganAsync();
        await sitting.FingerAsync("zhang-wei");
        while (!sitting.Over) { await sitting.PassAsync(); }
        Assert.Equal(StepUpOutcome.Passed, sitting.Last!.Outcome);
        Assert.Empty((await LimitsAsync()).Limits);
    }

    [Fact]
    public async Task Ten_wrong_fingers_disable_the_factor_until_an_officer_enables_it()
    {
        await FailFingersAsync(10);
        await _rig.RestartAsync();
        await Refused.AsAsync("factor_disabled", () => FingerAsync());
        Assert.Contains((await LimitsAsync()).Limits, l => l is { Factor: Factor.Fingerprint, Disabled: true });
        Assert.Contains(await _rig.Gateway.EntriesAsync(), e => e.Contains("\"factor.disabled\"", StringComparison.Ordinal) && e.Contains("\"alarm\"", StringComparison.Ordinal));
        Sitting face = await _rig.BeginAsync();
        Assert.Equal(StepUpOutcome.Passed, await face.ShowAsync(act => face.Of("zhang-wei", act)));
        Metadata own = await _rig.SessionAsync();
        await Refused.AsAsync("officer_required", async () => await _rig.Identity().EnableFactorAsync(new EnableFactorRequest { Person = "zhang-wei", Factor = Factor.Fingerprint }, own));
        Metadata officer = await OfficerAsync();
        Task EnableAsync() => _rig.Identity().EnableFactorAsync(new EnableFactorRequest { Person = "zhang-wei", Factor = Factor.Fingerprint }, officer).ResponseAsync;
        await Refused.AsAsync("approval_required", EnableAsync);
        Assert.Contains((await LimitsAsync()).Limits, l => l.Disabled);
        await _rig.Gateway.ApprovedAsync(EnableAsync, by: Roles.SystemAdministrator);
        Assert.Empty((await LimitsAsync()).Limits);
        _rig.Clock.Advance(TimeSpan.FromMinutes(15));
        Sitting finger = await FingerAsync();
        Assert.Equal(StepUpAct.Finger, finger.Last!.Act);
        await Refused.AsAsync("factor_not_limited", async () => await _rig.Identity().EnableFactorAsync(new EnableFactorRequest { Person = "zhang-wei", Factor = Factor.Fingerprint }, await OfficerAsync()));
    }

    [Fact]
    public async Task The_last_able_officer_of_a_role_is_delayed_and_never_disabled()
    {
        await OfficerAsync(); // holds the ceremony: li-officer is now the one security officer
        PersonId officer = PersonId.Parse("li-officer");
        _rig.Change(site => site with
        {
            Revision = site.Revision + 1,
            Persons = site.Persons.ToDictionary(p => p.Key, p => p.Key == officer ? p.Value with { Department = DepartmentId.Parse("research") } : p.Value),
        });
        await FailFingersAsync(10, "li-officer");
        string[] entries = await _rig.Gateway.EntriesAsync();
        Assert.Contains(entries, e => e.Contains("\"factor.last_officer_delayed\"", StringComparison.Ordinal));
        Assert.DoesNotContain(entries, e => e.Contains("\"factor.disabled\"", StringComparison.Ordinal));
        await Refused.AsAsync("factor_delayed", async () => await (await _rig.BeginAsync(null, "li-officer", Factor.Fingerprint)).BeganAsync());
        _rig.Clock.Advance(TimeSpan.FromMinutes(15));
        Assert.Equal(StepUpAct.Finger, (await (await _rig.BeginAsync(null, "li-officer", Factor.Fingerprint)).BeganAsync()).Last!.Act);
    }

    [Fact]
    public async Task A_count_altered_past_the_store_denies_and_alarms()
    {
        await FailFingersAsync(5);
        await ForgeAsync((StepUpTables.Counters, "zhang-wei/3/vault-ws"));
        await Refused.AsAsync("integrity_failure", () => FingerAsync());
        Assert.Contains(await _rig.Gateway.EntriesAsync(), e => e.Contains("store.tampered", StringComparison.Ordinal) && e.Contains("zhang-wei/3/vault-ws", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("stepup.counters", "zhang-wei/5/door:archive")]
    [InlineData("stepup.disabled", "zhang-wei/3")]
    public async Task An_altered_count_that_only_an_officer_looks_at_alarms(string table, string key)
    {
        await ForgeAsync((table, key));
        Assert.True(Assert.Single((await LimitsAsync()).Limits).Disabled);
        Assert.Single(await _rig.Gateway.EntriesAsync(), e => e.Contains("store.tampered", StringComparison.Ordinal) && e.Contains($"\"{key}\"", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("stepup.counters", "zhang-wei/5/door:archive")]
    [InlineData("stepup.disabled", "zhang-wei/5")]
    public async Task A_pin_whose_count_was_altered_past_the_store_counts_again_once_two_officers_enabled_it(string table, string key)
    {
        await ForgeAsync((table, key), (table, "zhang-wei/1/vault-ws"), (table, "zhang-wei/no-factor"));
        FactorCounters counters = _rig.Gateway.Services.GetRequiredService<FactorCounters>();
        Task UsableAsync() => counters.RequireUsableAsync(PersonId.Parse("zhang-wei"), Vocabulary.Factor.Pin, "door:archive", CancellationToken.None);
        Assert.Equal("integrity_failure", (await Assert.ThrowsAsync<RefusedException>(UsableAsync)).Refusal.Code);
        FactorLimit limit = Assert.Single((await LimitsAsync()).Limits);
        Assert.Equal((Factor.Pin, true), (limit.Factor, limit.Disabled));
        Metadata officer = await OfficerAsync();
        Task EnableAsync(Factor factor) => _rig.Identity().EnableFactorAsync(new EnableFactorRequest { Person = "zhang-wei", Factor = factor }, officer).ResponseAsync;
        await Refused.AsAsync("factor_never_limited", () => EnableAsync(Factor.Password));
        await Refused.AsAsync("approval_required", () => EnableAsync(Factor.Pin));
        await Assert.ThrowsAsync<RefusedException>(UsableAsync);
        await _rig.Gateway.ApprovedAsync(() => EnableAsync(Factor.Pin), by: Roles.SystemAdministrator);
        await UsableAsync();
        Assert.Empty((await LimitsAsync()).Limits);
        Assert.Contains(await _rig.Gateway.EntriesAsync(), e => e.Contains("\"factor.enabled\"", StringComparison.Ordinal) && e.Contains("\"pin\"", StringComparison.Ordinal));
        await Refused.AsAsync("factor_not_limited", () => EnableAsync(Factor.Pin));
    }

    [Fact]
    public async Task A_pin_altered_past_the_store_stands_as_disabled_and_two_officers_take_it_away()
    {
        await ForgeAsync(("identity.pins", "zhang-wei"));
        FactorLimit limit = Assert.Single((await LimitsAsync()).Limits);
        Assert.Single(await _rig.Gateway.EntriesAsync(), e => e.Contains("store.tampered", StringComparison.Ordinal));
        Assert.Equal((Factor.Pin, true), (limit.Factor, limit.Disabled));
        Metadata officer = await OfficerAsync();
        await _rig.Gateway.ApprovedAsync(() => _rig.Identity().EnableFactorAsync(new EnableFactorRequest { Person = "zhang-wei", Factor = Factor.Pin }, officer).ResponseAsync, by: Roles.SystemAdministrator);
        Assert.Empty((await LimitsAsync()).Limits);
        Assert.IsType<RowRead.Absent>(await _rig.Gateway.Store.ReadRowAsync("identity.pins", "zhang-wei", CancellationToken.None));
    }

    [Fact]
    public async Task Who_leaves_takes_the_counts_along()
    {
        await FailFingersAsync(1);
        PersonId person = PersonId.Parse("zhang-wei");
        IPersonEnding ending = _rig.Gateway.Services.GetServices<IPersonEnding>().Single(e => e is CountersEnding);
        PersonEnd end = await ending.PrepareAsync(person, CancellationToken.None);
        Assert.Equal(("stepup.counters", "zhang-wei/3/vault-ws"), (end.Rows.Single().Table, end.Rows.Single().Key));
        await _rig.Gateway.Store.CommitAsync(new StoreChange { Rows = end.Rows }, CancellationToken.None);
        Assert.Empty((await ending.PrepareAsync(person, CancellationToken.None)).Rows);
    }

    [Fact]
    public async Task Eight_at_once_are_looked_at_two_at_a_time_and_all_pass()
    {
        string[] persons = [.. Enumerable.Range(1, 8).Select(i => $"person-{i}")];
        _rig.Change(site => site with
        {
            Revision = site.Revision + 1,
            Persons = site.Persons.Concat(persons.Select(p => new KeyValuePair<PersonId, Decisions.Site.Person>(PersonId.Parse(p), site.Persons[PersonId.Parse("zhang-wei")] with { Id = PersonId.Parse(p) }))).ToDictionary(),
        });
        _rig.Engine.Enrolled.UnionWith(persons);
        _rig.Engine.LookTime = TimeSpan.FromMilliseconds(5);
        foreach (string person in persons) { await _rig.SessionAsync(person); }
        Sitting[] sittings = [.. await Task.WhenAll(persons.Select(p => _rig.BeginAsync(null, p)))];
        StepUpOutcome[] outcomes = await _rig.RunClockAsync(Task.WhenAll(sittings.Zip(persons, (s, p) => s.ShowAsync(act => s.Of(p, act)))));
        Assert.All(outcomes, o => Assert.Equal(StepUpOutcome.Passed, o));
        Assert.InRange(_rig.Engine.AtOnceMax, 1, 2);
    }

    /// <summary>Rows without a failure, written as somebody does who has the disk and not the key.</summary>
    private Task ForgeAsync(params (string Table, string Key)[] rows) => _rig.RestartAsync(async gateway =>
    {
        await using SqliteStore forged = TestGateway.OpenStore(gateway.Folder, new byte[32], gateway.Clock);
        byte[] clean = StepUpTables.ToRow(Decisions.StepUp.FactorCounter.Clean);
        await forged.CommitAsync(new StoreChange { Rows = [.. rows.Select(r => new RowWrite(r.Table, r.Key, clean))] }, CancellationToken.None);
    });

    private Task<Metadata> OfficerAsync() => _rig.Gateway.OfficerAsync(Roles.SecurityOfficer);

    private async Task<ListFactorLimitsResponse> LimitsAsync() =>
        await _rig.Identity().ListFactorLimitsAsync(new ListFactorLimitsRequest { Person = "zhang-wei" }, await OfficerAsync());

    private async Task<Sitting> FingerAsync() => await (await _rig.BeginAsync(factors: Factor.Fingerprint)).BeganAsync();

    private async Task DelayedAsync()
    {
        Refusal refusal = await Refused.AsAsync("factor_delayed", () => FingerAsync());
        Assert.InRange(refusal.RetryDelay!.Value.TotalSeconds, 1, 30);
    }

    /// <summary>One wrong finger every three minutes, so that they never fall into one window; waits out every delay.</summary>
    private async Task FailFingersAsync(int times, string person = "zhang-wei")
    {
        for (int i = 0; i < times; i++)
        {
            _rig.Clock.Advance(TimeSpan.FromMinutes(i < 5 ? 3 : 16));
            Sitting sitting = await (await _rig.BeginAsync(null, person, Factor.Fingerprint)).BeganAsync();
            int told = sitting.Told.Count;
            await sitting.FingerAsync("a-stranger");
            while (!sitting.Over && !sitting.Told.Skip(told).Any(t => t.Guidance == "again")) { await sitting.PassAsync(); }
            sitting.Leave();
        }
    }
}
