namespace Secure.DoorController.Configuration;

/// <param name="Config">The configuration file.</param>
/// <param name="Enroll">A file with an enrolment code; it may be given at every start and is used until the gateway has accepted.</param>
internal sealed record CommandLine(string Config, string? Enroll)
{
    /// <summary>Null for anything but the two known options, each at most once.</summary>
    internal static CommandLine? Of(string[] args) => args switch
    {
        ["--config", var config] => new CommandLine(config, null),
        ["--config", var config, "--enroll", var enroll] => new CommandLine(config, enroll),
        ["--enroll", var enroll, "--config", var config] => new CommandLine(config, enroll),
        _ => null,
    };
}
