using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Secure.DoorController.Core.Tests;
using Secure.TestKit;

namespace Secure.DoorController.Tests;

/// <summary>Real processes around one door: twin, guard, controller; the agent is the test.</summary>
internal sealed class RunningSite : IAsyncDisposable
{
    private const string Twin = """
        {
          "box": { "tamper": "box" },
          "buses": [ { "name": "bus", "readers": [ { "address": 0, "name": "vault-in", "door": "vault" } ] } ],
          "locks": [ { "door": "vault", "strike": "v.s", "contact": "v.c", "feedback": "v.f", "rex": "v.r", "motionMs": 30, "signs": ["v.green", "v.red", "v.buzzer"] } ]
        }
        """;

    private readonly TempFolder _folder = new();
    private readonly List<Process> _started = [];
    private readonly StringBuilder _log = new();
    private TestAgent? _agent;
    private int? _alone;

    public RunningSite()
    {
        File.WriteAllText(_folder["twin.json"], Twin);
        File.WriteAllText(_folder["controller.json"], Configuration(guarded: true));
        File.WriteAllText(_folder["code"], Gateway.NewCode().Reveal());
    }

    public TestGateway Gateway { get; } = new(TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds());

    public string this[string file] => _folder[file];

    public string Log { get { lock (_log) { return _log.ToString(); } } }

    public TestAgent Agent => _agent!;

    public JsonElement Door => JsonElement.Parse(Ask("twin", "status", "--json")).GetProperty("doors")[0];

    public bool StrikeIsActive => Door.GetProperty("strike").GetBoolean();

    public string Configuration(bool guarded) => $$"""
        {
          "controller": "controller-1", "stateFolder": "{{_folder["state"]}}", "socket": { "path": "{{_folder["door/socket"]}}" },
          "pins": "unix:{{_folder["run/pins"]}}", "box": { "tamper": { "line": "box" } }, "guarded": {{(guarded ? "true" : "false")}},
          "buses": [ { "line": "{{_folder["run/bus"]}}", "readers": [ { "address": 0, "id": "vault-in", "door": "vault" } ] } ],
          "doors": [ { "id": "vault", "strike": { "line": "v.s" }, "feedback": { "line": "v.f" }, "contact": { "line": "v.c" }, "rex": { "line": "v.r" },
            "green": { "line": "v.green" }, "red": { "line": "v.red", "level": 0 }, "buzzer": { "line": "v.buzzer" } } ]
        }
        """;

    /// <summary>Starts everything and waits until a badge would work.</summary>
    /// <param name="guarded">False for what a guard has no part in: on an overloaded machine it would end a controller that is only late.</param>
    public async Task StartAsync(bool guarded = false)
    {
        StartTwin();
        if (guarded) { StartGuard(); }
        else
        {
            File.WriteAllText(_folder["controller.json"], Configuration(guarded: false));
            _alone = StartController("--config", _folder["controller.json"], "--enroll", _folder["code"]).Id;
        }
        await ConnectAsync();
        await Eventually.True(() => Agent.Events.Any(e => e.Happened == Vocabulary.DoorEventKind.ReaderOnline));
    }

    /// <summary>Power fails: controller and twin end at once, in mid-work, and a lock without power is locked. For a site without a guard.</summary>
    public void CutPower()
    {
        foreach (int process in (int[])[ControllerId, TwinId]) { Signal(process, "KILL"); }
    }

    /// <summary>Power is back, on the same disk: first the lines, as whoever stands there has left them, then the controller.</summary>
    public void PowerBack(bool leafOpen)
    {
        StartTwin();
        if (leafOpen) { Ask("twin", "force", "vault"); }
        _alone = StartController("--config", _folder["controller.json"], "--enroll", _folder["code"]).Id;
    }

    public void StartTwin()
    {
        Process twin = Start(null, Beside("secure-door-twin.dll"), "serve", "--site", _folder["twin.json"], "--run", _folder["run"]);
        TwinId = twin.Id;
        twin.StandardOutput.ReadLine();
    }

    public void StartGuard() => GuardId = Logged(Start(null,
        Beside("secure-door-guard.dll"), "--pins", "unix:" + _folder["run/pins"], "--lock", "v.s=0", "--",
        "dotnet", Beside("secure-door-controller.dll"), "--config", _folder["controller.json"], "--enroll", _folder["code"])).Id;

