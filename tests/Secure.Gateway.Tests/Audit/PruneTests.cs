using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Secure.Contracts;
using Secure.Gateway.Audit;
using Secure.Gateway.Audit.Publishing;
using Secure.Gateway.Storage;
using Secure.Gateway.Tests.Alerts;
using Secure.TransparencyLog;
using Secure.V1;

namespace Secure.Gateway.Tests.Audit;

/// <summary>Two officers give up old contents; what is kept, and every proof, goes on.</summary>
public sealed class PruneTests : IAsyncDisposable
{
    private readonly LogRig _rig = new();
    private readonly RigApprovals _approvals = new();
    private readonly NoHolds _holds = new();
    private readonly TestSession _officer = new();

    private DateTimeOffset Now => _rig.Clock.GetUtcNow();

    public async ValueTask DisposeAsync()
    {
        _officer.Dispose();
        await _rig.DisposeAsync();
    }

    [Fact]
    public async Task What_is_old_goes_in_whole_bundles_on_record_and_the_rest_verifies()
    {
        await GrowAsync();

        Assert.Equal(512ul, (await PruneAsync(Now - TimeSpan.FromDays(1_100))).MinimumIndex);

        // Before the record is in a checkpoint nothing is gone from the published files.
        Assert.True(_rig.Verify() is { IsGood: true, PrunedBelow: 0 });
        Assert.Equal(0, _rig.Publisher.Current!.Minimum);
        await _rig.PublishAsync();
        LogReport report = _rig.Verify();
        Assert.True(report.IsGood, string.Join(' ', report.Faults));
        Assert.Equal((512, 512), (report.PrunedBelow, _rig.Publisher.Current!.Minimum));
        Assert.Empty(await _rig.Store.Store.ReadLogAsync(0, 512, CancellationToken.None));
        Storage.LogEntry record = (await _rig.Store.Store.ReadLogAsync(_rig.Store.Store.LogSize - 1, 1, CancellationToken.None))[0];
        Assert.Equal(512, PruningRecord.Read(record.Entry));
        Assert.Contains("entries 0 to 511, 512 in all", Assert.Single(_approvals.Asked).En, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_restart_finds_it_as_it_was()
    {
        await GrowAsync();
        await PruneAsync(Now - TimeSpan.FromDays(1_100));
        await _rig.RestartAsync();

        await _rig.RecordAsync(1);
        await _rig.PublishAsync();

        Assert.True(_rig.Verify() is { IsGood: true, PrunedBelow: 512 });
        Assert.Equal(512, _rig.Publisher.Current!.Minimum);
    }

    [Fact]
    public async Task Nothing_younger_than_the_least_age_goes()
    {
        await GrowAsync();
        await RefusedAsync("log_too_young", Now - TimeSpan.FromDays(1_094));
        await RefusedAsync("log_too_young", Now + TimeSpan.FromDays(1));
    }

    [Fact]
    public async Task Nothing_past_an_open_alert_goes()
    {
        await GrowAsync();
        _holds.Oldest = Now - TimeSpan.FromDays(1_101);
        await RefusedAsync("alert_open", Now - TimeSpan.FromDays(1_100));
        Assert.Equal(512ul, (await PruneAsync(Now - TimeSpan.FromDays(1_101))).MinimumIndex);
    }

    [Fact]
    public async Task Without_the_second_officer_nothing_goes()
    {
        await GrowAsync();
        _approvals.Given = false;
        await RefusedAsync("approval_required", Now - TimeSpan.FromDays(1_100));
    }

    [Fact]
    public async Task What_is_gone_already_and_what_fills_no_bundle_is_nothing_to_do()
    {
        await GrowAsync();
        await PruneAsync(Now - TimeSpan.FromDays(1_100));
        await _rig.PublishAsync();
        await RefusedAsync("nothing_to_prune", Now - TimeSpan.FromDays(1_100), minimum: 512);
        await RefusedAsync("nothing_to_prune", Now - TimeSpan.FromDays(4_000), minimum: 512);
    }

    [Fact]
    public async Task An_old_time_that_a_wrong_clock_wrote_later_takes_nothing_young_with_it()
    {
        await _rig.RecordAsync(300);
        _rig.Clock.Advance(TimeSpan.FromDays(2_000));
        await _rig.RecordAsync(300);
        _rig.Clock.Advance(TimeSpan.FromDays(-2_000));
        await _rig.RecordAsync(300);
        _rig.Clock.Advance(TimeSpan.FromDays(2_000));
        await _rig.PublishAsync();

        Assert.Equal(256ul, (await PruneAsync(Now - TimeSpan.FromDays(1_100))).MinimumIndex);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    public async Task A_reason_is_asked_for(string reason)
    {
        RefusedException refused = await Assert.ThrowsAsync<RefusedException>(() => Desk().PruneAsync(_officer, new PruneLogRequest { Before = new Timestamp(), Reason = reason }, CancellationToken.None));
        Assert.Equal("reason", Assert.Single(refused.Refusal.Fields).Field);
    }

    // 700 entries of long ago, 100 of now.
    private async Task GrowAsync()
    {
        await _rig.RecordAsync(700);
        _rig.Clock.Advance(TimeSpan.FromDays(2_000));
        await _rig.RecordAsync(100);
        await _rig.PublishAsync();
    }

    private PruneDesk Desk() => new(_rig.Store.Store, _rig.Publisher, _rig.Recorder, _approvals, _holds, new AuditOptions { Folder = _rig.Folder }, _rig.Clock);

    private Task<PruneLogResponse> PruneAsync(DateTimeOffset before) =>
        Desk().PruneAsync(_officer, new PruneLogRequest { Before = Timestamp.FromDateTimeOffset(before), Reason = "six years have passed" }, CancellationToken.None);

    private async Task RefusedAsync(string code, DateTimeOffset before, long minimum = 0)
    {
        long size = _rig.Store.Store.LogSize;
        Assert.Equal(code, (await Assert.ThrowsAsync<RefusedException>(() => PruneAsync(before))).Refusal.Code);
        Assert.Equal((minimum, size), (_rig.Store.Store.LogMinimum, _rig.Store.Store.LogSize));
    }
}
