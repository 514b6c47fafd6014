using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Sockets;
using System.Text.Json;
using Secure.TestKit;

namespace Secure.DoorGuard.Tests;

/// <summary>A lock twin and a guard as real processes, with a shell script as the controller.</summary>
internal sealed class GuardedDoor : IDisposable
{
    private const string Site = """
        { "buses": [], "locks": [ { "door": "vault", "strike": "v.s", "contact": "v.c", "feedback": "v.f", "rex": "v.r", "motionMs": 10 } ] }
        """;

    private readonly TempFolder _folder = new();
    private readonly List<Process> _started = [];
    private readonly ConcurrentQueue<string> _told = [];

    /// <summary>A controller that tells that it drives a lock, for ever. Its id is in the file <c>pid</c>.</summary>
    internal const string Beating = "printf A >&$SECURE_GUARD_FD; echo $$ > pid.new; mv pid.new pid; while :; do printf A >&$SECURE_GUARD_FD; sleep 0.05; done";

    internal string this[string file] => _folder[file];

    internal void StartTwin()
    {
        File.WriteAllText(_folder["site.json"], Site);
        Start("dotnet", Beside("secure-door-twin.dll"), "serve", "--site", _folder["site.json"], "--run", _folder["run"], "--parent", Environment.ProcessId.ToString())
            .StandardOutput.ReadLine();
    }

    internal Process StartGuard(string script, params string[] options) =>
        Start("dotnet", [Beside("secure-door-guard.dll"), "--pins", "unix:" + _folder["run/pins"], "--lock", "v.s=0", .. options, "--", "/bin/sh", "-c", script]);

    /// <summary>The running controller's process id.</summary>
    internal async Task<int> Controller()
    {
        await Eventually.True(() => File.Exists(_folder["pid"]));
        return int.Parse(File.ReadAllText(_folder["pid"]));
    }

    /// <summary>Drives the strike as the controller would, on a connection that then dies.</summary>
    internal void Unlock() => Assert.Equal("ok", Ask("pins", "out v.s 1", "ok"));

    internal bool StrikeIsActive => Door().GetProperty("strike").GetBoolean();

    /// <summary>From that moment to the strike line's becoming inactive, as the twin saw it.</summary>
    internal async Task<double> MsUntilInactive(long sinceTimestamp)
    {
        await Eventually.True(() => !StrikeIsActive);
        return (Door().GetProperty("released_ns").GetInt64() - sinceTimestamp) / 1e6;
    }

    internal void Signal(int process, string signal) => Start("kill", "-" + signal, process.ToString()).WaitForExit();

    /// <summary>A process has written this on its standard error.</summary>
    internal Task Told(string words) => Eventually.True(() => _told.Any(l => l.Contains(words, StringComparison.Ordinal)));

    internal static bool IsAlive(int process) => Directory.Exists($"/proc/{process}");

    public void Dispose()
    {
        foreach (Process process in _started)
        {
            if (!process.HasExited) { process.Kill(entireProcessTree: true); }
            process.Dispose();
        }
        _folder.Dispose();
    }

    private JsonElement Door() => JsonElement.Parse(Ask("control", "status", "{")).GetProperty("doors")[0];

    private string Ask(string socket, string line, string start)
    {
        using Socket client = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        client.Connect(new UnixDomainSocketEndPoint(_folder["run/" + socket]));
        using StreamReader reader = new(new NetworkStream(client));
        client.Send(System.Text.Encoding.UTF8.GetBytes(line + "\n"));
        while (reader.ReadLine() is { } heard)
        {
            if (heard.StartsWith(start, StringComparison.Ordinal)) { return heard; }
        }
        return "";
    }

    private Process Start(string program, params string[] words)
    {
        ProcessStartInfo start = new(program, words) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = _folder.Path };
        Process process = Process.Start(start)!;
        _started.Add(process);
        process.ErrorDataReceived += (_, e) => _told.Enqueue(e.Data ?? "");
        process.BeginErrorReadLine();
        return process;
    }

    private static string Beside(string file) => Path.Combine(AppContext.BaseDirectory, file);
}
