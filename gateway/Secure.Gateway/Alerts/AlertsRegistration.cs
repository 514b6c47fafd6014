using Microsoft.Extensions.Options;
using Secure.Gateway.Audit;
using Secure.Gateway.Fleet.Keys;
using Secure.Gateway.Spine;
using Secure.Gateway.Storage;

namespace Secure.Gateway.Alerts;

/// <summary>Registers the slice.</summary>
public static class AlertsRegistration
{
    /// <summary>Tables of this slice whose rows are to be sealed.</summary>
    public static IReadOnlyList<string> SealedTables { get; } = [Alert.Table];

    /// <exception cref="OptionsValidationException">Names every fault of the options.</exception>
    public static IServiceCollection AddAlerts(this IServiceCollection services, IConfiguration configuration)
    {
        AlertOptions options = new();
        configuration.GetSection("Alerts").Bind(options);
        if (options.Faults() is { Count: > 0 } faults) { throw new OptionsValidationException("Alerts", typeof(AlertOptions), faults); }
        return services.AddSingleton(options)
            .AddSingleton(s => new DuressNotes(new Lazy<byte[]>(() => s.GetRequiredService<GatewayKeys>().Derive("duress")))).AddSingleton<IDuress, Duress>()
            .AddSingleton<AlertBook>().AddSingleton<IAlertRows>(s => s.GetRequiredService<AlertBook>()).AddSingleton<IEvidenceHolds, EvidenceLinks>()
            .AddSingleton<IDuty, Duty>().AddSingleton(s => new Lazy<IDuty>(s.GetRequiredService<IDuty>)).AddSingleton<AlertDesk>().AddSingleton<AlertReads>().AddSingleton<Drills>()
            .AddSingleton<AlertsService>()
            .AddSingleton<IWhereabouts, PersonFinder>().AddSingleton<IStepUpFailures, FailedStepUps>()
            .AddSingleton<IPersonEnding, AlertsInHand>()
            .AddHostedService<AlertClock>();
    }

    public static void MapAlerts(this IEndpointRouteBuilder endpoints) => endpoints.MapGrpcService<AlertsService>();

    /// <summary>Loads what the store holds, before anything is served. A row that was altered is told as an alarm and shown no more.</summary>
    /// <exception cref="InvalidOperationException">That alarm could not be recorded.</exception>
    public static async Task LoadAlertsAsync(this IServiceProvider services, CancellationToken cancellation)
    {
        AlertBook book = services.GetRequiredService<AlertBook>();
        await book.LoadAsync(cancellation);
        if (book.Unusable.Count == 0) { return; }
        services.GetRequiredService<ILogger<AlertBook>>().RowsUnusable(string.Join(", ", book.Unusable.Take(16)));
        Alarm alarm = new("store.tampered", "报警记录被篡改 · stored alerts were altered") { Details = [.. book.Unusable.Take(16).Select((row, i) => KeyValuePair.Create($"row_{i + 1}", row))] };
        if (await services.GetRequiredService<IAlarms>().RaiseAsync(alarm, cancellation) is not CommitOutcome.Committed)
        {
            throw new InvalidOperationException("The alarm about altered alerts could not be recorded.");
        }
    }
}
