using Microsoft.Extensions.Options;
using Secure.Gateway.Biometrics.Sensors;
using Secure.Gateway.Fleet.Keys;
using Secure.Gateway.Spine;

namespace Secure.Gateway.Biometrics.Enrolments;

/// <summary>Registers the slice.</summary>
public static class EnrolmentRegistration
{
    /// <exception cref="OptionsValidationException">Names every fault of the options.</exception>
    public static IServiceCollection AddEnrolment(this IServiceCollection services, IConfiguration configuration)
    {
        EnrolmentOptions options = new();
        configuration.GetSection("Enrolment").Bind(options);
        if (options.Faults() is { Count: > 0 } faults) { throw new OptionsValidationException("Enrolment", typeof(EnrolmentOptions), faults); }
        return services.AddSingleton(options)
            .AddSingleton(s => new TemplateCipher(s.GetRequiredService<GatewayKeys>().Derive("templates")))
            .AddSingleton<Templates>().AddSingleton<ITemplates>(s => s.GetRequiredService<Templates>())
            .AddSingleton<Consents>().AddSingleton<OpenEnrolments>().AddSingleton<EnrolmentDesk>()
            .AddSingleton<TemplateErasing>().AddSingleton<IPersonEnding>(s => s.GetRequiredService<TemplateErasing>())
            .AddSingleton<SensorBook>().AddSingleton<SensorEnrolments>().AddSingleton<SensorsHeard>().AddSingleton<SensorDesk>().AddSingleton<SensorSync>()
            .AddHostedService<TemplateAging>()
            .AddSingleton<BiometricsService>();
    }

    public static void MapEnrolment(this IEndpointRouteBuilder endpoints) => endpoints.MapGrpcService<BiometricsService>();
}
