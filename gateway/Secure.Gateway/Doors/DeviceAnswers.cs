using Google.Protobuf;
using Secure.DoorMessages;
using Secure.Vocabulary;

namespace Secure.Gateway.Doors;

/// <summary>What is owed to devices after a commit. Acknowledgements are cumulative, so one for each queue is enough.</summary>
internal sealed class Answers
{
    public HashSet<(DeviceId Agent, string Queue)> Queues { get; } = [];

    public HashSet<DeviceId> Journals { get; } = [];

    public HashSet<DeviceId> Times { get; } = [];

    /// <summary>How each controller's doors stand, as its newest heartbeat says: what plans they follow.</summary>
    public Dictionary<DeviceId, IReadOnlyList<Grants.DoorReport>> Plans { get; } = [];
}

/// <summary>Tells devices what is held. An answer that gets lost is given again when its question is repeated.</summary>
public sealed class DeviceAnswers(DownLink down, AgentQueues queues, Controllers controllers, DoorPlans plans)
{
    internal async Task SendAsync(Answers owed, CancellationToken cancellation)
    {
        foreach ((DeviceId agent, string queue) in owed.Queues)
        {
            if (queues.Of(queue) is { } state) { await down.AcknowledgeAsync(agent, state.Held, cancellation); }
        }
        foreach ((DeviceId controller, IReadOnlyList<Grants.DoorReport> doors) in owed.Plans) { await plans.OfferAsync(controller, doors, cancellation); }
        foreach (DeviceId controller in owed.Times) { await down.SendAsync(controller, down.Time(), cancellation); }
        foreach (DeviceId controller in owed.Journals)
        {
            ulong held = controllers.Of(controller).State.Sequence;
            if (held == 0) { continue; }
            await down.SendAsync(controller, new ToController { AcknowledgementRecord = ByteString.CopyFrom(down.Acknowledgement(controller, held)) }, cancellation);
        }
    }
}
