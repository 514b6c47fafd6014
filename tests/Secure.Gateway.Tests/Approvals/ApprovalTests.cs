using Grpc.Core;
using Secure.Contracts;
using Secure.Gateway.Spine;
using Secure.Gateway.Storage;
using Secure.Gateway.Tests.Fleet;
using Secure.V1;
using ApprovalsClient = Secure.V1.Approvals.ApprovalsClient;
using IdentityClient = Secure.V1.Identity.IdentityClient;
using OfficersClient = Secure.V1.Officers.OfficersClient;

namespace Secure.Gateway.Tests.Approvals;

public sealed class ApprovalTests
{
    private const string Password = "windy-plum-42";

    [Fact]
    public async Task A_dangerous_request_is_carried_out_once_after_another_role_approved_it()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        string id = await AskAsync(gateway);
        Assert.Equal(id, await AskAsync(gateway));
        await DecideAsync(gateway, id, Roles.SystemAdministrator);
        await GrantAsync(gateway, Guard());
        Assert.Equal(Roles.Guard, RolesOf(gateway, "chen-lei"));

        // Used up: the same request needs a new word.
        Assert.NotEqual(id, await AskAsync(gateway));
        string granted = Assert.Single(await gateway.EntriesAsync(), e => e.Contains("\"roles.granted\"", StringComparison.Ordinal));
        Assert.Contains(id, granted, StringComparison.Ordinal);
        Assert.Contains("zhou-admin", granted, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_says_whom_it_is_about_by_id_and_the_log_by_no_name()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        string id = await AskAsync(gateway);
        ListApprovalsResponse listed = await new ApprovalsClient(gateway.Anonymous).ListAsync(new ListApprovalsRequest(), await gateway.OfficerAsync(Roles.SystemAdministrator));
        Assert.Equal((id, "chen-lei"), (listed.Approvals[0].Id, listed.Approvals[0].Person));
        string asked = Assert.Single(await gateway.EntriesAsync(), e => e.Contains("\"approval.asked\"", StringComparison.Ordinal));
        Assert.DoesNotContain("陈磊", asked, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_approval_holds_for_the_very_request_alone()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        await DecideAsync(gateway, await AskAsync(gateway), Roles.SystemAdministrator);
        await Refused.AsAsync("approval_required", () => GrantAsync(gateway, new GrantRoleRequest(Guard()) { Person = "wang-fang" }));
        await Refused.AsAsync("approval_required", () => GrantAsync(gateway, new GrantRoleRequest(Guard()) { Role = OfficerRole.DepartmentHead }));
        await Refused.AsAsync("approval_required", () => GrantAsync(gateway, new GrantRoleRequest(Guard()) { Reason = "another" }));
        Assert.Equal(Roles.None, RolesOf(gateway, "chen-lei"));
    }

    [Fact]
    public async Task Nobody_approves_ones_own_request_and_no_role_that_has_no_say_does()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        string id = await AskAsync(gateway);
        await Refused.AsAsync("oneself", () => DecideAsync(gateway, id, Roles.SecurityOfficer));
        await Refused.AsAsync("officer_required", () => DecideAsync(gateway, id, Roles.SecurityAuditor));
        await Refused.AsAsync("approval_required", () => GrantAsync(gateway, Guard()));
    }

