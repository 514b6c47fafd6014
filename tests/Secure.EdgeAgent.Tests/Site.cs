using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Hosting;
using Secure.EdgeAgent.Settings;
using Secure.TestKit;
using Secure.Vocabulary;

namespace Secure.EdgeAgent.Tests;

/// <summary>A broker, a gateway, a controller, and an enrolled agent between them.</summary>
internal sealed class Site : IAsyncDisposable
{
    private readonly TempFolder _temp = new();
    private AgentFolder? _folder;
    private IHost? _host;
    private Process? _process;

    private Site()
    {
        Authority = new TestAuthority(_temp["authority"], TimeProvider.System.GetUtcNow());
        Gateway = new FakeGateway(Authority);
        Controller = new FakeController(_temp["door.sock"], "door-1");
    }

    public static readonly DeviceId Agent = DeviceId.Parse("gate-1");
    public static readonly DeviceId Door = DeviceId.Parse("door-1");

    public TestAuthority Authority { get; }

    public TestBroker Broker { get; private set; } = null!;

    public FakeGateway Gateway { get; }

    public FakeController Controller { get; }

    public AgentSettings Settings { get; set; } = new();

    public string ConfigFile => _temp["agent.json"];

    /// <summary>Into which the archive's camera puts its pictures.</summary>
    public string CameraFolder => Directory.CreateDirectory(_temp["camera"]).FullName;

    public string SensorLine => _temp["sensor"];

    public string DataFolder => _temp["data"];

    /// <summary>Of the agent that runs in this process.</summary>
    public IServiceProvider Services => _host!.Services;

    public TimeProvider Time { get; set; } = TimeProvider.System;

    /// <summary>Everything is there and the agent is enrolled; it does not run yet.</summary>
    public static async Task<Site> EnrolledAsync(int eventQueueMiB = 64)
    {
        Site site = await UnenrolledAsync(eventQueueMiB);
        using StringReader code = new(site.Gateway.Code.Reveal());
        Assert.Equal(AgentProgram.Good, await AgentProgram.EnrolAsync(site.Settings, TimeProvider.System, code, Limit.Token));
        return site;
    }

    public static async Task<Site> UnenrolledAsync(int eventQueueMiB = 64)
    {
        Site site = new();
        site.Broker = await TestBroker.StartAsync(site.Authority);
        await site.Gateway.StartAsync();
        File.WriteAllText(site.ConfigFile, JsonSerializer.Serialize(new
        {
            agent = Agent.Text,
            dataFolder = site.DataFolder,
            gateway = new { host = "localhost", port = site.Gateway.Port },
            broker = new { host = "127.0.0.1", port = site.Broker.Port },
            doors = new[] { new { id = "archive", camera = new { folder = site.CameraFolder }, fingerprint = new { tty = site._temp["sensor"] } } },
            controllers = new[] { new { id = Door.Text, socket = site._temp["door.sock"] } },
            eventQueueMiB,
        }));
        site.Settings = AgentSettings.Load(site.ConfigFile);
        return site;
    }

    public Task<GatewayEars> ListenAsync(TimeSpan clockOffset = default) => GatewayEars.ListenAsync(Authority, Broker, Gateway, clockOffset);

    /// <summary>Runs the agent in this process.</summary>
    public async Task StartAgentAsync()
    {
        _folder = AgentFolder.Hold(Settings);
        _host = AgentProgram.Build(Settings, _folder, Time);
        await _host.StartAsync();
    }

    public async Task StopAgentAsync()
    {
        if (_host is not null) { await _host.StopAsync(); _host.Dispose(); _host = null; }
        _folder?.Dispose();
    }

    /// <summary>Runs the agent as a process of its own.</summary>
    /// <param name="shell">A shell command line in which $AGENT stands for the agent's; null: just that.</param>
    public Process StartAgentProcess(string? shell = null)
    {
        string program = Path.Combine(AppContext.BaseDirectory, "Secure.EdgeAgent.dll");
        ProcessStartInfo start = shell is null
            ? new("dotnet", [program, ConfigFile])
            : new("unshare", ["-rm", "sh", "-c", shell.Replace("$AGENT", $"dotnet {program} {ConfigFile}", StringComparison.Ordinal)]);
        start.RedirectStandardOutput = start.RedirectStandardError = true;
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) => Output.Enqueue(line.Data ?? "");
        _process.ErrorDataReceived += (_, line) => Output.Enqueue(line.Data ?? "");
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        return _process;
    }

    /// <summary>What the agent's process wrote.</summary>
    public System.Collections.Concurrent.ConcurrentQueue<string> Output { get; } = new();

    public async Task KillAgentAsync()
    {
        if (_process is null) { return; }
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = null;
    }

    public static long ResidentMiB(int processId)
    {
        string line = File.ReadLines(string.Create(CultureInfo.InvariantCulture, $"/proc/{processId}/status")).First(l => l.StartsWith("VmRSS", StringComparison.Ordinal));
        return long.Parse(new string([.. line.Where(char.IsAsciiDigit)]), CultureInfo.InvariantCulture) / 1024;
    }

    public async ValueTask DisposeAsync()
    {
        await KillAgentAsync();
        await StopAgentAsync();
        await Controller.DisposeAsync();
        await Gateway.DisposeAsync();
        await Broker.DisposeAsync();
        Authority.Dispose();
        _temp.Dispose();
    }
}
