using Microsoft.Extensions.Options;

namespace Secure.Gateway.Backups;

/// <summary>Registers the slice.</summary>
public static class BackupRegistration
{
    /// <param name="dataFolder">The gateway's data folder; a full path.</param>
    /// <exception cref="OptionsValidationException">Names every fault of the options.</exception>
    public static IServiceCollection AddBackups(this IServiceCollection services, IConfiguration configuration, string dataFolder)
    {
        BackupOptions options = new();
        configuration.GetSection("Backups").Bind(options);
        if (options.Faults(dataFolder) is { Count: > 0 } faults) { throw new OptionsValidationException("Backups", typeof(BackupOptions), faults); }
        return services.AddSingleton(options)
            .AddSingleton<BackupMaker>().AddSingleton<BackupDesk>().AddSingleton<BackupService>()
            .AddHostedService<BackupUpkeep>().AddHostedService<RestoredStart>();
    }

    public static void MapBackups(this IEndpointRouteBuilder endpoints) => endpoints.MapGrpcService<BackupService>();
}
