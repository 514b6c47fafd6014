using Grpc.Core;
using Secure.Contracts;
using Secure.Gateway.Audit;
using Secure.Gateway.Storage;
using Secure.Gateway.Tests.Doors;
using Secure.Gateway.Tests.Fleet;
using Secure.V1;
using static Secure.Gateway.Tests.Alerts.AlertsRig;

namespace Secure.Gateway.Tests.Alerts;

public sealed class AlertTests : AlertCase
{
    [Fact]
    public async Task An_alert_goes_from_the_alarm_to_its_end_and_every_step_says_who_when_and_why()
    {
        await Rig.RaiseAsync(Forced() with { DecisionId = "d-7", Details = [new("cause", "crowbar")] });
        V1.Alert alert = await Rig.OnlyAsync();
        Assert.Equal(("door.forced", V1.AlertState.Raised, V1.AlertSeverity.Urgent, "", "vault", "d-7"), (alert.Code, alert.State, alert.Severity, alert.Owner, alert.Door, alert.DecisionId));
        Assert.Contains(alert.Why, w => w is { Name: "cause", Value: "crowbar" });

        alert = (await Client.AcknowledgeAsync(new AcknowledgeAlertRequest { Id = alert.Id, Version = alert.Version }, As(Guard))).Alert;
        Assert.Equal((V1.AlertState.Acknowledged, Guard), (alert.State, alert.Owner));
        alert = (await Client.AssignAsync(new AssignAlertRequest { Id = alert.Id, Version = alert.Version, Person = Officer, Reason = "交接 handover" }, As(Deputy))).Alert;
        alert = (await Client.HandleAsync(new HandleAlertRequest { Id = alert.Id, Version = alert.Version, Measure = "到场查看" }, As(Officer))).Alert;
        alert = (await Client.ResolveAsync(new ResolveAlertRequest { Id = alert.Id, Version = alert.Version, Reason = "门已修复" }, As(Officer))).Alert;
        Assert.Equal((V1.AlertState.Resolved, Officer, 5UL), (alert.State, alert.Owner, alert.Version));

        GetAlertResponse told = await Client.GetAsync(new GetAlertRequest { Id = alert.Id }, As(Auditor));
        Assert.Equal(
            [(V1.AlertStep.Raised, "", ""), (V1.AlertStep.Acknowledged, Guard, ""), (V1.AlertStep.Assigned, Deputy, "交接 handover"), (V1.AlertStep.Handled, Officer, "到场查看"), (V1.AlertStep.Resolved, Officer, "门已修复")],
            told.History.Select(l => (l.Step, l.By, l.Reason)));
        foreach (V1.AlertLine line in told.History)
        {
            System.Text.Json.JsonElement entry = (await Rig.EntriesAsync())[(int)line.LogIndex];
            Assert.Equal(alert.Id, entry.GetProperty("details").GetProperty("alert").GetString());
            Assert.Equal(line.By.Length == 0 ? null : line.By, entry.TryGetProperty("subject", out System.Text.Json.JsonElement by) ? by.GetString() : null);
        }
        Assert.Equal(told.History[0].LogIndex, alert.FirstIndex);
    }

    // Every pair of an act and a state, from the table and from the contract's own words.
    [Fact]
    public async Task Only_the_moves_of_the_table_are_legal()
    {
        Dictionary<V1.AlertState, string> wanted = new()
        {
            [V1.AlertState.Raised] = "ack note",
            [V1.AlertState.Acknowledged] = "assign false note",
            [V1.AlertState.Assigned] = "assign false handle note",
            [V1.AlertState.Handling] = "assign false handle note resolve",
            [V1.AlertState.Resolved] = "",
            [V1.AlertState.FalseAlarm] = "",
        };
        foreach ((V1.AlertState state, string legal) in wanted)
        {
            List<string> done = [];
            foreach (string act in new[] { "ack", "assign", "false", "handle", "note", "resolve" })
            {
                V1.Alert alert = await Rig.InAsync(state);
                try { await Rig.ActAsync(act, alert.Id, alert.Version, Officer); done.Add(act); }
                catch (RpcException refused) { Assert.Equal("not_now", refused.ToRefusal()?.Code); }
            }
            Assert.Equal((state, legal), (state, string.Join(' ', done)));
        }
    }

