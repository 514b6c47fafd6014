using System.Globalization;
using Grpc.Core;
using Grpc.Net.Client;
using Secure.Interop.Health.V1;
using Secure.TestKit;

namespace Secure.Benchmarks.Checks;

/// <summary>The real gateway, fresh, as a process of its own on an empty store.</summary>
internal sealed class BenchGateway : IAsyncDisposable
{
    private const string TokenWords = "one-time token of the officers' ceremony:";
    private static readonly TimeSpan StartMax = TimeSpan.FromMinutes(2);

    private readonly Child _process;

    private BenchGateway(Child process, int port, string data) =>
        (_process, Address, BrokerPort, Data, Root) = (process, $"https://localhost:{port}", port + 1, data, Path.Combine(data, "keys", "root.pem"));

    public string Address { get; }

    /// <summary>File of the site's root certificate.</summary>
    public string Root { get; }

    public int Id => _process.Id;

    /// <summary>Where its broker is to listen.</summary>
    public int BrokerPort { get; }

    /// <summary>Folder of its keys and its store.</summary>
    public string Data { get; }

    /// <param name="more">Arguments besides.</param>
    public static async Task<BenchGateway> StartAsync(string folder, string site, CancellationToken cancellation, params string[] more)
    {
        string data = Path.Combine(folder, "gateway"), siteFile = Path.Combine(folder, "site.yaml"), rootFolder = Path.Combine(folder, "root");
        await File.WriteAllTextAsync(siteFile, site, cancellation);
        await using (Child init = Child.Start("dotnet", [Program, "init", "--data", data, "--root-folder", rootFolder, "--site", "bench"])) { await init.SucceedAsync(cancellation); }
        int port = FreePorts.InARow(3);
        string[] arguments =
        [
            Program, "--Fleet:Folder", data, "--Fleet:RootFolder", rootFolder, "--Fleet:BrokerPort", Text(port + 1), "--Gateway:Port", Text(port), "--Gateway:HealthPort", Text(port + 2),
            "--Site:File", siteFile, "--Identity:Demo", "true", "--Identity:SignInBurst", "1000", "--Identity:SignInPerSecond", "1000", .. more,
        ];
        // A gateway shows its token to nobody behind a pipe: a file of ours is its terminal.
        await using (new FileStream(TerminalOf(data), new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite })) { }
        BenchGateway gateway = new(Child.Start("bash", ["-c", "exec dotnet \"${@:2}\" >\"$1\"", "bash", TerminalOf(data), .. arguments]), port, data);
        try { await gateway.ServesAsync(cancellation); }
        catch { await gateway.DisposeAsync(); throw; }
        return gateway;
    }

    /// <summary>With which the first officer's account is made.</summary>
    public async Task<string> TokenAsync(CancellationToken cancellation)
    {
        long begin = TimeProvider.System.GetTimestamp();
        while (true)
        {
            string shown = await File.ReadAllTextAsync(TerminalOf(Data), cancellation);
            if (shown.Split('\n') is [.. var whole, _] && whole.FirstOrDefault(l => l.Contains(TokenWords, StringComparison.Ordinal)) is { } line)
            {
                return line[(line.IndexOf(TokenWords, StringComparison.Ordinal) + TokenWords.Length)..].Trim();
            }
            _process.ThrowIfEnded();
            if (TimeProvider.System.GetElapsedTime(begin) > StartMax) { throw new TimeoutException("The gateway shows no token."); }
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, cancellation);
        }
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private static string TerminalOf(string data) => Path.Combine(Path.GetDirectoryName(data)!, "terminal");

    private static string Program => Path.Combine(Checkout.Root, "gateway", "Secure.Gateway", "bin", "Release", "net10.0", "Secure.Gateway.dll");

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private async Task ServesAsync(CancellationToken cancellation)
    {
        await TokenAsync(cancellation);
        using GrpcChannel channel = GatewayCalls.Open(Address, Root);
        Health.HealthClient health = new(channel);
        long begin = TimeProvider.System.GetTimestamp();
        while (!await IsServingAsync(health, cancellation))
        {
            if (TimeProvider.System.GetElapsedTime(begin) > StartMax) { throw new TimeoutException("The gateway does not serve."); }
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, cancellation);
        }
    }

    private static async Task<bool> IsServingAsync(Health.HealthClient health, CancellationToken cancellation)
    {
        try
        {
            HealthCheckResponse answer = await health.CheckAsync(new HealthCheckRequest(), cancellationToken: cancellation);
            return answer.Status == HealthCheckResponse.Types.ServingStatus.Serving;
        }
        catch (RpcException away) when (away.StatusCode is StatusCode.Unavailable or StatusCode.NotFound) { return false; }
    }
}
