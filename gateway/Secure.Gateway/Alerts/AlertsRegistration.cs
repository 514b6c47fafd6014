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
    public static IReadOnlyList<string> SealedTables { get; } = [Alert.Table, KeptFailure.Table];

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

    /// <summary>
    /// Loads what the store holds, before anything is served. A row that was altered is told as an alarm and shown no more. A failed
    /// step-up that the end of the last run left without its alarm gets it now.
    /// </summary>
    /// <exception cref="InvalidOperationException">An alarm could not be recorded.</exception>
    public static async Task LoadAlertsAsync(this IServiceProvider services, CancellationToken cancellation)
    {
        AlertBook book = services.GetRequiredService<AlertBook>();
        await book.LoadAsync(cancellation);
        TableRead kept = await services.GetRequiredService<IStore>().ReadTableAsync(KeptFailure.Table, cancellation);
        string[] altered = [.. book.Unusable, .. kept.TamperedKeys.Select(k => $"{KeptFailure.Table}/{k}")];
        if (altered.Length > 0)
        {
            services.GetRequiredService<ILogger<AlertBook>>().RowsUnusable(string.Join(", ", altered.Take(16)));
            Alarm alarm = new("store.tampered", "报警记录被篡改 · stored alerts were altered") { Details = [.. altered.Take(16).Select((row, i) => KeyValuePair.Create($"row_{i + 1}", row))] };
            await RaiseAsync(alarm, [.. kept.TamperedKeys.Select(KeptFailure.Delete)]);
        }
        foreach (StoredRow row in kept.Rows) { await RaiseAsync(KeptFailure.FromRow(row.Value).ToAlarm(), KeptFailure.Delete(row.Key)); }

        async Task RaiseAsync(Alarm alarm, params RowWrite[] rows)
        {
            CommitOutcome outcome = await services.GetRequiredService<IAlarms>().RaiseAsync(alarm, cancellation, rows);
            if (outcome is not CommitOutcome.Committed) { throw new InvalidOperationException($"The alarm {alarm.Code} could not be recorded."); }
        }
    }
}