    [Fact]
    public async Task Of_two_officers_at_once_one_acts_and_the_other_is_told_to_look_again()
    {
        await Rig.RaiseAsync(Forced());
        V1.Alert seen = await Rig.OnlyAsync();
        string[] outcomes = await Task.WhenAll(new[] { Officer, Deputy, Officer, Deputy, Guard, Guard }.Select(async who =>
        {
            try { await Rig.ActAsync("ack", seen.Id, seen.Version, who); return "done by " + who; }
            catch (RpcException refused) { return $"{refused.StatusCode}"; }
        }));

        V1.Alert now = await Rig.OnlyAsync();
        Assert.Equal("done by " + now.Owner, Assert.Single(outcomes, o => o.StartsWith("done", StringComparison.Ordinal)));
        Assert.All(outcomes.Where(o => !o.StartsWith("done", StringComparison.Ordinal)), o => Assert.Equal("Aborted", o));
        Assert.Single(await Rig.EntriesAsync("alert.acknowledged"));
        Assert.Equal(2UL, now.Version);
    }

    [Fact]
    public async Task Only_its_one_owner_handles_and_closes_an_alert_and_taking_it_over_stays_visible()
    {
        V1.Alert alert = await Rig.InAsync(V1.AlertState.Handling);
        Assert.Equal("not_owner", await RefusedAsync(Client.ResolveAsync(new ResolveAlertRequest { Id = alert.Id, Version = alert.Version, Reason = "r" }, As(Deputy))));
        alert = (await Client.AssignAsync(new AssignAlertRequest { Id = alert.Id, Version = alert.Version, Person = Deputy }, As(Deputy))).Alert;
        Assert.Equal("not_owner", await RefusedAsync(Client.HandleAsync(new HandleAlertRequest { Id = alert.Id, Version = alert.Version, Measure = "m" }, As(Officer))));
        await Rig.ActAsync("handle", alert.Id, alert.Version, Deputy);

        System.Text.Json.JsonElement handover = (await Rig.EntriesAsync("alert.assigned"))[^1].GetProperty("details");
        Assert.Equal((Officer, Deputy), (handover.GetProperty("owner_before").GetString(), handover.GetProperty("owner").GetString()));
        V1.Alert now = (await Client.GetAsync(new GetAlertRequest { Id = alert.Id }, As(Officer))).Alert;
        Assert.Equal("cannot_own", await RefusedAsync(Client.AssignAsync(new AssignAlertRequest { Id = now.Id, Version = now.Version, Person = Auditor }, As(Officer))));
    }

    [Fact]
    public async Task Nobody_deals_with_an_alert_about_themselves()
    {
        await Rig.RaiseAsync(Forced() with { Person = Officer });
        V1.Alert alert = await Rig.OnlyAsync();
        Assert.Equal("own_alert", await RefusedAsync(Client.AcknowledgeAsync(new AcknowledgeAlertRequest { Id = alert.Id, Version = 1 }, As(Officer))));
        alert = await Rig.ActAsync("note", alert.Id, 1, Officer);
        alert = await Rig.ActAsync("ack", alert.Id, alert.Version, Deputy);
        Assert.Equal("own_alert", await RefusedAsync(Client.AssignAsync(new AssignAlertRequest { Id = alert.Id, Version = alert.Version, Person = Officer }, As(Deputy))));
        Assert.Equal("own_alert", await RefusedAsync(Client.AssignAsync(new AssignAlertRequest { Id = alert.Id, Version = alert.Version, Person = Deputy }, As(Officer))));
        Assert.Equal(V1.AlertState.FalseAlarm, (await Rig.ActAsync("false", alert.Id, alert.Version, Deputy)).State);
    }

