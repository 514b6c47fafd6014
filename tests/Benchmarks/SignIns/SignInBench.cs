using System.Net;
using System.Text.Json.Nodes;
using Grpc.Net.Client;
using Secure.Benchmarks.Checks;
using Secure.Interop.Health.V1;
using Secure.V1;

namespace Secure.Benchmarks.SignIns;

/// <summary>
/// A morning: all sign in at once, each from an address of its own, while another system goes on asking Check at a steady
/// rate; against the same rate alone, in the same run. Their connections stand before: fifty handshakes cost their client
/// more than the gateway, and the client runs on the same cores.
/// </summary>
internal static class SignInBench
{
    private const int ChecksPerSecond = 1_000;

    public static async Task RunAsync(Report report, Pace pace, CancellationToken cancellation)
    {
        using BenchFolder folder = new();
        string site = BenchSite.Text(pace.SignIns, DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().Date));
        await using BenchGateway gateway = await BenchGateway.StartAsync(folder.Path, site, cancellation);
        string credential = Path.Combine(folder.Path, "service");
        report.Say($"准备 {pace.SignIns} 个账户 · preparing {pace.SignIns} accounts …");
        Prepared prepared = await Preparation.RunAsync(gateway, pace.SignIns, credential, cancellation);
        using SteadyChecks checks = new(gateway, credential, prepared.Handles, ChecksPerSecond);
        await checks.RunAsync(Task.Delay(pace.WarmUp, TimeProvider.System, cancellation), cancellation);
        using Connected workstations = await Connected.OpenAsync(gateway, prepared.Passwords.Length, cancellation);
        Timings alone = await checks.RunAsync(Task.Delay(pace.Measured / 2, TimeProvider.System, cancellation), cancellation);
        Task<TimeSpan> all = SignInAllAsync(workstations.Channels, prepared.Passwords, cancellation);
        Timings beside = await checks.RunAsync(all, cancellation);
        report.Print(new JsonObject
        {
            ["bench"] = "sign-in",
            ["sign_ins"] = pace.SignIns,
            ["last_ms"] = Math.Round((await all).TotalMilliseconds, 1),
            ["check_per_s"] = beside.PerSecond,
            ["check_p99_ms"] = beside.Ms(0.99),
            ["check_p99_alone_ms"] = alone.Ms(0.99),
            ["check_p99_times"] = Math.Round(beside.Ms(0.99) / alone.Ms(0.99), 4),
        });
    }

    /// <summary>From the first request until the last answer.</summary>
    private static async Task<TimeSpan> SignInAllAsync(IReadOnlyList<GrpcChannel> channels, string[] passwords, CancellationToken cancellation)
    {
        long begin = TimeProvider.System.GetTimestamp();
        await Task.WhenAll(passwords.Select((password, i) =>
        {
            SignInRequest request = new() { Account = BenchSite.Person(i), Password = password };
            return new Identity.IdentityClient(channels[i]).SignInAsync(request, cancellationToken: cancellation).ResponseAsync;
        }));
        return TimeProvider.System.GetElapsedTime(begin);
    }

    /// <summary>Workstations whose connections stand.</summary>
    private sealed class Connected : IDisposable
    {
        public required IReadOnlyList<GrpcChannel> Channels { get; init; }

        public static async Task<Connected> OpenAsync(BenchGateway gateway, int count, CancellationToken cancellation)
        {
            Connected all = new() { Channels = [.. Enumerable.Range(1, count).Select(i => GatewayCalls.Open(gateway.Address, gateway.Root, from: new IPAddress([127, 0, 1, (byte)i])))] };
            foreach (GrpcChannel channel in all.Channels) { await new Health.HealthClient(channel).CheckAsync(new HealthCheckRequest(), cancellationToken: cancellation); }
            return all;
        }

        public void Dispose() { foreach (GrpcChannel channel in Channels) { channel.Dispose(); } }
    }
}
