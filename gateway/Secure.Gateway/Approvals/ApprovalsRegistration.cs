using Microsoft.Extensions.Options;
using Secure.Gateway.Spine;

namespace Secure.Gateway.Approvals;

/// <summary>Puts the slice together.</summary>
public static class ApprovalsRegistration
{
    /// <summary>The tables that the store must seal.</summary>
    public static IReadOnlyList<string> SealedTables { get; } = [ApprovalRow.Table];

    /// <exception cref="OptionsValidationException">Names every fault of the options.</exception>
    public static IServiceCollection AddApprovals(this IServiceCollection services, IConfiguration configuration)
    {
        ApprovalOptions options = new();
        configuration.GetSection("Approvals").Bind(options);
        if (options.Faults() is { Count: > 0 } faults) { throw new OptionsValidationException("Approvals", typeof(ApprovalOptions), faults); }
        services.AddSingleton(options).AddSingleton<ApprovalBook>().AddSingleton<ApprovalRules>().AddSingleton<ApprovalLists>();
        return services.AddSingleton<ApprovalDesk>().AddSingleton<IApprovals>(s => s.GetRequiredService<ApprovalDesk>());
    }

    public static void MapApprovals(this IEndpointRouteBuilder endpoints) => endpoints.MapGrpcService<ApprovalsService>();
}
