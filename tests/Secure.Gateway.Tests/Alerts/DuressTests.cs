using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Secure.Contracts;
using Secure.Gateway.Alerts;
using Secure.Gateway.Audit;
using Secure.Gateway.Decisions;
using Secure.Gateway.Spine;
using Secure.Gateway.Storage;
using Secure.V1;
using Secure.Vocabulary;
using static Secure.Gateway.Tests.Alerts.AlertsRig;

namespace Secure.Gateway.Tests.Alerts;

/// <summary>Silent alerts: who knows of them, and who must not.</summary>
public sealed class DuressTests : IAsyncLifetime
{
    private AlertsRig _rig = null!;

    public async ValueTask InitializeAsync() => _rig = await StartAsync();

    public async ValueTask DisposeAsync() => await _rig.DisposeAsync();

    [Fact]
    public async Task Only_the_officers_elsewhere_see_it_and_the_log_says_no_more_than_that_something_was_handled()
    {
        await EnterAsync(Staff, duress: true);
        V1.Alert alert = await _rig.OnlyAsync();
        Assert.Equal(("entry.duress", V1.AlertSeverity.Urgent, Staff, "vault"), (alert.Code, alert.Severity, alert.Person, alert.Room));
        Assert.Equal([Officer, Deputy], alert.Told);
        foreach (string other in (string[])[Guard, Auditor])
        {
            Assert.Empty((await _rig.Client.ListAsync(new ListAlertsRequest(), As(other))).Alerts);
            Assert.Equal("unknown_alert", await RefusedAsync(_rig.Client.GetAsync(new GetAlertRequest { Id = alert.Id }, As(other))));
        }
        Assert.Equal("unknown_alert", await RefusedAsync(_rig.Client.AcknowledgeAsync(new AcknowledgeAlertRequest { Id = alert.Id, Version = alert.Version }, As(Guard))));
        Assert.True(Forced.IsUnder(PersonId.Parse(Staff)));

        alert = (await _rig.Client.AcknowledgeAsync(new AcknowledgeAlertRequest { Id = alert.Id, Version = alert.Version, Reason = "duress seen" }, As(Deputy))).Alert;
        alert = (await _rig.Client.AssignAsync(new AssignAlertRequest { Id = alert.Id, Version = alert.Version, Person = Officer }, As(Deputy))).Alert;
        alert = (await _rig.Client.HandleAsync(new HandleAlertRequest { Id = alert.Id, Version = alert.Version, Measure = "police called" }, As(Officer))).Alert;
        await _rig.Client.ResolveAsync(new ResolveAlertRequest { Id = alert.Id, Version = alert.Version, Reason = "safe" }, As(Officer));
        Assert.False(Forced.IsUnder(PersonId.Parse(Staff)));
        Assert.DoesNotContain(await _rig.EntriesAsync(), e => e.ToString().Contains("duress", StringComparison.OrdinalIgnoreCase));
        Assert.DoesNotContain(await _rig.EntriesAsync(), e => e.GetProperty("kind").GetString()!.StartsWith("alert.", StringComparison.Ordinal) && e.TryGetProperty("person", out _));
    }

    [Fact]
    public async Task An_officer_in_that_room_is_not_told_and_one_who_is_forced_never_is()
    {
        _rig.Presence.Put(Deputy, new PresenceFact(Decisions.PresenceState.Present, RoomId.Parse("vault"), null, "test"));
        await EnterAsync(Officer, duress: true);
        Gateway.Alerts.Alert alert = Assert.Single(_rig.Book.Open());
        Assert.Equal([Guard, Administrator, Auditor], alert.Told);
        Assert.Empty((await _rig.Client.ListAsync(new ListAlertsRequest(), As(Officer))).Alerts);
        Assert.Empty((await _rig.Client.ListAsync(new ListAlertsRequest(), As(Deputy))).Alerts);
    }

    [Fact]
    public async Task An_ordinary_pin_leaves_no_alert_and_a_note_from_another_entry_says_nothing()
    {
        await EnterAsync(Staff, duress: false);
        AuditEvent moved = new(AuditKinds.EntryGranted) { Person = Staff, Details = [new("decision_id", "d-2"), Forced.Note("d-1", true)] };
        Assert.IsType<CommitOutcome.Committed>(await _rig.Audit.RecordAsync(moved, CancellationToken.None));
        Assert.Empty(_rig.Book.Open());
    }

    [Fact]
    public async Task It_outlives_a_restart_and_escalates_to_nobody_who_is_there()
    {
        await EnterAsync(Staff, duress: true);
        await _rig.RestartAsync();
        Assert.True(Forced.IsUnder(PersonId.Parse(Staff)));
        _rig.Presence.Put(Guard, new PresenceFact(Decisions.PresenceState.Present, RoomId.Parse("vault"), null, "test"));
        _rig.Clock.Advance(TimeSpan.FromHours(1));
        await _rig.LookAsync();
        Assert.DoesNotContain(Guard, Assert.Single(_rig.Book.Open()).Told);
        Assert.DoesNotContain(Staff, _rig.Book.Open()[0].Told);
        Assert.DoesNotContain(_rig.Log.All, l => l.Contains("duress", StringComparison.OrdinalIgnoreCase));
    }

    private IDuress Forced => _rig.Services.GetRequiredService<IDuress>();

    private async Task EnterAsync(string person, bool duress)
    {
        AuditEvent entered = new(AuditKinds.EntryGranted) { Person = person, Door = "vault", Room = "vault", Device = "door-02", Details = [new("decision_id", "d-1"), Forced.Note("d-1", duress)] };
        Assert.IsType<CommitOutcome.Committed>(await _rig.Audit.RecordAsync(entered, CancellationToken.None));
    }
}
