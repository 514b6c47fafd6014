using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;
using Secure.Gateway.Access;
using Secure.Gateway.Alerts;
using Secure.Gateway.Approvals;
using Secure.Gateway.Audit;
using Secure.Gateway.Backups;
using Secure.Gateway.Biometrics;
using Secure.Gateway.Biometrics.Enrolments;
using Secure.Gateway.ConsolePage;
using Secure.Gateway.Doors;
using Secure.Gateway.Evidence;
using Secure.Gateway.Fleet;
using Secure.Gateway.Fleet.Certificates;
using Secure.Gateway.Fleet.Keys;
using Secure.Gateway.Fleet.Register;
using Secure.Gateway.Fleet.Tls;
using Secure.Gateway.Grpc;
using Secure.Gateway.Identity;
using Secure.Gateway.Officers;
using Secure.Gateway.Own;
using Secure.Gateway.People;
using Secure.Gateway.Reports;
using Secure.Gateway.Site;
using Secure.Gateway.StepUp;
using Secure.Gateway.Storage;
using Secure.Gateway.Telemetry;
using Secure.Messaging;

namespace Secure.Gateway;

/// <summary>Puts the slices together.</summary>
public static class GatewayHost
{
    /// <exception cref="OptionsValidationException">Names every fault of one section.</exception>
    /// <exception cref="InvalidOperationException">Keys cannot be used; says why.</exception>
    public static WebApplication Build(string[] args, TimeProvider clock)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(args);
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning).AddFilter("Grpc", LogLevel.Warning);
        // Standard output is the gateway's own terminal, which shows one-time tokens; a log is kept, so it goes elsewhere.
        builder.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        GatewayOptions options = Options(builder.Configuration);
        IServiceCollection services = builder.Services;
        services.AddSingleton(clock).AddSingleton(options);
        services.AddSecureGrpc();
        GatewayKeys keys = services.AddFleet(builder.Configuration);
        string folder = builder.Configuration["Fleet:Folder"]!;
        services.AddSingleton<IStore>(_ => SqliteStore.Open(StoreOf(folder, keys), clock));
        services.AddAudit(new AuditOptions { Folder = Path.Combine(folder, "log"), WitnessesNeeded = options.WitnessesNeeded, KeepDaysMin = options.LogKeepDaysMin });
        services.AddAlerts(builder.Configuration);
        services.AddEvidence(builder.Configuration, folder);
        services.AddBackups(builder.Configuration, folder);
        services.AddSite(builder.Configuration);
        services.AddIdentity(builder.Configuration);
        services.AddOfficers(builder.Configuration);
        services.AddApprovals(builder.Configuration);
        services.AddPeople(builder.Configuration);
        services.AddBiometricsHost(builder.Configuration, folder);
        services.AddAccess(builder.Configuration);
        services.AddDoors().AddTailgating();
        services.AddEnrolment(builder.Configuration);
        services.AddOwn();
        services.AddReports(builder.Configuration);
        services.AddTelemetry(builder.Configuration);
        services.AddConsolePage(builder.Configuration);
        services.AddSingleton<IMqttSession>(OpenMqtt);
        services.AddStepUp(builder.Configuration);
        builder.WebHost.ConfigureKestrel(kestrel => Listen(kestrel, options));
        WebApplication app = builder.Build();
        Map(app, options);
        return app;
    }

    /// <summary>Takes what the store holds into memory, before any port opens.</summary>
    public static async Task LoadAsync(this WebApplication app, CancellationToken cancellation)
    {
        await app.Services.LoadSiteAsync(cancellation);
        await app.Services.LoadAlertsAsync(cancellation);
        await app.Services.LoadPeopleAsync(cancellation);
        await app.Services.LookAtSiteFileAsync(cancellation);
        await app.Services.LoadDoorsAsync(cancellation);
    }

    private static void Map(WebApplication app, GatewayOptions options)
    {
        app.UseHealthPort(options);
        app.UseGrpcWebCalls();
        app.UseFleet();
        app.UseConsolePage();
        app.MapSecureGrpc();
        app.MapIdentity();
        app.MapOfficers();
        app.MapApprovals();
        app.MapSite();
        app.MapPeople();
        app.MapAccess();
        app.MapDoors();
        app.MapEnrolment();
        app.MapAlerts();
        app.MapEvidence();
        app.MapAudit();
        app.MapBackups();
        app.MapOwn();
        app.MapReports();
        app.MapFleet();
        app.MapHealth();
        app.MapTelemetry();
    }

    private static GatewayOptions Options(ConfigurationManager configuration)
    {
        GatewayOptions options = new();
        configuration.GetSection("Gateway").Bind(options);
        return options.Faults() is { Count: > 0 } faults ? throw new OptionsValidationException("Gateway", typeof(GatewayOptions), faults) : options;
    }

    private static StoreOptions StoreOf(string folder, GatewayKeys keys) => new()
    {
        Folder = Path.Combine(folder, "store"),
        SealedTables = new HashSet<string>(
            [
                .. SiteRegistration.SealedTables, .. IdentityTables.Sealed, .. OfficerTables.Sealed, .. ApprovalsRegistration.SealedTables, .. PeopleTables.Sealed, .. FleetTables.Sealed, .. EnrolmentTables.Sealed, .. AuditRegistration.SealedTables,
                .. DoorsRegistration.SealedTables, .. AlertsRegistration.SealedTables, .. EvidenceRegistration.SealedTables, .. StepUpTables.Sealed,
            ],
            StringComparer.Ordinal),
        SealKey = keys.RowIntegrityKey,
    };

    private static void Listen(KestrelServerOptions kestrel, GatewayOptions options)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxConcurrentConnections = 4096;
        kestrel.Limits.Http2.MaxStreamsPerConnection = 256;
        switch (options.Address)
        {
            case "localhost": kestrel.ListenLocalhost(options.Port, l => l.UseFleetTls()); break;
            case "any": kestrel.ListenAnyIP(options.Port, l => l.UseFleetTls()); break;
            default: kestrel.Listen(System.Net.IPAddress.Parse(options.Address), options.Port, l => l.UseFleetTls()); break;
        }
        kestrel.ListenLocalhost(options.HealthPort, l => l.Protocols = HttpProtocols.Http1);
    }

    /// <summary>The library reads its certificate from files, which are therefore made anew first.</summary>
    private static MosquittoSession OpenMqtt(IServiceProvider services)
    {
        FleetOptions fleet = services.GetRequiredService<FleetOptions>();
        services.GetRequiredService<OwnCertificates>().MakeOnce();
        return MosquittoSession.Open(
            new MqttLink
            {
                Host = fleet.BrokerAddress == "127.0.0.1" ? "localhost" : fleet.BrokerAddress,
                Port = fleet.BrokerPort,
                Identity = DownLink.Gateway,
                AuthorityFile = Path.Combine(fleet.Mqtt, "authorities.pem"),
                CertificateFile = Path.Combine(fleet.Mqtt, "gateway.pem"),
                KeyFile = Path.Combine(fleet.Mqtt, "gateway.key"),
                Subscriptions = [Topics.AllUp],
                InboxMax = 8192,
            },
            services.GetRequiredService<ILogger<MosquittoSession>>());
    }
}
