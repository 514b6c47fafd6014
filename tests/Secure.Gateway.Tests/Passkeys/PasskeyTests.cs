using Grpc.Core;
using Grpc.Net.Client;
using Secure.Gateway.Identity;
using Secure.Gateway.Spine;
using Secure.Gateway.Storage;
using Secure.Gateway.Tests.Fleet;
using Secure.V1;
using PasskeysClient = Secure.V1.Passkeys.PasskeysClient;

namespace Secure.Gateway.Tests.Passkeys;

/// <summary>An officer's passkey from its registration to its loss, through the gateway's own calls.</summary>
public sealed class PasskeyTests : IDisposable
{
    private readonly TestAuthenticator _key = new();

    public void Dispose() => _key.Dispose();

    [Fact]
    public async Task Once_registered_the_page_asks_for_it_and_a_password_alone_opens_nothing()
    {
        await using PasskeyRig rig = await PasskeyRig.StartAsync();
        await rig.RegisterAsync(Roles.SecurityOfficer, _key);
        Assert.Contains("archive-ws", await rig.LastAsync("passkey.registered"), StringComparison.Ordinal);
        await Refused.AsAsync("passkey_required", () => rig.PasswordAsync(Roles.SecurityOfficer, page: false));
        PasskeyDemand demand = await rig.DemandAsync(Roles.SecurityOfficer);
        Assert.Equal(("console.example", Convert.ToHexString(_key.Id)), (demand.RpId, Convert.ToHexString(demand.CredentialId.Span)));
        _key.Count = 2;
        SignInResponse opened = await rig.SendAsync(PasskeyRig.Answer(_key, demand.Challenge));
        Assert.Equal(("li-officer", true, ""), (opened.Session.Person, opened.Session.ByPasskey, opened.SessionToken));
        Assert.Contains("[\"password\",\"passkey\"]", await rig.LastAsync("session.begin"), StringComparison.Ordinal);
        // Nobody else is asked for one.
        Assert.NotNull((await rig.PasswordAsync(Roles.SecurityAuditor, page: true)).Session);
    }

    [Fact]
    public async Task Off_the_page_a_workstations_certificate_is_the_second_factor()
    {
        await using PasskeyRig rig = await PasskeyRig.StartAsync();
        await rig.RegisterAsync(Roles.SecurityOfficer, _key);
        using TestDevice workstation = new("vault-ws", DeviceKind.Workstation);
        await workstation.EnrollAsync(rig.Gateway);
        GrpcChannel vault = rig.Gateway.Connect(workstation.Certificate);
        Assert.NotEqual("", (await rig.PasswordAsync(Roles.SecurityOfficer, page: false, vault)).SessionToken);
        Assert.NotNull((await rig.PasswordAsync(Roles.SecurityOfficer, page: true, vault)).Passkey);
        // Known by its address alone is not enough.
        await Refused.AsAsync("passkey_required", () => rig.PasswordAsync(Roles.SecurityOfficer, page: false, rig.Gateway.Connect(from: PasskeyRig.Known)));
    }

    [Fact]
    public async Task The_first_one_is_registered_by_an_officer_at_a_known_workstation_soon_after_the_password()
    {
        await using PasskeyRig rig = await PasskeyRig.StartAsync();
        async Task BeginAsync((PasskeysClient Client, Metadata Session) desk) => await desk.Client.BeginRegistrationAsync(new BeginPasskeyRegistrationRequest(), desk.Session);
        await Refused.AsAsync("passkey_workstation", async () => await BeginAsync(await rig.AtDeskAsync(Roles.SecurityOfficer, "127.0.0.9")));
        (PasskeysClient Client, Metadata Session) desk = await rig.AtDeskAsync(Roles.SecurityOfficer);
        Assert.True((await desk.Client.GetOwnAsync(new GetOwnPasskeyRequest(), desk.Session)).MayRegister);
        rig.Gateway.Clock.Advance(TimeSpan.FromMinutes(11));
        await Refused.AsAsync("passkey_sign_in_again", () => BeginAsync(desk));
        await rig.RegisterAsync(Roles.SystemAdministrator, _key);
        await Refused.AsAsync("passkey_required", () => rig.PasswordAsync(Roles.SystemAdministrator, page: false));
    }

