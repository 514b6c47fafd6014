using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Sockets;
using System.Text.Json;
using Secure.TestKit;

namespace Secure.EndToEnd.Tests;

/// <summary>The demo as a newcomer starts it: the script, every process, a data folder of its own, ports of its own.</summary>
public sealed class DemoSite : IAsyncDisposable
{
    private static readonly TimeSpan ReadyMax = TimeSpan.FromMinutes(5);

    private static int s_port = 20_000 + Environment.ProcessId % 2_000 * 10;

    private readonly ConcurrentQueue<string> _lines = new();
    private readonly TaskCompletionSource<JsonElement> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Process _script;

    private DemoSite(string folder, int port, Process script) => (Folder, Port, _script) = (folder, port, script);

    public string Folder { get; }

    public int Port { get; }

    public string Root => Path.Combine(Folder, "gateway", "keys", "root.pem");

    /// <summary>The script's own process id.</summary>
    public int ScriptId => _script.Id;

    /// <summary>What the script has printed so far.</summary>
    public IReadOnlyCollection<string> Output => _lines;

    /// <param name="folder">Null: a new one. A folder of an earlier start is reused, as a second start does.</param>
    /// <param name="prefix">Put before the script, as `faketime` or `unshare` would be.</param>
    public static async Task<DemoSite> StartAsync(string? folder = null, IReadOnlyList<string>? prefix = null)
    {
        folder ??= Directory.CreateTempSubdirectory("demo-").FullName;
        int port = FreePorts();
        DemoSite site = Launch(folder, port, prefix ?? []);
        Task exited = site._script.WaitForExitAsync();
        Task first = await Task.WhenAny(site._ready.Task, exited, Task.Delay(ReadyMax, TimeProvider.System));
        if (first == site._ready.Task) { return site; }
        await site.DisposeAsync();
        throw new InvalidOperationException("The demo did not become ready:\n" + string.Join('\n', site._lines) + "\n" + site.Logs());
    }

    /// <summary>Runs the script with other arguments on this site, as a second terminal would.</summary>
    public Task<CommandResult> RunAsync(params string[] arguments) => RunAsync(null, arguments);

    public async Task<CommandResult> RunAsync(string? input, string[] arguments)
    {
        ProcessStartInfo start = new("bash") { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        start.ArgumentList.Add(Path.Combine(Checkout.Root, "secure"));
        foreach (string argument in arguments) { start.ArgumentList.Add(argument); }
        start.Environment["SECURE_DATA"] = Folder;
        using Process process = Process.Start(start)!;
        if (input is not null) { await process.StandardInput.WriteAsync(input); }
        process.StandardInput.Close();
        Task<string> output = process.StandardOutput.ReadToEndAsync(), errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return new CommandResult(process.ExitCode, await output, await errors);
    }

    public Task<CommandResult> CtlAsync(params string[] arguments) => RunAsync(["ctl", .. arguments]);

    public Task<CommandResult> SignInAsync(string account, string? from = null) =>
        CtlAsync([.. from is null ? Array.Empty<string>() : ["--from", from], "sign-in", account, "--password-file", Secret(account + ".password")]);

    public string Secret(string name) => Path.Combine(Folder, "secrets", name);

    /// <summary>Ids of the running processes whose command line names this assembly and this site's folder or port.</summary>
    public IReadOnlyList<int> ProcessesOf(string assembly) =>
        [.. Directory.EnumerateDirectories("/proc").Select(d => int.TryParse(Path.GetFileName(d), out int id) ? id : 0).Where(id => id > 0 && IsOurs(id, assembly))];

    public string Logs() => string.Join('\n', Directory.Exists(Path.Combine(Folder, "log"))
        ? Directory.EnumerateFiles(Path.Combine(Folder, "log")).Select(f => $"--- {Path.GetFileName(f)}\n{string.Join('\n', File.ReadLines(f).TakeLast(40))}")
        : []);

    /// <summary>Ends it as Ctrl-C would and waits until every process is gone. The folder stays.</summary>
    public async Task StopAsync()
    {
        if (_script.HasExited) { return; }
        using Process kill = Process.Start("kill", ["-TERM", ScriptId.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
        await _script.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _script.Dispose();
    }

    private static DemoSite Launch(string folder, int port, IReadOnlyList<string> prefix)
    {
        string[] command = [.. prefix, "bash", Path.Combine(Checkout.Root, "secure"), "demo", "--data", folder, "--json"];
        ProcessStartInfo start = new(command[0]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string argument in command[1..]) { start.ArgumentList.Add(argument); }
        start.Environment["SECURE_PORT"] = port.ToString(System.Globalization.CultureInfo.InvariantCulture);
        Process script = Process.Start(start)!;
        DemoSite site = new(folder, port, script);
        script.OutputDataReceived += (_, line) => site.Take(line.Data);
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

    private bool IsOurs(int id, string assembly)
    {
        try
        {
            string command = File.ReadAllText($"/proc/{id}/cmdline");
            return command.Contains(assembly, StringComparison.Ordinal) && command.Contains(Folder, StringComparison.Ordinal);
        }
        catch (IOException) { return false; }
    }

    /// <summary>Three ports in a row that nobody listens on, and that no other site of this run was given.</summary>
    private static int FreePorts()
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
}

public sealed record CommandResult(int ExitCode, string Output, string Errors)
{
    public string All => Output + Errors;
}
