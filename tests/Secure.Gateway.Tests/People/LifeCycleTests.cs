using System.Text;
using Grpc.Core;
using Secure.Contracts;
using Secure.Gateway.Audit;
using Secure.Gateway.Storage;
using Secure.Gateway.Tests.Fleet;
using Secure.Gateway.Tests.Site;
using Secure.V1;
using static Secure.Gateway.Tests.People.PeopleRig;

namespace Secure.Gateway.Tests.People;

/// <summary>From joining to leaving, on a real store, with what the next decision makes of it.</summary>
public sealed class LifeCycleTests
{
    private static readonly Refusal LastOfItsRole = new(StatusCode.FailedPrecondition, "last_of_role", new Vocabulary.Sentence("最后一名", "the last of its role"));

    [Fact]
    public async Task The_first_site_puts_its_people_on_record_and_never_again()
    {
        await using PeopleRig first = await StartAsync();
        Assert.Equal(["chen-lei", "li-officer", "wang-fang", "zhang-wei"], first.Site.Persons.Keys.Select(p => p.Text).Order());
        Assert.Empty((await first.GetAsync("zhang-wei")).Missing);
        Assert.Equal("permit", first.Enter("vault", 1001));
        await first.Client.SuspendAsync(new SuspendPersonRequest { Person = "chen-lei", Reason = "休假" }, As(Security));
        PeopleRig second = await first.RestartAsync(site: SiteFileTests.Replace(DemoSite.Text, "facility: 1, number: 1001", "facility: 1, number: 2001"));
        Assert.Equal(("permit", "badge_unknown"), (second.Enter("vault", 1001), second.Enter("vault", 2001)));
        Assert.Equal(PersonStatus.Suspended, (await second.GetAsync("chen-lei")).Status);
        Assert.Single(await second.EntriesAsync("people.seeded"));
        await second.StopAsync();
    }

    [Fact]
    public async Task Who_joins_may_nothing_until_entrusted_and_confirmed_and_then_at_once()
    {
        await using PeopleRig rig = await StartAsync();
        PersonRecord joined = (await rig.Client.JoinAsync(new JoinRequest { Person = "sun-li", Name = " 孙丽 ", StaffNumber = "S-204", Department = "research" }, As(Administrator))).Person;
        Assert.Equal(("孙丽", V1.Classification.Public, PersonStatus.Active, DocumentState.None), (joined.Name, joined.Clearance, joined.Status, joined.Document));
        Assert.Equal([RecordGap.Training, RecordGap.Pledge, RecordGap.Document], joined.Missing);
        Assert.Equal("clearance_too_low", rig.Read("sun-li", "design-review"));

        EntrustRequest trust = new() { Person = "sun-li", ExpectedVersion = joined.Version, Posts = new PostList { Posts = { "archivist" } }, Level = V1.SecrecyLevel.General, Clearance = V1.Classification.Secret, TrainingUntil = "2030-01-07", PledgeUntil = "2030-06-30" };
        PersonRecord entrusted = (await rig.Client.EntrustAsync(trust, As(Security))).Person;
        Assert.Equal([RecordGap.Document], entrusted.Missing);
        Assert.Equal("record_incomplete", rig.Read("sun-li", "design-review"));

        PersonRecord confirmed = (await rig.Client.ConfirmDocumentAsync(new ConfirmDocumentRequest { Person = "sun-li", DocumentNumber = "11010519491231002x" }, As(Security))).Person;
        Assert.Equal((DocumentState.Confirmed, Security), (confirmed.Document, confirmed.DocumentConfirmedBy));
        Assert.Empty(confirmed.Missing);
        Assert.Equal("permit", rig.Read("sun-li", "design-review"));
        await rig.IssueAsync("sun-li", 3001);
        Assert.Equal("permit", rig.Enter("archive", 3001));

        rig.Clock.StepWall(TimeSpan.FromDays(1));
        Assert.Equal([RecordGap.Training], (await rig.GetAsync("sun-li")).Missing);
        Assert.Equal("training_overdue", rig.Read("sun-li", "design-review"));
    }

