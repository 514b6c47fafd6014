using System.Threading.Channels;
using Secure.DoorMessages;
using Secure.Messaging;
using Secure.Vocabulary;

namespace Secure.Gateway.Tests.Doors;

/// <summary>The gateway's connection to a broker that exists in memory alone.</summary>
internal sealed class TestMqtt : IMqttSession
{
    private readonly Lock _gate = new();
    private readonly List<Publication> _published = [];
    private int _count;

    public bool Connected { get; set; } = true;

    public long Dropped => 0;

    public Channel<MqttMessage> Incoming { get; } = Channel.CreateUnbounded<MqttMessage>();

    public ChannelReader<MqttMessage> Messages => Incoming.Reader;

    /// <summary>What a device does with what it hears; runs before the publication is answered.</summary>
    public Func<DeviceId, ToController, Task>? Heard { get; set; }

    /// <summary>The broker never answers.</summary>
    public bool Hangs { get; set; }

    /// <summary>Every so many publications one takes 30 ms to arrive; 0: none does.</summary>
    public int SlowEvery { get; set; }

    public IReadOnlyList<Publication> Published { get { lock (_gate) { return [.. _published]; } } }

    /// <summary>What went down to controllers, oldest first; each envelope is checked on the way.</summary>
    public IEnumerable<(DeviceId Controller, ToController Message)> Down => Published.Where(p => p.Topic.EndsWith("/command", StringComparison.Ordinal)).Select(p => Open(p)).OfType<(DeviceId, ToController)>();

    /// <summary>Acknowledgements of an agent's queues, oldest first.</summary>
    public IEnumerable<QueueAck> Acks(DeviceId agent) => Published.Where(p => p.Topic == Topics.Ack(agent)).Select(p => Content(p))
        .Select(c => QueueAck.TryDecode(c.Payload, out QueueAck? ack) ? ack : throw new InvalidOperationException("No acknowledgement."));

    /// <summary>What an agent itself was asked, oldest first.</summary>
    public IEnumerable<AgentRequest> Asked(DeviceId agent) => Published.Where(p => p.Topic == Topics.Command(agent)).Select(p => Content(p)).Where(c => c.Kind == PayloadKind.AgentRequest)
        .Select(c => AgentRequest.TryDecode(c.Payload, out AgentRequest? request) ? request : throw new InvalidOperationException("No request."));

    public Task<int> WhenConnectedAsync(int after, CancellationToken cancellation) => Task.FromResult(1);

    public async Task<PublishAnswer> PublishAsync(Publication publication, CancellationToken cancellation)
    {
        if (Hangs) { await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellation); }
        if (publication.Retain) { throw new InvalidOperationException("Nothing that the gateway says is retained."); }
        if (SlowEvery > 0 && Interlocked.Increment(ref _count) % SlowEvery == 1) { await Task.Delay(TimeSpan.FromMilliseconds(30), TimeProvider.System, cancellation); }
        lock (_gate) { _published.Add(publication); }
        if (Heard is { } heard && Open(publication) is { } down) { await heard(down.Controller, down.Message); }
        return new PublishAnswer(PublishStatus.Accepted, 0);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static (DeviceId Controller, ToController Message)? Open(Publication publication)
    {
        EnvelopeContent content = Content(publication);
        if (content.Kind != PayloadKind.ToController) { return null; }
        Assert.True(Relayed.TryDecode(content.Payload, out Relayed? relayed));
        return (relayed.Controller, ToController.Parser.ParseFrom(relayed.Bytes));
    }

    private static EnvelopeContent Content(Publication publication)
    {
        using TestGatewayKeys keys = new();
        DeviceId agent = DeviceId.Parse(publication.Topic.Split('/')[1]);
        Assert.Equal(EnvelopeFault.None, Envelope.TryOpen(publication.Payload.Span, agent, from => from.Text == "gateway" ? keys.Command.PublicKey : null, out Envelope? envelope));
        Assert.False(envelope!.Historical);
        return envelope.Content;
    }
}
