using System.Net;
using System.Net.Http;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Grpc.Core;
using Grpc.Net.Client;
using Secure.Contracts;
using Secure.V1;

namespace Secure.EndToEnd.Tests;

/// <summary>The security officer of a demo at the gateway's public API, signing in again whenever the gateway was restarted; and, for the log, the auditor.</summary>
public sealed class Officer : IDisposable
{
    private static readonly TimeSpan CallMax = TimeSpan.FromSeconds(20);
    private readonly DemoSite _site;
    private readonly GrpcChannel _channel;
    private Metadata _session = [];
    private Metadata? _auditor;

    public Officer(DemoSite site) => (_site, _channel) = (site, Channel(site));

    /// <summary>A channel that trusts the site's root alone.</summary>
    /// <param name="own">The client's certificate; null: none.</param>
    /// <param name="from">The loopback address to call from; null: the usual one.</param>
    public static GrpcChannel Channel(DemoSite site, X509Certificate2? own = null, IPAddress? from = null)
    {
        X509Certificate2 root = X509CertificateLoader.LoadCertificateFromFile(site.Root);
        // Room for the longest answer: see GatewayConnection of ctl.
        SocketsHttpHandler handler = new() { UseProxy = false, EnableMultipleHttp2Connections = true, InitialHttp2StreamWindowSize = 4 * 1024 * 1024 };
        handler.SslOptions.RemoteCertificateValidationCallback = (_, leaf, chain, errors) => IsOfSite(root, leaf as X509Certificate2, chain, errors);
        if (own is not null) { handler.SslOptions.ClientCertificates = [own]; handler.SslOptions.LocalCertificateSelectionCallback = (_, _, _, _, _) => own; }
        if (from is not null) { handler.ConnectCallback = (_, cancellation) => ConnectAsync(from, site.Port, cancellation); }
        return GrpcChannel.ForAddress($"https://localhost:{site.Port}", new GrpcChannelOptions { HttpHandler = handler, DisposeHttpClient = true });
    }

    public async Task SignInAsync(CancellationToken cancellation) => (_session, _auditor) = (await SignInAsync("officer", cancellation), null);

    /// <summary>A question whose answer has a place in the log.</summary>
    public async Task<Decision> CheckAsync(CancellationToken cancellation)
    {
        CheckRequest request = new() { Item = new CheckItem { Action = "read", Resource = new ResourceRef { Kind = "material", Id = "staff-notice" } } };
        return (await new V1.Authorization.AuthorizationClient(_channel).CheckAsync(request, Options(_session, cancellation))).Decision;
    }

    public async Task<IReadOnlyList<DoorState>> DoorsAsync(CancellationToken cancellation)
    {
        using AsyncServerStreamingCall<WatchDoorsResponse> call = new Doors.DoorsClient(_channel).Watch(new WatchDoorsRequest(), Options(_session, cancellation));
        return await call.ResponseStream.MoveNext(cancellation) ? [.. call.ResponseStream.Current.Doors] : [];
    }

    /// <summary>True once every door is online for a signed-in officer; never throws for a gateway that is away.</summary>
    public async Task<bool> AreDoorsOnlineAsync(CancellationToken cancellation)
    {
        try { return await DoorsAsync(cancellation) is { Count: 5 } doors && doors.All(d => d.Link == LinkState.Online); }
        catch (RpcException) { await TrySignInAsync(cancellation); return false; }
    }

    /// <summary>False where the gateway is away or refuses.</summary>
    public async Task<bool> TrySignInAsync(CancellationToken cancellation)
    {
        try { await SignInAsync(cancellation); return true; }
        catch (RpcException) { return false; }
    }

    /// <summary>Every entry of the log (of one kind), oldest first.</summary>
    public async Task<IReadOnlyList<Entry>> LogAsync(CancellationToken cancellation, string kind = "")
    {
        List<Entry> all = [];
        _auditor ??= await SignInAsync("auditor", cancellation);
        QueryRequest request = new() { Kind = kind, PageSize = 500, OldestFirst = true };
        do
        {
            QueryResponse page = await new Audit.AuditClient(_channel).QueryAsync(request, Options(_auditor, cancellation));
            all.AddRange(page.Entries.Select(e => new Entry(e.Index, JsonElement.Parse(e.Entry.ToStringUtf8()))));
            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0);
        return all;
    }

    /// <summary>A handle of the officer's session for a service.</summary>
    public async Task<string> HandleAsync(string service, CancellationToken cancellation) =>
        (await new Identity.IdentityClient(_channel).MintHandleAsync(new MintHandleRequest { Service = service }, Options(_session, cancellation))).SessionHandle;

    /// <summary>Who is where, as far as anybody knows.</summary>
    public async Task<IReadOnlyList<PersonPresence>> PresenceAsync(CancellationToken cancellation) =>
        [.. (await new Presence.PresenceClient(_channel).ListAsync(new ListPresenceRequest(), Options(_session, cancellation))).Persons];

    public void Dispose() => _channel.Dispose();

    private async Task<Metadata> SignInAsync(string account, CancellationToken cancellation)
    {
        string password = (await File.ReadAllTextAsync(_site.Secret(account + ".password"), cancellation)).Trim();
        SignInResponse signedIn = await new Identity.IdentityClient(_channel).SignInAsync(new SignInRequest { Account = account, Password = password }, Options([], cancellation));
        return new Metadata { { "authorization", "Bearer " + signedIn.SessionToken } };
    }

    private static async ValueTask<Stream> ConnectAsync(IPAddress from, int port, CancellationToken cancellation)
    {
        Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(from, 0));
        await socket.ConnectAsync(IPAddress.Loopback, port, cancellation);
        return new NetworkStream(socket, ownsSocket: true);
    }

    private static CallOptions Options(Metadata metadata, CancellationToken cancellation) =>
        new(metadata, TimeProvider.System.GetUtcNow().UtcDateTime + CallMax, cancellation);

    private static bool IsOfSite(X509Certificate2 root, X509Certificate2? leaf, X509Chain? chain, SslPolicyErrors errors)
    {
        if (leaf is null || (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) != SslPolicyErrors.None) { return false; }
        using X509Chain own = new();
        own.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        own.ChainPolicy.CustomTrustStore.Add(root);
        own.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        // faketime moves the gateway's clock in some tests, not this one's.
        own.ChainPolicy.VerificationFlags = X509VerificationFlags.IgnoreNotTimeValid;
        foreach (X509ChainElement element in chain?.ChainElements ?? new X509Chain().ChainElements) { own.ChainPolicy.ExtraStore.Add(element.Certificate); }
        return own.Build(leaf);
    }
}

/// <summary>One entry of the audit log.</summary>
public sealed record Entry(ulong Index, JsonElement Json)
{
    public string Kind => Json.GetProperty("kind").GetString()!;

    public string Text(string name) => Json.TryGetProperty(name, out JsonElement value) ? value.ToString() : "";

    public string Detail(string name) => Json.TryGetProperty("details", out JsonElement details) && details.TryGetProperty(name, out JsonElement value) ? value.GetString()! : "";

    public ulong SourceSequence => Json.TryGetProperty("source_seq", out JsonElement value) ? value.GetUInt64() : 0;
}
