using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Secure.Contracts;
using Secure.Gateway.Audit;
using Secure.Gateway.Decisions;
using Secure.Gateway.Decisions.Site;
using Secure.Gateway.Spine;
using Secure.Gateway.Tests.Doors;
using Secure.Gateway.Tests.Fleet;
using Secure.TestKit;
using Secure.Vocabulary;
using static Secure.Gateway.Tests.Alerts.AlertsRig;

namespace Secure.Gateway.Tests.Alerts;

public sealed class FailedStepUpTests : IAsyncLifetime
{
    private static readonly EvidenceItem Frame = new("image/jpeg", new byte[1_000], DateTimeOffset.UnixEpoch);

    private AlertsRig _rig = null!;

    private IStepUpFailures Failures => _rig.Services.GetRequiredService<IStepUpFailures>();

    public async ValueTask InitializeAsync() => _rig = await StartAsync();

    public async ValueTask DisposeAsync() => await _rig.DisposeAsync();

    [Fact]
    public async Task The_sessions_end_and_the_alert_says_who_where_and_what_was_seen()
    {
        Workstation desk = _rig.Site.Current.Workstations.Values.First();
        PlacedSession session = _rig.People.SessionOf(Staff);
        (session.Workstation, session.Address) = (desk.Id, IPAddress.Parse("10.1.2.3"));
        await _rig.Audit.RecordAsync(new AuditEvent(AuditKinds.EntryGranted) { Person = Staff, Door = "vault", Room = "vault" }, CancellationToken.None);
        _rig.Clock.Advance(TimeSpan.FromMinutes(1));
        await _rig.Audit.RecordAsync(new AuditEvent(AuditKinds.EntryDenied) { Person = Staff, Door = "archive", Room = "archive" }, CancellationToken.None);
        DateTimeOffset badged = _rig.Clock.GetUtcNow();
        _rig.Clock.Advance(TimeSpan.FromMinutes(1));
        _rig.Presence.Put(Staff, new PresenceFact(PresenceState.Present, RoomId.Parse("vault"), badged, "entered"));

        await Failures.FailAsync(new FailedStepUp(PersonId.Parse(Staff), "no_match") { Session = session, DecisionId = "d-9", Action = "read", Evidence = [Frame, Frame] }, CancellationToken.None);

        Assert.Equal((Staff, "step_up_failed"), Assert.Single(_rig.People.Ended));
        Assert.True(session.Ended.IsCancellationRequested);
        V1.Alert alert = await _rig.OnlyAsync();
        Assert.Equal(("stepup.failed", V1.AlertSeverity.Urgent, Staff, desk.Id.Text, desk.Room.Text, "d-9"), (alert.Code, alert.Severity, alert.Person, alert.Workstation, alert.Room, alert.DecisionId));
        Assert.Equal(2, alert.Evidence.Count);
        Dictionary<string, string> why = alert.Why.ToDictionary(w => w.Name, w => w.Value);
        Assert.Equal(
            ("read", "no_match", $"{desk.Id.Text} (certificate)", desk.Room.Text, "vault", $"archive (archive) {badged:yyyy-MM-ddTHH:mm:ssZ}", "10.1.2.3"),
            (why["action"], why["cause"], why["place.workstation"], why["place.room"], why["place.present_in"], why["place.badge"], why["place.address"]));
    }

    [Fact]
    public async Task What_nobody_knows_is_said_to_be_unknown_and_never_guessed()
    {
        _rig.Presence.Put(Staff, new PresenceFact(PresenceState.Unknown, RoomId.Parse("vault"), _rig.Clock.GetUtcNow(), "forced"));
        await Failures.FailAsync(new FailedStepUp(PersonId.Parse(Staff), "replayed") { Session = _rig.People.SessionOf(Staff) }, CancellationToken.None);

        V1.Alert alert = await _rig.OnlyAsync();
        Assert.Equal(("", ""), (alert.Room, alert.Workstation));
        string[] places = [.. alert.Why.Where(w => w.Name.StartsWith("place.", StringComparison.Ordinal)).Select(w => w.Value)];
        Assert.DoesNotContain(alert.Why, w => w.Name == "action");
        Assert.Equal(5, places.Length);
        Assert.All(places, p => Assert.Equal("未知 · unknown", p));
    }

    [Fact]
    public async Task At_a_door_the_same_alert_is_raised_and_the_badge_owners_own_session_lives_on()
    {
        await Failures.FailAsync(new FailedStepUp(PersonId.Parse(Staff), "no_match") { Door = DoorId.Parse("vault"), Evidence = [Frame] }, CancellationToken.None);

        Assert.Empty(_rig.People.Ended);
        V1.Alert alert = await _rig.OnlyAsync();
        Assert.Equal(("vault", "vault", Staff), (alert.Door, alert.Room, alert.Person));
    }

