using Microsoft.Extensions.Options;
using Secure.Gateway.Spine;

namespace Secure.Gateway.Biometrics;

/// <summary>Registers the process that reads faces and fingerprints, and what asks it.</summary>
public static class HostRegistration
{
    /// <param name="folder">The gateway's data folder: the socket's own goes there unless the options name another.</param>
    /// <exception cref="OptionsValidationException">Names every fault of the options.</exception>
    public static IServiceCollection AddBiometricsHost(this IServiceCollection services, IConfiguration configuration, string folder)
    {
        BiometricsHostOptions options = new();
        configuration.GetSection("Biometrics").Bind(options);
        if (options.Run.Length == 0) { options.Run = Path.Combine(folder, "biometrics"); }
        if (options.Faults() is { Count: > 0 } faults) { throw new OptionsValidationException("Biometrics", typeof(BiometricsHostOptions), faults); }
        services.AddSingleton(options).AddSingleton<HostStatus>().AddSingleton<HostGalleries>().AddSingleton<HostDesk>().AddSingleton<IBiometrics, HostBiometrics>();
        services.AddSingleton<HostSupervisor>();
        return services.AddHostedService(s => s.GetRequiredService<HostSupervisor>());
    }
}
