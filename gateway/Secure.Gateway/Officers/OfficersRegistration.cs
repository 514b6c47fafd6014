using Microsoft.Extensions.Options;
using Secure.Gateway.Spine;

namespace Secure.Gateway.Officers;

/// <summary>Puts the slice together.</summary>
public static class OfficersRegistration
{
    /// <exception cref="OptionsValidationException">Names every fault of the options.</exception>
    public static IServiceCollection AddOfficers(this IServiceCollection services, IConfiguration configuration)
    {
        OfficerOptions options = new();
        configuration.GetSection("Officers").Bind(options);
        if (options.Faults() is { Count: > 0 } faults) { throw new OptionsValidationException("Officers", typeof(OfficerOptions), faults); }
        services.AddSingleton(options).AddSingleton<RecoveryCodes>().AddSingleton<RoleChanges>().AddSingleton<Recovery>().AddSingleton<IPersonEnding, RoleEnding>();
        services.AddSingleton<RoleBook>().AddSingleton<IRoles>(s => s.GetRequiredService<RoleBook>());
        services.AddSingleton<Ceremony>();
        return services.AddHostedService<OfficersStart>();
    }

    public static void MapOfficers(this IEndpointRouteBuilder endpoints) => endpoints.MapGrpcService<OfficersService>();
}

/// <summary>Before the ports open: who holds what, and the ceremony's token where it is still awaited. After Identity, which knows how the store began.</summary>
internal sealed class OfficersStart(RoleBook book, Ceremony ceremony) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await book.LoadAsync(cancellationToken);
        ceremony.Announce();
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
