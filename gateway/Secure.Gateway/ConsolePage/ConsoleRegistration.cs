namespace Secure.Gateway.ConsolePage;

/// <summary>Puts the slice together.</summary>
public static class ConsoleRegistration
{
    public static IServiceCollection AddConsolePage(this IServiceCollection services, IConfiguration configuration)
    {
        ConsoleOptions options = new();
        configuration.GetSection("Console").Bind(options);
        return services.AddSingleton(options).AddSingleton<ConsoleFiles>();
    }

    /// <summary>After what guards the port, before the calls.</summary>
    public static IApplicationBuilder UseConsolePage(this IApplicationBuilder app)
    {
        // Read now: what is wrong with it stands in the log at start, not at the first request.
        app.ApplicationServices.GetRequiredService<ConsoleFiles>();
        return app.UseMiddleware<ConsoleServing>();
    }
}
