using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Secure.Gateway.Grpc.Web;
using Secure.Gateway.Identity.Passkeys;
using Secure.Gateway.Spine;
using Secure.Gateway.Tests.Fleet;
using Secure.V1;
using PasskeysClient = Secure.V1.Passkeys.PasskeysClient;

namespace Secure.Gateway.Tests.Passkeys;

/// <summary>A gateway whose callers can be its own page, as the gRPC-Web layer finds it, by one header.</summary>
internal sealed class PasskeyRig(TestGateway gateway) : IAsyncDisposable
{
    /// <summary>The demo site's archive workstation: known by its address.</summary>
    internal const string Known = "127.0.0.3";

    private const string PageHeader = "x-test-page";

    internal TestGateway Gateway => gateway;

    internal static async Task<PasskeyRig> StartAsync(params (string, string)[] settings) => new(await TestGateway.StartAsync(
        null, null, builder => builder.Services.AddSingleton<IStartupFilter, PageCalls>(), _ => { }, [("Identity:PageOrigin", TestAuthenticator.Origin), .. settings]));

    internal static Metadata OnPage(Metadata? session = null)
    {
        Metadata metadata = new() { { PageHeader, "1" } };
        foreach (Metadata.Entry entry in session ?? []) { metadata.Add(entry); }
        return metadata;
    }

    internal Task<SignInResponse> PasswordAsync(Roles role, bool page, GrpcChannel? channel = null) => new V1.Identity.IdentityClient(channel ?? gateway.Anonymous)
        .SignInAsync(new SignInRequest { Account = TestGateway.AccountOf(role), Password = TestGateway.OfficerPassword }, page ? OnPage() : null).ResponseAsync;

    /// <summary>A session of an officer at a known workstation.</summary>
    internal async Task<(PasskeysClient Client, Metadata Session)> AtDeskAsync(Roles role, string from = Known)
    {
        await gateway.OfficerAsync(role);
        GrpcChannel desk = gateway.Connect(from: from);
        return (new PasskeysClient(desk), TestGateway.Bearer((await PasswordAsync(role, page: false, desk)).SessionToken));
    }

    internal async Task RegisterAsync(Roles role, TestAuthenticator key)
    {
        (PasskeysClient client, Metadata session) = await AtDeskAsync(role);
        BeginPasskeyRegistrationResponse begun = await client.BeginRegistrationAsync(new BeginPasskeyRegistrationRequest(), session);
        await client.RegisterAsync(Registration(key, begun), session);
    }

    internal static RegisterPasskeyRequest Registration(TestAuthenticator key, BeginPasskeyRegistrationResponse begun) =>
        new() { ClientData = ByteString.CopyFrom(key.ClientData("webauthn.create", begun.Challenge.ToByteArray())), AttestationObject = ByteString.CopyFrom(key.Attestation()) };

    internal async Task<PasskeyDemand> DemandAsync(Roles role)
    {
        SignInResponse half = await PasswordAsync(role, page: true);
        Assert.Equal(("", null), (half.SessionToken, half.Session));
        return half.Passkey;
    }

    internal static PasskeySignInRequest Answer(TestAuthenticator key, ByteString challenge)
    {
        Assertion said = key.Assert(challenge.ToByteArray());
        return new PasskeySignInRequest
        {
            Challenge = challenge,
            CredentialId = ByteString.CopyFrom(said.CredentialId),
            ClientData = ByteString.CopyFrom(said.ClientData),
            AuthenticatorData = ByteString.CopyFrom(said.AuthenticatorData),
            Signature = ByteString.CopyFrom(said.Signature),
        };
    }

    /// <summary>A session at the known workstation that this key has opened.</summary>
    internal async Task<(PasskeysClient Client, Metadata Session)> ByPasskeyAsync(Roles role, TestAuthenticator key)
    {
        PasskeyDemand demand = await DemandAsync(role);
        key.Count++;
        PasskeysClient desk = new(gateway.Connect(from: Known));
        return (desk, TestGateway.Bearer((await desk.SignInAsync(Answer(key, demand.Challenge))).SessionToken));
    }

    internal Task<SignInResponse> SendAsync(PasskeySignInRequest request) => new PasskeysClient(gateway.Anonymous).SignInAsync(request, OnPage()).ResponseAsync;

    /// <summary>The last entry of this kind.</summary>
    internal async Task<string> LastAsync(string kind) => (await gateway.EntriesAsync()).Last(e => e.Contains($"\"{kind}\"", StringComparison.Ordinal));

    public ValueTask DisposeAsync() => gateway.DisposeAsync();

    private sealed class PageCalls : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use((http, go) =>
            {
                if (http.Request.Headers.ContainsKey(PageHeader)) { http.Features.Set(new BrowserCall(OwnPage: true)); }
                return go(http);
            });
            next(app);
        };
    }
}
