using Grpc.Core;
using Secure.Gateway.Audit;
using Secure.Gateway.Storage;
using Secure.V1;
using static Secure.Gateway.Tests.Alerts.AlertCalls;
using static Secure.Gateway.Tests.Alerts.AlertsRig;

namespace Secure.Gateway.Tests.Alerts;

/// <summary>How officers see the alerts.</summary>
public sealed class AlertWatchTests : AlertCase
{
    [Fact]
    public async Task A_watch_with_many_open_alerts_tells_them_all_in_messages_that_a_client_takes()
    {
        AuditEvent[] many = [.. Enumerable.Range(0, 500).Select(i => AlarmEntries.Of(Forced($"door-{i}") with { Text = new string('门', 3_000) }))];
        Assert.IsType<CommitOutcome.Committed>(await Rig.Audit.RecordAsync(many, CancellationToken.None));
        using AsyncServerStreamingCall<WatchAlertsResponse> watch = Client.Watch(new WatchAlertsRequest(), As(Officer), cancellationToken: Limit);
        HashSet<string> seen = [];
        while (seen.Count < 500) { seen.UnionWith((await NextAsync(watch)).Alerts.Select(a => a.Id)); }

        HashSet<string> listed = [];
        string token = "";
        do
        {
            ListAlertsResponse page = await Client.ListAsync(new ListAlertsRequest { PageSize = 500, PageToken = token }, As(Officer));
            Assert.True(page.CalculateSize() < 2 * 1024 * 1024);
            foreach (V1.Alert alert in page.Alerts) { Assert.True(listed.Add(alert.Id)); }
            token = page.NextPageToken;
        }
        while (token.Length > 0);
        Assert.Equal(seen.Order(), listed.Order());
    }

    [Fact]
    public async Task A_watch_shows_what_changes_beats_every_five_seconds_and_ends_with_the_session()
    {
        using AsyncServerStreamingCall<WatchAlertsResponse> watch = Client.Watch(new WatchAlertsRequest { SeverityMin = V1.AlertSeverity.Warning }, As(Guard), cancellationToken: Limit);
        Assert.Empty((await NextAsync(watch)).Alerts);
        await Rig.RaiseAsync(new Alarm("door.reader_offline", "r")); // a notice: less than was asked for
        await Rig.RaiseAsync(Forced());
        V1.Alert raised = await UntilAsync(watch, _ => true);
        Assert.Equal("door.forced", raised.Code);
        await Rig.ActAsync("ack", raised.Id, 1, Officer);
        await Rig.ActAsync("false", raised.Id, 2, Officer);
        Assert.Equal(V1.AlertState.FalseAlarm, (await UntilAsync(watch, a => a.State == V1.AlertState.FalseAlarm)).State);
        Rig.Clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Empty((await NextAsync(watch)).Alerts);
        Rig.People.SessionOf(Guard).End();

        RpcException ended = await Assert.ThrowsAsync<RpcException>(async () => { while (await watch.ResponseStream.MoveNext(Limit)) { } });
        Assert.Equal(StatusCode.Unauthenticated, ended.StatusCode);
    }

    [Fact]
    public async Task A_list_is_searched_and_paged_here_and_new_alerts_push_nothing_out_of_sight()
    {
        for (int i = 0; i < 7; i++)
        {
            await Rig.RaiseAsync(Forced($"door-{i}") with { Person = i % 2 == 0 ? "li" : "wang" });
            Rig.Clock.Advance(TimeSpan.FromSeconds(1));
        }
        ListAlertsResponse first = await Client.ListAsync(new ListAlertsRequest { PageSize = 3 }, As(Officer));
        await Rig.RaiseAsync(Forced("new"));
        ListAlertsResponse next = await Client.ListAsync(new ListAlertsRequest { PageSize = 3, PageToken = first.NextPageToken }, As(Officer));
        ListAlertsResponse last = await Client.ListAsync(new ListAlertsRequest { PageSize = 3, PageToken = next.NextPageToken }, As(Officer));

        Assert.Equal(["door-6", "door-5", "door-4", "door-3", "door-2", "door-1", "door-0"], first.Alerts.Concat(next.Alerts).Concat(last.Alerts).Select(a => a.Door));
        Assert.Equal("", last.NextPageToken);
        Assert.Equal(7U, first.Total);
        Assert.Equal(3U, (await Client.ListAsync(new ListAlertsRequest { Person = "wang" }, As(Officer))).Total);
        Assert.Equal(8U, (await Client.ListAsync(new ListAlertsRequest { Code = "door." }, As(Officer))).Total);
        Assert.Equal(0U, (await Client.ListAsync(new ListAlertsRequest { Code = "door" }, As(Officer))).Total);
        Assert.Equal(8U, (await Client.ListAsync(new ListAlertsRequest { Text = "FORCED" }, As(Officer))).Total);
        Assert.Equal(3U, (await Client.ListAsync(new ListAlertsRequest { Text = "wang" }, As(Officer))).Total);
        Assert.Equal("door-2", Assert.Single((await Client.ListAsync(new ListAlertsRequest { Text = "OOR-2", Open = true }, As(Officer))).Alerts).Door);
        await Rig.RaiseAsync(Forced("vault"));
        foreach (string name in (string[])["保密室门", "VAULT DOOR"]) { Assert.Equal("vault", Assert.Single((await Client.ListAsync(new ListAlertsRequest { Text = name }, As(Officer))).Alerts).Door); }
        Assert.Equal("door-2", Assert.Single((await Client.ListAsync(new ListAlertsRequest { Door = "door-2" }, As(Officer))).Alerts).Door);
        foreach (ListAlertsRequest bad in new ListAlertsRequest[] { new() { PageSize = 501 }, new() { PageToken = "x" }, new() { PageToken = "99999999999999999999/a" }, new() { Text = new string('x', 101) }, new() { States = { (V1.AlertState)99 } }, new() { From = new() { Seconds = long.MaxValue } } })
        {
            Assert.Equal("invalid_request", await RefusedAsync(Client.ListAsync(bad, As(Officer))));
        }
    }
}