    [Fact]
    public async Task A_deputy_of_the_requesters_role_does_not_approve()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        HoldCeremonyRequest ceremony = gateway.Ceremony();
        ceremony.SecurityOfficerDeputy = new NewOfficer { Person = "zheng-jie", Name = "郑洁", Account = "zheng", Password = TestGateway.OfficerPassword };
        await new OfficersClient(gateway.Anonymous).HoldCeremonyAsync(ceremony);
        string id = await AskAsync(gateway);
        await Refused.AsAsync("officer_required", async () => await new ApprovalsClient(gateway.Anonymous).ApproveAsync(new ApproveRequest { Id = id }, await gateway.SignInAsync("zheng", TestGateway.OfficerPassword)));
    }

    [Fact]
    public async Task Rejected_withdrawn_and_expired_requests_are_not_carried_out()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        ApprovalsClient client = new(gateway.Anonymous);
        string id = await AskAsync(gateway);
        await client.RejectAsync(new RejectRequest { Id = id, Reason = "why?" }, await gateway.OfficerAsync());
        gateway.Clock.Advance(TimeSpan.FromSeconds(1));
        string second = await AskAsync(gateway);
        Assert.NotEqual(id, second);
        await Refused.AsAsync("not_waiting", () => DecideAsync(gateway, id, Roles.SystemAdministrator));
        await Refused.AsAsync("not_yours", async () => await client.WithdrawAsync(new WithdrawApprovalRequest { Id = second }, await gateway.OfficerAsync()));
        await client.WithdrawAsync(new WithdrawApprovalRequest { Id = second }, await gateway.OfficerAsync(Roles.SecurityOfficer));
        await Refused.AsAsync("not_waiting", () => DecideAsync(gateway, second, Roles.SystemAdministrator));

        gateway.Clock.Advance(TimeSpan.FromSeconds(1));
        string third = await AskAsync(gateway);
        await DecideAsync(gateway, third, Roles.SystemAdministrator);
        gateway.Clock.Advance(TimeSpan.FromHours(25));
        Metadata again = await gateway.SignInAsync("li-min", TestGateway.OfficerPassword);
        Refusal refusal = await Refused.AsAsync("approval_required", async () => await new OfficersClient(gateway.Anonymous).GrantRoleAsync(Guard(), again));
        Assert.NotEqual(third, refusal.RequestId);
        ListApprovalsResponse all = await client.ListAsync(new ListApprovalsRequest { All = true }, again);
        Assert.Equal([ApprovalState.Rejected, ApprovalState.Withdrawn, ApprovalState.Expired, ApprovalState.Waiting], all.Approvals.Select(a => a.State));
    }

    [Fact]
    public async Task An_approver_who_has_lost_the_role_approves_nothing_any_more()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        HoldCeremonyRequest ceremony = gateway.Ceremony();
        ceremony.SystemAdministratorDeputy = new NewOfficer { Person = "wu-jun", Name = "吴军", Account = "wu", Password = TestGateway.OfficerPassword };
        await new OfficersClient(gateway.Anonymous).HoldCeremonyAsync(ceremony);
        string id = await AskAsync(gateway);
        await new ApprovalsClient(gateway.Anonymous).ApproveAsync(new ApproveRequest { Id = id }, await gateway.SignInAsync("wu", TestGateway.OfficerPassword));
        WithdrawRoleRequest withdraw = new() { Person = "wu-jun", Role = OfficerRole.SystemAdministrator, Reason = "moved" };
        await gateway.ApprovedAsync(async () => await new OfficersClient(gateway.Anonymous).WithdrawRoleAsync(withdraw, await gateway.OfficerAsync(Roles.SecurityOfficer)), by: Roles.SystemAdministrator);
        Assert.NotEqual(id, await AskAsync(gateway));
        Assert.Equal(Roles.None, RolesOf(gateway, "chen-lei"));
    }

    [Fact]
    public async Task Of_the_same_approved_request_sent_many_times_at_once_one_is_carried_out()
    {
        await using TestGateway gateway = await TestGateway.StartAsync(settings: [("Identity:Demo", "true")]);
        SetPasswordRequest request = new() { Person = "chen-lei", Account = "chen", Password = Password };
        Metadata administrator = await gateway.OfficerAsync();
        async Task SetAsync() => await new IdentityClient(gateway.Anonymous).SetPasswordAsync(request, administrator);
        await SetAsync();
        Refusal asked = await Refused.AsAsync("approval_required", SetAsync);
        await DecideAsync(gateway, asked.RequestId!, Roles.SecurityOfficer);
        bool[] done = await Task.WhenAll(Enumerable.Range(0, 4).Select(async _ =>
        {
            try { await SetAsync(); return true; }
            catch (RpcException) { return false; }
        }));
        Assert.Single(done, d => d);
    }

    [Fact]
    public async Task The_password_of_a_request_stands_neither_in_the_log_nor_in_the_inbox()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        Metadata administrator = await gateway.OfficerAsync();
        SetPasswordRequest request = new() { Person = "chen-lei", Account = "chen", Password = Password };
        await new IdentityClient(gateway.Anonymous).SetPasswordAsync(request, administrator);
        await Refused.AsAsync("approval_required", async () => await new IdentityClient(gateway.Anonymous).SetPasswordAsync(request, administrator));
        ListApprovalsResponse inbox = await new ApprovalsClient(gateway.Anonymous).ListAsync(new ListApprovalsRequest(), await gateway.OfficerAsync(Roles.SecurityOfficer));
        Approval waiting = Assert.Single(inbox.Approvals);
        Assert.True(waiting.YoursToDecide);
        Assert.Equal(("reset_password", "zhou-admin", "system_administrator"), (waiting.Action, waiting.Requester, waiting.RequesterRole));
        Assert.DoesNotContain(Password, inbox.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(await gateway.EntriesAsync(), e => e.Contains(Password, StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_approval_that_was_altered_past_the_store_approves_nothing_and_raises_an_alarm()
    {
        TestGateway first = await TestGateway.StartAsync();
        string id = await AskAsync(first);
        string row = System.Text.Encoding.UTF8.GetString(((RowRead.Found)await first.Store.ReadRowAsync("approvals", id, CancellationToken.None)).Row.Value);
        await first.StopAsync();
        string forgedRow = row.Replace("\"Waiting\"", "\"Approved\"", StringComparison.Ordinal).Replace("\"DecidedBy\":null", "\"DecidedBy\":\"zhou-admin\"", StringComparison.Ordinal);
        Assert.NotEqual(row, forgedRow);
        await using (SqliteStore forged = TestGateway.OpenStore(first.Folder, new byte[32], first.Clock))
        {
            Assert.IsType<CommitOutcome.Committed>(await forged.CommitAsync(new StoreChange { Rows = [new RowWrite("approvals", id, System.Text.Encoding.UTF8.GetBytes(forgedRow))] }, CancellationToken.None));
        }
        await using TestGateway second = await TestGateway.StartAsync(first.Clock, first.Folder);
        Assert.NotEqual(id, await AskAsync(second));
        Assert.Contains(await second.EntriesAsync(), e => e.Contains("store.tampered", StringComparison.Ordinal) && e.Contains(id, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Whoever_watches_sees_a_request_the_moment_it_waits()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        using AsyncServerStreamingCall<WatchApprovalsResponse> watch = new ApprovalsClient(gateway.Anonymous).Watch(new WatchApprovalsRequest(), await gateway.OfficerAsync());
        Assert.True(await watch.ResponseStream.MoveNext(TestContext.Current.CancellationToken));
        Assert.Empty(watch.ResponseStream.Current.Approvals);
        string id = await AskAsync(gateway);
        Assert.True(await watch.ResponseStream.MoveNext(TestContext.Current.CancellationToken));
        Assert.Equal(id, Assert.Single(watch.ResponseStream.Current.Approvals).Id);
    }

    private static GrantRoleRequest Guard() => new() { Person = "chen-lei", Role = OfficerRole.Guard, Reason = "night shift" };

    private static async Task GrantAsync(TestGateway gateway, GrantRoleRequest request) =>
        await new OfficersClient(gateway.Anonymous).GrantRoleAsync(request, await gateway.OfficerAsync(Roles.SecurityOfficer));

    private static async Task<string> AskAsync(TestGateway gateway) => (await Refused.AsAsync("approval_required", () => GrantAsync(gateway, Guard()))).RequestId!;

    private static async Task DecideAsync(TestGateway gateway, string id, Roles by) =>
        await new ApprovalsClient(gateway.Anonymous).ApproveAsync(new ApproveRequest { Id = id }, await gateway.OfficerAsync(by));

    private static Roles RolesOf(TestGateway gateway, string person) => ((IRoles)gateway.Services.GetService(typeof(IRoles))!).Of(Vocabulary.PersonId.Parse(person));
}
