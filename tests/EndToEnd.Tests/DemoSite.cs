using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.RegularExpressions;
using Secure.TestKit;

namespace Secure.EndToEnd.Tests;

/// <summary>The demo as a newcomer starts it: the script, every process, a data folder of its own, ports of its own.</summary>
public sealed partial class DemoSite : IAsyncDisposable
{
    private static readonly TimeSpan ReadyMax = TimeSpan.FromMinutes(5);

    private static int s_port = 20_000 + Environment.ProcessId % 2_000 * 10;

    private readonly ConcurrentQueue<string> _lines = new(), _printed = new();
    private readonly TaskCompletionSource<JsonElement> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Process _script;
    private readonly DemoSurroundings _surroundings;
    private int _ownRefused;

    private DemoSite(string folder, int port, Process script, DemoSurroundings surroundings) =>
        (Folder, Port, _script, _surroundings) = (folder, port, script, surroundings);

    public string Folder { get; }

    public int Port { get; }

    public string Root => Path.Combine(Folder, "gateway", "keys", "root.pem");

    /// <summary>The script's own process id.</summary>
    public int ScriptId => _surroundings.Stays ? ChildOf(_script.Id) : _script.Id;

    /// <summary>What the script has printed so far.</summary>
    public IReadOnlyCollection<string> Output => _lines;

    /// <summary>The same, of its standard output alone, which programs read.</summary>
    public IReadOnlyCollection<string> Printed => _printed;

    /// <param name="folder">Null: a new one. A folder of an earlier start is reused, as a second start does.</param>
    /// <param name="surroundings">Null: as everything else on this machine runs.</param>
    public static async Task<DemoSite> StartAsync(string? folder = null, DemoSurroundings? surroundings = null)
    {
        folder ??= Directory.CreateTempSubdirectory("demo-").FullName;
        DemoSite site = Launch(folder, FreePorts(), surroundings ?? DemoSurroundings.Usual);
        Task exited = site._script.WaitForExitAsync();
        Task first = await Task.WhenAny(site._ready.Task, exited, Task.Delay(ReadyMax, TimeProvider.System));
        if (first == site._ready.Task) { return site; }
        await site.DisposeAsync();
        throw new InvalidOperationException("The demo did not become ready:\n" + string.Join('\n', site._lines) + "\n" + site.Logs());
    }

    /// <summary>A start of which everything is killed at once, as by a power cut, as soon as it has come so far.</summary>
    public static async Task KillWhenAsync(string folder, string what, Func<bool> come, CancellationToken cancellation)
    {
        await using DemoSite site = Launch(folder, FreePorts(), DemoSurroundings.Usual);
        await Patience.UntilAsync(() => Task.FromResult(come() || site._script.HasExited || site._ready.Task.IsCompleted), ReadyMax, what, () => string.Join('\n', site._lines) + "\n" + site.Logs(), cancellation);
        Assert.False(site._script.HasExited || site._ready.Task.IsCompleted, $"It ended or was ready before {what}:\n{string.Join('\n', site._lines)}\n{site.Logs()}");
        await Command.RunAsync(["kill", "-KILL", .. site.Processes().Select(p => p.Id).Append(site.ScriptId).Distinct().Select(id => id.ToString(System.Globalization.CultureInfo.InvariantCulture))]);
        await site._script.WaitForExitAsync(cancellation);
        // The broker names another folder, was not killed above, and ends with its supervisor.
        string broker = Path.Combine(folder, "gateway", "broker");
        string[] folders = Directory.Exists(broker) && Directory.ResolveLinkTarget(broker, true) is { } real ? [folder, real.FullName] : [folder];
        await Patience.UntilAsync(() => Task.FromResult(RunningProcess.Naming(folders).Count == 0), TimeSpan.FromSeconds(60), "no process is left", () => string.Join('\n', RunningProcess.Naming(folders)), cancellation);
    }

    /// <summary>Runs the script with other arguments on this site, as a second terminal would.</summary>
    public Task<CommandResult> RunAsync(params string[] arguments) => RunAsync(null, arguments);

    /// <param name="input">What it reads on its standard input; null: nothing.</param>
    public Task<CommandResult> RunAsync(string? input, string[] arguments) =>
        Command.RunAsync([.. _surroundings.Enter(ScriptId), "bash", Script, .. arguments], new() { ["SECURE_DATA"] = Folder }, input: input);

    public Task<CommandResult> CtlAsync(params string[] arguments) => RunAsync(["ctl", .. arguments]);

