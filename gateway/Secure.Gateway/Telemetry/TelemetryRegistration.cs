using Microsoft.Extensions.Options;

namespace Secure.Gateway.Telemetry;

/// <summary>Registers the slice: `/metrics` on the loopback port, and OTLP where an address is given.</summary>
internal static class TelemetryRegistration
{
    public const string Path = "/metrics";

    /// <exception cref="OptionsValidationException">Names every fault of the options.</exception>
    public static IServiceCollection AddTelemetry(this IServiceCollection services, IConfiguration configuration)
    {
        TelemetryOptions options = new();
        configuration.GetSection("Telemetry").Bind(options);
        if (options.Faults() is { Count: > 0 } faults) { throw new OptionsValidationException("Telemetry", typeof(TelemetryOptions), faults); }
        services.AddSingleton(options).AddSingleton<GatewayGauges>().AddSingleton<MetricsPage>();
        return options.OtlpEndpoint.Length == 0 ? services : services.AddHostedService<OtlpSender>();
    }

    public static void MapTelemetry(this WebApplication app)
    {
        // Made now, so that nothing is counted before somebody looks for the first time.
        MetricsPage page = app.Services.GetRequiredService<MetricsPage>();
        app.MapGet(Path, () => Results.Text(page.Render(), MetricsPage.ContentType));
    }
}
