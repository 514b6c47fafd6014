using Secure.EdgeAgent;
using Secure.EdgeAgent.Checks;
using Secure.EdgeAgent.Settings;

// Secure.EdgeAgent CONFIG          serves
// Secure.EdgeAgent CONFIG enroll   enrols with the code on standard input
// Secure.EdgeAgent CONFIG self-test   a picture of every camera, a word from every sensor: for a fitter, with the service stopped
// Secure.EdgeAgent picture DEVICE FILE   takes one picture with a camera: for a fitter
try
{
    return args switch
    {
        [var config] => await AgentProgram.RunAsync(AgentSettings.Load(config), TimeProvider.System, CancellationToken.None),
        [var config, "enroll"] => await AgentProgram.EnrolAsync(AgentSettings.Load(config), TimeProvider.System, Console.In, CancellationToken.None),
        [var config, "self-test"] => await new FitterTest(AgentSettings.Load(config), Console.Out, TimeProvider.System).RunAsync(CancellationToken.None) ? AgentProgram.Good : AgentProgram.Failed,
        ["picture", var device, var file] => await AgentProgram.TakePictureAsync(device, file, TimeProvider.System, CancellationToken.None),
        _ => throw new SettingsException("usage", ["Secure.EdgeAgent CONFIG [enroll|self-test]", "Secure.EdgeAgent picture DEVICE FILE"]),
    };
}
catch (SettingsException unusable)
{
    await Console.Error.WriteLineAsync(unusable.Message);
    return AgentProgram.BadSettings;
}
