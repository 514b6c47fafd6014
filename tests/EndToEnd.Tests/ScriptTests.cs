using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Secure.TestKit;

namespace Secure.EndToEnd.Tests;

/// <summary>What the script does while its site runs, and what it refuses to start.</summary>
[Collection(nameof(RunningDemo))]
public sealed class ScriptTests(RunningDemo demo)
{
    private const long Megabyte = 1_000_000;

    private DemoSite Site => demo.Site;

    [Fact]
    public async Task A_second_demo_on_the_same_folder_is_refused()
    {
        CommandResult second = await Site.RunAsync("demo", "--data", Site.Folder);
        Assert.Equal(4, second.ExitCode);
        Assert.Contains("an instance already runs", second.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_taken_port_is_named_with_its_owner(int which)
    {
        using TempFolder folder = new();
        int first = DemoSite.FreePorts(), taken = first + which;
        using TcpListener owner = new(IPAddress.Loopback, taken);
        owner.Start();
        CommandResult refused = await Command.RunAsync(
            ["bash", Path.Combine(Checkout.Root, "secure"), "demo", "--data", folder.Path], new() { ["SECURE_PORT"] = first.ToString(CultureInfo.InvariantCulture) });
        Assert.True(refused.ExitCode == 4, refused.All);
        Assert.Contains($"port {taken} is taken", refused.Errors, StringComparison.Ordinal);
        Assert.Contains($"pid={Environment.ProcessId}", refused.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_name_too_long_for_sockets_is_refused_in_words()
    {
        using TempFolder folder = new();
        CommandResult refused = await Command.RunAsync(
            ["bash", Path.Combine(Checkout.Root, "secure"), "demo", "--data", folder[new string('长', 30)]],
            new() { ["SECURE_PORT"] = DemoSite.FreePorts().ToString(CultureInfo.InvariantCulture) });
        Assert.True(refused.ExitCode == 2, refused.All);
        Assert.Contains("too long", refused.Errors, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
    }

    [Theory]
    [InlineData("demoo", "no such command: demoo")]
    [InlineData("demo --nonsense", "./secure demo [--data DIR]")]
    [InlineData("test nonsense", "./secure test [unit]")]
    [InlineData("bench nonsense", "no such bench: nonsense")]
    public async Task What_the_script_does_not_know_it_refuses_at_once(string line, string said)
    {
        CommandResult refused = await Command.RunAsync(["bash", Path.Combine(Checkout.Root, "secure"), .. line.Split(' ')]);
        Assert.True(refused.ExitCode == 2, refused.All);
        Assert.Contains(said, refused.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("abc")]
    [InlineData("0")]
    [InlineData("65534")]
    [InlineData("999999")]
    public async Task A_port_that_is_none_is_refused_in_words(string port)
    {
        using TempFolder folder = new();
        CommandResult refused = await Command.RunAsync(["bash", Path.Combine(Checkout.Root, "secure"), "demo", "--data", folder["demo"]], new() { ["SECURE_PORT"] = port });
        Assert.True(refused.ExitCode == 2, refused.All);
        Assert.Contains("must be 1 to 65533: " + port, refused.Errors, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder["demo"]));
    }

    [Fact]
    public async Task A_folder_that_cannot_be_made_is_named()
    {
        CommandResult refused = await Command.RunAsync(
            ["bash", Path.Combine(Checkout.Root, "secure"), "demo", "--data", "/proc/none"], new() { ["SECURE_PORT"] = DemoSite.FreePorts().ToString(CultureInfo.InvariantCulture) });
        Assert.True(refused.ExitCode == 2, refused.All);
        Assert.Contains("/proc/none", refused.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_killed_process_comes_back_ever_later_and_this_is_said()
    {
        await KillAsync("Secure.EdgeAgent.dll", "agent");
        await KillAsync("Secure.EdgeAgent.dll", "agent");
        Assert.Matches(@"agent .*137.* restarting in 2 s", Said("agent").Last());
        await Eventually.True(() => Site.RunAsync("badge", "lobby", "1003").Result.ExitCode == 0);
    }

    [Fact]
    public void The_processes_hold_no_more_memory_than_they_may()
    {
        AssertHolds("Secure.Gateway.dll", 250 * Megabyte);
        AssertHolds("Secure.EdgeAgent.dll", 90 * Megabyte);
        AssertHolds("secure-door-controller.dll", 60 * Megabyte);
    }

    private void AssertHolds(string program, long below)
    {
        RunningProcess process = Assert.Single(Site.Processes(), p => p.IsOf(program));
        Assert.True(process.ResidentBytes() < below, $"{program} holds {process.ResidentBytes() / Megabyte} MB");
    }

    private async Task KillAsync(string program, string name)
    {
        int before = Said(name).Count, id = Assert.Single(Site.ProcessesOf(program));
        using (Process killed = Process.GetProcessById(id)) { killed.Kill(); }
        await Eventually.True(() => Said(name).Count == before + 1);
        await Eventually.True(() => Site.ProcessesOf(program).Any(p => p != id));
    }

    private List<string> Said(string name) => [.. Site.Output.Where(l => l.Contains($" {name} ", StringComparison.Ordinal) && l.Contains("restarting in", StringComparison.Ordinal))];
}
