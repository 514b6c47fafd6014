using System.Text.Json;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Secure.Contracts;
using Secure.Gateway.Evidence;
using Secure.Gateway.Storage;
using Secure.Gateway.Tests.Alerts;
using Secure.Gateway.Tests.Doors;
using Secure.Gateway.Tests.Fleet;
using Secure.V1;
using static Secure.Gateway.Tests.Alerts.AlertsRig;

namespace Secure.Gateway.Tests.Evidence;

/// <summary>How long evidence stays: set by two officers, never below the floors, and by nothing that lies on the gateway's disk.</summary>
public sealed class RetentionTests : IAsyncLifetime
{
    private const ulong Gib = 1UL << 30;

    private AlertsRig _rig = null!;

    public async ValueTask InitializeAsync() => _rig = await StartAsync();

    public async ValueTask DisposeAsync() => await _rig.DisposeAsync();

    [Fact]
    public async Task The_options_give_the_first_which_is_recorded_and_do_not_count_from_then_on()
    {
        Assert.Equal((180u, 180u, 20 * Gib), Values(await NowAsync()));
        Assert.Equal("first", Assert.Single(await SetEntriesAsync()).GetProperty("reasons")[0].GetString());
        _rig.Services.GetRequiredService<EvidenceOptions>().KeepDays = 30;
        Assert.Equal((180u, 180u, 20 * Gib), Values(await NowAsync()));
        Assert.Single(await SetEntriesAsync());
    }

    [Fact]
    public async Task What_two_officers_set_is_in_force_and_stands_in_the_log_with_what_was()
    {
        string picture = await PutAsync("image/jpeg", 1, 91), clip = await PutAsync(EvidenceRow.Clip, 1, 91), young = await PutAsync(EvidenceRow.Clip, 1, 89);

        await SetAsync(365, 90, Gib);
        await LookAsync();

        Assert.Equal((365u, 90u, Gib), Values(await NowAsync()));
        JsonElement set = (await SetEntriesAsync())[^1];
        JsonElement details = set.GetProperty("details");
        Assert.Equal((Officer, "180", "90", "li-admin", "room"), (set.GetProperty("subject").GetString(), details.GetProperty("was_clip_days").GetString(), details.GetProperty("clip_days").GetString(), details.GetProperty("approved_by").GetString(), details.GetProperty("reason").GetString()));
        Assert.Contains("clips 180 → 90 days", Assert.Single(_rig.Approvals.Asked).En, StringComparison.Ordinal);
        Assert.Equal(new[] { picture, young }.Order(), (await TableAsync()).Order());
        Assert.Equal(clip, Assert.Single(await _rig.EntriesAsync("evidence.dropped")).GetProperty("evidence")[0].GetString());
    }

    [Fact]
    public async Task A_clip_that_an_alert_names_stays_as_long_as_the_pictures_of_alarms_also_once_the_alert_is_closed()
    {
        string clip = await PutAsync(EvidenceRow.Clip, 1, 91), linked = await PutAsync(EvidenceRow.Clip, 1, 91), old = await PutAsync(EvidenceRow.Clip, 1, 181);
        foreach (string id in (string[])[linked, old])
        {
            Secure.Gateway.Spine.EvidenceKept.Kept kept = new(id, new EvidenceRow(id, EvidenceRow.Clip, 1, _rig.Clock.GetUtcNow(), _rig.Clock.GetUtcNow().AddDays(id == old ? -181 : -91)).ToRow());
            await _rig.RaiseAsync(new Secure.Gateway.Audit.Alarm("door.forced", "t") { Door = id == old ? "vault" : "archive", Evidence = [kept] });
        }
        foreach (V1.Alert raised in (await _rig.Client.ListAsync(new ListAlertsRequest(), As(Officer))).Alerts)
        {
            V1.Alert alert = raised;
            foreach (string act in (string[])["ack", "assign", "handle", "resolve"]) { alert = await _rig.ActAsync(act, alert.Id, alert.Version, Officer); }
        }
        await SetAsync(180, 90, Gib);
        await LookAsync();
        Assert.Equal([linked], await TableAsync());
        Assert.NotEqual(linked, clip);
    }

    [Theory]
    [InlineData(179, 180, 1UL << 30, "room")]
    [InlineData(180, 89, 1UL << 30, "room")]
    [InlineData(3651, 180, 1UL << 30, "room")]
    [InlineData(180, 3651, 1UL << 30, "room")]
    [InlineData(180, 180, (64UL << 20) - 1, "room")]
    [InlineData(180, 180, (64UL << 40) + 1, "room")]
    [InlineData(180, 180, ulong.MaxValue, "room")]
    [InlineData(180, 180, 1UL << 30, " ")]
    public async Task Nobody_is_asked_to_approve_what_is_below_the_floors_or_gives_no_reason(uint pictures, uint clips, ulong room, string reason)
    {
        await Refused.AsAsync("invalid_request", () => SetAsync(pictures, clips, room, reason));
        await Refused.AsAsync("invalid_request", async () => await _rig.Pictures.SetRetentionAsync(new SetRetentionRequest { Reason = "r" }, As(Officer)));
        Assert.Empty(_rig.Approvals.Asked);
        Assert.Equal((180u, 180u, 20 * Gib), Values(await NowAsync()));
    }

