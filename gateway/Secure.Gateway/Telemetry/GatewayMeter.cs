using System.Diagnostics.Metrics;
using Secure.Vocabulary;

namespace Secure.Gateway.Telemetry;

/// <summary>What the slices count. Nobody is named: a figure says how many, never who.</summary>
internal static class GatewayMeter
{
    /// <summary>Name of every meter of this process's own.</summary>
    internal const string Name = "Secure.Gateway";

    private static readonly Meter s_meter = new(Name);

    private static readonly Counter<long> s_decisions = s_meter.CreateCounter<long>("secure.decisions", "{decision}", "Decisions taken, by what was asked and the answer.");

    /// <param name="asked"><c>check</c> for material, <c>entry</c> at a door.</param>
    /// <param name="answer"><c>permit</c>, <c>step_up</c> or <c>deny</c>.</param>
    internal static void Decided(string asked, string answer) => s_decisions.Add(1, new("asked", asked), new("answer", answer));
}
