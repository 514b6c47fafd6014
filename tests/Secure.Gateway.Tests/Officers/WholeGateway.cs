using System.Net;
using System.Net.Http;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Secure.Gateway.Identity;
using Secure.Gateway.Officers;
using Secure.Gateway.Spine;
using Secure.Gateway.Storage;
using Secure.Gateway.Tests.Fleet;
using Secure.Gateway.Tests.Site;
using Secure.Signatures;
using Secure.V1;
using Secure.Vocabulary;

namespace Secure.Gateway.Tests.Officers;

/// <summary>The gateway as the program builds it, every slice of it, with one signed-in person for each role and one for none. No broker: nobody answers at the doors.</summary>
public sealed class WholeGateway : IAsyncLifetime
{
    private const string Password = "windy-plum-42";
    private static readonly TimeSpan ServingMax = TimeSpan.FromMinutes(2);

    private readonly Dictionary<Roles, Metadata> _sessions = [];
    private readonly TestDevice _service = new("docflow", DeviceKind.Service);
    private GrpcChannel? _serviceChannel;
    private WebApplication? _app;
    private string _folder = "";
    private int _port;

    public GrpcChannel Channel { get; private set; } = null!;

    /// <summary>Options beside the usual ones, as on a command line. Set before the first start.</summary>
    public IReadOnlyList<string> More { get; init; } = [];

    /// <summary>What the gateway goes by from its next start on.</summary>
    public TimeProvider Clock { get; set; } = TimeProvider.System;

    /// <summary>The gateway's data folder.</summary>
    public string Data => Path.Combine(_folder, "data");

    /// <summary>All that it is started with.</summary>
    public IReadOnlyList<string> Arguments { get; private set; } = [];

    public static string PasswordOfAll => Password;

    public string SiteFile => Path.Combine(_folder, "site.yaml");

    public Metadata As(Roles role) => _sessions[role];

    public async ValueTask InitializeAsync()
    {
        _folder = TestGateway.MakeSite(TimeProvider.System);
        await File.WriteAllTextAsync(SiteFile, Site.DemoSite.Text);
        _port = FreePort();
        Arguments =
        [
            "--Fleet:Folder", Data, "--Fleet:RootFolder", Path.Combine(_folder, "root"), "--Fleet:BrokerFolder", Path.Combine(Data, "broker"), "--Fleet:BrokerPort", $"{FreePort()}",
            "--Gateway:Port", $"{_port}", "--Gateway:HealthPort", $"{FreePort()}", "--Gateway:WitnessesNeeded", "0", "--Site:File", SiteFile, "--Logging:LogLevel:Default", "None", .. More,
        ];
        await StartAsync();
        await MakeAccountsAsync();
        foreach (Roles role in (Roles[])[Roles.None, .. RoleWords.All]) { _sessions[role] = await SignInAsync(AccountOf(role)); }
    }

    public async Task StopAsync()
    {
        Channel?.Dispose();
        _serviceChannel?.Dispose();
        _serviceChannel = null;
        if (_app is not null) { await _app.StopAsync(); await _app.DisposeAsync(); }
        _app = null;
    }

    /// <summary>Again, with what lies on the disk now. Nobody is signed in any more.</summary>
    public Task StartAgainAsync() => StartAsync();

    public T Service<T>() where T : notnull => _app!.Services.GetRequiredService<T>();

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _service.Dispose();
        if (_folder.Length > 0) { Directory.Delete(_folder, recursive: true); }
    }

    /// <summary>As a service that has enrolled and shows its certificate.</summary>
    internal async Task<GrpcChannel> ServiceAsync()
    {
        if (_serviceChannel is not null) { return _serviceChannel; }
        V1.Fleet.FleetClient fleet = new(Channel);
        string code = (await fleet.CreateEnrollmentAsync(new CreateEnrollmentRequest { Device = "docflow", Kind = DeviceKind.Service }, As(Roles.SystemAdministrator))).Code;
        Assert.True(EnrollmentCode.TryParse(code, out EnrollmentCode? parsed));
        await _service.EnrollAsync(fleet, parsed.Code);
        return _serviceChannel = Open(_service.Certificate);
    }

    private async Task StartAsync()
    {
        _app = GatewayHost.Build([.. Arguments], Clock);
        await _app.LoadAsync(CancellationToken.None);
        await _app.StartAsync();
        Channel = Open(null);
    }

    private GrpcChannel Open(X509Certificate2? certificate)
    {
        SslClientAuthenticationOptions tls = new() { RemoteCertificateValidationCallback = (_, presented, _, _) => presented is not null };
        if (certificate is not null) { tls.LocalCertificateSelectionCallback = (_, _, _, _, _) => certificate; }
        return GrpcChannel.ForAddress($"https://localhost:{_port}", new GrpcChannelOptions { HttpHandler = new SocketsHttpHandler { SslOptions = tls }, DisposeHttpClient = true });
    }

    internal static string AccountOf(Roles role) => role == Roles.None ? "staff" : string.Concat(role.Codes()).Replace('_', '-');

    // The ceremony makes three; the others would take an approval each, which has tests of its own.
    private async Task MakeAccountsAsync()
    {
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        string hash = Argon2.Hash(Password);
        List<RowWrite> rows = [Accounts.Write(new Account("staff", "chen-lei", hash, now.ToUnixTimeMilliseconds(), MustChange: false), 0)];
        foreach (Roles role in RoleWords.All)
        {
            await _app!.Services.GetRequiredService<IPersonRegister>().EnsureAsync(PersonId.Parse(AccountOf(role)), "甲", CancellationToken.None);
            rows.Add(Accounts.Write(new Account(AccountOf(role), AccountOf(role), hash, now.ToUnixTimeMilliseconds(), MustChange: false), 0));
            rows.Add(Gateway.Officers.RoleHolding.TryOf(PersonId.Parse(AccountOf(role)), role, deputy: false, now)!.Write(0));
        }
        Assert.IsType<CommitOutcome.Committed>(await _app!.Services.GetRequiredService<IStore>().CommitAsync(new StoreChange { Rows = rows }, CancellationToken.None));
    }

    private async Task<Metadata> SignInAsync(string account)
    {
        long began = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try { return TestGateway.Bearer((await new V1.Identity.IdentityClient(Channel).SignInAsync(new SignInRequest { Account = account, Password = Password })).SessionToken); }
            catch (RpcException e) when (e.StatusCode == StatusCode.Unavailable && TimeProvider.System.GetElapsedTime(began) < ServingMax)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System);
            }
        }
    }

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
