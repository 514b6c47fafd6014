using System.Text.Json;
using Secure.Gateway.Storage;
using Secure.Messaging;
using Secure.Vocabulary;

namespace Secure.Gateway.Doors;

/// <summary>What a queued envelope is to the queue that it belongs to.</summary>
public enum QueuePlace
{
    /// <summary>The next one, or the first of a new chain.</summary>
    Next,
    /// <summary>Held already: acknowledge again.</summary>
    Known,
    /// <summary>Something before it is missing: the sender will repeat in order.</summary>
    Ahead,
}

/// <summary>How far each agent's durable queues are held.</summary>
public sealed class AgentQueues
{
    public const string Table = "agent_queues";

    private readonly Dictionary<string, QueueAck> _held = new(StringComparer.Ordinal);

    /// <summary>Where the envelope belongs, and whether its chain is broken: another chain than before, or another history.</summary>
    public QueuePlace Place(Envelope envelope, out bool broken)
    {
        broken = false;
        EnvelopeContent content = envelope.Content;
        if (!_held.TryGetValue(Key(content), out QueueAck? held)) { return QueuePlace.Next; }
        if (!held.Chain.AsSpan().SequenceEqual(content.Chain)) { broken = true; return QueuePlace.Next; }
        if (content.Sequence <= held.Sequence) { return QueuePlace.Known; }
        if (content.Sequence > held.Sequence + 1) { return QueuePlace.Ahead; }
        broken = !held.Hash.AsSpan().SequenceEqual(content.Previous);
        return QueuePlace.Next;
    }

    public static QueueAck AckOf(Envelope envelope) => new(envelope.Content.Stream, envelope.Content.Chain, envelope.Content.Sequence, envelope.Hash);

    /// <summary>What is held of the queue that this envelope belongs to; null before its first.</summary>
    public QueueAck? Held(Envelope envelope) => _held.GetValueOrDefault(Key(envelope.Content));

    public void Apply(Envelope envelope) => _held[Key(envelope.Content)] = AckOf(envelope);

    public static RowWrite Row(Envelope envelope) => new(Table, Key(envelope.Content), JsonSerializer.SerializeToUtf8Bytes(AckOf(envelope)));

    public void Load(TableRead table)
    {
        foreach (StoredRow row in table.Rows)
        {
            if (JsonSerializer.Deserialize<QueueAck>(row.Value) is { } held) { _held[row.Key] = held; }
        }
    }

    private static string Key(EnvelopeContent content) => content.From.Text + "/" + content.Stream;
}
