using Grpc.Core;
using Grpc.Net.Client;
using Secure.Contracts;
using Secure.Gateway.Spine;
using Secure.Gateway.Tests.Fleet;
using Secure.V1;

namespace Secure.Gateway.Tests.Officers;

/// <summary>Every pair of a role and a call of the contract, as the table here has it, through the real services.</summary>
public sealed class RightsTests(WholeGateway gateway) : IClassFixture<WholeGateway>
{
    public static TheoryData<string, Roles> Pairs()
    {
        TheoryData<string, Roles> pairs = [];
        foreach (RightsCall call in RightsCalls.All)
        {
            foreach (Roles role in (Roles[])[Roles.None, .. RoleWords.All]) { pairs.Add(call.Name, role); }
        }
        return pairs;
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task A_role_may_call_what_the_table_says_and_nothing_else(string name, Roles role)
    {
        RightsCall call = RightsCalls.All.Single(c => c.Name == name);
        Refusal? refusal = null;
        try { await RightsCalls.SendAsync(call, gateway.Channel, gateway.As(role), TestContext.Current.CancellationToken); }
        catch (RpcException refused)
        {
            refusal = refused.ToRefusal();
            Assert.True(refusal is not null, refused.ToString());
        }
        Roles may = RightsTable.All[call.Action].May;
        bool forbidden = refusal is { Code: "officer_required", Status: StatusCode.PermissionDenied };
        Assert.Equal((may & role) == Roles.None, forbidden);
        if (forbidden) { Assert.Contains(may.Words().Zh, refusal!.Text.Zh, StringComparison.Ordinal); }
    }

    [Fact]
    public void The_table_of_the_product_is_the_one_written_here() =>
        Assert.Equal(RightsTable.All.OrderBy(r => r.Key), Enum.GetValues<OfficerAction>().Select(a => KeyValuePair.Create(a, (OfficerActions.Of(a).May, OfficerActions.Of(a).Approve))));

    [Fact]
    public void Every_call_of_the_contract_takes_a_right_or_has_a_reason_to_take_none()
    {
        Assert.Equal(RightsCalls.OfContract.Keys.Order(StringComparer.Ordinal), RightsCalls.All.Select(c => c.Rpc).Concat(RightsCalls.WithoutRole.Keys).Distinct().Order(StringComparer.Ordinal));
        Assert.Empty(RightsCalls.WithoutRole.Keys.Intersect(RightsCalls.All.Select(c => c.Rpc)));
        Assert.Empty(Enum.GetValues<OfficerAction>().Except(RightsCalls.All.Select(c => c.Action)));
    }

    public static TheoryData<string> Calls() => [.. RightsCalls.All.Select(c => c.Name)];

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task A_service_certificate_alone_is_no_officer_and_neither_is_nobody(string name)
    {
        RightsCall call = RightsCalls.All.Single(c => c.Name == name);
        foreach (GrpcChannel channel in (GrpcChannel[])[await gateway.ServiceAsync(), gateway.Channel])
        {
            await Refused.AsAsync("session_required", () => RightsCalls.SendAsync(call, channel, [], TestContext.Current.CancellationToken));
        }
    }

    [Fact]
    public async Task What_takes_no_role_takes_something_else_unless_it_is_there_for_strangers()
    {
        foreach (string rpc in RightsCalls.WithoutRole.Keys.Except(RightsCalls.ForStrangers))
        {
            RpcException refused = await Assert.ThrowsAsync<RpcException>(() => RightsCalls.SendAsync(new RightsCall(rpc, default), gateway.Channel, [], TestContext.Current.CancellationToken));
            Assert.True(refused.ToRefusal() is { Status: StatusCode.Unauthenticated or StatusCode.PermissionDenied }, $"{rpc}: {refused}");
        }
    }

    [Fact]
    public void No_role_may_do_everything_and_what_takes_two_takes_two_roles()
    {
        OfficerAction[] all = Enum.GetValues<OfficerAction>();
        Assert.All(RoleWords.All, role => Assert.Contains(all, action => (OfficerActions.Of(action).May & role) == Roles.None));
        Assert.All(all, action => Assert.Equal(Roles.None, OfficerActions.Of(action).May & OfficerActions.Of(action).Approve));
    }

    [Fact]
    public async Task A_changed_site_file_is_in_force_once_another_officer_approved_that_very_file()
    {
        V1.Site.SiteClient client = new(gateway.Channel);
        await File.WriteAllTextAsync(gateway.SiteFile, (await File.ReadAllTextAsync(gateway.SiteFile, TestContext.Current.CancellationToken)).Replace("zh: 大厅,", "zh: 门厅,", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        GetSiteStatusResponse before = await client.GetStatusAsync(new GetSiteStatusRequest(), gateway.As(Roles.SystemAdministrator));
        Assert.Equal(2, before.Pending.Changes.Count);
        async Task ApplyAsync(string sha256) => await client.ApplyPendingAsync(new ApplyPendingRequest { Sha256 = sha256, Reason = "renamed" }, gateway.As(Roles.SecurityOfficer));
        await Refused.AsAsync("not_pending", () => ApplyAsync(before.Sha256));
        Refusal asked = await Refused.AsAsync("approval_required", () => ApplyAsync(before.Pending.Sha256));
        await new V1.Approvals.ApprovalsClient(gateway.Channel).ApproveAsync(new ApproveRequest { Id = asked.RequestId }, gateway.As(Roles.SystemAdministrator));
        await ApplyAsync(before.Pending.Sha256);
        GetSiteStatusResponse after = await client.GetStatusAsync(new GetSiteStatusRequest(), gateway.As(Roles.SecurityAuditor));
        Assert.Equal((before.Revision + 1, before.Pending.Sha256), (after.Revision, after.Sha256));
        Assert.Null(after.Pending);
        await Refused.AsAsync("not_pending", () => ApplyAsync(before.Pending.Sha256));
    }
}
