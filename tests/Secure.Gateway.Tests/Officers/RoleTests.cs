using Grpc.Core;
using Secure.Gateway.Spine;
using Secure.Gateway.Tests.Fleet;
using Secure.V1;
using IdentityClient = Secure.V1.Identity.IdentityClient;
using OfficersClient = Secure.V1.Officers.OfficersClient;

namespace Secure.Gateway.Tests.Officers;

public sealed class RoleTests
{
    [Fact]
    public async Task A_person_holds_at_most_one_of_the_three()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        await GrantAsync(gateway, "chen-lei", OfficerRole.SecurityAuditor, deputy: true);
        await Refused.AsAsync("roles_separated", async () => await CallAsync(gateway, new GrantRoleRequest { Person = "chen-lei", Role = OfficerRole.SecurityOfficer, Reason = "r" }));
        await Refused.AsAsync("roles_separated", async () => await CallAsync(gateway, new GrantRoleRequest { Person = "zhou-admin", Role = OfficerRole.SecurityAuditor, Reason = "r" }));
        await GrantAsync(gateway, "chen-lei", OfficerRole.Guard);
        ListRolesResponse roles = await new OfficersClient(gateway.Anonymous).ListRolesAsync(new ListRolesRequest(), await gateway.OfficerAsync());
        RoleHolding chen = Assert.Single(roles.Holdings, h => h.Person == "chen-lei");
        Assert.Equal([OfficerRole.SecurityAuditor, OfficerRole.Guard], chen.Roles);
        Assert.True(chen.Deputy);
        Assert.DoesNotContain(OfficerRole.SecurityAuditor, roles.WithoutDeputy);
    }

    [Fact]
    public async Task Two_of_the_three_given_at_once_by_two_officers_do_not_meet_in_one_person()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        GrantRoleRequest[] both =
        [
            new() { Person = "chen-lei", Role = OfficerRole.SecurityAuditor, Reason = "r" }, new() { Person = "chen-lei", Role = OfficerRole.SystemAdministrator, Reason = "r" },
        ];
        foreach (GrantRoleRequest request in both)
        {
            var asked = await Refused.AsAsync("approval_required", () => CallAsync(gateway, request));
            await new V1.Approvals.ApprovalsClient(gateway.Anonymous).ApproveAsync(new ApproveRequest { Id = asked.RequestId }, await gateway.OfficerAsync());
        }
        bool[] done = await Task.WhenAll(both.Select(async request =>
        {
            try { await CallAsync(gateway, request); return true; }
            catch (RpcException) { return false; }
        }));
        Assert.Single(done, d => d);
    }

    [Fact]
    public async Task No_service_and_no_stranger_is_given_a_role_and_nobody_gives_oneself_one()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        await Refused.AsAsync("service_account", () => CallAsync(gateway, new GrantRoleRequest { Person = "docflow", Role = OfficerRole.SecurityAuditor, Reason = "r" }));
        await Refused.AsAsync("unknown_person", () => CallAsync(gateway, new GrantRoleRequest { Person = "nobody", Role = OfficerRole.Guard, Reason = "r" }));
        await Refused.AsAsync("oneself", () => CallAsync(gateway, new GrantRoleRequest { Person = "li-officer", Role = OfficerRole.Guard, Reason = "r" }));
    }

    [Fact]
    public async Task The_last_holder_of_one_of_the_three_keeps_it()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        WithdrawRoleRequest request = new() { Person = "sun-audit", Role = OfficerRole.SecurityAuditor, Reason = "r" };
        async Task WithdrawAsync() => await new OfficersClient(gateway.Anonymous).WithdrawRoleAsync(request, await gateway.OfficerAsync(Roles.SecurityOfficer));
        await Refused.AsAsync("last_holder", WithdrawAsync);
        await GrantAsync(gateway, "chen-lei", OfficerRole.SecurityAuditor);
        Metadata auditor = await gateway.OfficerAsync(Roles.SecurityAuditor);
        await gateway.ApprovedAsync(WithdrawAsync, by: Roles.SystemAdministrator);
        // The right ends with the role, at once.
        await Refused.AsAsync("session_required", async () => await new OfficersClient(gateway.Anonymous).ListRolesAsync(new ListRolesRequest(), auditor));
        Metadata staff = await gateway.SignInAsync("sun", TestGateway.OfficerPassword);
        await Refused.AsAsync("officer_required", async () => await new OfficersClient(gateway.Anonymous).ListRolesAsync(new ListRolesRequest(), staff));
    }

    [Fact]
    public async Task A_new_officer_changes_the_password_by_the_stricter_rules_and_gets_a_sealed_code()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        IdentityClient client = new(gateway.Anonymous);
        await client.SetPasswordAsync(new SetPasswordRequest { Person = "chen-lei", Account = "chen", Password = "abcde678" }, await gateway.OfficerAsync());
        await client.ChangePasswordAsync(new ChangePasswordRequest { OldPassword = "abcde678", NewPassword = "fghij678" }, await gateway.SignInAsync("chen", "abcde678"));
        GrantRoleResponse granted = await GrantAsync(gateway, "chen-lei", OfficerRole.SecurityAuditor, deputy: true);
        Assert.Equal("chen", granted.RecoveryCode.Account);
        SignInResponse response = await client.SignInAsync(new SignInRequest { Account = "chen", Password = "fghij678" });
        Assert.True(response.Session.MustChangePassword);
        await Refused.AsAsync("invalid_request", async () => await client.ChangePasswordAsync(new ChangePasswordRequest { OldPassword = "fghij678", NewPassword = "klmno678" }, TestGateway.Bearer(response.SessionToken)));
        await client.ChangePasswordAsync(new ChangePasswordRequest { OldPassword = "fghij678", NewPassword = "klmno67890" }, TestGateway.Bearer(response.SessionToken));
    }

    private static async Task<GrantRoleResponse> GrantAsync(TestGateway gateway, string person, OfficerRole role, bool deputy = false)
    {
        GrantRoleRequest request = new() { Person = person, Role = role, Deputy = deputy, Reason = "named" };
        GrantRoleResponse response = new();
        await gateway.ApprovedAsync(async () => response = await CallAsync(gateway, request), by: Roles.SystemAdministrator);
        return response;
    }

    private static async Task<GrantRoleResponse> CallAsync(TestGateway gateway, GrantRoleRequest request) =>
        await new OfficersClient(gateway.Anonymous).GrantRoleAsync(request, await gateway.OfficerAsync(Roles.SecurityOfficer));
}
