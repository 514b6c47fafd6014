using Microsoft.Extensions.Options;
using Secure.Gateway.Spine;

namespace Secure.Gateway.People;

/// <summary>Puts the slice together.</summary>
public static class PeopleRegistration
{
    /// <exception cref="OptionsValidationException">Names every fault of the options.</exception>
    public static IServiceCollection AddPeople(this IServiceCollection services, IConfiguration configuration)
    {
        PeopleOptions options = new();
        configuration.GetSection("People").Bind(options);
        if (options.Faults() is { Count: > 0 } faults) { throw new OptionsValidationException("People", typeof(PeopleOptions), faults); }
        return services.AddSingleton(options)
            .AddSingleton<PersonalCipher>().AddSingleton<PeopleRowStore>().AddSingleton<PeopleBook>()
            .AddSingleton<Persons>().AddSingleton<IPersonRegister>(s => s.GetRequiredService<Persons>()).AddSingleton<Leaving>().AddSingleton<AbleOfficers>().AddSingleton<BadgeCards>()
            .AddSingleton<PeopleMapping>().AddSingleton<PeopleLists>().AddSingleton<PeopleImport>().AddSingleton<PeopleService>();
    }

    public static void MapPeople(this IEndpointRouteBuilder endpoints) => endpoints.MapGrpcService<PeopleService>();

    /// <summary>Puts the people on record into the site in force: after the site, before anything is served and before the other slices load.</summary>
    /// <exception cref="InvalidOperationException">The seeding, or an alarm about altered rows, could not be recorded.</exception>
    public static Task LoadPeopleAsync(this IServiceProvider services, CancellationToken cancellation) =>
        services.GetRequiredService<PeopleBook>().LoadAsync(cancellation);
}
