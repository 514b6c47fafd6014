using System.Text.Json;
using Secure.Gateway.Storage;
using Secure.Messaging;

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
    /// <summary>Of a chain that its agent has given up: somebody repeats old messages.</summary>
    Retired,
}

/// <summary>How far one durable queue of an agent is held.</summary>
/// <param name="RetiredChains">The latest chains before the present one, hex.</param>
public sealed record QueueState(QueueAck Held, IReadOnlyList<string> RetiredChains)
{
    private const int RetiredMax = 16;

    /// <summary>As a backup had it: its agent may have given up what followed, as this gateway once held it.</summary>
    public bool IsRestored { get; init; }

    /// <summary>Where an envelope belongs, and whether its chain is broken: another chain than before, or another history.</summary>
    /// <param name="state">Null where nothing is known of the queue.</param>
    public static QueuePlace Place(QueueState? state, EnvelopeContent content, out bool broken)
    {
        broken = false;
        if (state is null) { broken = content.Sequence != 1; return QueuePlace.Next; }
        if (!state.Held.Chain.AsSpan().SequenceEqual(content.Chain))
        {
            if (state.RetiredChains.Contains(Convert.ToHexStringLower(content.Chain), StringComparer.Ordinal)) { return QueuePlace.Retired; }
            // A new chain counts from 1, so a broker that swallows its beginning gains nothing.
            broken = content.Sequence == 1;
            return broken ? QueuePlace.Next : QueuePlace.Ahead;
        }
        if (content.Sequence <= state.Held.Sequence) { return QueuePlace.Known; }
        if (content.Sequence > state.Held.Sequence + 1) { return QueuePlace.Ahead; }
        broken = !state.Held.Hash.AsSpan().SequenceEqual(content.Previous);
        return QueuePlace.Next;
    }

    /// <summary>The state once this envelope is held.</summary>
    public static QueueState After(QueueState? before, Envelope envelope)
    {
        EnvelopeContent content = envelope.Content;
        QueueAck held = new(content.Stream, content.Chain, content.Sequence, envelope.Hash);
        if (before is null) { return new QueueState(held, []); }
        return before.Held.Chain.AsSpan().SequenceEqual(content.Chain)
            ? before with { Held = held, IsRestored = false }
            : new QueueState(held, [Convert.ToHexStringLower(before.Held.Chain), .. before.RetiredChains.Take(RetiredMax - 1)]);
    }
}

/// <summary>How far each agent's durable queues are held. Only <see cref="Drafts"/> replaces a state, after its commit.</summary>
public sealed class AgentQueues(TimeProvider clock)
{
    public const string Table = "agent_queues";

    /// <summary>How long the first entry of an unknown queue is waited for; its sender repeats within 5 s.</summary>
    private static readonly TimeSpan FirstMax = TimeSpan.FromSeconds(15);

    /// <summary>How long an agent has, after a restore, to find what followed the backup; it looks at our third word, within some 15 s.</summary>
    private static readonly TimeSpan FoundMax = TimeSpan.FromSeconds(60);

    private readonly Dictionary<string, QueueState> _held = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (long Since, ulong Lowest)> _early = new(StringComparer.Ordinal);

    /// <summary>Names the queue that an envelope belongs to.</summary>
    public static string KeyOf(EnvelopeContent content) => content.From.Text + "/" + content.Stream;

    /// <summary>What is held of a queue; null before its first entry.</summary>
    public QueueState? Of(string queue) => _held.GetValueOrDefault(queue);

    public void Set(string queue, QueueState state)
    {
        _held[queue] = state;
        _early.Remove(queue);
    }

    /// <summary>After a restore: every queue as one whose agent may have given up what followed. To be committed by the caller.</summary>
    public IReadOnlyList<RowWrite> MarkRestored()
    {
        foreach ((string queue, QueueState state) in _held.ToArray()) { _held[queue] = state with { IsRestored = true }; }
        return [.. _held.Select(h => Row(h.Key, h.Value))];
    }

    /// <summary>
    /// Whether a queue of which nothing is known may begin with this entry: with its first, or, where that does not come,
    /// because our own row of it was lost, with the oldest that comes.
    /// </summary>
    public bool MayBegin(string queue, ulong sequence) => sequence == 1 || IsOldestAfter(queue, sequence, FirstMax);

    /// <summary>Whether a queue that a restore put back goes on with this entry, since what came before it has not come: its agent no longer has it.</summary>
    public bool MayGoOn(string queue, QueueState state, EnvelopeContent content) =>
        state.IsRestored && state.Held.Chain.AsSpan().SequenceEqual(content.Chain) && IsOldestAfter(queue, content.Sequence, FoundMax);

    private bool IsOldestAfter(string queue, ulong sequence, TimeSpan wait)
    {
        (long since, ulong lowest) = _early.GetValueOrDefault(queue, (clock.GetTimestamp(), sequence));
        _early[queue] = (since, Math.Min(lowest, sequence));
        return sequence <= lowest && clock.GetElapsedTime(since) >= wait;
    }

    public static RowWrite Row(string queue, QueueState state) => new(Table, queue, JsonSerializer.SerializeToUtf8Bytes(state));

    /// <summary>Loads the stored states; a row that fails its seal or does not read is named, and that queue is believed anew.</summary>
    /// <returns>Keys of the rows that could not be used.</returns>
    public IReadOnlyList<string> Load(TableRead table)
    {
        List<string> bad = [.. table.TamperedKeys];
        foreach (StoredRow row in table.Rows)
        {
            if (Read(row.Value) is { } state) { _held[row.Key] = state; } else { bad.Add(row.Key); }
        }
        return bad;
    }

    private static QueueState? Read(byte[] value)
    {
        try { return JsonSerializer.Deserialize<QueueState>(value) is { Held.Chain: not null, Held.Hash: not null, RetiredChains: not null } read ? read : null; }
        catch (JsonException) { return null; }
    }
}
