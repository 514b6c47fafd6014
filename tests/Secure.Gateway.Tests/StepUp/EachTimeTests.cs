using Grpc.Core;
using Secure.V1;

namespace Secure.Gateway.Tests.StepUp;

/// <summary>Printing, which the policy here asks each time to be proved for.</summary>
public sealed class EachTimeTests : IAsyncLifetime
{
    private StepUpRig _rig = null!;

    public async ValueTask InitializeAsync()
    {
        _rig = await StepUpRig.StartAsync();
        _rig.Change(site => site with { Revision = site.Revision + 1, Rules = [.. site.Rules.Select(r => r.Actions.Contains("print") ? r with { EachTime = true } : r)] });
    }

    public ValueTask DisposeAsync() => _rig.DisposeAsync();

    [Fact]
    public async Task What_a_policy_asks_each_time_is_permitted_once_and_for_the_very_request()
    {
        Decision asked = await _rig.CheckAsync("test-report", "print");
        Sitting sitting = await _rig.BeginAsync(asked.StepUp.Nonce);
        Assert.Equal(StepUpOutcome.Passed, await sitting.ShowAsync(act => sitting.Of("zhang-wei", act)));
        Assert.NotNull((await _rig.CheckAsync("design-review", "print")).StepUp);
        Assert.NotNull((await _rig.CheckAsync("test-report", "print")).Permit);
        Assert.NotNull((await _rig.CheckAsync("test-report", "print")).StepUp);
    }

    [Fact]
    public async Task Who_only_asks_is_told_of_the_each_time_permit_and_leaves_its_proof_to_who_opens()
    {
        CheckItem item = new() { Action = "print", Resource = new ResourceRef { Kind = "material", Id = "test-report" }, SupportedObligations = { Obligation.Watermark } };
        Authorization.AuthorizationClient client = new(_rig.Place);
        Metadata session = await _rig.SessionAsync();
        async Task<Decision> AskAsync() => (await client.CheckAsync(new CheckRequest { Item = item, OnlyAsks = true }, session)).Decision;
        using AsyncServerStreamingCall<WatchResponse> watch = client.Watch(new WatchRequest { Item = item, OnlyAsks = true }, session);
        async Task<Decision> ToldAsync()
        {
            Task<bool> told = watch.ResponseStream.MoveNext(CancellationToken.None);
            for (int second = 0; second < 60 && !told.IsCompleted; second++)
            {
                _rig.Clock.Advance(TimeSpan.FromSeconds(1));
                await Task.WhenAny(told, Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System));
            }
            Assert.True(await told.WaitAsync(TimeSpan.FromSeconds(20), TimeProvider.System));
            return watch.ResponseStream.Current.Decision;
        }
        Assert.NotNull((await ToldAsync()).StepUp);

        Sitting sitting = await _rig.BeginAsync((await AskAsync()).StepUp.Nonce);
        Assert.Equal(StepUpOutcome.Passed, await sitting.ShowAsync(act => sitting.Of("zhang-wei", act)));
        Assert.NotNull((await AskAsync()).Permit);
        Assert.NotNull((await AskAsync()).Permit);
        Assert.NotNull((await ToldAsync()).Permit);
        ListResourcesResponse listed = await client.ListResourcesAsync(new ListResourcesRequest { Kind = "material", Action = "print", Search = "test-report" }, session);
        Assert.False(Assert.Single(listed.Resources).NeedsStepUp);

        Assert.NotNull((await _rig.CheckAsync("test-report", "print")).Permit);
        Assert.NotNull((await AskAsync()).StepUp);
        Assert.NotNull((await ToldAsync()).StepUp);
        Assert.NotNull((await _rig.CheckAsync("test-report", "print")).StepUp);
        string[] permits = [.. (await _rig.Gateway.EntriesAsync()).Where(e => e.Contains("\"kind\":\"decision\"", StringComparison.Ordinal) && e.Contains("\"permit\"", StringComparison.Ordinal))];
        Assert.Equal([true, true, true, false], permits.Select(e => e.Contains("\"question\":\"true\"", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Of_many_checks_at_once_one_alone_gets_the_each_time_permit()
    {
        Sitting sitting = await _rig.BeginAsync((await _rig.CheckAsync("test-report", "print")).StepUp.Nonce);
        await sitting.ShowAsync(act => sitting.Of("zhang-wei", act));
        Decision[] answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => _rig.CheckAsync("test-report", "print")));
        Assert.Single(answers, a => a.Permit is not null);
    }

    [Fact]
    public async Task An_unused_each_time_proof_grows_old()
    {
        Sitting sitting = await _rig.BeginAsync((await _rig.CheckAsync("test-report", "print")).StepUp.Nonce);
        await sitting.ShowAsync(act => sitting.Of("zhang-wei", act));
        _rig.Clock.Advance(TimeSpan.FromMinutes(15));
        Assert.NotNull((await _rig.CheckAsync("test-report", "print")).StepUp);
    }
}
