using System.Collections.Concurrent;
using Secure.Grants;
using Secure.Messaging;
using Secure.Vocabulary;

namespace Secure.Gateway.Fleet;

/// <summary>What a device last told of itself, in its own signed words.</summary>
/// <param name="At">When it came here.</param>
/// <param name="Epoch">Which start of the device told it; gives <paramref name="MonotonicNs"/> its meaning.</param>
/// <param name="ClockAhead">The device's clock minus ours when it came; negative: behind, or held up on its way.</param>
public sealed record DeviceReport(DateTimeOffset At, string Epoch, ulong MonotonicNs, string Version, ClockQuality Quality, TimeSpan ClockAhead)
{
    /// <summary>An agent's queues; null for others.</summary>
    public AgentStatus? Queues { get; init; }

    /// <summary>A controller's readers, as it counts them since its start.</summary>
    public IReadOnlyList<ReaderLine> Lines { get; init; } = [];

    /// <summary>The same from the report before this one, of the same start; empty where there is none.</summary>
    public IReadOnlyList<ReaderLine> LinesBefore { get; init; } = [];
}

/// <summary>
/// The last report of each device since this process started, in memory alone: for people who look after the fleet. Nothing is
/// decided by it, and an old one stays what it is, with its time.
/// </summary>
public sealed class DeviceReports(TimeProvider clock)
{
    /// <summary>A word that a device with our time wrote earlier than this is one that somebody kept.</summary>
    private static readonly TimeSpan LateMax = Heartbeat.SilenceMax;

    private readonly ConcurrentDictionary<DeviceId, DeviceReport> _reports = new();

    public DeviceReport? Of(DeviceId device) => _reports.GetValueOrDefault(device);

    /// <summary>An agent's own word. The caller has opened the envelope with the agent's key.</summary>
    public void Take(EnvelopeContent content, AgentStatus status) => Take(content.From, new DeviceReport(
        clock.GetUtcNow(), Convert.ToHexStringLower(content.Epoch), (ulong)Math.Max(0, content.MonotonicNs), status.Version, content.Quality, Ahead(content.WallMs))
    { Queues = status });

    /// <summary>A controller's own word. The caller has verified it with the controller's key.</summary>
    public void Take(ControllerStatus status) => Take(status.Controller, new DeviceReport(
        clock.GetUtcNow(), status.BootId.ToString(), status.Time.MonotonicNs, status.Version, status.Time.Quality, Ahead(status.Time.WallMs))
    { Lines = status.Readers });

    private void Take(DeviceId device, DeviceReport report)
    {
        if (report.Quality == ClockQuality.Synchronised && report.ClockAhead < -LateMax) { return; }
        _reports.AddOrUpdate(device, report, (_, before) => before.Epoch != report.Epoch ? report
            : before.MonotonicNs < report.MonotonicNs ? report with { LinesBefore = before.Lines } : before);
    }

    private TimeSpan Ahead(long wallMs) =>
        DateTimeOffset.FromUnixTimeMilliseconds(Math.Clamp(wallMs, 0, DateTimeOffset.MaxValue.ToUnixTimeMilliseconds())) - clock.GetUtcNow();
}
