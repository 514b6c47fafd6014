using System.Net;
using System.Net.Sockets;
using Secure.Benchmarks.Checks;

namespace Secure.Benchmarks.Devices;

/// <summary>The real broker on the files that the gateway wrote for it.</summary>
internal sealed class BenchBroker : IAsyncDisposable
{
    private static readonly TimeSpan StartMax = TimeSpan.FromMinutes(1);

    private readonly BenchGateway _gateway;
    private Child? _process;

    private BenchBroker(BenchGateway gateway) => _gateway = gateway;

    public static async Task<BenchBroker> StartAsync(BenchGateway gateway, CancellationToken cancellation)
    {
        BenchBroker broker = new(gateway);
        try { await broker.StartAsync(cancellation); }
        catch { await broker.DisposeAsync(); throw; }
        return broker;
    }

    /// <summary>Ends it and starts another; returns once that one listens.</summary>
    public async Task RestartAsync(CancellationToken cancellation)
    {
        await DisposeAsync();
        await StartAsync(cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null) { await _process.DisposeAsync(); }
        _process = null;
    }

    private async Task StartAsync(CancellationToken cancellation)
    {
        // The broker's own account cannot reach through the folder where a link to its files lies.
        string link = Path.Combine(_gateway.Data, "broker"), folder = new DirectoryInfo(link).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? link;
        _process = Child.Start("/usr/sbin/mosquitto", ["-c", Path.Combine(folder, "mosquitto.conf")]);
        for (long begin = TimeProvider.System.GetTimestamp(); !await ListensAsync(cancellation);)
        {
            if (TimeProvider.System.GetElapsedTime(begin) > StartMax) { throw new TimeoutException("The broker does not listen."); }
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, cancellation);
        }
    }

    private async Task<bool> ListensAsync(CancellationToken cancellation)
    {
        using Socket probe = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try { await probe.ConnectAsync(IPAddress.Loopback, _gateway.BrokerPort, cancellation); return true; }
        catch (SocketException) { return false; }
    }
}
