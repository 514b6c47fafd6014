using Microsoft.Extensions.Options;

namespace Secure.Gateway.Reports;

/// <summary>Puts the slice together. Needs the log, Alerts, Doors, Presence, Identity and the site.</summary>
public static class ReportsRegistration
{
    /// <exception cref="OptionsValidationException">Names every fault of the options.</exception>
    public static IServiceCollection AddReports(this IServiceCollection services, IConfiguration configuration)
    {
        ReportOptions options = new();
        configuration.GetSection("Reports").Bind(options);
        if (options.Faults() is { Count: > 0 } faults) { throw new OptionsValidationException("Reports", typeof(ReportOptions), faults); }
        return services.AddSingleton(options).AddSingleton<ReportDesk>()
            .AddSingleton<IReport, EntryRegister>().AddSingleton<IReport, AlertReport>().AddSingleton<IReport, DrillReport>()
            .AddSingleton<IReport, Handover>().AddSingleton<IReport, QuarterlyReview>().AddSingleton<IReport, UnusedRights>();
    }

    public static void MapReports(this IEndpointRouteBuilder endpoints) => endpoints.MapGrpcService<ReportsService>();
}
