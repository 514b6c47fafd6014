using System.Threading.Channels;

namespace Secure.Messaging;

/// <summary>
/// One client's connection to the broker: keeps itself connected, publishes with confirmation, hands over what arrives.
/// An adapter over another MQTT 5 library needs this interface and nothing else.
/// </summary>
public interface IMqttSession : IAsyncDisposable
{
    /// <summary>Whether the broker has accepted this session and all its subscriptions. May change at any moment.</summary>
    bool Connected { get; }

    /// <summary>Messages that did not fit into <see cref="Messages"/> and were dropped, since the session began.</summary>
    long Dropped { get; }

    /// <summary>
    /// What arrives on the subscribed topics, in the order of arrival. Bounded: when the reader falls behind, new messages are
    /// dropped and counted, because PUBACK is not delivery here and senders repeat until the receiver's own signed answer.
    /// </summary>
    ChannelReader<MqttMessage> Messages { get; }

    /// <summary>
    /// Waits until the session is connected for a time later than connection number <paramref name="after"/> (0: any).
    /// </summary>
    /// <returns>The number of the present connection, from 1 upwards.</returns>
    Task<int> WhenConnectedAsync(int after, CancellationToken cancellation);

    /// <summary>
    /// Publishes with QoS 1 and waits for the broker's answer, also across a reconnect. Cancelled: the message may or may not
    /// have gone out, and may still go out.
    /// </summary>
    Task<PublishAnswer> PublishAsync(Publication publication, CancellationToken cancellation);
}
