namespace Secure.DoorController.Configuration;

/// <param name="Config">The configuration file.</param>
/// <param name="Enroll">A file with an enrolment code; it may be given at every start and is used until the gateway has accepted.</param>
/// <param name="For">What to do with the configuration.</param>
internal sealed record CommandLine(string Config, string? Enroll, Purpose For = Purpose.Run)
{
    /// <summary>Null for anything but the known words, each at most once.</summary>
    internal static CommandLine? Of(string[] args) => args switch
    {
        ["--config", var config] => new CommandLine(config, null),
        ["--config", var config, "--enroll", var enroll] => new CommandLine(config, enroll),
        ["--enroll", var enroll, "--config", var config] => new CommandLine(config, enroll),
        ["guard-arguments", "--config", var config] => new CommandLine(config, null, Purpose.TellGuard),
        ["journal", "--config", var config] => new CommandLine(config, null, Purpose.PrintJournal),
        ["self-test", "--config", var config] => new CommandLine(config, null, Purpose.TestPins),
        ["self-test", "--config", var config, "--drive"] => new CommandLine(config, null, Purpose.TestLocks),
        _ => null,
    };
}

internal enum Purpose
{
    Run,
    /// <summary>Say with which words the guard must be started for these locks, one a line.</summary>
    TellGuard,
    /// <summary>Print what the journal holds, a line an entry.</summary>
    PrintJournal,
    /// <summary>Say of every line whether it is as it should be.</summary>
    TestPins,
    /// <summary>The same, and move the locks.</summary>
    TestLocks,
}
