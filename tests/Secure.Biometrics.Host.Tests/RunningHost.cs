using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Secure.Gateway.Biometrics;
using Secure.Gateway.Spine;
using Secure.TestKit;
using Installed = Secure.TestKit.Pictures.Biometrics;

namespace Secure.Biometrics.Host.Tests;

/// <summary>The host as a real process, started and asked by the gateway's own client of it.</summary>
internal sealed class RunningHost : IAsyncDisposable
{
    private readonly TempFolder _folder = new();
    private readonly HostStatus _status;
    private readonly HostSupervisor _supervisor;
    private readonly HostDesk _desk;

    private RunningHost(string models, TimeSpan? answerMax, string program)
    {
        Options = new BiometricsHostOptions { Host = program, Models = models, Runtime = Installed.Runtime, Run = _folder["run"], AnswerMax = answerMax ?? TimeSpan.FromSeconds(30), OpenMax = 200 };
        HostGalleries galleries = new();
        _status = new(Options, NullLogger<HostStatus>.Instance);
        _supervisor = new(Options, _status, galleries, TimeProvider.System, NullLogger<HostSupervisor>.Instance);
        _desk = new(Options, _status, _supervisor, TimeProvider.System);
        Client = new HostBiometrics(_desk, _status, galleries);
    }

    internal static string Program { get; } = Path.Combine(AppContext.BaseDirectory, "secure-biometrics-host.dll");

    internal BiometricsHostOptions Options { get; }

    internal IBiometrics Client { get; }

    /// <summary>The host's process, as it is now; null while there is none.</summary>
    internal int? Process => System.Diagnostics.Process.GetProcesses().Select(p => IsHost(p)).FirstOrDefault(id => id is not null);

    /// <summary>Returns once face is on. Skips the test where no models are installed.</summary>
    internal static async Task<RunningHost> WithFaceAsync(TimeSpan? answerMax = null)
    {
        Assert.SkipUnless(Installed.Installed, Installed.Absent);
        RunningHost host = await StartAsync(Installed.Models, answerMax);
        await Eventually.True(() => host.Client.Status.Face.On, 60);
        return host;
    }

    internal static async Task<RunningHost> StartAsync(string models, TimeSpan? answerMax = null, string? program = null)
    {
        RunningHost host = new(models, answerMax, program ?? Program);
        await host._supervisor.StartAsync(CancellationToken.None);
        return host;
    }

    internal void Signal(string signal)
    {
        using Process kill = System.Diagnostics.Process.Start("/bin/kill", ["-" + signal, Process!.Value.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    public async ValueTask DisposeAsync()
    {
        await _supervisor.StopAsync(CancellationToken.None);
        _supervisor.Dispose();
        _desk.Dispose();
        _folder.Dispose();
    }

    // By its socket, which is this test's alone.
    private int? IsHost(Process process)
    {
        try { return File.ReadAllText($"/proc/{process.Id}/cmdline").Contains(Options.Socket, StringComparison.Ordinal) ? process.Id : null; }
        catch (IOException) { return null; }
        finally { process.Dispose(); }
    }
}