    [Fact]
    public async Task Room_is_not_made_so_small_that_clips_younger_than_the_floor_would_go()
    {
        await PutAsync(EvidenceRow.Clip, 3L << 30, 89);
        await PutAsync(EvidenceRow.Clip, 5L << 30, 91);
        Assert.Equal(8 * Gib, (await _rig.Pictures.GetRetentionAsync(new GetRetentionRequest(), As(Auditor))).ClipBytes);
        await Refused.AsAsync("retention_drops_young", () => SetAsync(180, 180, 3 * Gib - 1));
        Assert.Empty(_rig.Approvals.Asked);
        await SetAsync(180, 180, 3 * Gib);
        await Refused.AsAsync("retention_unchanged", () => SetAsync(180, 180, 3 * Gib));
    }

    [Fact]
    public async Task Without_the_second_officer_without_a_record_and_where_another_was_quicker_nothing_changes()
    {
        await NowAsync();
        _rig.Approvals.Given = false;
        await Refused.AsAsync("approval_required", () => SetAsync(365, 365, Gib));
        _rig.Approvals.Given = true;
        ((BreakableAudit)_rig.Audit).Broken = true;
        await Refused.AsAsync("record_unavailable", () => SetAsync(365, 365, Gib));
        ((BreakableAudit)_rig.Audit).Broken = false;
        Assert.Equal((180u, 180u, 20 * Gib), Values(await NowAsync()));

        _rig.Approvals.Meanwhile = () => SetAsync(200, 200, 2 * Gib);
        await Refused.AsAsync("changed_meanwhile", () => SetAsync(365, 365, Gib));
        Assert.Equal((200u, 200u, 2 * Gib), Values(await NowAsync()));
    }

    [Fact]
    public async Task One_that_was_altered_drops_nothing_and_is_told_until_two_officers_set_it_anew()
    {
        await SetAsync(365, 365, Gib);
        string old = await PutAsync("image/jpeg", 1, 400);
        await _rig.RestartAsync(() => DoorsRig.Alter(_rig.StoreFolder, $"UPDATE rows SET value=replace(value,'365','030') WHERE tbl='{Gateway.Evidence.Retention.Table}'"));

        await LookAsync();
        await LookAsync();

        Assert.Null((await _rig.Pictures.GetRetentionAsync(new GetRetentionRequest(), As(Officer))).Retention);
        Assert.Equal([old], await TableAsync());
        Assert.Equal("store.tampered", Assert.Single(await _rig.EntriesAsync("alarm")).GetProperty("reasons")[0].GetString());
        await SetAsync(365, 365, Gib);
        await LookAsync();
        Assert.Empty(await TableAsync());
    }

    private async Task<GetRetentionResponse> NowAsync() => await _rig.Pictures.GetRetentionAsync(new GetRetentionRequest(), As(Officer));

    private static (uint, uint, ulong) Values(GetRetentionResponse now) => (now.Retention.PictureDays, now.Retention.ClipDays, now.Retention.ClipBytesMax);

    private async Task SetAsync(uint pictures, uint clips, ulong room, string reason = "room") => await _rig.Pictures.SetRetentionAsync(
        new SetRetentionRequest { Retention = new V1.Retention { PictureDays = pictures, ClipDays = clips, ClipBytesMax = room }, Reason = reason }, As(Officer));

    private Task<List<JsonElement>> SetEntriesAsync() => _rig.EntriesAsync(RetentionBook.Kind);

    private Task LookAsync() => _rig.Services.GetServices<IHostedService>().OfType<EvidenceUpkeep>().Single().LookAsync(CancellationToken.None);

    private async Task<IEnumerable<string>> TableAsync() => (await _rig.Store.ReadTableAsync(EvidenceRow.Table, CancellationToken.None)).Rows.Select(r => r.Key);

    /// <summary>A piece kept so many days ago; its file is not looked at.</summary>
    private async Task<string> PutAsync(string mediaType, long bytes, int days)
    {
        DateTimeOffset then = _rig.Clock.GetUtcNow().AddDays(-days);
        string id = Convert.ToHexStringLower(System.Security.Cryptography.RandomNumberGenerator.GetBytes(32));
        await _rig.Store.CommitAsync(new StoreChange { Rows = [new EvidenceRow(id, mediaType, bytes, then, then).ToRow()] }, CancellationToken.None);
        return id;
    }
}