    [Fact]
    public async Task Who_may_do_what_is_as_the_table_of_rights_says()
    {
        V1.Alert alert = await Rig.InAsync(V1.AlertState.Raised);
        foreach (string who in new[] { Administrator, Head, Staff })
        {
            Assert.Equal("role_required", await RefusedAsync(Client.ListAsync(new ListAlertsRequest(), As(who))));
            Assert.Equal("role_required", await RefusedAsync(Client.GetAsync(new GetAlertRequest { Id = alert.Id }, As(who))));
        }
        Assert.Equal("role_required", await RefusedAsync(Client.AcknowledgeAsync(new AcknowledgeAlertRequest { Id = alert.Id, Version = 1 }, As(Auditor))));
        alert = (await Client.AcknowledgeAsync(new AcknowledgeAlertRequest { Id = alert.Id, Version = 1 }, As(Guard))).Alert;
        Assert.Equal("role_required", await RefusedAsync(Client.AssignAsync(new AssignAlertRequest { Id = alert.Id, Version = 2, Person = Officer }, As(Guard))));
        Assert.Equal("role_required", await RefusedAsync(Client.MarkFalseAlarmAsync(new MarkFalseAlarmRequest { Id = alert.Id, Version = 2, Reason = "r" }, As(Guard))));
        Assert.Equal("role_required", await RefusedAsync(Client.StartDrillAsync(new StartDrillRequest { Text = "t" }, As(Guard))));
        Assert.Equal("session_required", await RefusedAsync(Client.ListAsync(new ListAlertsRequest())));
        Assert.Contains((await Rig.EntriesAsync("alert.read")), e => e.GetProperty("subject").GetString() == Officer);
    }

    [Fact]
    public async Task A_flood_of_the_same_alarm_is_one_alert_and_every_single_entry()
    {
        await Parallel.ForAsync(0, 300, Limit, async (_, _) => await Rig.RaiseAsync(Forced()));
        AuditEvent alarm = AlarmEntries.Of(Forced());
        for (int i = 0; i < 10; i++) { Assert.IsType<CommitOutcome.Committed>(await Rig.Audit.RecordAsync([.. Enumerable.Repeat(alarm, 1_000)], CancellationToken.None)); }
        await Rig.RaiseAsync(Forced("archive"));

        ListAlertsResponse listed = await Client.ListAsync(new ListAlertsRequest(), As(Officer));
        Assert.Equal([1UL, 10_300UL], listed.Alerts.Select(a => a.Count).Order());
        List<System.Text.Json.JsonElement> entries = await Rig.EntriesAsync("alarm");
        Assert.Equal(10_301, entries.Count);
        V1.Alert many = listed.Alerts.Single(a => a.Count > 1);
        Assert.Equal(10_300, entries.Count(e => e.GetProperty("details").GetProperty("alert").GetString() == many.Id));
        Assert.Equal((0UL, 10_299UL, 1UL), (many.FirstIndex, many.LastIndex, many.Version));
    }

    [Fact]
    public async Task What_happens_again_after_a_while_or_after_the_end_is_a_new_alert()
    {
        await Rig.RaiseAsync(Forced());
        Rig.Clock.Advance(TimeSpan.FromMinutes(11));
        await Rig.RaiseAsync(Forced());
        V1.Alert second = (await Client.ListAsync(new ListAlertsRequest(), As(Officer))).Alerts[0];
        await Rig.ActAsync("ack", second.Id, 1, Officer);
        await Rig.ActAsync("false", second.Id, 2, Officer);
        await Rig.RaiseAsync(Forced());

        Assert.Equal(3, (await Client.ListAsync(new ListAlertsRequest(), As(Officer))).Alerts.Count);
        Assert.Equal(2, (await Client.ListAsync(new ListAlertsRequest { Open = true }, As(Officer))).Alerts.Count);
    }

    [Fact]
    public async Task An_alert_closed_behind_the_stores_back_is_shown_no_more_and_raises_an_alarm()
    {
        await Rig.RaiseAsync(Forced());
        string id = (await Rig.OnlyAsync()).Id;
        await Rig.RestartAsync(() => DoorsRig.Alter(Rig.StoreFolder, $"UPDATE rows SET value=replace(value,'\"State\":1','\"State\":5') WHERE tbl='alerts'"));

        V1.Alert told = await Rig.OnlyAsync();
        Assert.Equal("store.tampered", told.Code);
        Assert.NotEqual(id, told.Id);
        Assert.Contains(told.Why, w => w.Value == id);
    }