    [Fact]
    public async Task A_second_one_takes_a_session_of_the_first_and_a_credential_that_somebody_has_is_refused()
    {
        await using PasskeyRig rig = await PasskeyRig.StartAsync();
        using TestAuthenticator spare = new();
        (PasskeysClient client, Metadata session) = await rig.AtDeskAsync(Roles.SecurityOfficer);
        BeginPasskeyRegistrationResponse begun = await client.BeginRegistrationAsync(new BeginPasskeyRegistrationRequest(), session);
        await client.RegisterAsync(PasskeyRig.Registration(_key, begun), session);
        await Refused.AsAsync("passkey_first", async () => await client.BeginRegistrationAsync(new BeginPasskeyRegistrationRequest(), session));
        await Refused.AsAsync("passkey_not_registered", () => rig.RegisterAsync(Roles.SecurityAuditor, _key));
        Assert.Contains("other_credential", await rig.LastAsync("passkey.refused"), StringComparison.Ordinal);

        (client, session) = await rig.ByPasskeyAsync(Roles.SecurityOfficer, _key);
        await AddAsync(client, session, spare, _key);
        PasskeyDemand demand = await rig.DemandAsync(Roles.SecurityOfficer);
        Assert.Equal([Convert.ToHexString(_key.Id), Convert.ToHexString(spare.Id)], demand.CredentialIds.Select(id => Convert.ToHexString(id.Span)));
        await Refused.AsAsync("passkey_exists", async () => await client.BeginRegistrationAsync(new BeginPasskeyRegistrationRequest(), session));
        Assert.Equal(2u, (await client.ListAsync(new ListPasskeysRequest(), session)).Officers.Single(o => o.Person == "li-officer").Count);
    }

    [Fact]
    public async Task Of_two_the_owner_removes_one_by_the_other_and_two_officers_remove_both()
    {
        await using PasskeyRig rig = await PasskeyRig.StartAsync();
        using TestAuthenticator spare = new();
        await rig.RegisterAsync(Roles.SecurityAuditor, _key);
        (PasskeysClient client, Metadata first) = await rig.ByPasskeyAsync(Roles.SecurityAuditor, _key);
        await AddAsync(client, first, spare, _key);
        string carried = (await client.GetOwnAsync(new GetOwnPasskeyRequest(), first)).Passkeys.Single(p => p.OpenedThis).Id;
        async Task RemoveAsync(string id, Metadata session) => await client.RemoveOwnAsync(new RemoveOwnPasskeyRequest { Id = id }, session);
        await Refused.AsAsync("passkey_in_use", () => RemoveAsync(carried, first));
        await Refused.AsAsync("passkey_unknown", () => RemoveAsync("another", first));

        (_, Metadata second) = await rig.ByPasskeyAsync(Roles.SecurityAuditor, spare);
        await RemoveAsync(carried, second);
        Assert.Equal("passkey_removed", (await Refused.AsAsync("session_required", async () => await client.GetOwnAsync(new GetOwnPasskeyRequest(), first))).Cause);
        OwnPasskey left = Assert.Single((await client.GetOwnAsync(new GetOwnPasskeyRequest(), second)).Passkeys);
        await Refused.AsAsync("passkey_in_use", () => RemoveAsync(left.Id, second));
        await AddAsync(client, second, _key, spare);
        rig.Gateway.Clock.Advance(TimeSpan.FromMinutes(11));
        await Refused.AsAsync("passkey_sign_in_again", async () => await RemoveAsync((await client.GetOwnAsync(new GetOwnPasskeyRequest(), second)).Passkeys.Single(p => !p.OpenedThis).Id, second));

        Metadata officer = await rig.Gateway.OfficerAsync(Roles.SecurityOfficer);
        await rig.Gateway.ApprovedAsync(async () => await client.RemoveAsync(new RemovePasskeyRequest { Person = "sun-audit", Reason = "both lost" }, officer), by: Roles.SystemAdministrator);
        Assert.Equal(0u, (await client.ListAsync(new ListPasskeysRequest(), officer)).Officers.Single(o => o.Person == "sun-audit").Count);
    }

    private static async Task AddAsync(PasskeysClient client, Metadata session, TestAuthenticator key, TestAuthenticator present)
    {
        BeginPasskeyRegistrationResponse begun = await client.BeginRegistrationAsync(new BeginPasskeyRegistrationRequest(), session);
        Assert.Equal([Convert.ToHexString(present.Id)], begun.ExistingIds.Select(id => Convert.ToHexString(id.Span)));
        await client.RegisterAsync(PasskeyRig.Registration(key, begun), session);
    }

    [Fact]
    public async Task A_registration_needs_its_own_challenge_in_time_and_serves_once()
    {
        await using PasskeyRig rig = await PasskeyRig.StartAsync();
        (PasskeysClient client, Metadata session) = await rig.AtDeskAsync(Roles.SecurityOfficer);
        async Task<BeginPasskeyRegistrationResponse> BeginAsync() => await client.BeginRegistrationAsync(new BeginPasskeyRegistrationRequest(), session);
        async Task SendAsync(BeginPasskeyRegistrationResponse begun) => await client.RegisterAsync(PasskeyRig.Registration(_key, begun), session);
        BeginPasskeyRegistrationResponse first = await BeginAsync(), second = await BeginAsync();
        await Refused.AsAsync("passkey_not_registered", () => SendAsync(first));
        Assert.Contains("wrong_challenge", await rig.LastAsync("passkey.refused"), StringComparison.Ordinal);
        await Refused.AsAsync("passkey_not_registered", () => SendAsync(second));
        BeginPasskeyRegistrationResponse late = await BeginAsync();
        rig.Gateway.Clock.Advance(TimeSpan.FromMinutes(2));
        await Refused.AsAsync("passkey_not_registered", () => SendAsync(late));
        Assert.Contains("challenge_unknown", await rig.LastAsync("passkey.refused"), StringComparison.Ordinal);
        await SendAsync(await BeginAsync());
    }

