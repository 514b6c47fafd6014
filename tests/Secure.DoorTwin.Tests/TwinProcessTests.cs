using System.Diagnostics;
using Secure.TestKit;

namespace Secure.DoorTwin.Tests;

/// <summary>The program as <c>./secure</c> starts it.</summary>
public sealed class TwinProcessTests : IDisposable
{
    private const string Site = """
        { "buses": [ { "name": "bus0", "readers": [ { "address": 0, "name": "vault-in", "door": "vault" } ] } ],
          "locks": [ { "door": "vault", "strike": "v.s", "contact": "v.c", "feedback": "v.f", "rex": "v.r" } ] }
        """;

    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "secure-door-twin.dll");
    private readonly TempFolder _folder = new();
    private readonly List<Process> _started = [];

    public TwinProcessTests() => File.WriteAllText(_folder["site.json"], Site);

    [Fact]
    public async Task SIGTERM_ends_it_with_nothing_left_and_the_line_has_the_same_name_next_time()
    {
        for (int i = 0; i < 2; i++)
        {
            Process twin = await Serve();
            Assert.StartsWith("/dev/pts/", File.ResolveLinkTarget(Line, returnFinalTarget: false)!.FullName, StringComparison.Ordinal);
            Signal(twin, "TERM");
            await Ended(twin);
            Assert.Equal(0, twin.ExitCode);
            Assert.Equal(["lock"], Directory.GetFileSystemEntries(_folder["run"]).Select(Path.GetFileName));
        }
    }

    [Fact]
    public async Task What_a_killed_twin_left_behind_does_not_stop_the_next()
    {
        Process killed = await Serve();
        killed.Kill();
        await Ended(killed);
        Assert.True(File.Exists(Path.Combine(_folder["run"], "pins")));
        await Serve();
        Assert.Equal(0, await Exit("twin", "status"));
    }

    [Fact]
    public async Task A_second_twin_in_the_same_folder_refuses()
    {
        await Serve();
        Assert.Equal(2, await Exit("serve", "--site", _folder["site.json"]));
        Assert.Equal(0, await Exit("twin", "status"));
    }

    [Fact]
    public async Task With_its_parent_it_ends_too()
    {
        Process shell = Start("/bin/sh", "-c", $"dotnet '{Program}' serve --site '{_folder["site.json"]}' --run '{_folder["run"]}' --parent $$ & wait");
        await Eventually.True(() => File.Exists(Path.Combine(_folder["run"], "control")));
        shell.Kill();
        await Eventually.True(() => !File.Exists(Path.Combine(_folder["run"], "control")));
    }

    [Fact]
    public async Task Exit_codes_tell_a_strike_that_did_not_move_from_a_twin_that_is_not_there()
    {
        Assert.Equal(2, await Exit("badge", "vault", "1001"));
        Assert.Equal(2, await Exit("badge", "vault"));
        await Serve();
        Assert.Equal(1, await Exit("badge", "vault", "1001", "--wait", "50"));
        Assert.Equal(2, await Exit("badge", "vault", "1001", "--reader", "sideways"));
        Assert.Equal(1, await Exit("twin", "open", "vault"));
        Assert.Equal(0, await Exit("twin", "force", "vault"));
    }

    public void Dispose()
    {
        foreach (Process process in _started)
        {
            if (!process.HasExited) { process.Kill(entireProcessTree: true); }
            process.Dispose();
        }
        _folder.Dispose();
    }

    private string Line => Path.Combine(_folder["run"], "bus0");

    private async Task<Process> Serve()
    {
        Process twin = Start("dotnet", Program, "serve", "--site", _folder["site.json"], "--run", _folder["run"], "--parent", Environment.ProcessId.ToString());
        Assert.Contains("door twin ready", await twin.StandardOutput.ReadLineAsync() ?? "", StringComparison.Ordinal);
        return twin;
    }

    private async Task<int> Exit(params string[] words)
    {
        Process client = Start("dotnet", [Program, .. words, "--run", _folder["run"]]);
        await Ended(client);
        return client.ExitCode;
    }

    private Process Start(string program, params string[] words)
    {
        Process process = Process.Start(new ProcessStartInfo(program, words) { RedirectStandardOutput = true })!;
        _started.Add(process);
        return process;
    }

    private static void Signal(Process process, string signal) => Process.Start("kill", ["-" + signal, process.Id.ToString()]).WaitForExit();

    private static async Task Ended(Process process)
    {
        using CancellationTokenSource patience = new(TimeSpan.FromSeconds(30), TimeProvider.System);
        await process.WaitForExitAsync(patience.Token);
    }
}