    [Fact]
    public async Task Where_the_record_cannot_be_written_nothing_changes()
    {
        await Rig.RaiseAsync(Forced());
        V1.Alert alert = await Rig.OnlyAsync();
        BreakableAudit audit = (BreakableAudit)Rig.Audit;
        audit.Broken = true;
        RpcException refused = await Assert.ThrowsAsync<RpcException>(() => Rig.ActAsync("ack", alert.Id, alert.Version, Officer));
        Assert.Equal(StatusCode.Unavailable, refused.StatusCode);
        audit.Broken = false;

        Assert.Equal(alert, await Rig.OnlyAsync());
    }

    [Theory]
    [InlineData("\u001b[2J")]
    [InlineData("a\0b")]
    [InlineData("门\u202Eexe")]
    [InlineData("a\u2028b")]
    [InlineData("zero\u200Bwidth")]
    public async Task Text_that_steers_a_screen_is_refused(string hostile)
    {
        V1.Alert alert = await Rig.InAsync(V1.AlertState.Handling);
        Assert.Equal("invalid_request", await RefusedAsync(Client.AddNoteAsync(new AddAlertNoteRequest { Id = alert.Id, Version = alert.Version, Note = hostile }, As(Officer))));
        Assert.Equal("invalid_request", await RefusedAsync(Client.ResolveAsync(new ResolveAlertRequest { Id = alert.Id, Version = alert.Version, Reason = hostile }, As(Officer))));
    }

    [Fact]
    public async Task A_reason_is_mandatory_bounded_and_kept_as_it_was_written()
    {
        V1.Alert alert = await Rig.InAsync(V1.AlertState.Handling);
        foreach (string reason in new[] { "", " \n ", new string('x', 1_001) })
        {
            Assert.Equal("invalid_request", await RefusedAsync(Client.ResolveAsync(new ResolveAlertRequest { Id = alert.Id, Version = alert.Version, Reason = reason }, As(Officer))));
        }
        Assert.Equal("invalid_request", await RefusedAsync(Client.ResolveAsync(new ResolveAlertRequest { Id = alert.Id, Reason = "r" }, As(Officer))));
        Assert.Equal("unknown_alert", await RefusedAsync(Client.ResolveAsync(new ResolveAlertRequest { Id = "../" + alert.Id, Version = 1, Reason = "r" }, As(Officer))));
        const string Odd = "\"}],'; DROP TABLE alerts; -- {0} <script>\n𠮷";
        await Client.ResolveAsync(new ResolveAlertRequest { Id = alert.Id, Version = alert.Version, Reason = Odd }, As(Officer));

        Assert.Equal(Odd, (await Client.GetAsync(new GetAlertRequest { Id = alert.Id }, As(Officer))).History[^1].Reason);
        Assert.Equal(Odd, (await Rig.EntriesAsync("alert.resolved"))[0].GetProperty("details").GetProperty("reason").GetString());
    }

    [Fact]
    public async Task A_drill_goes_the_same_way_and_is_marked_in_every_record()
    {
        V1.Alert drill = (await Client.StartDrillAsync(new StartDrillRequest { Room = "vault", Text = "火灾疏散" }, As(Officer))).Alert;
        V1.Alert other = (await Client.StartDrillAsync(new StartDrillRequest { Text = "火灾疏散" }, As(Officer))).Alert;
        await Rig.ActAsync("ack", drill.Id, drill.Version, Guard);

        Assert.True(drill.Drill);
        Assert.Equal("vault", drill.Room);
        Assert.NotEqual(drill.Id, other.Id);
        Assert.All(
            (await Rig.EntriesAsync()).Where(e => e.GetProperty("kind").GetString() is "alarm" or "alert.acknowledged"),
            e => Assert.Equal("true", e.GetProperty("details").GetProperty("drill").GetString()));
        Assert.Empty((await Client.ListAsync(new ListAlertsRequest { LeaveOutDrills = true }, As(Officer))).Alerts);
        Assert.Equal("invalid_request", await RefusedAsync(Client.StartDrillAsync(new StartDrillRequest { Room = "nowhere", Text = "t" }, As(Officer))));
    }
}
