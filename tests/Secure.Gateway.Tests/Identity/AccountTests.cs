using Grpc.Core;
using Secure.Gateway.Storage;
using Secure.Gateway.Tests.Fleet;
using Secure.V1;
using IdentityClient = Secure.V1.Identity.IdentityClient;

namespace Secure.Gateway.Tests.Identity;

public sealed class AccountTests
{
    private const string Given = "windy-plum-42", Chosen = "brisk-otter-17";

    [Fact]
    public async Task Nobody_becomes_the_one_officer_who_may_do_everything()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        CreateFirstOfficerRequest request = new() { Token = gateway.Token, Person = "li-officer", Name = "李敏", Account = "li-min", Password = TestGateway.OfficerPassword };
        await Refused.AsAsync("ceremony_required", async () => await new IdentityClient(gateway.Anonymous).CreateFirstOfficerAsync(request));
        await gateway.HoldCeremonyAsync();
    }

    [Fact]
    public async Task A_store_that_has_had_its_officer_prints_no_token_again_even_when_its_rows_were_deleted()
    {
        TestGateway first = await TestGateway.StartAsync();
        await first.HoldCeremonyAsync();
        await first.Store.CommitAsync(new StoreChange { Rows = [new RowWrite("identity.accounts", "li-min", null), new RowWrite("identity.store", "origin", null)] }, CancellationToken.None);
        await first.StopAsync();
        await using TestGateway second = await TestGateway.StartAsync(first.Clock, first.Folder);
        Assert.Equal("", second.Terminal);
        Assert.Contains(await second.EntriesAsync(), e => e.Contains("store.tampered", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_token_that_nobody_used_is_another_one_after_a_restart()
    {
        TestGateway first = await TestGateway.StartAsync();
        string token = first.Token;
        await first.StopAsync();
        await using TestGateway second = await TestGateway.StartAsync(first.Clock, first.Folder);
        Assert.NotEqual(token, second.Token);
        await second.HoldCeremonyAsync();
    }

    [Fact]
    public async Task A_given_password_must_be_changed_before_anything_else()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        IdentityClient client = new(gateway.Anonymous);
        await SetAsync(gateway, "wang-fang", "wang", Given);
        SignInResponse response = await client.SignInAsync(new SignInRequest { Account = "wang", Password = Given });
        Assert.True(response.Session.MustChangePassword);
        Metadata session = TestGateway.Bearer(response.SessionToken);
        await Refused.AsAsync("password_change_required", async () => await client.MintHandleAsync(new MintHandleRequest { Service = "docflow" }, session));
        await client.WhoAmIAsync(new WhoAmIRequest(), session);
        await Refused.AsAsync("invalid_request", async () => await client.ChangePasswordAsync(new ChangePasswordRequest { OldPassword = Given, NewPassword = Given }, session));
        await Refused.AsAsync("sign_in_failed", async () => await client.ChangePasswordAsync(new ChangePasswordRequest { OldPassword = "not-the-old-one", NewPassword = Chosen }, session));
        await client.ChangePasswordAsync(new ChangePasswordRequest { OldPassword = Given, NewPassword = Chosen }, session);
        await client.MintHandleAsync(new MintHandleRequest { Service = "docflow" }, session);
        await Refused.AsAsync("sign_in_failed", async () => await client.SignInAsync(new SignInRequest { Account = "wang", Password = Given }));
    }

    [Fact]
    public async Task Changing_a_password_ends_the_persons_other_sessions()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        IdentityClient client = new(gateway.Anonymous);
        await SetAsync(gateway, "wang-fang", "wang", Given);
        Metadata own = await gateway.SignInAsync("wang", Given), other = await gateway.SignInAsync("wang", Given);
        await client.ChangePasswordAsync(new ChangePasswordRequest { OldPassword = Given, NewPassword = Chosen }, own);
        await client.WhoAmIAsync(new WhoAmIRequest(), own);
        await Refused.AsAsync("session_required", async () => await client.WhoAmIAsync(new WhoAmIRequest(), other));
    }

    [Fact]
    public async Task A_new_password_is_none_of_the_last_five()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        IdentityClient client = new(gateway.Anonymous);
        await SetAsync(gateway, "wang-fang", "wang", Given);
        Metadata session = await gateway.SignInAsync("wang", Given);
        async Task ChangeAsync(string from, string to) => await client.ChangePasswordAsync(new ChangePasswordRequest { OldPassword = from, NewPassword = to }, session);
        string[] later = ["steady-crane-1", "steady-crane-2", "steady-crane-3", "steady-crane-4"];
        string now = Given;
        foreach (string next in later) { await ChangeAsync(now, next); now = next; }
        foreach (string old in (string[])[Given, .. later]) { await Refused.AsAsync("invalid_request", () => ChangeAsync(now, old)); }
        await ChangeAsync(now, "steady-crane-5");
        await ChangeAsync("steady-crane-5", Given);
        foreach (byte[] row in (await gateway.Store.ReadTableAsync("identity.accounts", CancellationToken.None)).Rows.Select(r => r.Value))
        {
            Assert.DoesNotContain("crane", System.Text.Encoding.UTF8.GetString(row), StringComparison.Ordinal);
        }
    }

    [Theory]
    // 秘密 and below: 30 days. 机密: 7 days.
    [InlineData("chen-lei", 30, false)]
    [InlineData("chen-lei", 31, true)]
    [InlineData("wang-fang", 7, false)]
    [InlineData("wang-fang", 8, true)]
    public async Task A_password_ages_by_its_owners_clearance(string person, int days, bool mustChange)
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        IdentityClient client = new(gateway.Anonymous);
        await SetAsync(gateway, person, "someone", Given);
        await client.ChangePasswordAsync(new ChangePasswordRequest { OldPassword = Given, NewPassword = Chosen }, await gateway.SignInAsync("someone", Given));
        gateway.Clock.Advance(TimeSpan.FromDays(days));
        SignInResponse response = await client.SignInAsync(new SignInRequest { Account = "someone", Password = Chosen });
        Assert.Equal(mustChange, response.Session.MustChangePassword);
    }

    [Theory]
    [InlineData("chen-lei", "1234567", false)]
    [InlineData("chen-lei", "12345678", true)]
    [InlineData("wang-fang", "123456789", false)]
    [InlineData("wang-fang", "1234567890", true)]
    [InlineData("chen-lei", "aaaaaaaaaaaa", false)]
    [InlineData("chen-lei", "xx-someone-xx", false)]
    [InlineData("chen-lei", "门禁系统口令一二", true)]
    public async Task A_password_is_long_enough_for_its_owners_clearance(string person, string password, bool accepted)
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        if (accepted) { await SetAsync(gateway, person, "someone", password); }
        else { await Refused.AsAsync("invalid_request", () => SetAsync(gateway, person, "someone", password)); }
    }

    [Fact]
    public async Task Accounts_are_given_by_officers_one_to_a_person_and_never_an_officers_own()
    {
        await using TestGateway gateway = await TestGateway.StartAsync(settings: [("Identity:Demo", "true")]);
        await SetAsync(gateway, "chen-lei", "chen", Given);
        await Refused.AsAsync("account_taken", () => SetAsync(gateway, "wang-fang", "chen", Given));
        await Refused.AsAsync("other_account", () => SetAsync(gateway, "chen-lei", "chen-2", Given));
        await Refused.AsAsync("officer_account", () => SetAsync(gateway, "li-officer", "li-min", Given));
        await Refused.AsAsync("unknown_person", () => SetAsync(gateway, "nobody", "nobody", Given));
        Metadata chen = await gateway.SignInAsync("chen", Given);
        SetPasswordRequest request = new() { Person = "wang-fang", Account = "wang", Password = Given };
        await Refused.AsAsync("officer_required", async () => await new IdentityClient(gateway.Anonymous).SetPasswordAsync(request, chen));
        await gateway.ApprovedAsync(() => SetAsync(gateway, "chen-lei", "chen", Chosen), by: Spine.Roles.SecurityOfficer);
        await Refused.AsAsync("session_required", async () => await new IdentityClient(gateway.Anonymous).WhoAmIAsync(new WhoAmIRequest(), chen));
    }

    [Fact]
    public async Task A_demos_accounts_need_no_change_and_do_not_age()
    {
        await using TestGateway gateway = await TestGateway.StartAsync(settings: [("Identity:Demo", "true")]);
        await SetAsync(gateway, "wang-fang", "wang", Given);
        gateway.Clock.Advance(TimeSpan.FromDays(200));
        SignInResponse response = await new IdentityClient(gateway.Anonymous).SignInAsync(new SignInRequest { Account = "wang", Password = Given });
        Assert.False(response.Session.MustChangePassword);
        Assert.Contains(await gateway.EntriesAsync(), e => e.Contains("identity.store", StringComparison.Ordinal) && e.Contains("\"demo\":\"yes\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Nothing_turns_an_ordinary_store_into_a_demos()
    {
        TestGateway first = await TestGateway.StartAsync();
        await first.StopAsync();
        InvalidOperationException refused = await Assert.ThrowsAsync<InvalidOperationException>(() => TestGateway.StartAsync(first.Clock, first.Folder, ("Identity:Demo", "true")));
        Assert.Contains("not created as a demo", refused.Message, StringComparison.Ordinal);
        Directory.Delete(first.Folder, recursive: true);
    }

    [Fact]
    public async Task A_demos_store_without_the_option_keeps_the_ordinary_rules()
    {
        TestGateway first = await TestGateway.StartAsync(settings: [("Identity:Demo", "true")]);
        await SetAsync(first, "wang-fang", "wang", Given);
        await first.StopAsync();
        first.Clock.Advance(TimeSpan.FromDays(8));
        await using TestGateway second = await TestGateway.StartAsync(first.Clock, first.Folder);
        SignInResponse response = await new IdentityClient(second.Anonymous).SignInAsync(new SignInRequest { Account = "wang", Password = Given });
        Assert.True(response.Session.MustChangePassword);
    }

    [Fact]
    public async Task An_account_that_was_altered_past_the_store_opens_nothing_and_raises_an_alarm()
    {
        TestGateway first = await TestGateway.StartAsync();
        await first.HoldCeremonyAsync();
        byte[] row = ((RowRead.Found)await first.Store.ReadRowAsync("identity.accounts", "li-min", CancellationToken.None)).Row.Value;
        await first.StopAsync();
        await using (SqliteStore forged = TestGateway.OpenStore(first.Folder, new byte[32], first.Clock))
        {
            Assert.IsType<CommitOutcome.Committed>(await forged.CommitAsync(new StoreChange { Rows = [new RowWrite("identity.accounts", "li-min", row)] }, CancellationToken.None));
        }
        await using TestGateway second = await TestGateway.StartAsync(first.Clock, first.Folder);
        await Refused.AsAsync("sign_in_failed", () => second.SignInAsync("li-min", TestGateway.OfficerPassword));
        Assert.Contains(await second.EntriesAsync(), e => e.Contains("store.tampered", StringComparison.Ordinal) && e.Contains("li-min", StringComparison.Ordinal));
    }

    private static async Task SetAsync(TestGateway gateway, string person, string account, string password) =>
        await new IdentityClient(gateway.Anonymous).SetPasswordAsync(new SetPasswordRequest { Person = person, Account = account, Password = password }, await gateway.OfficerAsync());
}
