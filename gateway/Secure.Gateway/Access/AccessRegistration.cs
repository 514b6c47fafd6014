using Microsoft.Extensions.Options;
using Secure.Gateway.Spine;

namespace Secure.Gateway.Access;

/// <summary>Registers the slice.</summary>
public static class AccessRegistration
{
    /// <exception cref="OptionsValidationException">Names every fault of the options.</exception>
    public static IServiceCollection AddAccess(this IServiceCollection services, IConfiguration configuration)
    {
        AccessOptions options = new();
        configuration.GetSection("Access").Bind(options);
        if (options.Faults() is { Count: > 0 } faults) { throw new OptionsValidationException("Access", typeof(AccessOptions), faults); }
        return services.AddSingleton(options)
            .AddSingleton<DecisionIds>().AddSingleton<StepUps>().AddSingleton<DecisionDesk>().AddSingleton<Askers>()
            .AddSingleton<DecisionWatches>().AddSingleton<WatchRun>().AddSingleton<Listings>().AddSingleton<Explanations>()
            .AddSingleton<AuthorizationService>()
            .AddSingleton<IEntryDecider, EntryDecider>();
    }

    public static void MapAccess(this IEndpointRouteBuilder endpoints) => endpoints.MapGrpcService<AuthorizationService>();
}
