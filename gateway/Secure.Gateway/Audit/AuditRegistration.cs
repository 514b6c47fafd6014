using Grpc.AspNetCore.Server;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Secure.Gateway.Audit.Exports;
using Secure.Gateway.Audit.Publishing;
using Secure.Gateway.Audit.Witnessing;

namespace Secure.Gateway.Audit;

/// <summary>Registers the Audit slice. Needs IStore, IGatewayKeys, ICallers, HealthBoard and TimeProvider.</summary>
public static class AuditRegistration
{
    /// <summary>Tables of this slice whose rows are to be sealed.</summary>
    public static IReadOnlyList<string> SealedTables { get; } = [LogState.Table, WitnessDesk.Table];

    public static IServiceCollection AddAudit(this IServiceCollection services, AuditOptions options)
    {
        if (options.Faults() is { Count: > 0 } faults) { throw new ArgumentException(string.Join(' ', faults), nameof(options)); }
        services.PostConfigure<GrpcServiceOptions>(grpc => grpc.Interceptors.Add<OpenGateInterceptor>()); // after the one that answers refusals
        services.TryAddSingleton<IProcessEnd, ProcessEnd>();
        return services
            .AddSingleton(options)
            .AddSingleton<Recorder>().AddSingleton<IAudit>(s => s.GetRequiredService<Recorder>()).AddSingleton<IAlarms>(s => s.GetRequiredService<Recorder>())
            .AddSingleton<RefusalCounter>().AddSingleton<IRefusalCounter>(s => s.GetRequiredService<RefusalCounter>())
            .AddSingleton<LogKeys>().AddSingleton<LogPulse>().AddSingleton<Publisher>().AddSingleton<ILogHandover, LogHandover>()
            .AddSingleton<OpenGate>().AddSingleton<IOpenGate>(s => s.GetRequiredService<OpenGate>())
            .AddSingleton<StoreWatch>().AddSingleton<WitnessDesk>().AddSingleton<AuditReads>().AddSingleton<LogExport>().AddSingleton<PruneDesk>()
            .AddHostedService<AuditHost>();
    }

    public static void MapAudit(this IEndpointRouteBuilder endpoints) => endpoints.MapGrpcService<AuditService>();
}
