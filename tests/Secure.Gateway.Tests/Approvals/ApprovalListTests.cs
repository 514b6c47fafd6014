using Grpc.Core;
using Secure.Gateway.Approvals;
using Secure.Gateway.Spine;
using Secure.Gateway.Storage;
using Secure.Gateway.Tests.Fleet;
using Secure.V1;
using ApprovalsClient = Secure.V1.Approvals.ApprovalsClient;
using OfficersClient = Secure.V1.Officers.OfficersClient;

namespace Secure.Gateway.Tests.Approvals;

/// <summary>What waits and what became of it, searched and in pages.</summary>
public sealed class ApprovalListTests
{
    private const int Many = 230;

    [Fact]
    public async Task What_is_over_says_who_when_and_why_and_what_ended_last_comes_first()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        ApprovalsClient client = new(gateway.Anonymous);
        Metadata administrator = await gateway.OfficerAsync(), officer = await gateway.OfficerAsync(Roles.SecurityOfficer);
        string rejected = await AskAsync(gateway);
        gateway.Clock.Advance(TimeSpan.FromMinutes(1));
        await client.RejectAsync(new RejectRequest { Id = rejected, Reason = "not this week" }, administrator);
        DateTimeOffset rejectedAt = gateway.Clock.GetUtcNow();
        string used = await AskAsync(gateway);
        gateway.Clock.Advance(TimeSpan.FromMinutes(1));
        await client.ApproveAsync(new ApproveRequest { Id = used, Reason = "agreed" }, administrator);
        DateTimeOffset approvedAt = gateway.Clock.GetUtcNow();
        string waiting = await AskAsync(gateway, "day shift");
        gateway.Clock.Advance(TimeSpan.FromMinutes(1));
        await GrantAsync(gateway, "night shift");

        ListApprovalsResponse over = await client.ListAsync(new ListApprovalsRequest { Over = true }, officer);

        Assert.Equal([(used, ApprovalState.Used), (rejected, ApprovalState.Rejected)], over.Approvals.Select(a => (a.Id, a.State)));
        Assert.Equal(("zhou-admin", "agreed", approvedAt, gateway.Clock.GetUtcNow()), (over.Approvals[0].DecidedBy, over.Approvals[0].DecisionReason, over.Approvals[0].DecidedAt.ToDateTimeOffset(), over.Approvals[0].UsedAt.ToDateTimeOffset()));
        Assert.Equal(("zhou-admin", "not this week", rejectedAt, null), (over.Approvals[1].DecidedBy, over.Approvals[1].DecisionReason, over.Approvals[1].DecidedAt.ToDateTimeOffset(), over.Approvals[1].UsedAt));
        Assert.Equal(waiting, Assert.Single((await client.ListAsync(new ListApprovalsRequest(), officer)).Approvals).Id);

        // Nobody decided: over when its time is.
        gateway.Clock.Advance(TimeSpan.FromHours(25));
        officer = await gateway.SignInAsync("li-min", TestGateway.OfficerPassword);
        Approval expired = (await client.ListAsync(new ListApprovalsRequest { Over = true }, officer)).Approvals[0];
        Assert.Equal((waiting, ApprovalState.Expired, "", null), (expired.Id, expired.State, expired.DecidedBy, expired.DecidedAt));
    }

    [Fact]
    public async Task A_long_history_comes_in_pages_that_what_ends_meanwhile_does_not_move()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        ApprovalsClient client = new(gateway.Anonymous);
        Metadata officer = await gateway.OfficerAsync(Roles.SecurityOfficer);
        await FillAsync(gateway);
        List<string> seen = [];
        ListApprovalsRequest request = new() { Over = true, PageSize = 50 };
        do
        {
            ListApprovalsResponse page = await client.ListAsync(request, officer);
            Assert.True(page.Approvals.Count <= 50 && page.Total >= Many);
            seen.AddRange(page.Approvals.Select(a => a.Id));
            request.PageToken = page.NextPageToken;
            if (seen.Count == 50) { await client.WithdrawAsync(new WithdrawApprovalRequest { Id = await AskAsync(gateway) }, officer); }
        }
        while (request.PageToken.Length > 0);
        Assert.Equal(Enumerable.Range(0, Many).Reverse().Select(Id), seen);

        ListApprovalsResponse beyond = await client.ListAsync(new ListApprovalsRequest { Over = true, PageToken = "9999999999999999999/z" }, officer);
        Assert.Equal((0, "", (uint)Many + 1), (beyond.Approvals.Count, beyond.NextPageToken, beyond.Total));
    }

    [Fact]
    public async Task A_search_finds_words_of_both_languages_reasons_and_people_by_id_or_name()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        ApprovalsClient client = new(gateway.Anonymous);
        Metadata officer = await gateway.OfficerAsync(Roles.SecurityOfficer);
        await FillAsync(gateway);
        string id = await AskAsync(gateway);
        async Task<uint> CountAsync(string search, bool all = true) => (await client.ListAsync(new ListApprovalsRequest { All = all, Search = search }, officer)).Total;
        foreach (string found in (string[])[id, "NIGHT SHIFT", "grant_role", "chen-lei", "陈磊", "li-officer"]) { Assert.True(await CountAsync(found, all: false) == 1, found); }
        Assert.Equal(1u, await CountAsync("第 17 号"));
        Assert.Equal(1u, await CountAsync("Number 17."));
        Assert.Equal((uint)Many, await CountAsync("because so"));
        foreach (string hostile in (string[])["'; DROP TABLE approvals; --", "%", "<script>", "\u202E", "🔑", new('x', 64)]) { Assert.Equal(0u, await CountAsync(hostile)); }
        await Refused.AsAsync("invalid_request", () => CountAsync(new string('x', 65)));
        await Refused.AsAsync("invalid_request", async () => await client.ListAsync(new ListApprovalsRequest { PageSize = 501 }, officer));
        await Refused.AsAsync("session_required", async () => await client.ListAsync(new ListApprovalsRequest()));
    }

    private static string Id(int n) => $"a-{n:x8}";

    /// <summary>As many as no requester could have waiting at once, each ended a second after the one before.</summary>
    private static async Task FillAsync(TestGateway gateway)
    {
        long now = gateway.Clock.GetUtcNow().ToUnixTimeMilliseconds();
        RowWrite[] rows = [.. Enumerable.Range(0, Many).Select(n => new ApprovalRow(
            Id(n), OfficerAction.GrantRole, new string('0', 64), $"第 {n} 号", $"Number {n}.", "", "li-officer", ["security_officer"], now - 1_000_000 - (n % 7), now + 1_000_000,
            ApprovalStage.Rejected, "zhou-admin", "because so", DecidedMs: now - 500_000 + (n * 1_000)).Write(0))];
        Assert.IsType<CommitOutcome.Committed>(await gateway.Store.CommitAsync(new StoreChange { Rows = rows }, CancellationToken.None));
    }

    private static async Task GrantAsync(TestGateway gateway, string reason) =>
        await new OfficersClient(gateway.Anonymous).GrantRoleAsync(new GrantRoleRequest { Person = "chen-lei", Role = OfficerRole.Guard, Reason = reason }, await gateway.OfficerAsync(Roles.SecurityOfficer));

    private static async Task<string> AskAsync(TestGateway gateway, string reason = "night shift") => (await Refused.AsAsync("approval_required", () => GrantAsync(gateway, reason))).RequestId!;
}