    [Fact]
    public async Task A_failure_whose_alarm_was_cut_off_is_told_once_at_the_next_start()
    {
        FailedStepUp failed = new(PersonId.Parse(Staff), "no_match") { Attempt = "c-1", Door = DoorId.Parse("vault"), Action = "enter", DecisionId = "d-9", Evidence = [Frame] };
        await _rig.Audit.RecordAsync(new AuditEvent("stepup.attempt") { Person = Staff }, CancellationToken.None, Failures.Keep(failed));
        for (int start = 0; start < 2; start++)
        {
            await _rig.RestartAsync();
            V1.Alert alert = await _rig.OnlyAsync();
            Assert.Equal(("stepup.failed", Staff, "vault", "vault", "d-9"), (alert.Code, alert.Person, alert.Door, alert.Room, alert.DecisionId));
            Assert.Equal(["no_match", "after_restart"], alert.Why.Where(w => w.Name is "cause" or "told").Select(w => w.Value));
            Assert.Single(await _rig.EntriesAsync("alarm"));
        }
    }

    [Fact]
    public async Task A_failure_that_was_told_is_not_told_again()
    {
        FailedStepUp failed = new(PersonId.Parse(Staff), "no_match") { Attempt = "c-1", Session = _rig.People.SessionOf(Staff) };
        await _rig.Audit.RecordAsync(new AuditEvent("stepup.attempt") { Person = Staff }, CancellationToken.None, Failures.Keep(failed));
        await Failures.FailAsync(failed, CancellationToken.None);
        await _rig.RestartAsync();
        Assert.Single(await _rig.EntriesAsync("alarm"));
    }

    [Fact]
    public async Task A_kept_failure_that_was_altered_is_told_as_tampering()
    {
        FailedStepUp failed = new(PersonId.Parse(Staff), "no_match") { Attempt = "c-1", Door = DoorId.Parse("vault") };
        await _rig.Audit.RecordAsync(new AuditEvent("stepup.attempt") { Person = Staff }, CancellationToken.None, Failures.Keep(failed));
        await _rig.RestartAsync(() => DoorsRig.Alter(_rig.StoreFolder, "UPDATE rows SET value=replace(value,'no_match','nothing!') WHERE tbl='stepup.failed'"));
        V1.Alert alert = await _rig.OnlyAsync();
        Assert.Equal("store.tampered", alert.Code);
        Assert.Contains(alert.Why, w => w.Value == "stepup.failed/c-1");
        await _rig.RestartAsync();
        Assert.Equal(alert.Id, (await _rig.OnlyAsync()).Id);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_doors_of_rooms_that_hold_the_material_are_secured_where_the_policy_says_so(bool says)
    {
        Resource material = _rig.Site.Current.Resources.Values.First(r => r.Rooms.Count > 0);
        _rig.Site.Replace(_rig.Site.Current with { Settings = _rig.Site.Current.Settings with { SecureDoorsOnFailedStepUp = says } });
        await Failures.FailAsync(new FailedStepUp(PersonId.Parse(Staff), "no_match") { Session = _rig.People.SessionOf(Staff), Resource = material.Id }, CancellationToken.None);

        Assert.Equal(says ? material.Rooms.Select(r => r.Text) : [], _rig.Doors.Secured);
    }

    [Fact]
    public async Task A_door_that_could_not_be_secured_is_an_alarm_of_its_own()
    {
        Resource material = _rig.Site.Current.Resources.Values.First(r => r.Rooms.Count > 0);
        _rig.Site.Replace(_rig.Site.Current with { Settings = _rig.Site.Current.Settings with { SecureDoorsOnFailedStepUp = true } });
        _rig.Doors.Offline = true;
        await Failures.FailAsync(new FailedStepUp(PersonId.Parse(Staff), "no_match") { Session = _rig.People.SessionOf(Staff), Resource = material.Id }, CancellationToken.None);

        await Eventually.True(() => _rig.Book.All().Any(a => a.Code == "stepup.not_secured"));
    }

    [Fact]
    public async Task Without_room_for_the_record_the_sessions_have_ended_all_the_same()
    {
        PlacedSession session = _rig.People.SessionOf(Staff);
        await _rig.Store.DisposeAsync();

        await Assert.ThrowsAnyAsync<Exception>(async () => await Failures.FailAsync(new FailedStepUp(PersonId.Parse(Staff), "no_match") { Session = session }, CancellationToken.None));
        Assert.True(session.Ended.IsCancellationRequested);
    }

    [Fact]
    public async Task The_head_of_the_persons_department_is_told_and_so_are_the_security_officers()
    {
        DepartmentId department = DepartmentId.Parse("research");
        SiteSnapshot now = _rig.Site.Current;
        Person staff = now.Persons[PersonId.Parse(Staff)];
        Dictionary<PersonId, Person> persons = new(now.Persons) { [staff.Id] = staff with { Department = department }, [PersonId.Parse(Head)] = staff with { Id = PersonId.Parse(Head), Department = department } };
        _rig.Site.Replace(now with { Persons = persons });
        await Failures.FailAsync(new FailedStepUp(staff.Id, "no_match") { Session = _rig.People.SessionOf(Staff) }, CancellationToken.None);

        Assert.Equal([Head, Officer, Deputy], (await _rig.OnlyAsync()).Told);
    }
}
