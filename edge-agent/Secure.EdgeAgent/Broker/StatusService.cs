using Microsoft.Extensions.Hosting;
using Secure.EdgeAgent.Entries;
using Secure.EdgeAgent.Outboxes;
using Secure.Messaging;
using Secure.Vocabulary;

namespace Secure.EdgeAgent.Broker;

/// <summary>Tells the gateway every 10 s how this agent does. What is lost on the way is told anew by the next one.</summary>
internal sealed class StatusService(Queues queues, LiveOutlet live, DoorDevices devices, TimeProvider time) : BackgroundService
{
    private static readonly string Version = ProgramVersion.Of(typeof(StatusService).Assembly);

    private readonly DoorId[] _cameras = [.. devices.Hubs.Select(h => DoorId.Parse(h.Door)).OrderBy(d => d.Text, StringComparer.Ordinal)];

    /// <summary>As it is now.</summary>
    internal AgentStatus Now => new(Version, Waiting(queues.Events), Waiting(queues.Alarms), Percent(Math.Max(queues.Events.Fullness, queues.Alarms.Fullness)))
    {
        Cameras = _cameras,
        Filmed = [.. devices.Hubs.Where(h => h.Clips is not null).OrderBy(h => h.Door, StringComparer.Ordinal).Select(h => h.Standing)],
    };

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            live.Status(Now);
            await Task.Delay(AgentStatus.Period, time, stoppingToken).ConfigureAwait(false);
        }
    }

    /// <summary>The next one is read last: an entry that comes between the two counts as waiting.</summary>
    private static ulong Waiting(Outbox queue)
    {
        ulong oldest = queue.Oldest;
        return queue.Next - oldest;
    }

    private static byte Percent(double fullness) => (byte)Math.Round(Math.Clamp(fullness, 0, 1) * 100);
}
