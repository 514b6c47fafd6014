using Microsoft.Extensions.Options;
using Secure.Gateway.Audit;
using Secure.Gateway.Fleet.Keys;
using Secure.Gateway.Identity.Passkeys;
using Secure.Gateway.Spine;
using Secure.Gateway.Storage;

namespace Secure.Gateway.Identity;

/// <summary>Puts the slice together.</summary>
public static class IdentityRegistration
{
    /// <exception cref="OptionsValidationException">Names every fault of the options.</exception>
    public static IServiceCollection AddIdentity(this IServiceCollection services, IConfiguration configuration)
    {
        IdentityOptions options = new();
        configuration.GetSection("Identity").Bind(options);
        ValidateOptionsResult valid = new IdentityOptions.Validator().Validate(null, options);
        if (valid.Failed) { throw new OptionsValidationException("Identity", typeof(IdentityOptions), valid.Failures); }
        services.AddSingleton(options).AddSingleton(Terminal.OfStandardOutput());
        services.AddSingleton<Accounts>().AddSingleton<PasswordHasher>().AddSingleton<PasswordRules>().AddSingleton<Attempts>();
        services.AddSingleton<Sessions>().AddSingleton<ISessions>(s => s.GetRequiredService<Sessions>());
        services.AddSingleton<IPersonEnding, AccountEnding>();
        services.AddSingleton(s => new PersonPins(s.GetRequiredService<IStore>(), s.GetRequiredService<IAlarms>(), new Lazy<byte[]>(() => s.GetRequiredService<GatewayKeys>().Derive("pins"))))
            .AddSingleton<IPersonPins>(s => s.GetRequiredService<PersonPins>()).AddSingleton<PinSetting>();
        services.AddSingleton<Callers>().AddSingleton<ICallers>(s => s.GetRequiredService<Callers>());
        services.AddSingleton<Workstations>().AddSingleton<Origin>().AddSingleton<SignIns>().AddSingleton<Passwords>();
        services.AddSingleton<SessionAnswers>();
        // Empty: the page on this machine, at the port that the gateway listens on.
        services.AddSingleton(new RelyingParty(options.PageOrigin.Length > 0 ? options.PageOrigin : $"https://localhost:{configuration["Gateway:Port"] ?? "7443"}"));
        services.AddSingleton<PasskeySignIns>().AddSingleton<PasskeyRegistrations>().AddSingleton<PasskeyRemovals>().AddSingleton<PasskeyLists>();
        services.AddHostedService<IdentityStart>();
        return services;
    }

    public static void MapIdentity(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGrpcService<IdentityService>();
        endpoints.MapGrpcService<PasskeysService>();
    }
}

/// <summary>Before the ports open: how the store began.</summary>
internal sealed class IdentityStart(Origin origin, ILogger<IdentityStart> log) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await origin.LoadAsync(cancellationToken);
        if (origin.Exempt) { log.DemoStore(); }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
