using Grpc.Core;
using Secure.Gateway.Alerts;
using Secure.TestKit;
using Secure.V1;
using static Secure.Gateway.Tests.Alerts.AlertCalls;
using static Secure.Gateway.Tests.Alerts.AlertsRig;

namespace Secure.Gateway.Tests.Alerts;

/// <summary>What time does to an alert.</summary>
public sealed class AlertDeadlineTests : AlertCase
{
    [Fact]
    public async Task Unacknowledged_past_the_deadline_others_are_told_once_and_everybody_who_watches_sees_it()
    {
        await Rig.RaiseAsync(Forced());
        using AsyncServerStreamingCall<WatchAlertsResponse> watch = Client.Watch(new WatchAlertsRequest(), As(Auditor), cancellationToken: Limit);
        V1.Alert first = Assert.Single((await NextAsync(watch)).Alerts);
        Assert.Equal([Officer, Deputy], first.Told);
        Rig.Clock.Advance(TimeSpan.FromSeconds(119));
        await Rig.LookAsync();
        Assert.False((await Rig.OnlyAsync()).Escalated);
        Rig.Clock.Advance(TimeSpan.FromSeconds(1));
        await Rig.LookAsync();
        await Rig.LookAsync();

        V1.Alert told = (await UntilAsync(watch, a => a.Escalated));
        Assert.Equal([Officer, Deputy, Guard, Administrator], told.Told);
        System.Text.Json.JsonElement entry = Assert.Single(await Rig.EntriesAsync("alert.escalated"));
        Assert.Equal($"{Guard} {Administrator}", entry.GetProperty("details").GetProperty("told").GetString());
        await Rig.ActAsync("ack", told.Id, told.Version, Guard); // being late does not change what was seen
    }

    [Fact]
    public async Task Acknowledged_in_time_nobody_else_is_told_but_not_closed_in_time_is_said()
    {
        await Rig.RaiseAsync(Forced());
        V1.Alert alert = await Rig.OnlyAsync();
        await Rig.ActAsync("ack", alert.Id, alert.Version, Officer);
        Rig.Clock.Advance(TimeSpan.FromMinutes(3));
        await Rig.LookAsync();
        Assert.False((await Rig.OnlyAsync()).Escalated);
        Rig.Clock.Advance(TimeSpan.FromHours(4));
        await Rig.LookAsync();

        Assert.True((await Rig.OnlyAsync()).Overdue);
        Assert.Single(await Rig.EntriesAsync("alert.overdue"));
    }

    [Fact]
    public async Task Everything_survives_a_restart_and_what_fell_due_meanwhile_is_told_then()
    {
        await Rig.RaiseAsync(Forced());
        V1.Alert mine = await Rig.InAsync(V1.AlertState.Handling);
        GetAlertResponse before = await Client.GetAsync(new GetAlertRequest { Id = mine.Id }, As(Officer));
        await Rig.RestartAsync(() => Rig.Clock.Advance(TimeSpan.FromMinutes(5)));
        GetAlertResponse after = await Client.GetAsync(new GetAlertRequest { Id = mine.Id }, As(Officer));
        await Rig.LookAsync();

        Assert.Equal(before, after);
        V1.Alert waiting = Assert.Single((await Client.ListAsync(new ListAlertsRequest { States = { V1.AlertState.Raised } }, As(Officer))).Alerts);
        Assert.True(waiting.Escalated);
        await Rig.ActAsync("resolve", mine.Id, mine.Version, Officer);
        await Rig.RaiseAsync(Forced("lobby"));
        Assert.Equal(3, (await Client.ListAsync(new ListAlertsRequest(), As(Officer))).Alerts.Select(a => a.Id).Distinct().Count());
    }

    [Fact]
    public void Every_option_out_of_its_range_is_named()
    {
        AlertOptions options = new()
        {
            AcknowledgeUrgent = TimeSpan.Zero,
            AcknowledgeWarning = TimeSpan.FromDays(2),
            AcknowledgeNotice = TimeSpan.Zero,
            CloseUrgent = TimeSpan.Zero,
            CloseWarning = TimeSpan.FromDays(31),
            CloseNotice = TimeSpan.Zero,
            FoldWithin = TimeSpan.Zero,
            KeepClosedDays = 179,
        };

        Assert.Equal(8, options.Faults().Count);
        Assert.Empty(new AlertOptions().Faults());
    }

    [Fact]
    public async Task A_closed_alert_is_forgotten_after_its_days_and_an_open_one_never()
    {
        V1.Alert closed = await Rig.InAsync(V1.AlertState.FalseAlarm);
        V1.Alert open = await Rig.InAsync(V1.AlertState.Raised);
        Rig.Clock.StepWall(TimeSpan.FromDays(401));
        Rig.Clock.Advance(TimeSpan.FromHours(1));
        await Rig.LookAsync();

        await Eventually.True(() => Rig.Book.All() is [var only] && only.Id == open.Id);
        await Rig.RestartAsync();
        Assert.Equal(open.Id, (await Rig.OnlyAsync()).Id);
        Assert.Equal(closed.Id, Assert.Single(await Rig.EntriesAsync("alert.forgotten")).GetProperty("details").GetProperty("oldest").GetString());
    }
}
