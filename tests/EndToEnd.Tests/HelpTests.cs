using Secure.TestKit;

namespace Secure.EndToEnd.Tests;

/// <summary>Whoever asks a program for help gets it, on standard output, and no failure.</summary>
public sealed class HelpTests
{
    [Theory]
    [InlineData("demo")]
    [InlineData("up")]
    [InlineData("twin", "line")]
    [InlineData("badge")]
    [InlineData("timeline")]
    [InlineData("test")]
    [InlineData("publish", "pi")]
    [InlineData("restore")]
    public async Task The_script_tells_of_a_command_and_starts_nothing(params string[] command)
    {
        foreach (string help in (string[])["--help", "-h"])
        {
            CommandResult told = await Command.RunAsync(["bash", Path.Combine(Checkout.Root, "secure"), .. command, help]);
            Assert.True(told.ExitCode == 0, told.All);
            Assert.Contains("\n  " + command[0] + " ", told.Output, StringComparison.Ordinal);
            Assert.Empty(told.Errors);
        }
    }

    [Fact]
    public async Task Of_a_command_that_it_does_not_know_it_has_nothing_to_tell()
    {
        CommandResult refused = await Command.RunAsync(["bash", Path.Combine(Checkout.Root, "secure"), "demoo", "--help"]);
        Assert.True(refused.ExitCode == 2, refused.All);
        Assert.Contains("no such command: demoo", refused.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Secure.OsdpTool", "secure-osdp", "./secure osdp --line", "--controller", "none")]
    [InlineData("Secure.DoorTwin", "secure-door-twin", "badge DOOR CARD")]
    [InlineData("Secure.DoorController", "secure-door-controller", "--config FILE")]
    [InlineData("Secure.DoorGuard", "secure-door-guard", "--lock NAME")]
    public async Task So_does_each_program_at_the_doors(string project, string program, string usage, params string[] before)
    {
        string configuration = Directory.GetParent(AppContext.BaseDirectory.TrimEnd('/'))!.Name;
        string file = Path.Combine(Checkout.Root, "door-controller", project, "bin", configuration, "net10.0", program + ".dll");
        foreach (string help in (string[])["--help", "-h"])
        {
            CommandResult told = await Command.RunAsync(["dotnet", file, .. before, help]);
            Assert.True(told.ExitCode == 0, told.All);
            Assert.Contains(usage, told.Output, StringComparison.Ordinal);
            Assert.Empty(told.Errors);
        }
    }
}
