using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Secure.Gateway.Fleet.Broker;
using Secure.Gateway.Fleet.Certificates;
using Secure.Gateway.Fleet.Keys;
using Secure.Gateway.Fleet.Register;
using Secure.Gateway.Fleet.Tls;
using Secure.Gateway.Spine;

namespace Secure.Gateway.Fleet;

/// <summary>Puts the slice together.</summary>
public static class FleetRegistration
{
    /// <summary>The mode that makes a site: <c>secure-gateway init …</c>.</summary>
    public static bool IsInit(string[] arguments) => arguments is ["init", ..];

    /// <summary>Exit code of the init mode: 0 made, 2 refused in words.</summary>
    public static int RunInit(string[] arguments, TimeProvider clock) => SiteInit.Run(arguments[1..], clock, Console.Out, Console.Error);

    /// <summary>
    /// Reads options and keys and registers the slice. The keys come back, since the store is opened with one of them.
    /// </summary>
    /// <exception cref="OptionsValidationException">Names every fault of the options.</exception>
    /// <exception cref="InvalidOperationException">The keys cannot be used; says why.</exception>
    public static GatewayKeys AddFleet(this IServiceCollection services, IConfiguration configuration)
    {
        FleetOptions options = new();
        configuration.GetSection("Fleet").Bind(options);
        ValidateOptionsResult valid = new FleetOptions.Validator().Validate(null, options);
        if (valid.Failed) { throw new OptionsValidationException("Fleet", typeof(FleetOptions), valid.Failures); }
        GatewayKeys keys = GatewayKeys.Load(options.Keys);
        services.AddSingleton(options).AddSingleton(keys).AddSingleton<IGatewayKeys>(keys).AddSingleton<IEvidenceKeys>(keys).AddSingleton(keys.Authority);
        services.AddSingleton<DeviceRegister>().AddSingleton<IDeviceKeys>(s => s.GetRequiredService<DeviceRegister>());
        services.AddSingleton<OwnCertificates>().AddSingleton<ClientCertificates>().AddSingleton<LiveConnections>().AddSingleton<FleetTls>();
        services.AddSingleton<BrokerFiles>().AddSingleton<BrokerProcess>().AddSingleton<Connections>();
        services.AddSingleton<KeyListUpkeep>().AddSingleton<EvidenceKeyRotation>().AddSingleton<Enrollments>().AddSingleton<Renewals>().AddSingleton<TrustEndings>().AddSingleton<EnrollLimiter>().AddSingleton<DeviceDescription>().AddDeviceWords();
        services.AddHostedService<FleetStart>();
        return keys;
    }

    /// <summary>Where any slice that hears a device tells it.</summary>
    public static IServiceCollection AddDeviceWords(this IServiceCollection services)
    {
        services.TryAddSingleton<LastHeard>();
        services.TryAddSingleton<DeviceReports>();
        return services;
    }

    /// <summary>Serves this port over TLS 1.2 and 1.3 with the site's certificates.</summary>
    public static ListenOptions UseFleetTls(this ListenOptions listen)
    {
        listen.Protocols = HttpProtocols.Http1AndHttp2;
        return listen.UseHttps(listen.ApplicationServices.GetRequiredService<FleetTls>().Options);
    }

    /// <summary>Before every endpoint: what revoked and expired certificates are refused.</summary>
    public static IApplicationBuilder UseFleet(this IApplicationBuilder app) => app.UseMiddleware<CertificateGuard>();

    public static void MapFleet(this IEndpointRouteBuilder endpoints) => endpoints.MapGrpcService<FleetService>();
}
