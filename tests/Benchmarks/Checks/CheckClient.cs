using System.Text.Json;
using Grpc.Net.Client;
using Secure.Interop.Health.V1;
using Secure.V1;

namespace Secure.Benchmarks.Checks;

/// <summary>
/// The client, in a process of its own. Its empty call is grpc.health.v1.Health/Check on the same server, connections
/// and client certificate: a message in, nothing done, a message out.
/// </summary>
internal sealed class CheckClient : IDisposable
{
    /// <summary>The argument by which this program runs as the client.</summary>
    public const string Verb = "__check-client";

    private const int InFlightPerConnection = 16;

    /// <summary>A prime that divides no power of ten: each pair is asked for once before any is asked for again, neighbours far apart.</summary>
    private const int Stride = 7_919;

    private static readonly TimeSpan Slice = TimeSpan.FromMilliseconds(250);
    private static readonly HealthCheckRequest Nothing = new();

    private readonly CheckRun _run;
    private readonly GrpcChannel[] _channels;
    private readonly Authorization.AuthorizationClient[] _authorization;
    private readonly Health.HealthClient[] _health;
    private readonly CheckRequest[] _requests;
    private long _asked;

    private CheckClient(CheckRun run)
    {
        _run = run;
        _channels = [.. Enumerable.Range(0, Math.Max(1, run.InFlight / InFlightPerConnection)).Select(_ => GatewayCalls.Open(run.Address, run.Root, run.Credential))];
        _authorization = Array.ConvertAll(_channels, c => new Authorization.AuthorizationClient(c));
        _health = Array.ConvertAll(_channels, c => new Health.HealthClient(c));
        _requests = [.. run.Handles.SelectMany(_ => Enumerable.Range(0, BenchSite.Materials), Request)];
    }

    public static async Task<int> RunAsync(CancellationToken cancellation)
    {
        CheckRun run = JsonSerializer.Deserialize<CheckRun>(Console.In.ReadLine() ?? "null") ?? throw new InvalidOperationException("The client was told nothing.");
        using CheckClient client = new(run);
        Console.WriteLine(JsonSerializer.Serialize(await client.MeasureAsync(cancellation)));
        return 0;
    }

    public void Dispose() => Array.ForEach(_channels, c => c.Dispose());

    private async Task<CheckResult> MeasureAsync(CancellationToken cancellation)
    {
        CallSlices check = new(_run, CheckAsync), empty = new(_run, EmptyAsync);
        async Task AlternateAsync(TimeSpan length)
        {
            for (int pairs = (int)Math.Ceiling(length / (2 * Slice)); pairs > 0; pairs--)
            {
                await empty.RunAsync(Slice, cancellation);
                await check.RunAsync(Slice, cancellation);
            }
        }
        await AlternateAsync(_run.WarmUp);
        empty.Clear();
        check.Clear();
        await AlternateAsync(_run.Measured);
        return new CheckResult(check.Figures(), empty.Figures());
    }

    private async ValueTask CheckAsync(int caller)
    {
        CheckRequest request = _requests[Interlocked.Increment(ref _asked) * Stride % _requests.Length];
        CheckResponse answer = await _authorization[caller % _authorization.Length].CheckAsync(request);
        if (answer.Decision.OutcomeCase != Decision.OutcomeOneofCase.Permit) { throw new InvalidOperationException("All of them are meant to be permitted: " + answer.Decision.Deny?.Reason); }
    }

    private async ValueTask EmptyAsync(int caller) => await _health[caller % _health.Length].CheckAsync(Nothing);

    private static CheckRequest Request(string handle, int material) => new()
    {
        SessionHandle = handle,
        Item = new CheckItem { Action = "read", Resource = new ResourceRef { Kind = "material", Id = BenchSite.Material(material) } },
    };
}
