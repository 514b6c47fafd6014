using Grpc.Core;
using Secure.Gateway.Spine;
using Secure.Gateway.Storage;
using Secure.Gateway.Tests.Fleet;
using Secure.V1;
using IdentityClient = Secure.V1.Identity.IdentityClient;
using OfficersClient = Secure.V1.Officers.OfficersClient;

namespace Secure.Gateway.Tests.Officers;

public sealed class CeremonyTests
{
    [Fact]
    public async Task The_three_officers_are_made_once_and_together_with_the_token_from_the_terminal()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        OfficersClient client = new(gateway.Anonymous);
        await Refused.AsAsync("token_refused", async () => await client.HoldCeremonyAsync(new HoldCeremonyRequest(gateway.Ceremony()) { Token = "0000-0000" }));
        HoldCeremonyResponse held = await gateway.HoldCeremonyAsync();
        await Refused.AsAsync("token_refused", async () => await gateway.HoldCeremonyAsync());

        Assert.Equal(Convert.ToHexString(gateway.Keys.RootFingerprint), held.RootFingerprint);
        Assert.Contains(held.RootFingerprint, gateway.Terminal, StringComparison.Ordinal);
        Assert.Contains(held.LogKey, gateway.Terminal, StringComparison.Ordinal);
        Assert.Equal(["zhou", "li-min", "sun"], held.RecoveryCodes.Select(c => c.Account));
        Assert.DoesNotContain(held.RecoveryCodes, c => gateway.Terminal.Contains(c.Code, StringComparison.Ordinal));
        foreach (Roles role in (Roles[])[Roles.SystemAdministrator, Roles.SecurityOfficer, Roles.SecurityAuditor])
        {
            SignInResponse response = await new IdentityClient(gateway.Anonymous).SignInAsync(new SignInRequest { Account = TestGateway.AccountOf(role), Password = TestGateway.OfficerPassword });
            Assert.Equal(role.Codes(), response.Session.Roles);
        }
    }

    [Fact]
    public async Task A_ceremony_with_any_fault_makes_nobody_and_names_every_fault()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        HoldCeremonyRequest faulty = gateway.Ceremony();
        faulty.SecurityOfficer.Password = "short";
        faulty.SecurityOfficerDeputy = new NewOfficer(faulty.SecurityOfficer) { Account = "li-again", Password = TestGateway.OfficerPassword };
        faulty.SecurityAuditor = null;
        var refusal = await Refused.AsAsync("invalid_request", async () => await new OfficersClient(gateway.Anonymous).HoldCeremonyAsync(faulty));
        Assert.Equal(["security_auditor", "security_officer.password", "security_officer_deputy.person"], refusal.Fields.Select(f => f.Field).Order());
        Assert.Empty((await gateway.Store.ReadTableAsync("identity.accounts", CancellationToken.None)).Rows);
        await gateway.HoldCeremonyAsync();
    }

    [Fact]
    public async Task One_person_is_never_two_of_the_three()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        HoldCeremonyRequest request = gateway.Ceremony();
        request.SecurityAuditor.Person = request.SystemAdministrator.Person;
        await Refused.AsAsync("invalid_request", async () => await new OfficersClient(gateway.Anonymous).HoldCeremonyAsync(request));
    }

    [Fact]
    public async Task A_ceremony_that_cannot_be_recorded_makes_nobody()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        gateway.Audit.Broken = true;
        await Refused.AsAsync("record_unavailable", gateway.HoldCeremonyAsync);
        gateway.Audit.Broken = false;
        Assert.Empty((await gateway.Store.ReadTableAsync("officers.roles", CancellationToken.None)).Rows);
        await gateway.HoldCeremonyAsync();
    }

    [Fact]
    public async Task Of_several_who_know_the_token_one_holds_the_ceremony()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        bool[] made = await Task.WhenAll(Enumerable.Range(0, 3).Select(async _ =>
        {
            try { await gateway.HoldCeremonyAsync(); return true; }
            catch (RpcException) { return false; }
        }));
        Assert.Single(made, m => m);
    }

    [Fact]
    public async Task Guessing_the_token_is_delayed_like_guessing_a_password()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        async Task Guess() => await new OfficersClient(gateway.Anonymous).HoldCeremonyAsync(new HoldCeremonyRequest { Token = new string('0', 32) });
        for (int i = 0; i < 5; i++) { await Refused.AsAsync("token_refused", Guess); }
        await Refused.AsAsync("sign_in_delayed", Guess);
    }

    [Fact]
    public async Task Who_lacks_a_deputy_is_said_until_there_is_one()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        HoldCeremonyRequest request = gateway.Ceremony();
        request.SystemAdministratorDeputy = new NewOfficer { Person = "wu-jun", Name = "吴军", Account = "wu", Password = TestGateway.OfficerPassword };
        HoldCeremonyResponse held = await new OfficersClient(gateway.Anonymous).HoldCeremonyAsync(request);
        Assert.Equal([OfficerRole.SecurityOfficer, OfficerRole.SecurityAuditor], held.WithoutDeputy);
        WhoAmIResponse told = await new IdentityClient(gateway.Anonymous).WhoAmIAsync(new WhoAmIRequest(), await gateway.SignInAsync("wu", TestGateway.OfficerPassword));
        Assert.Equal(["security_officer", "security_auditor"], told.WithoutDeputy);
        Assert.Contains("未指定副手", gateway.Terminal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_role_that_was_altered_past_the_store_gives_nothing_and_raises_an_alarm()
    {
        TestGateway first = await TestGateway.StartAsync();
        await first.HoldCeremonyAsync();
        byte[] row = ((RowRead.Found)await first.Store.ReadRowAsync("officers.roles", "sun-audit", CancellationToken.None)).Row.Value;
        await first.StopAsync();
        await using (SqliteStore forged = TestGateway.OpenStore(first.Folder, new byte[32], first.Clock))
        {
            Assert.IsType<CommitOutcome.Committed>(await forged.CommitAsync(new StoreChange { Rows = [new RowWrite("officers.roles", "sun-audit", row)] }, CancellationToken.None));
        }
        await using TestGateway second = await TestGateway.StartAsync(first.Clock, first.Folder);
        Metadata sun = await second.SignInAsync("sun", TestGateway.OfficerPassword);
        await Refused.AsAsync("officer_required", async () => await new OfficersClient(second.Anonymous).ListRolesAsync(new ListRolesRequest(), sun));
        ListRolesResponse roles = await new OfficersClient(second.Anonymous).ListRolesAsync(new ListRolesRequest(), await second.OfficerAsync());
        Assert.DoesNotContain(roles.Holdings, h => h.Person == "sun-audit");
        Assert.Contains(await second.EntriesAsync(), e => e.Contains("store.tampered", StringComparison.Ordinal) && e.Contains("sun-audit", StringComparison.Ordinal));
    }
}
