using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Secure.TestKit;

/// <summary>
/// A real mosquitto on a free loopback port, with the configuration that a site runs. Needs `gateway` or any other client's
/// certificate from the same authority.
/// </summary>
public sealed class TestBroker : IAsyncDisposable
{
    private readonly string _configuration;
    private readonly ConcurrentQueue<string> _lines = new();
    private Process? _process;

    private TestBroker(string configuration, int port) => (_configuration, Port) = (configuration, port);

    public int Port { get; }

    /// <summary>What the broker wrote so far.</summary>
    public IEnumerable<string> Lines => _lines;

    /// <summary>Issues the broker's certificate, writes the site's configuration, starts it and waits until it listens.</summary>
    public static async Task<TestBroker> StartAsync(TestAuthority authority)
    {
        string templates = Path.Combine(Checkout.Root, "firmware-config", "mosquitto");
        int port = FreePort();
        string configuration = Path.Combine(authority.Folder, "mosquitto.conf");
        authority.Issue("broker", server: true).Dispose();
        File.Copy(Path.Combine(templates, "acl.template"), Path.Combine(authority.Folder, "acl"), overwrite: true);
        File.SetUnixFileMode(Path.Combine(authority.Folder, "acl"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.WriteAllText(configuration, File.ReadAllText(Path.Combine(templates, "mosquitto.conf.template"))
            .Replace("${PORT}", port.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal)
            .Replace("${ADDRESS}", "127.0.0.1", StringComparison.Ordinal)
            .Replace("${FOLDER}", authority.Folder, StringComparison.Ordinal)
            .Replace("${USER}", Environment.UserName, StringComparison.Ordinal));
        TestBroker broker = new(configuration, port);
        await broker.StartAsync();
        return broker;
    }

    /// <summary>Starts it again after <see cref="KillAsync"/> and waits until it listens.</summary>
    public async Task StartAsync()
    {
        ProcessStartInfo start = new("/usr/sbin/mosquitto", ["-c", _configuration]) { RedirectStandardError = true };
        _process = Process.Start(start)!;
        _process.ErrorDataReceived += (_, line) => { if (line.Data is { } text) { _lines.Enqueue(text); } };
        _process.BeginErrorReadLine();
        long since = TimeProvider.System.GetTimestamp();
        while (!await ListensAsync())
        {
            if (_process.HasExited || TimeProvider.System.GetElapsedTime(since) > TimeSpan.FromSeconds(20))
            {
                throw new InvalidOperationException("mosquitto does not listen: " + string.Join(" | ", _lines));
            }
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }
    }

    /// <summary>SIGKILL; whatever it held is gone.</summary>
    public async Task KillAsync()
    {
        if (_process is null) { return; }
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = null;
    }

    /// <summary>SIGHUP: reads the revocation list again.</summary>
    public void Reload()
    {
        using Process kill = Process.Start("/bin/kill", ["-HUP", _process!.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    public async ValueTask DisposeAsync() => await KillAsync();

    /// <summary>A TCP port that nobody listened on a moment ago.</summary>
    public static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private async Task<bool> ListensAsync()
    {
        using TcpClient client = new();
        try { await client.ConnectAsync(IPAddress.Loopback, Port); return true; }
        catch (SocketException) { return false; }
    }
}