    [Fact]
    public async Task A_change_of_post_changes_what_opens()
    {
        await using PeopleRig rig = await StartAsync();
        PersonRecord wang = await rig.GetAsync("wang-fang");
        Assert.Equal("permit", rig.Enter("archive", 1002));
        await rig.Client.EntrustAsync(new EntrustRequest { Person = "wang-fang", ExpectedVersion = wang.Version, Posts = new PostList { Posts = { "engineer" } } }, As(Security));
        Assert.Equal("no_matching_rule", rig.Enter("archive", 1002));
        string entry = Assert.Single(await rig.EntriesAsync("people.entrusted"));
        Assert.Contains("\"posts\":\"engineer\"", entry, StringComparison.Ordinal);
        Assert.DoesNotContain("clearance", entry, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Suspending_ends_the_session_at_once_and_resuming_gives_back_the_person_and_not_the_session()
    {
        await using PeopleRig rig = await StartAsync();
        Metadata session = await rig.SignInAsync("zhang-wei", "zhang");
        await rig.WhoAmIAsync(session);
        await rig.Client.SuspendAsync(new SuspendPersonRequest { Person = "zhang-wei", Reason = "核查" }, As(Security));
        await Refused.AsAsync("session_required", () => rig.WhoAmIAsync(session));
        await Refused.AsAsync("sign_in_failed", () => rig.TrySignInAsync("zhang"));
        Assert.Equal(("person_inactive", "person_inactive"), (rig.Enter("vault", 1001), rig.Read("zhang-wei", "core-design")));
        await Refused.AsAsync("role_required", async () => await rig.Client.ResumeAsync(new ResumePersonRequest { Person = "zhang-wei", Reason = "完毕" }, As(Administrator)));
        await rig.Client.ResumeAsync(new ResumePersonRequest { Person = "zhang-wei", Reason = "完毕" }, As(Security));
        Assert.Equal("permit", rig.Enter("vault", 1001));
        await Refused.AsAsync("session_required", () => rig.WhoAmIAsync(session));
        await rig.TrySignInAsync("zhang");
    }

    [Fact]
    public async Task Leaving_ends_session_account_badge_and_rights_in_one_commit_and_lists_what_is_held()
    {
        await using PeopleRig rig = await StartAsync();
        Metadata session = await rig.SignInAsync("wang-fang", "wang");
        await rig.Audit.RecordAsync(new AuditEvent("test.keepsake"), CancellationToken.None, new RowWrite(RigEnding.Table, "wang-fang", [1]));
        long before = rig.Store.LogSize;
        LeaveResponse left = await rig.Client.LeaveAsync(new LeaveRequest { Person = "wang-fang", Reason = "调离" }, As(Administrator));
        Assert.Contains("account wang", left.Ended);
        Assert.Contains("keepsake", left.Ended);
        Assert.Equal(2, left.Held.Count);
        Assert.StartsWith("badge b-", left.Held[0], StringComparison.Ordinal);
        Assert.Equal("carrier c-7", left.Held[1]);
        Assert.Equal((PersonStatus.Declassifying, "2032-01-07"), (left.Person.Status, left.Person.DeclassificationUntil));

        string[] entries = [.. (await rig.Store.ReadLogAsync(before, 10, CancellationToken.None)).Select(e => Encoding.UTF8.GetString(e.Entry))];
        Assert.Contains("revoked.person_left", entries[0], StringComparison.Ordinal);
        Assert.All(entries[1..], e => Assert.Contains("session.end", e, StringComparison.Ordinal));
        Assert.IsType<RowRead.Absent>(await rig.Store.ReadRowAsync("identity.accounts", "wang", CancellationToken.None));
        Assert.IsType<RowRead.Absent>(await rig.Store.ReadRowAsync(RigEnding.Table, "wang-fang", CancellationToken.None));
        Assert.Equal("wang-fang", Assert.Single(rig.Ending.Told));
        await Refused.AsAsync("session_required", () => rig.WhoAmIAsync(session));
        await Refused.AsAsync("sign_in_failed", () => rig.TrySignInAsync("wang"));
        Assert.Equal(("badge_inactive", "person_inactive"), (rig.Enter("lobby", 1002), rig.Read("wang-fang", "canteen-menu")));
    }

    [Fact]
    public async Task What_a_leaving_did_survives_a_restart_and_can_be_done_to_nobody_twice()
    {
        await using PeopleRig first = await StartAsync();
        await first.Client.LeaveAsync(new LeaveRequest { Person = "wang-fang", Reason = "调离" }, As(Administrator));
        PeopleRig rig = await first.RestartAsync();
        Assert.Equal("badge_inactive", rig.Enter("lobby", 1002));
        await Refused.AsAsync("person_left", async () => await rig.Client.LeaveAsync(new LeaveRequest { Person = "wang-fang", Reason = "再次" }, As(Administrator)));
        await Refused.AsAsync("person_left", async () => await rig.IssueAsync("wang-fang", 4001));
        await Refused.AsAsync("known_person", async () => await rig.Client.JoinAsync(new JoinRequest { Person = "wang-fang", Name = "王芳" }, As(Administrator)));
        rig.Clock.StepWall(TimeSpan.FromDays(731));
        Assert.Equal(PersonStatus.Left, (await rig.GetAsync("wang-fang")).Status);
        await rig.StopAsync();
    }

    [Fact]
    public async Task A_leaving_that_another_slice_refuses_or_that_cannot_be_recorded_changes_nothing()
    {
        await using PeopleRig rig = await StartAsync();
        Metadata session = await rig.SignInAsync("wang-fang", "wang");
        rig.Ending.Refuses = LastOfItsRole;
        await Refused.AsAsync("last_of_role", async () => await rig.Client.LeaveAsync(new LeaveRequest { Person = "wang-fang", Reason = "调离" }, As(Administrator)));
        rig.Ending.Refuses = null;
        rig.Audit.Broken = true;
        await Refused.AsAsync("record_unavailable", async () => await rig.Client.LeaveAsync(new LeaveRequest { Person = "wang-fang", Reason = "调离" }, As(Administrator)));
        rig.Audit.Broken = false;
        Assert.Empty(rig.Ending.Told);
        await rig.WhoAmIAsync(session);
        Assert.Equal("permit", rig.Enter("archive", 1002));
    }

    [Fact]
    public async Task A_row_of_another_slice_that_changes_during_a_leaving_makes_the_officer_ask_again()
    {
        await using PeopleRig rig = await StartAsync();
        await rig.Audit.RecordAsync(new AuditEvent("test.keepsake"), CancellationToken.None, new RowWrite(RigEnding.Table, "wang-fang", [1]));
        rig.Ending.Meanwhile = async () => await rig.Audit.RecordAsync(new AuditEvent("test.keepsake"), CancellationToken.None, new RowWrite(RigEnding.Table, "wang-fang", [2]));
        await Refused.AsAsync("changed_meanwhile", async () => await rig.Client.LeaveAsync(new LeaveRequest { Person = "wang-fang", Reason = "调离" }, As(Administrator)));
        Assert.Equal("permit", rig.Enter("archive", 1002));
        rig.Ending.Meanwhile = null;
        await rig.Client.LeaveAsync(new LeaveRequest { Person = "wang-fang", Reason = "调离" }, As(Administrator));
        Assert.IsType<RowRead.Absent>(await rig.Store.ReadRowAsync(RigEnding.Table, "wang-fang", CancellationToken.None));
    }

    [Fact]
    public async Task The_officers_of_the_ceremony_are_people_on_record_who_can_be_suspended_and_leave()
    {
        await using PeopleRig rig = await StartAsync();
        string id(string role) => role + "-officer";
        NewOfficer officer(string role) => new() { Person = id(role), Name = "官" + role, Account = role, Password = "correct-horse-7" };
        HoldCeremonyRequest request = new() { Token = rig.CeremonyToken, SystemAdministrator = officer("zhou"), SecurityOfficer = officer("li"), SecurityAuditor = officer("sun"), SystemAdministratorDeputy = officer("wu") };
        await new V1.Officers.OfficersClient(rig.Channel).HoldCeremonyAsync(request);
        Assert.Equal(("官zhou", "李敏"), ((await rig.GetAsync("zhou-officer")).Name, (await rig.GetAsync("li-officer")).Name));
        V1.Identity.IdentityClient identity = new(rig.Channel);
        Metadata session = TestGateway.Bearer((await identity.SignInAsync(new SignInRequest { Account = "zhou", Password = "correct-horse-7" })).SessionToken);
        await rig.Client.SuspendAsync(new SuspendPersonRequest { Person = "zhou-officer", Reason = "核查" }, As(Security));
        await Refused.AsAsync("session_required", () => rig.WhoAmIAsync(session));
        await Refused.AsAsync("sign_in_failed", async () => await identity.SignInAsync(new SignInRequest { Account = "zhou", Password = "correct-horse-7" }));

        await Refused.AsAsync("last_able_officer", async () => await rig.Client.SuspendAsync(new SuspendPersonRequest { Person = "wu-officer", Reason = "核查" }, As(Security)));
        await Refused.AsAsync("last_holder", async () => await rig.Client.LeaveAsync(new LeaveRequest { Person = "wu-officer", Reason = "离职" }, As(Security)));
        LeaveResponse left = await rig.Client.LeaveAsync(new LeaveRequest { Person = "zhou-officer", Reason = "离职" }, As(Security));
        Assert.Contains("role system_administrator", left.Ended);
        Assert.Contains("account zhou", left.Ended);
    }

    [Fact]
    public async Task Nobody_suspends_entrusts_confirms_or_ends_oneself()
    {
        await using PeopleRig rig = await StartAsync();
        PersonRecord own = await rig.GetAsync(Security);
        await Refused.AsAsync("not_oneself", async () => await rig.Client.EntrustAsync(new EntrustRequest { Person = Security, ExpectedVersion = own.Version, Clearance = V1.Classification.TopSecret }, As(Security)));
        await Refused.AsAsync("not_oneself", async () => await rig.Client.ConfirmDocumentAsync(new ConfirmDocumentRequest { Person = Security, DocumentNumber = "AB1234567" }, As(Security)));
        await Refused.AsAsync("not_oneself", async () => await rig.Client.SuspendAsync(new SuspendPersonRequest { Person = Security, Reason = "x" }, As(Security)));
        await Refused.AsAsync("not_oneself", async () => await rig.Client.LeaveAsync(new LeaveRequest { Person = Security, Reason = "x" }, As(Security)));
        Assert.Equal(own.Version, (await rig.GetAsync(Security)).Version);
    }
}
