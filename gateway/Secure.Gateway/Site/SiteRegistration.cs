using Microsoft.Extensions.Options;
using Secure.Gateway.Spine;

namespace Secure.Gateway.Site;

/// <summary>Registers the site.</summary>
public static class SiteRegistration
{
    /// <summary>The tables that the store must seal.</summary>
    public static IReadOnlyList<string> SealedTables { get; } = [SiteKeeper.Table];

    /// <exception cref="OptionsValidationException">Names every fault of the options.</exception>
    public static IServiceCollection AddSite(this IServiceCollection services, IConfiguration configuration)
    {
        SiteOptions options = new();
        configuration.GetSection("Site").Bind(options);
        if (options.Faults() is { Count: > 0 } faults) { throw new OptionsValidationException("Site", typeof(SiteOptions), faults); }
        return services.AddSingleton(options).AddSingleton<SiteKeeper>().AddSingleton<SiteChanges>().AddSingleton<ISite>(s => s.GetRequiredService<SiteKeeper>())
            .AddSingleton<ISitePeople>(s => s.GetRequiredService<SiteKeeper>());
    }

    public static void MapSite(this IEndpointRouteBuilder endpoints) => endpoints.MapGrpcService<SiteService>();

    /// <summary>Takes the site into force, before anything is served and before the other slices load.</summary>
    /// <exception cref="InvalidOperationException">The site cannot be used; says why.</exception>
    public static Task LoadSiteAsync(this IServiceProvider services, CancellationToken cancellation) =>
        services.GetRequiredService<SiteKeeper>().LoadAsync(cancellation, look: false);

    /// <summary>Compares the site file with the site in force; after the people on record are there, whom it may name.</summary>
    /// <exception cref="InvalidOperationException">A difference could not be recorded.</exception>
    public static Task LookAtSiteFileAsync(this IServiceProvider services, CancellationToken cancellation) =>
        services.GetRequiredService<SiteKeeper>().LookAsync(cancellation);
}