    public Task<CommandResult> SignInAsync(string account, string? from = null) =>
        CtlAsync([.. from is null ? Array.Empty<string>() : ["--from", from], "sign-in", account, "--password-file", Secret(account + ".password")]);

    /// <summary>What takes two officers: the security officer asks, may not approve, the administrator does, and then it is done. Both are signed in.</summary>
    /// <returns>What the command that was done said.</returns>
    public async Task<CommandResult> ByTwoAsync(params string[] command)
    {
        CommandResult done = await TriedByTwoAsync(command);
        Assert.True(done.ExitCode == 0, done.All);
        return done;
    }

    /// <summary>The same, where it may end otherwise: as when a door did not answer in time, or when nothing is left to do.</summary>
    /// <returns>What the command said: with the approval, or before it where it asks for none.</returns>
    public async Task<CommandResult> TriedByTwoAsync(params string[] command)
    {
        CommandResult asked = await CtlAsync(["--as", "officer", .. command]);
        Assert.Equal(1, asked.ExitCode);
        string id = ApprovalNumber().Match(asked.All).Value;
        if (id.Length == 0) { return asked; }
        // Shown once for each site; every further time would only cost a command.
        if (Interlocked.Exchange(ref _ownRefused, 1) == 0) { Assert.Equal(1, (await CtlAsync("--as", "officer", "approve", id)).ExitCode); }
        CommandResult approved = await CtlAsync("--as", "admin", "approve", id);
        Assert.True(approved.ExitCode == 0, approved.All);
        return await CtlAsync(["--as", "officer", .. command]);
    }

    public string Secret(string name) => Path.Combine(Folder, "secrets", name);

    /// <summary>Ids of this site's running processes of one program: a file name, of an assembly or of a native program.</summary>
    public IReadOnlyList<int> ProcessesOf(string program) => [.. RunningProcess.Naming(Folder).Where(p => p.IsOf(program)).Select(p => p.Id)];

    /// <summary>Every running process that names this site's folder, in its arguments or its environment.</summary>
    public IReadOnlyList<RunningProcess> Processes() => RunningProcess.Naming(Folder);

    public string Logs() => string.Join('\n', Directory.Exists(Path.Combine(Folder, "log"))
        ? Directory.EnumerateFiles(Path.Combine(Folder, "log")).Select(f => $"--- {Path.GetFileName(f)}\n{string.Join('\n', File.ReadLines(f).TakeLast(25))}")
        : []);

    /// <summary>Ends it as Ctrl-C or the machine's shutdown would and waits for the script's end. The folder stays.</summary>
    public async Task StopAsync(string signal = "TERM")
    {
        if (_script.HasExited) { return; }
        await Command.RunAsync(["kill", "-" + signal, ScriptId.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        await _script.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _script.Dispose();
    }

    private static int ChildOf(int parent) =>
        int.Parse(File.ReadAllText($"/proc/{parent}/task/{parent}/children").Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture);

    private static string Script => Path.Combine(Checkout.Root, "secure");

    private static DemoSite Launch(string folder, int port, DemoSurroundings surroundings)
    {
        string[] command = [.. surroundings.Prefix, "bash", Script, "demo", "--data", folder, "--json"];
        ProcessStartInfo start = new(command[0]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string argument in command[1..]) { start.ArgumentList.Add(argument); }
        start.Environment["SECURE_PORT"] = port.ToString(System.Globalization.CultureInfo.InvariantCulture);
        Process script = Process.Start(start)!;
        DemoSite site = new(folder, port, script, surroundings);
        script.OutputDataReceived += (_, line) => { if (line.Data is { } text) { site._printed.Enqueue(text); } site.Take(line.Data); };
        script.ErrorDataReceived += (_, line) => site.Take(line.Data);
        script.BeginOutputReadLine();
        script.BeginErrorReadLine();
        return site;
    }

    private void Take(string? line)
    {
        if (line is null) { return; }
        _lines.Enqueue(line);
        if (line.StartsWith("{\"ready\"", StringComparison.Ordinal)) { _ready.TrySetResult(JsonDocument.Parse(line).RootElement); }
    }

    /// <summary>Three ports in a row that nobody listens on, and that no other site of this run was given.</summary>
    internal static int FreePorts()
    {
        int port;
        do { port = Interlocked.Add(ref s_port, 3); }
        while (!Enumerable.Range(port, 3).All(IsFree));
        return port;
    }

    private static bool IsFree(int port)
    {
        using Socket probe = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try { probe.Bind(new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, port)); return true; }
        catch (SocketException) { return false; }
    }

    [GeneratedRegex("a-[0-9a-f]{8}")]
    private static partial Regex ApprovalNumber();
}
