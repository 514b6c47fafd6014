using Secure.TestKit;

namespace Secure.EndToEnd.Tests;

/// <summary>The fitter's script on a Raspberry Pi, with programs in the place of the system's and the release's own.</summary>
public sealed class SelfTestScriptTests : IDisposable
{
    private readonly TempFolder _work = new();

    public void Dispose() => _work.Dispose();

    [Theory]
    [InlineData("", 0)]
    [InlineData("Secure.EdgeAgent.dll", 1)]
    [InlineData("secure-door-controller.dll", 1)]
    public async Task Both_programs_test_what_is_theirs_while_their_services_stand_and_one_that_fails_fails_the_whole(string failing, int exit)
    {
        CommandResult result = await RunAsync(failing);
        Assert.True(result.ExitCode == exit, result.All);
        string[] done = await File.ReadAllLinesAsync(_work["done"], TestContext.Current.CancellationToken);
        Assert.Equal(
            [
                "stop secure-agent.service", "stop secure-door.service",
                "secure-door-controller.dll self-test --config /etc/controller --drive", $"Secure.EdgeAgent.dll {_work["agent.json"]} self-test",
                "start secure-agent.service", "start secure-door.service",
            ], done);
        Assert.Equal(exit == 0, result.Output.Contains("all well", StringComparison.Ordinal));
    }

    private Task<CommandResult> RunAsync(string failing)
    {
        Program("systemctl", """
            unit=${!#}
            case $1 in
              is-active) if [ -e "$WORK/$unit.off" ]; then echo inactive; exit 3; else echo active; fi ;;
              stop) echo "stop $unit" >>"$WORK/done"; : >"$WORK/$unit.off" ;;
              start) echo "start $unit" >>"$WORK/done"; rm "$WORK/$unit.off" ;;
            esac
            """);
        Program("dotnet", """
            program=${1##*/}
            echo "$program ${*:2}" >>"$WORK/done"
            [ "$program" != "$FAILING" ]
            """);
        // No users of the services here: the programs run as whoever runs the test.
        Program("getent", "exit 2");
        File.WriteAllText(_work["agent.json"], "{}");
        return Command.RunAsync(["bash", Path.Combine(Checkout.Root, "firmware-config", "pi", "self-test"), "--drive"], new()
        {
            ["PATH"] = _work["bin"] + ":" + Environment.GetEnvironmentVariable("PATH"),
            ["WORK"] = _work.Path,
            ["FAILING"] = failing,
            ["SECURE_CONFIG"] = "/etc/controller",
            ["SECURE_AGENT_CONFIG"] = _work["agent.json"],
        });
    }

    private void Program(string name, string text)
    {
        string file = Path.Combine(Directory.CreateDirectory(_work["bin"]).FullName, name);
        File.WriteAllText(file, "#!/bin/bash\n" + text + "\n");
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
