using Secure.TestKit;

namespace Secure.EndToEnd.Tests;

/// <summary>The fitter's tool on a pseudo-terminal with a reader in another language, which knows only public descriptions of the standard.</summary>
public sealed class ForeignReaderTests
{
    [Fact]
    public async Task A_reader_in_python_is_served_by_the_panel_and_has_nothing_to_complain_of()
    {
        const string python = "/usr/bin/python3";
        if (!File.Exists(python) || (await Command.RunAsync([python, "-c", "import cryptography"])).ExitCode != 0) { Assert.Skip("python3-cryptography 不在 · is not there"); }
        string configuration = Directory.GetParent(AppContext.BaseDirectory.TrimEnd('/'))!.Name;
        string tool = Path.Combine(Checkout.Root, "door-controller", "Secure.OsdpTool", "bin", configuration, "net10.0", "secure-osdp.dll");
        Assert.True(File.Exists(tool), tool);
        CommandResult done = await Command.RunAsync(
            [python, "-B", "-m", "unittest", "discover"], new() { ["SECURE_OSDP"] = $"dotnet '{tool}'" }, Path.Combine(Checkout.Root, "tests", "interop", "osdp"));
        Assert.True(done.ExitCode == 0, done.All);
        Assert.Contains("OK", done.Errors, StringComparison.Ordinal);
    }
}
