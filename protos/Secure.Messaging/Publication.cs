namespace Secure.Messaging;

/// <summary>What a client publishes, always with QoS 1.</summary>
/// <param name="Topic">One of <see cref="Topics"/>; no wildcard.</param>
/// <param name="Payload">At most <see cref="MqttLink.PayloadMax"/> bytes.</param>
public sealed record Publication(string Topic, ReadOnlyMemory<byte> Payload)
{
    /// <summary>The broker keeps it as the topic's last value. Only for state and link, never for events or commands.</summary>
    public bool Retain { get; init; }

    /// <summary>The broker forgets it after this time, 1 s to 24 h; null: never. No protection by itself: the broker is not trusted.</summary>
    public TimeSpan? Expiry { get; init; }
}

/// <summary>What arrived on a subscribed topic. The payload is unverified.</summary>
/// <param name="Retained">It was lying at the broker from before the subscription.</param>
public sealed record MqttMessage(string Topic, byte[] Payload, bool Retained);

/// <summary>The message that the broker publishes when this client's connection ends without a goodbye. Retained.</summary>
public sealed record Will(string Topic, byte[] Payload);

/// <summary>What became of a publication.</summary>
public enum PublishStatus
{
    /// <summary>The broker has it (MQTT 5 reason below 128). That is not delivery: a broker killed now may lose it.</summary>
    Accepted,

    /// <summary>The broker refused it; the reason says why (135: not authorised, MQTT 5 section 3.4.2.1).</summary>
    Refused,

    /// <summary>There is no connection, the session has ended, or the library refused it: nothing was queued.</summary>
    NotSent,
}

/// <param name="Reason">MQTT 5 reason code of the PUBACK; for <see cref="PublishStatus.NotSent"/> the library's error number.</param>
public readonly record struct PublishAnswer(PublishStatus Status, int Reason)
{
    public bool Accepted => Status == PublishStatus.Accepted;

    internal static PublishAnswer FromPuback(int reason) =>
        new(reason < 128 ? PublishStatus.Accepted : PublishStatus.Refused, reason);
}
