using System.Text.Json.Nodes;
using Grpc.Core;
using Grpc.Net.Client;
using Secure.Benchmarks.Checks;
using Secure.V1;
using Secure.Vocabulary;

namespace Secure.Benchmarks.Devices;

/// <summary>
/// 72 hours without the gateway at an event a second lie in an agent's queue, signed by their controller; then the broker is
/// there. How long until the gateway holds all of them, and how soon a security officer sees an alarm that happens meanwhile.
/// </summary>
internal static class DrainBench
{
    private static readonly TimeSpan DrainMax = TimeSpan.FromMinutes(30);
    private static readonly DoorEventKind[] Passage = [DoorEventKind.Unlocked, DoorEventKind.Opened, DoorEventKind.Closed, DoorEventKind.Locked];

    public static async Task RunAsync(Report report, Pace pace, CancellationToken cancellation)
    {
        using BenchFolder folder = new();
        FleetSite site = new(1, 1, 1);
        await using BenchGateway gateway = await BenchGateway.StartAsync(folder.Path, site.Text(), cancellation, FleetEnrolment.Options);
        using GrpcChannel channel = GatewayCalls.Open(gateway.Address, gateway.Root);
        BenchOfficers officers = await BenchOfficers.HoldCeremonyAsync(gateway, channel, cancellation);
        using BenchController controller = new(FleetSite.Controller(0), [FleetSite.Door(0)]);
        FleetEnrolment enrolment = new(gateway, channel, officers.Administrator);
        await using BenchAgent agent = await enrolment.AgentAsync(Path.Combine(folder.Path, "agent"), FleetSite.Agent(0), [(controller.Id.Text, Path.Combine(folder.Path, "nobody"))], cancellation);
        await enrolment.ControllerAsync(controller, agent, cancellation);
        report.Say($"写入 {pace.Backlog} 条事件 · writing {pace.Backlog} events …");
        await Task.Run(() => Fill(agent, controller, pace.Backlog, cancellation), cancellation);
        await using BenchBroker broker = await BenchBroker.StartAsync(gateway, cancellation);
        await using AlarmWatch watch = await AlarmWatch.StartAsync(channel, officers.Security, cancellation);
        report.Print(await DrainAsync(agent, controller, watch, pace.Backlog, cancellation));
    }

    /// <summary>People went through the door all the while, each four events.</summary>
    private static void Fill(BenchAgent agent, BenchController controller, int events, CancellationToken cancellation)
    {
        DateTimeOffset first = TimeProvider.System.GetUtcNow() - TimeSpan.FromSeconds(events);
        for (int i = 0; i < events; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            (ulong sequence, byte[] record) = controller.Write(Passage[i % Passage.Length], 0, first + TimeSpan.FromSeconds(i));
            if (!agent.Queues.TryStore(controller.Id, sequence, record, alarm: false)) { throw new IOException("The agent's queue has no room."); }
        }
    }

    private static async Task<JsonObject> DrainAsync(BenchAgent agent, BenchController controller, AlarmWatch watch, int backlog, CancellationToken cancellation)
    {
        ulong last = agent.Queues.Events.Next - 1;
        long begin = TimeProvider.System.GetTimestamp();
        await agent.StartAsync(cancellation);
        Task drained = DrainedAsync(agent, last, cancellation);
        List<long> alarms = [];
        while (!drained.IsCompleted || alarms.Count == 0)
        {
            long at = TimeProvider.System.GetTimestamp();
            (ulong sequence, byte[] record) = controller.Write(DoorEventKind.ForcedOpen, 0, TimeProvider.System.GetUtcNow());
            if (!agent.Queues.TryStore(controller.Id, sequence, record, alarm: true)) { throw new IOException("The agent's queue has no room."); }
            await watch.NextAsync(cancellation);
            alarms.Add(TimeProvider.System.GetTimestamp() - at);
            await Task.WhenAny(drained, Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, cancellation));
        }
        await drained;
        double seconds = TimeProvider.System.GetElapsedTime(begin).TotalSeconds;
        Timings seen = new(alarms.Count > 1 ? alarms.Skip(1) : alarms, 1);
        return new JsonObject
        {
            ["bench"] = "drain",
            ["events"] = backlog,
            ["drain_s"] = Math.Round(seconds, 1),
            ["per_s"] = Math.Round(backlog / seconds, 1),
            ["alarms"] = seen.Count,
            ["alarm_p50_ms"] = seen.Ms(0.5),
            ["alarm_p99_ms"] = seen.Ms(0.99),
        };
    }

    private static async Task DrainedAsync(BenchAgent agent, ulong last, CancellationToken cancellation)
    {
        for (long begin = TimeProvider.System.GetTimestamp(); agent.Queues.Events.Oldest <= last;)
        {
            if (TimeProvider.System.GetElapsedTime(begin) > DrainMax) { throw new TimeoutException($"After {DrainMax} the gateway holds all before {agent.Queues.Events.Oldest} of {last}."); }
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, cancellation);
        }
    }
}
