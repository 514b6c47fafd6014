using Microsoft.Extensions.Options;
using Secure.Gateway.Spine;

namespace Secure.Gateway.Evidence;

/// <summary>Registers the slice.</summary>
public static class EvidenceRegistration
{
    /// <summary>Tables of this slice whose rows are to be sealed.</summary>
    public static IReadOnlyList<string> SealedTables { get; } = [EvidenceRow.Table, Retention.Table];

    /// <param name="dataFolder">The gateway's data folder; a full path.</param>
    /// <exception cref="OptionsValidationException">Names every fault of the options.</exception>
    public static IServiceCollection AddEvidence(this IServiceCollection services, IConfiguration configuration, string dataFolder)
    {
        EvidenceOptions options = new() { Folder = Path.Combine(dataFolder, "evidence") };
        configuration.GetSection("Evidence").Bind(options);
        if (options.Faults() is { Count: > 0 } faults) { throw new OptionsValidationException("Evidence", typeof(EvidenceOptions), faults); }
        return services.AddSingleton(options)
            .AddSingleton<EvidenceFolder>().AddSingleton<RetentionBook>().AddSingleton<RetentionDesk>().AddSingleton<EvidenceViews>().AddSingleton<ClipIntake>().AddSingleton<IKeptClips>(s => s.GetRequiredService<ClipIntake>()).AddSingleton<EvidenceService>()
            .AddSingleton<EvidenceStore>().AddSingleton<IEvidence>(s => s.GetRequiredService<EvidenceStore>())
            .AddHostedService<EvidenceUpkeep>();
    }

    public static void MapEvidence(this IEndpointRouteBuilder endpoints) => endpoints.MapGrpcService<EvidenceService>();
}
