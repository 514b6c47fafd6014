using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.Extensions.DependencyInjection;
using Secure.Contracts;
using Secure.Gateway.Decisions.Site;
using Secure.Gateway.Spine;
using Secure.Gateway.Tests.Fleet;
using Secure.V1;
using Secure.Vocabulary;
using IdentityClient = Secure.V1.Identity.IdentityClient;

namespace Secure.Gateway.Tests.Identity;

public sealed class SignInTests
{
    private const string Password = "windy-plum-42";

    [Fact]
    public async Task A_session_says_who_where_and_by_what()
    {
        await using TestGateway gateway = await WithAccountAsync("chen-lei", "chen");
        SignInResponse response = await SignInAsync(gateway.Connect(from: "127.0.0.4"), "chen", Password);
        Session session = response.Session;
        Assert.Equal(("chen-lei", "陈磊", "chen", "vault-ws", V1.WorkstationSource.Address, false), (session.Person, session.Name, session.Account, session.Workstation, session.WorkstationSource, session.MustChangePassword));
        Assert.Empty(session.Roles);
        Assert.Equal(V1.Factor.Password, Assert.Single(session.Factors).Factor);
        string begun = Assert.Single(await gateway.EntriesAsync(), e => e.Contains("session.begin", StringComparison.Ordinal) && e.Contains("chen-lei", StringComparison.Ordinal));
        Assert.DoesNotContain(response.SessionToken, begun, StringComparison.Ordinal);
        Assert.DoesNotContain(Password, string.Join('\n', await gateway.EntriesAsync()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_password_a_wrong_account_and_an_inactive_person_get_the_same_answer()
    {
        await using TestGateway gateway = await WithAccountAsync("chen-lei", "chen");
        await Refused.AsAsync("sign_in_failed", () => SignInAsync(gateway.Anonymous, "chen", "wrong-password"));
        await Refused.AsAsync("sign_in_failed", () => SignInAsync(gateway.Anonymous, "nobody", Password));
        await Refused.AsAsync("sign_in_failed", () => SignInAsync(gateway.Anonymous, "Not An Account!", new string('x', 10_000)));
        gateway.Site.Replace(WithInactive(gateway.Site.Current, "chen-lei"));
        await Refused.AsAsync("sign_in_failed", () => SignInAsync(gateway.Anonymous, "chen", Password));
    }

    [Fact]
    public async Task Who_holds_a_role_but_is_on_no_record_does_not_sign_in()
    {
        await using TestGateway gateway = await WithAccountAsync("chen-lei", "chen");
        GrantRoleRequest guard = new() { Person = "chen-lei", Role = OfficerRole.Guard, Reason = "night watch" };
        await gateway.ApprovedAsync(async () => await new V1.Officers.OfficersClient(gateway.Anonymous).GrantRoleAsync(guard, await gateway.OfficerAsync(Roles.SecurityOfficer)), by: Roles.SystemAdministrator);
        gateway.Site.Replace(gateway.Site.Current with { Persons = new Dictionary<PersonId, Person>(gateway.Site.Current.Persons.Where(p => p.Key.Text != "chen-lei")) });
        await Refused.AsAsync("sign_in_failed", () => SignInAsync(gateway.Anonymous, "chen", Password));
    }

    [Fact]
    public async Task After_five_failures_even_the_right_password_waits_and_the_wait_doubles()
    {
        await using TestGateway gateway = await WithAccountAsync("chen-lei", "chen");
        await FailAsync(gateway, "chen", 5);
        Refusal first = await Refused.AsAsync("sign_in_delayed", () => SignInAsync(gateway.Anonymous, "chen", Password));
        Assert.Equal(TimeSpan.FromSeconds(30), first.RetryDelay);
        gateway.Clock.Advance(TimeSpan.FromSeconds(30));
        await FailAsync(gateway, "chen", 1);
        Refusal second = await Refused.AsAsync("sign_in_delayed", () => SignInAsync(gateway.Anonymous, "chen", Password));
        Assert.Equal(TimeSpan.FromSeconds(60), second.RetryDelay);
        gateway.Clock.Advance(TimeSpan.FromSeconds(60));
        await SignInAsync(gateway.Connect(from: "127.0.0.9"), "chen", Password);
        Assert.Equal(2, (await gateway.EntriesAsync()).Count(e => e.Contains("session.delayed", StringComparison.Ordinal) && e.Contains("\"account\"", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Guessing_many_accounts_from_one_address_delays_the_address()
    {
        await using TestGateway gateway = await WithAccountAsync("chen-lei", "chen");
        GrpcChannel guesser = gateway.Connect(from: "127.0.0.66");
        for (int i = 0; i < 5; i++) { await Refused.AsAsync("sign_in_failed", () => SignInAsync(guesser, "guess-" + i, Password)); }
        await Refused.AsAsync("sign_in_delayed", () => SignInAsync(guesser, "chen", Password));
        await SignInAsync(gateway.Anonymous, "chen", Password);
    }

    [Fact]
    public async Task Guesses_sent_at_once_do_not_slip_past_the_counter()
    {
        await using TestGateway gateway = await WithAccountAsync("chen-lei", "chen");
        Task<Refusal?>[] guesses = [.. Enumerable.Range(0, 15).Select(async _ =>
        {
            try { await SignInAsync(gateway.Anonymous, "chen", "wrong-password"); return null; }
            catch (RpcException refused) { return refused.ToRefusal(); }
        })];
        Refusal?[] answers = await Task.WhenAll(guesses);
        Assert.InRange(answers.Count(a => a?.Code == "sign_in_failed"), 1, 5);
        Assert.Equal(15, answers.Count(a => a?.Code is "sign_in_failed" or "sign_in_delayed"));
    }

    [Fact]
    public async Task A_flood_of_sign_ins_meets_the_limit_of_its_address_before_any_password_is_hashed()
    {
        await using TestGateway gateway = await TestGateway.StartAsync(settings: [("Identity:SignInBurst", "2")]);
        for (int i = 0; i < 2; i++) { await Refused.AsAsync("sign_in_failed", () => SignInAsync(gateway.Anonymous, "nobody", Password)); }
        Refusal refusal = await Refused.AsAsync("too_many_attempts", () => SignInAsync(gateway.Anonymous, "nobody", Password));
        Assert.InRange(refusal.RetryDelay!.Value, TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task A_session_ends_when_idle_and_after_its_longest_life_however_busy()
    {
        await using TestGateway gateway = await WithAccountAsync("chen-lei", "chen");
        Metadata idle = TestGateway.Bearer((await SignInAsync(gateway.Anonymous, "chen", Password)).SessionToken);
        gateway.Clock.Advance(TimeSpan.FromMinutes(29));
        await WhoAsync(gateway.Anonymous, idle);
        gateway.Clock.Advance(TimeSpan.FromMinutes(30));
        await Refused.AsAsync("session_required", () => WhoAsync(gateway.Anonymous, idle));

        Metadata busy = TestGateway.Bearer((await SignInAsync(gateway.Anonymous, "chen", Password)).SessionToken);
        for (int i = 0; i < 36; i++)
        {
            await WhoAsync(gateway.Anonymous, busy);
            gateway.Clock.Advance(TimeSpan.FromMinutes(20));
        }
        await Refused.AsAsync("session_required", () => WhoAsync(gateway.Anonymous, busy));
        await EnrollmentTests.Eventually(async () => (await gateway.EntriesAsync()).Count(e => e.Contains("session.end", StringComparison.Ordinal)) >= 2);
    }

    [Fact]
    public async Task A_stepped_wall_clock_neither_ends_nor_stretches_a_session()
    {
        await using TestGateway gateway = await WithAccountAsync("chen-lei", "chen");
        Metadata session = TestGateway.Bearer((await SignInAsync(gateway.Anonymous, "chen", Password)).SessionToken);
        gateway.Clock.StepWall(TimeSpan.FromDays(1));
        await WhoAsync(gateway.Anonymous, session);
        gateway.Clock.StepWall(TimeSpan.FromDays(-2));
        gateway.Clock.Advance(TimeSpan.FromMinutes(31));
        await Refused.AsAsync("session_required", () => WhoAsync(gateway.Anonymous, session));
    }

    [Fact]
    public async Task Signing_out_ends_the_session_on_the_next_call_and_tells_its_streams()
    {
        await using TestGateway gateway = await WithAccountAsync("chen-lei", "chen");
        SignInResponse response = await SignInAsync(gateway.Anonymous, "chen", Password);
        ISession live = gateway.Services.GetRequiredService<ISessions>().Find(response.SessionToken)!;
        TaskCompletionSource told = new();
        live.Ended.Register(told.SetResult);
        await new IdentityClient(gateway.Anonymous).SignOutAsync(new SignOutRequest(), TestGateway.Bearer(response.SessionToken));
        Assert.True(live.Ended.IsCancellationRequested);
        await told.Task.WaitAsync(TimeSpan.FromSeconds(60));
        await Refused.AsAsync("session_required", () => WhoAsync(gateway.Anonymous, TestGateway.Bearer(response.SessionToken)));
        Assert.Null(gateway.Services.GetRequiredService<ISessions>().FindById(live.Id));
    }

    [Fact]
    public async Task An_ended_session_says_why_where_it_was_opened_and_nowhere_else()
    {
        await using TestGateway gateway = await WithAccountAsync("chen-lei", "chen");
        GrpcChannel archive = gateway.Connect(from: "127.0.0.3");
        Metadata left = TestGateway.Bearer((await SignInAsync(archive, "chen", Password)).SessionToken);
        Metadata idle = TestGateway.Bearer((await SignInAsync(archive, "chen", Password)).SessionToken);
        await new IdentityClient(archive).SignOutAsync(new SignOutRequest(), left);
        Refusal told = await Refused.AsAsync("session_required", () => WhoAsync(archive, left));
        Assert.Equal("signed_out", told.Cause);
        Assert.Contains("退出登录", told.Text.Zh, StringComparison.Ordinal);
        Assert.Null((await Refused.AsAsync("session_required", () => WhoAsync(gateway.Connect(from: "127.0.0.2"), left))).Cause);

        // Swept or not: the same words.
        gateway.Clock.Advance(TimeSpan.FromMinutes(31));
        Assert.Equal("idle", (await Refused.AsAsync("session_required", () => WhoAsync(archive, idle))).Cause);
        Assert.Null((await Refused.AsAsync("session_required", () => WhoAsync(archive, TestGateway.Bearer(new string('A', 43))))).Cause);
        Assert.Equal("no_token", (await Refused.AsAsync("session_required", () => WhoAsync(archive, []))).Cause);
    }

    [Fact]
    public async Task A_person_who_becomes_inactive_has_no_session_any_more()
    {
        await using TestGateway gateway = await WithAccountAsync("chen-lei", "chen");
        Metadata session = TestGateway.Bearer((await SignInAsync(gateway.Anonymous, "chen", Password)).SessionToken);
        gateway.Site.Replace(WithInactive(gateway.Site.Current, "chen-lei"));
        await Refused.AsAsync("session_required", () => WhoAsync(gateway.Anonymous, session));
    }

    [Fact]
    public async Task The_workstation_is_the_one_of_the_certificate_and_a_stolen_token_is_worth_nothing_elsewhere()
    {
        await using TestGateway gateway = await WithAccountAsync("chen-lei", "chen");
        using TestDevice workstation = new("vault-ws", DeviceKind.Workstation);
        await workstation.EnrollAsync(gateway);
        GrpcChannel vault = gateway.Connect(workstation.Certificate);
        SignInResponse response = await SignInAsync(vault, "chen", Password);
        Assert.Equal(("vault-ws", V1.WorkstationSource.Certificate), (response.Session.Workstation, response.Session.WorkstationSource));
        await WhoAsync(vault, TestGateway.Bearer(response.SessionToken));
        await Refused.AsAsync("session_required", () => WhoAsync(gateway.Anonymous, TestGateway.Bearer(response.SessionToken)));

        SignInResponse mapped = await SignInAsync(gateway.Connect(from: "127.0.0.3"), "chen", Password);
        Assert.Equal("archive-ws", mapped.Session.Workstation);
        await Refused.AsAsync("session_required", () => WhoAsync(gateway.Connect(from: "127.0.0.2"), TestGateway.Bearer(mapped.SessionToken)));
    }

    [Fact]
    public async Task A_handle_serves_only_the_service_it_was_minted_for_with_the_certificate_that_first_used_it()
    {
        await using TestGateway gateway = await WithAccountAsync("chen-lei", "chen");
        Metadata session = TestGateway.Bearer((await SignInAsync(gateway.Anonymous, "chen", Password)).SessionToken);
        IdentityClient client = new(gateway.Anonymous);
        await Refused.AsAsync("unknown_service", async () => await client.MintHandleAsync(new MintHandleRequest { Service = "elsewhere" }, session));
        MintHandleResponse minted = await client.MintHandleAsync(new MintHandleRequest { Service = "docflow" }, session);
        Assert.Equal(gateway.Clock.GetUtcNow().AddMinutes(15), minted.ExpiresAt.ToDateTimeOffset());

        ISessions sessions = gateway.Services.GetRequiredService<ISessions>();
        ServiceId docflow = ServiceId.Parse("docflow");
        Assert.Null(sessions.FindByHandle(minted.SessionHandle, ServiceId.Parse("other"), "AA"));
        Assert.Equal("chen-lei", sessions.FindByHandle(minted.SessionHandle, docflow, "AA")?.Person.Text);
        Assert.Null(sessions.FindByHandle(minted.SessionHandle, docflow, "BB"));
        Assert.Null(sessions.Find(minted.SessionHandle));
        gateway.Clock.Advance(TimeSpan.FromMinutes(15));
        Assert.Null(sessions.FindByHandle(minted.SessionHandle, docflow, "AA"));
    }

    [Fact]
    public async Task A_handle_ends_with_its_session()
    {
        await using TestGateway gateway = await WithAccountAsync("chen-lei", "chen");
        Metadata session = TestGateway.Bearer((await SignInAsync(gateway.Anonymous, "chen", Password)).SessionToken);
        MintHandleResponse minted = await new IdentityClient(gateway.Anonymous).MintHandleAsync(new MintHandleRequest { Service = "docflow" }, session);
        await new IdentityClient(gateway.Anonymous).SignOutAsync(new SignOutRequest(), session);
        Assert.Null(gateway.Services.GetRequiredService<ISessions>().FindByHandle(minted.SessionHandle, ServiceId.Parse("docflow"), "AA"));
    }

    [Fact]
    public async Task The_seventeenth_session_of_a_person_ends_the_first()
    {
        await using TestGateway gateway = await WithAccountAsync("chen-lei", "chen");
        string[] tokens = new string[17];
        for (int i = 0; i < tokens.Length; i++)
        {
            gateway.Clock.Advance(TimeSpan.FromSeconds(1));
            tokens[i] = (await SignInAsync(gateway.Anonymous, "chen", Password)).SessionToken;
        }
        ISessions sessions = gateway.Services.GetRequiredService<ISessions>();
        Assert.Null(sessions.Find(tokens[0]));
        Assert.All(tokens[1..], t => Assert.NotNull(sessions.Find(t)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("Bearer ")]
    [InlineData("Bearer AAAA")]
    [InlineData("Bearer AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("Bearer AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB")]
    [InlineData("Bearer !!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!")]
    [InlineData("Bearer AAAAAAAAAAAAAAAAAAAAA AAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("Basic dXNlcjpwYXNz")]
    public async Task Anything_but_a_live_token_is_no_session(string header)
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        await Refused.AsAsync("session_required", () => WhoAsync(gateway.Anonymous, new Metadata { { "authorization", header } }));
    }

    internal static async Task<TestGateway> WithAccountAsync(string person, string account, params (string, string)[] settings)
    {
        TestGateway gateway = await TestGateway.StartAsync(settings: [("Identity:Demo", "true"), .. settings]);
        await new IdentityClient(gateway.Anonymous).SetPasswordAsync(new SetPasswordRequest { Person = person, Account = account, Password = Password }, await gateway.OfficerAsync());
        return gateway;
    }

    private static async Task<SignInResponse> SignInAsync(GrpcChannel channel, string account, string password) =>
        await new IdentityClient(channel).SignInAsync(new SignInRequest { Account = account, Password = password });

    private static async Task WhoAsync(GrpcChannel channel, Metadata session) => await new IdentityClient(channel).WhoAmIAsync(new WhoAmIRequest(), session);

    private static async Task FailAsync(TestGateway gateway, string account, int times)
    {
        // From a new address each time, so that only the account counts.
        for (int i = 0; i < times; i++)
        {
            GrpcChannel channel = gateway.Connect(from: $"127.0.1.{10 + i}");
            await Refused.AsAsync("sign_in_failed", () => SignInAsync(channel, account, "wrong-password"));
        }
    }

    private static SiteSnapshot WithInactive(SiteSnapshot site, string person)
    {
        PersonId id = PersonId.Parse(person);
        return site with { Persons = new Dictionary<PersonId, Person>(site.Persons) { [id] = site.Persons[id] with { Active = false } } };
    }
}
