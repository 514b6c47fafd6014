using System.Diagnostics;
using System.Text;
using Secure.DoorController.Core.Tests;
using Secure.DoorController.Tests;
using Secure.TestKit;
using Secure.Vocabulary;

namespace Secure.Hardware.Tests;

/// <summary>The published guard and controller on the kernel's GPIO lines; the agent and the gateway behind it are the test.</summary>
internal sealed class GuestSite : IDisposable
{
    /// <summary>An emulated processor on a busy machine takes its time.</summary>
    public const int Patience = 120;

    /// <summary>A quarter of what an idle machine manages.</summary>
    private const int LooksASecond = 20;

    public const string Disk = "/mnt";
    private const string Run = "/run/secure";

    // Facility 1, card 1001, with parity (SIA AC-01).
    private const string Card = "10000000100000011111010010";

    private readonly StringBuilder _log = new();
    private Process? _guard;
    private TestAgent? _agent;
    private ulong _stored;
    private string[]? _words;

    /// <param name="fresh">A new controller; else the one whose state lies on the disk.</param>
    public GuestSite(bool fresh)
    {
        if (fresh && Directory.Exists(Disk + "/state")) { Directory.Delete(Disk + "/state", recursive: true); }
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Dispose();
        Directory.CreateDirectory(Run);
        File.WriteAllText(Run + "/board.json", $$"""
            {
              "board": "bench", "name": "Bench", "models": [], "chip": "{{SimulatedChip.Label}}", "bias": ["pull-up", "pull-down"], "freedLine": "input",
              "lines": [ {{string.Join(", ", BenchDoor.Lines.Select((name, i) => $$"""{ "name": "{{name}}", "offset": {{i}}, "atBoot": "low" }"""))}} ]
            }
            """);
        File.WriteAllText(Run + "/controller.json", $$"""
            {
              "controller": "controller-1", "stateFolder": "{{Disk}}/state", "socket": { "path": "{{Run}}/door/socket" }, "pins": "gpio", "board": "{{Run}}/board.json", "buses": [],
              "wiegand": [ { "id": "vault-in", "door": "vault", "data0": { "line": "DATA0" }, "data1": { "line": "DATA1" } } ],
              "doors": [ { "id": "vault", "heldAfterSeconds": 2, "motionMaxMs": 10000, "strike": { "line": "LOCK" }, "feedback": { "line": "FEEDBACK" }, "contact": { "line": "CONTACT" }, "rex": { "line": "REX" } } ]
            }
            """);
        File.WriteAllText(Run + "/code", Gateway.NewCode().Reveal());
    }

    public BenchDoor Door { get; } = new();

    public TestGateway Gateway { get; } = new(TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds());

    public TestAgent Agent => _agent!;

    public string Log { get { lock (_log) { return _log.ToString(); } } }

    public int GuardId => _guard!.Id;

    /// <summary>As the guard told last.</summary>
    public int ControllerId => int.Parse(Log.Split('\n').Last(l => l.Contains("door guard: controller", StringComparison.Ordinal) && l.EndsWith("started", StringComparison.Ordinal)).Split(' ')[^2]);

    public IEnumerable<DoorEventKind> Kinds => Agent.Events.Select(e => e.Happened);

    /// <summary>
    /// Waits. Where the time runs out and this thread itself was hardly ever given the processor, the machine is too slow to
    /// tell anything, and the test is skipped; else it fails.
    /// </summary>
    public static async Task Until(Func<bool> condition, [System.Runtime.CompilerServices.CallerArgumentExpression(nameof(condition))] string what = "")
    {
        int looks = 0;
        try { await Eventually.True(() => { looks++; return condition(); }, Patience, what); }
        catch (TimeoutException) when (looks < Patience * LooksASecond) { Assert.Skip($"机器太慢 · the machine is too slow: {looks} looks in {Patience} s: {what}"); }
    }

    private void Start()
    {
        string dotnet = Environment.ProcessPath!;
        ProcessStartInfo start = new(dotnet, [Published("secure-door-guard"), .. Words(dotnet), "--", dotnet, Published("secure-door-controller"), "--config", Run + "/controller.json", "--enroll", Run + "/code"])
        {
            RedirectStandardError = true,
        };
        _guard = Process.Start(start)!;
        _guard.ErrorDataReceived += (_, line) => { lock (_log) { _log.Append(line.Data).Append('\n'); } };
        _guard.BeginErrorReadLine();
    }

    /// <summary>Starts what does not run; the agent then hears only what happens from now on.</summary>
    public async Task ReadyAsync()
    {
        Door.Open(false);
        if (_agent is { } before)
        {
            if (before.Events is [.., var last]) { _stored = last.Sequence; }
            await before.DisposeAsync();
        }
        if (_guard is null or { HasExited: true }) { Start(); }
        await Until(() => !Door.IsDriven);
        await ConnectAsync();
        // A controller that the guard has just started again: its pins come last.
        await Until(() => Log.Split("D001").Length == Log.Split("D007").Length);
    }

    private async Task ConnectAsync()
    {
        _agent = null;
        try { await Until(() => _agent is { Hello: not null } || ((_agent is null or { IsClosed: true }) && TryConnect() && _agent is { Hello: not null })); }
        catch (TimeoutException late) { throw new TimeoutException($"{late.Message}\n{Log}", late); }
    }

    /// <summary>Presents the card until the lock's line is driven: an emulated reader may stumble over its pulses.</summary>
    public async Task EnterAsync()
    {
        for (int i = 0; i < 20 && !Door.IsDriven; i++)
        {
            int noises = Noises;
            Door.Present(Card);
            await WaitAsync(() => Door.IsDriven || Noises > noises, TimeSpan.FromSeconds(20));
        }
        Assert.True(Door.IsDriven, Log);
    }

    private int Noises => Log.Split("reader vault-in:").Length;

    private static async Task WaitAsync(Func<bool> condition, TimeSpan longest)
    {
        long since = TimeProvider.System.GetTimestamp();
        while (!condition() && TimeProvider.System.GetElapsedTime(since) < longest) { await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System); }
    }

    public static void Signal(int process, string signal)
    {
        using Process kill = Process.Start("/bin/kill", ["-" + signal, process.ToString()]);
        kill.WaitForExit();
    }

    public void Dispose()
    {
        if (_guard is { HasExited: false }) { _guard.Kill(entireProcessTree: true); }
        _guard?.Dispose();
        Door.Dispose();
        Gateway.Dispose();
    }

    /// <summary>What the controller itself says that its guard needs.</summary>
    private string[] Words(string dotnet)
    {
        if (_words is not null) { return _words; }
        using Process controller = Process.Start(new ProcessStartInfo(dotnet, [Published("secure-door-controller"), "guard-arguments", "--config", Run + "/controller.json"]) { RedirectStandardOutput = true })!;
        string said = controller.StandardOutput.ReadToEnd();
        controller.WaitForExit();
        return _words = said.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private static string Published(string program) => Path.Combine(Environment.GetEnvironmentVariable("SECURE_PUBLISHED")!, program, program + ".dll");

    private bool TryConnect()
    {
        try
        {
            _agent = TestAgent.Connect(Run + "/door/socket", Gateway, _stored);
            return true;
        }
        catch (System.Net.Sockets.SocketException) { return false; }
    }
}
