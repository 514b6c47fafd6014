using Grpc.Core;
using Secure.Contracts;
using Secure.Gateway.Decisions.Site;
using Secure.V1;
using Secure.Vocabulary;
using Factor = Secure.Vocabulary.Factor;
using PresenceState = Secure.Gateway.Decisions.PresenceState;

namespace Secure.Gateway.Tests.Access;

public sealed class WatchTests : IAsyncLifetime
{
    private AccessRig _rig = null!;

    public async ValueTask InitializeAsync() => _rig = await AccessRig.StartAsync();

    public ValueTask DisposeAsync() => _rig.DisposeAsync();

    [Fact]
    public async Task Leaving_the_room_ends_tier_3_at_once_and_on_record()
    {
        _rig.Presence.Move(_rig.Zhang, PresenceState.Present, "vault");
        _rig.Zhang.Prove(Factor.Face, _rig.Clock.GetUtcNow());
        using var watch = Open("core-design");
        Assert.NotNull((await NextAsync(watch)).Decision.Permit);
        _rig.Presence.Move(_rig.Zhang, PresenceState.Absent, null);
        WatchResponse next = await NextAsync(watch);
        Assert.Equal("not_present", next.Decision.Deny.Reason);
        Assert.Equal("deny", (await _rig.EntryAsync(next.Decision.LogIndex)).GetProperty("decision").GetString());
    }

    [Fact]
    public async Task A_door_in_doubt_ends_tier_3_at_once()
    {
        _rig.Presence.Move(_rig.Zhang, PresenceState.Present, "vault");
        _rig.Zhang.Prove(Factor.Face, _rig.Clock.GetUtcNow());
        using var watch = Open("core-design");
        await NextAsync(watch);
        _rig.Presence.Move(_rig.Zhang, PresenceState.Unknown, "vault");
        Assert.Equal("presence_unknown", (await NextAsync(watch)).Decision.Deny.Reason);
    }

    [Fact]
    public async Task The_end_of_the_session_is_the_last_word()
    {
        using var watch = Open("test-report");
        await NextAsync(watch);
        _rig.Zhang.End();
        Assert.Equal("session_ended", (await NextAsync(watch)).Decision.Deny.Reason);
        Assert.False(await watch.ResponseStream.MoveNext(CancellationToken.None));
        await UntilClosedAsync();
    }

    [Fact]
    public async Task A_permit_warns_in_its_last_minute_and_ends_with_its_ground()
    {
        _rig.Zhang.Prove(Factor.Face, _rig.Clock.GetUtcNow());
        using var watch = Open("design-review");
        Assert.False((await NextAsync(watch)).ExpiryWarning);
        _rig.Clock.Advance(TimeSpan.FromMinutes(14));
        WatchResponse warning = await NextAsync(watch);
        Assert.True(warning.ExpiryWarning);
        Assert.NotNull(warning.Decision.Permit);
        _rig.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.NotNull((await NextAsync(watch)).Decision.StepUp);
        _rig.Zhang.Prove(Factor.Face, _rig.Clock.GetUtcNow());
        _rig.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.NotNull((await NextAsync(watch)).Decision.Permit);
    }

    [Fact]
    public async Task A_new_site_is_decided_by_at_once()
    {
        using var watch = Open("test-report");
        await NextAsync(watch);
        _rig.Site.Replace(_rig.Site.Current with { Revision = 2, Rules = [] });
        WatchResponse next = await NextAsync(watch);
        Assert.Equal(("no_matching_rule", 2UL), (next.Decision.Deny.Reason, next.Decision.PolicyRevision));
    }

    [Fact]
    public async Task Nothing_is_told_or_recorded_while_nothing_changes()
    {
        using var watch = Open("test-report");
        await NextAsync(watch);
        for (int i = 0; i < 50; i++) { _rig.Clock.Advance(TimeSpan.FromSeconds(10)); }
        _rig.Presence.Move(_rig.Zhang, PresenceState.Present, "lobby");
        _rig.Zhang.End();
        Assert.Equal("session_ended", (await NextAsync(watch)).Decision.Deny.Reason);
        Assert.Equal(2, _rig.LogSize);
    }

    [Fact]
    public async Task A_session_has_a_limited_number_of_watches_and_a_closed_one_counts_no_more()
    {
        List<AsyncServerStreamingCall<WatchResponse>> open = [];
        for (int i = 0; i < 16; i++)
        {
            open.Add(Open("test-report"));
            await NextAsync(open[^1]);
        }
        using (var tooMany = Open("test-report"))
        {
            RpcException refused = await Assert.ThrowsAsync<RpcException>(() => tooMany.ResponseStream.MoveNext(CancellationToken.None));
            Assert.Equal("too_many_watches", refused.ToRefusal()!.Code);
        }
        foreach (var call in open) { call.Dispose(); }
        await UntilClosedAsync();
        using var again = Open("test-report");
        Assert.NotNull((await NextAsync(again)).Decision.Permit);
    }

    [Fact]
    public async Task A_watch_that_cannot_be_recorded_any_more_ends_unavailable()
    {
        using var watch = Open("test-report");
        await NextAsync(watch);
        _rig.Audit.Broken = true;
        _rig.Site.Replace(_rig.Site.Current with { Revision = 2, Rules = [] });
        RpcException refused = await Assert.ThrowsAsync<RpcException>(() => watch.ResponseStream.MoveNext(CancellationToken.None));
        Assert.Equal(StatusCode.Unavailable, refused.StatusCode);
    }

    private AsyncServerStreamingCall<WatchResponse> Open(string id) => _rig.Client.Watch(new WatchRequest { Item = AccessRig.Item(id) }, AccessRig.As(_rig.Zhang));

    private static async Task<WatchResponse> NextAsync(AsyncServerStreamingCall<WatchResponse> watch)
    {
        using CancellationTokenSource patience = new(TimeSpan.FromSeconds(20));
        Assert.True(await watch.ResponseStream.MoveNext(patience.Token));
        return watch.ResponseStream.Current;
    }

    private async Task UntilClosedAsync()
    {
        for (int i = 0; i < 1000 && _rig.Watches.Count > 0; i++) { await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System); }
        Assert.Equal(0, _rig.Watches.Count);
    }
}
