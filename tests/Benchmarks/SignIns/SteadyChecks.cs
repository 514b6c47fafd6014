using System.Collections.Concurrent;
using System.Diagnostics;
using Grpc.Net.Client;
using Secure.Benchmarks.Checks;
using Secure.V1;

namespace Secure.Benchmarks.SignIns;

/// <summary>
/// Check at a steady rate whether or not the answers keep up, as many independent askers are: an answer's time counts from
/// when its question was due, so that a stall of the server is charged for every question that fell into it.
/// </summary>
internal sealed class SteadyChecks(BenchGateway gateway, string credential, string[] handles, int perSecond) : IDisposable
{
    private readonly GrpcChannel _channel = GatewayCalls.Open(gateway.Address, gateway.Root, credential);

    /// <summary>Asks until the other work has ended; the answers still due then are waited for.</summary>
    public async Task<Timings> RunAsync(Task until, CancellationToken cancellation)
    {
        Authorization.AuthorizationClient client = new(_channel);
        ConcurrentBag<long> taken = [];
        List<Task> open = [];
        long begin = Stopwatch.GetTimestamp(), step = Stopwatch.Frequency / perSecond;
        for (long i = 0; !until.IsCompleted; i++)
        {
            long due = begin + i * step;
            TimeSpan early = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), due);
            if (early > TimeSpan.Zero) { await Task.Delay(early, TimeProvider.System, cancellation); }
            open.Add(AskAsync(client, i, due, taken, cancellation));
        }
        await Task.WhenAll(open);
        return new Timings(taken, Stopwatch.GetElapsedTime(begin).TotalSeconds);
    }

    public void Dispose() => _channel.Dispose();

    private async Task AskAsync(Authorization.AuthorizationClient client, long number, long due, ConcurrentBag<long> taken, CancellationToken cancellation)
    {
        CheckRequest request = new()
        {
            SessionHandle = handles[number % handles.Length],
            Item = new CheckItem { Action = "read", Resource = new ResourceRef { Kind = "material", Id = BenchSite.Material((int)(number % BenchSite.Materials)) } },
        };
        CheckResponse answer = await client.CheckAsync(request, cancellationToken: cancellation);
        taken.Add(Stopwatch.GetTimestamp() - due);
        if (answer.Decision.OutcomeCase != Decision.OutcomeOneofCase.Permit) { throw new InvalidOperationException("All of them are meant to be permitted: " + answer.Decision.Deny?.Reason); }
    }
}
