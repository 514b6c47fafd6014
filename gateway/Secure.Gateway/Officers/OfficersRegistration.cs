using Secure.Gateway.Spine;

namespace Secure.Gateway.Officers;

/// <summary>Puts the slice together.</summary>
public static class OfficersRegistration
{
    public static IServiceCollection AddOfficers(this IServiceCollection services)
    {
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