    public Process StartController(params string[] words) => Logged(Start(null, [Beside("secure-door-controller.dll"), .. words]));

    /// <summary>The state folder is a disk of its own that nobody else sees.</summary>
    /// <param name="size">As mount takes it.</param>
    /// <param name="again">Once it has ended, its exit code is logged as "ended N", the file "filler" is removed, and it is started again.</param>
    public Process StartControllerOnSmallDisk(string size, bool again, params string[] words)
    {
        Directory.CreateDirectory(_folder["state"]);
        string run = $"dotnet '{Beside("secure-door-controller.dll")}' \"$@\"";
        string mount = $"mount -t tmpfs -o size={size},mode=0700 none '{_folder["state"]}' && " + (again ? $"{{ {run}; echo \"ended $?\" >&2; rm -f '{_folder["state/filler"]}'; exec {run}; }}" : $"exec {run}");
        return Logged(StartProgram("unshare", null, ["-rm", "sh", "-c", mount, "sh", .. words]));
    }

    public async Task ConnectAsync(ulong stored = 0)
    {
        // A process that is just dying may still take a connection: then the next one is tried.
        _agent = null;
        await Eventually.True(() => _agent is { Hello: not null } || ((_agent is null or { IsClosed: true }) && TryConnect(stored) && _agent is { Hello: not null }));
    }

    /// <summary>Presents a card with somebody behind it who walks through, or not; waits for the strike.</summary>
    public string Badge(string card, params string[] more) => Ask(["badge", "vault", card, .. more]);

    public string Ask(params string[] words)
    {
        using Process process = Start(("SECURE_TWIN_RUN", _folder["run"]), [Beside("secure-door-twin.dll"), .. words]);
        string answer = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return answer;
    }

    /// <summary>The controller's process, as the guard told last: "controller N started".</summary>
    public int ControllerId => _alone ?? int.Parse(Log.Split('\n').Last(l => l.Contains("door guard", StringComparison.Ordinal) && l.TrimEnd().EndsWith("started", StringComparison.Ordinal)).Split(' ')[^2]);

    public int GuardId { get; private set; }

    public int TwinId { get; private set; }

    public static void Signal(int process, string signal)
    {
        using Process kill = Process.Start("kill", ["-" + signal, process.ToString()]);
        kill.WaitForExit();
    }

    /// <summary>Dead, whether or not its parent has taken note of it.</summary>
    public static bool IsGone(int process)
    {
        try { return File.ReadAllText($"/proc/{process}/stat").Split(") ")[^1].StartsWith('Z'); }
        catch (IOException) { return true; }
    }

    public async ValueTask DisposeAsync()
    {
        if (_agent is not null) { await _agent.DisposeAsync(); }
        foreach (Process process in _started.AsEnumerable().Reverse())
        {
            try { if (!process.HasExited) { process.Kill(entireProcessTree: true); } }
            catch (InvalidOperationException) { }
            process.Dispose();
        }
        Gateway.Dispose();
        _folder.Dispose();
    }

    private bool TryConnect(ulong stored)
    {
        try
        {
            _agent = TestAgent.Connect(_folder["door/socket"], Gateway, stored);
            return true;
        }
        catch (System.Net.Sockets.SocketException) { return false; }
    }

    private Process Logged(Process process)
    {
        void Keep(object sender, DataReceivedEventArgs line) { lock (_log) { _log.AppendLine(line.Data); } }
        process.ErrorDataReceived += Keep;
        process.BeginErrorReadLine();
        return process;
    }

    private Process Start((string Name, string Value)? variable, params string[] words) => StartProgram("dotnet", variable, words);

    private Process StartProgram(string program, (string Name, string Value)? variable, params string[] words)
    {
        ProcessStartInfo start = new(program, words) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = _folder.Path };
        if (variable is { } set) { start.Environment[set.Name] = set.Value; }
        Process process = Process.Start(start)!;
        _started.Add(process);
        return process;
    }

    private static string Beside(string file) => Path.Combine(AppContext.BaseDirectory, file);
}
