using Microsoft.Extensions.Options;
using Secure.Gateway.Spine;

namespace Secure.Gateway.StepUp;

/// <summary>Puts the slice together. Its calls are part of the contract's Identity service.</summary>
public static class StepUpRegistration
{
    /// <exception cref="OptionsValidationException">Names every fault of the options.</exception>
    public static IServiceCollection AddStepUp(this IServiceCollection services, IConfiguration configuration)
    {
        StepUpOptions options = new();
        configuration.GetSection("StepUp").Bind(options);
        if (options.Faults() is { Count: > 0 } faults) { throw new OptionsValidationException("StepUp", typeof(StepUpOptions), faults); }
        return services.AddSingleton(options)
            .AddSingleton<FactorCounters>().AddSingleton<FaceLooks>().AddSingleton<ShownFrames>().AddSingleton<StepUpVerdicts>()
            .AddSingleton<KnownPersons>().AddSingleton<FaceRun>().AddSingleton<FingerRun>().AddSingleton<OpenStepUps>().AddSingleton<StepUpRun>()
            .AddSingleton<FactorLimitsDesk>().AddSingleton<IPersonEnding, CountersEnding>()
            .AddSingleton<IStepUpCalls, StepUpCalls>();
    }
}
