namespace Secure.Gateway.Own;

/// <summary>Puts the slice together. Needs the log, Identity and the site.</summary>
public static class OwnRegistration
{
    public static IServiceCollection AddOwn(this IServiceCollection services) => services.AddSingleton<OwnReads>();

    public static void MapOwn(this IEndpointRouteBuilder endpoints) => endpoints.MapGrpcService<OwnService>();
}