    [Fact]
    public async Task A_sign_in_that_is_replayed_late_or_somebody_elses_opens_nothing()
    {
        await using PasskeyRig rig = await PasskeyRig.StartAsync();
        using TestAuthenticator others = new();
        await rig.RegisterAsync(Roles.SecurityOfficer, _key);
        await rig.RegisterAsync(Roles.SecurityAuditor, others);
        (_key.Count, others.Count) = (2, 2);
        PasskeySignInRequest good = PasskeyRig.Answer(_key, (await rig.DemandAsync(Roles.SecurityOfficer)).Challenge);
        await rig.SendAsync(good);
        await Refused.AsAsync("passkey_refused", () => rig.SendAsync(good));

        _key.Count = 3;
        PasskeySignInRequest late = PasskeyRig.Answer(_key, (await rig.DemandAsync(Roles.SecurityOfficer)).Challenge);
        rig.Gateway.Clock.Advance(TimeSpan.FromMinutes(2));
        await Refused.AsAsync("passkey_refused", () => rig.SendAsync(late));

        PasskeySignInRequest foreign = PasskeyRig.Answer(others, (await rig.DemandAsync(Roles.SecurityOfficer)).Challenge);
        await Refused.AsAsync("passkey_refused", () => rig.SendAsync(foreign));
        Assert.Contains("other_credential", await rig.LastAsync("passkey.refused"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_counter_that_goes_back_is_refused_and_raises_an_alarm()
    {
        await using PasskeyRig rig = await PasskeyRig.StartAsync();
        await rig.RegisterAsync(Roles.SecurityOfficer, _key);
        _key.Count = 9;
        await rig.SendAsync(PasskeyRig.Answer(_key, (await rig.DemandAsync(Roles.SecurityOfficer)).Challenge));
        PasskeySignInRequest copy = PasskeyRig.Answer(_key, (await rig.DemandAsync(Roles.SecurityOfficer)).Challenge);
        await Refused.AsAsync("passkey_refused", () => rig.SendAsync(copy));
        Assert.Contains("counter_back", await rig.LastAsync("passkey.refused"), StringComparison.Ordinal);
        Assert.Contains("passkey.counter_back", await rig.LastAsync("alarm"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Half_a_sign_in_washes_no_count_of_failures_clean()
    {
        await using PasskeyRig rig = await PasskeyRig.StartAsync();
        using TestAuthenticator guesser = new() { Id = _key.Id };
        await rig.RegisterAsync(Roles.SecurityOfficer, _key);
        for (int i = 0; i < 5; i++)
        {
            PasskeySignInRequest guess = PasskeyRig.Answer(guesser, (await rig.DemandAsync(Roles.SecurityOfficer)).Challenge);
            await Refused.AsAsync("passkey_refused", () => rig.SendAsync(guess));
        }
        await Refused.AsAsync("sign_in_delayed", () => rig.DemandAsync(Roles.SecurityOfficer));
    }

    [Fact]
    public async Task A_lost_one_is_removed_by_two_officers_ends_its_sessions_and_is_replaced()
    {
        await using PasskeyRig rig = await PasskeyRig.StartAsync();
        await rig.RegisterAsync(Roles.SecurityAuditor, _key);
        Metadata officer = await rig.Gateway.OfficerAsync(Roles.SecurityOfficer), lost = await rig.Gateway.OfficerAsync(Roles.SecurityAuditor);
        PasskeysClient client = new(rig.Gateway.Anonymous);
        await rig.Gateway.ApprovedAsync(async () => await client.RemoveAsync(new RemovePasskeyRequest { Person = "sun-audit", Reason = "lost" }, officer), by: Roles.SystemAdministrator);
        await Refused.AsAsync("session_required", async () => await client.GetOwnAsync(new GetOwnPasskeyRequest(), lost));
        await Refused.AsAsync("passkey_unknown", async () => await client.RemoveAsync(new RemovePasskeyRequest { Person = "sun-audit", Reason = "lost" }, officer));

        using TestAuthenticator another = new();
        (PasskeysClient desk, Metadata session) = (new PasskeysClient(rig.Gateway.Connect(from: PasskeyRig.Known)), TestGateway.Bearer((await rig.PasswordAsync(Roles.SecurityAuditor, page: false, rig.Gateway.Connect(from: PasskeyRig.Known))).SessionToken));
        await desk.RegisterAsync(PasskeyRig.Registration(another, await desk.BeginRegistrationAsync(new BeginPasskeyRegistrationRequest(), session)), session);
        (_key.Count, another.Count) = (2, 2);
        PasskeySignInRequest old = PasskeyRig.Answer(_key, (await rig.DemandAsync(Roles.SecurityAuditor)).Challenge);
        await Refused.AsAsync("passkey_refused", () => rig.SendAsync(old));
        Assert.True((await rig.SendAsync(PasskeyRig.Answer(another, (await rig.DemandAsync(Roles.SecurityAuditor)).Challenge))).Session.ByPasskey);
    }

    [Fact]
    public async Task Nobody_removes_their_own_or_approves_it_and_staff_register_none()
    {
        await using PasskeyRig rig = await PasskeyRig.StartAsync(("Identity:Demo", "true"));
        await rig.RegisterAsync(Roles.SecurityAuditor, _key);
        PasskeysClient client = new(rig.Gateway.Anonymous);
        Metadata officer = await rig.Gateway.OfficerAsync(Roles.SecurityOfficer);
        await Refused.AsAsync("passkey_own", async () => await client.RemoveAsync(new RemovePasskeyRequest { Person = "li-officer", Reason = "mine" }, officer));
        using TestAuthenticator administrators = new();
        Metadata administrator = await rig.Gateway.OfficerAsync(Roles.SystemAdministrator);
        await rig.RegisterAsync(Roles.SystemAdministrator, administrators);
        async Task RemoveAsync() => await client.RemoveAsync(new RemovePasskeyRequest { Person = "zhou-admin", Reason = "lost" }, officer);
        Secure.Contracts.Refusal asked = await Refused.AsAsync("approval_required", RemoveAsync);
        await new V1.Approvals.ApprovalsClient(rig.Gateway.Anonymous).ApproveAsync(new ApproveRequest { Id = asked.RequestId }, administrator);
        await Refused.AsAsync("passkey_own", RemoveAsync);
        await new V1.Identity.IdentityClient(rig.Gateway.Anonymous).SetPasswordAsync(new SetPasswordRequest { Person = "chen-lei", Account = "chen", Password = "windy-plum-42" }, await rig.Gateway.OfficerAsync());
        Metadata staff = await rig.Gateway.SignInAsync("chen", "windy-plum-42");
        await Refused.AsAsync("passkey_officers_only", async () => await client.BeginRegistrationAsync(new BeginPasskeyRegistrationRequest(), staff));
        ListPasskeysResponse list = await client.ListAsync(new ListPasskeysRequest(), officer);
        Assert.Equal(["li-officer:False", "sun-audit:True", "zhou-admin:True"], list.Officers.Select(o => $"{o.Person}:{o.RegisteredAt is not null}"));

        ListPasskeysResponse first = await client.ListAsync(new ListPasskeysRequest { PageSize = 2 }, officer), last = await client.ListAsync(new ListPasskeysRequest { PageSize = 2, PageToken = first.NextPageToken }, officer);
        Assert.Equal(("li-officer sun-audit", 3u, "zhou-admin", ""), (string.Join(' ', first.Officers.Select(o => o.Person)), first.Total, string.Join(' ', last.Officers.Select(o => o.Person)), last.NextPageToken));
        Assert.Equal("sun-audit", Assert.Single((await client.ListAsync(new ListPasskeysRequest { Search = "SUN" }, officer)).Officers).Person);
        Assert.Empty((await client.ListAsync(new ListPasskeysRequest { Search = "%" }, officer)).Officers);
        await Refused.AsAsync("invalid_request", async () => await client.ListAsync(new ListPasskeysRequest { Search = new string('x', 65) }, officer));
    }

    [Fact]
    public async Task Taking_the_row_away_takes_the_account_away_and_an_unwritable_log_opens_nothing()
    {
        await using PasskeyRig rig = await PasskeyRig.StartAsync();
        await rig.RegisterAsync(Roles.SecurityOfficer, _key);
        _key.Count = 2;
        PasskeySignInRequest good = PasskeyRig.Answer(_key, (await rig.DemandAsync(Roles.SecurityOfficer)).Challenge);
        rig.Gateway.Audit.Broken = true;
        await Refused.AsAsync("record_unavailable", () => rig.SendAsync(good));
        rig.Gateway.Audit.Broken = false;
        await rig.Gateway.Store.CommitAsync(new StoreChange { Rows = [new RowWrite(IdentityTables.Accounts, "li-min", null)] }, CancellationToken.None);
        await Refused.AsAsync("sign_in_failed", () => rig.PasswordAsync(Roles.SecurityOfficer, page: true));
    }
}
