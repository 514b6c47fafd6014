using Secure.EdgeAgent;
using Secure.EdgeAgent.Settings;

// Secure.EdgeAgent CONFIG          serves
// Secure.EdgeAgent CONFIG enroll   enrols with the code on standard input
try
{
    return args switch
    {
        [var config] => await AgentProgram.RunAsync(AgentSettings.Load(config), TimeProvider.System, CancellationToken.None),
        [var config, "enroll"] => await AgentProgram.EnrolAsync(AgentSettings.Load(config), TimeProvider.System, Console.In, CancellationToken.None),
        _ => throw new SettingsException("usage", ["Secure.EdgeAgent CONFIG [enroll]"]),
    };
}
catch (SettingsException unusable)
{
    await Console.Error.WriteLineAsync(unusable.Message);
    return AgentProgram.BadSettings;
}
