using System.Text.Json.Serialization;

namespace Secure.Benchmarks.Checks;

/// <summary>What the client process is told, as one line of JSON on its standard input: handles are secrets.</summary>
/// <param name="Credential">Folder of the service's key and certificate.</param>
/// <param name="GatewayId">Whose processor time is counted.</param>
internal sealed record CheckRun(string Address, string Root, string Credential, string[] Handles, int GatewayId, int InFlight, TimeSpan WarmUp, TimeSpan Measured)
{
    public override string ToString() => $"check with {InFlight} in flight";
}

/// <summary>What it answers, as one line of JSON on its standard output.</summary>
internal sealed record CheckResult(CallFigures Check, CallFigures Empty);

/// <summary>One kind of call.</summary>
/// <param name="PerSecond">Answers per second of this kind's own slices.</param>
/// <param name="ServerCpuUs">Processor time of the gateway in those slices, a call.</param>
internal sealed record CallFigures(
    [property: JsonPropertyName("per_s")] double PerSecond,
    [property: JsonPropertyName("p50_ms")] double P50Ms,
    [property: JsonPropertyName("p99_ms")] double P99Ms,
    [property: JsonPropertyName("server_cpu_us")] double ServerCpuUs);
