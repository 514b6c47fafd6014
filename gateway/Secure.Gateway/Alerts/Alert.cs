using System.Buffers.Binary;
using System.Text.Json;
using System.Text.Json.Serialization;
using Secure.Gateway.Storage;
using Secure.Vocabulary;

namespace Secure.Gateway.Alerts;

/// <summary>
/// One alert, with why it fired and everything that was done about it. Immutable; <see cref="AlertBook"/> is its one owner.
/// Its row begins with the index of the log entry that recorded its last change, which the store fills in as it commits.
/// </summary>
internal sealed record Alert
{
    internal const string Table = "alerts";

    private const int IndexBytes = sizeof(long);

    public required string Id { get; init; }

    /// <summary>The alarm's code: which rule fired.</summary>
    public required string Code { get; init; }

    public required string Text { get; init; }

    public required AlertSeverity Severity { get; init; }

    public required AlertState State { get; init; }

    public required DateTimeOffset RaisedAt { get; init; }

    /// <summary>When the same thing last happened.</summary>
    public required DateTimeOffset LastAt { get; init; }

    /// <summary>When it first happened, by the device that tells of it; null: it tells no time.</summary>
    public DateTimeOffset? HappenedFrom { get; init; }

    /// <summary>When it last happened, likewise.</summary>
    public DateTimeOffset? HappenedTo { get; init; }

    /// <summary>How often it has happened; each time has a log entry of its own.</summary>
    public required long Count { get; init; }

    /// <summary>Counts what people did, so that a decision taken on an older sight of it is refused. Happening again does not count.</summary>
    public required long Version { get; init; }

    /// <summary>A person's id; empty: nobody yet.</summary>
    public string Owner { get; init; } = "";

    /// <summary>Ids of those who were told, in the order in which they were.</summary>
    public IReadOnlyList<string> Told { get; init; } = [];

    public required DateTimeOffset AcknowledgeBy { get; init; }

    public required DateTimeOffset CloseBy { get; init; }

    public bool Escalated { get; init; }

    public bool Overdue { get; init; }

    public bool Drill { get; init; }

    /// <summary>Only those who were told may know that there is one.</summary>
    public bool Silent { get; init; }

    public required AlertSubject About { get; init; }

    /// <summary>What else the alarm's first entry said, in its order.</summary>
    public IReadOnlyList<AlertWord> Why { get; init; } = [];

    /// <summary>Ids of the evidence, oldest first.</summary>
    public IReadOnlyList<string> Evidence { get; init; } = [];

    public required IReadOnlyList<AlertLine> History { get; init; }

    /// <summary>Index of the log entry of the last time that it happened; below 0 as in <see cref="AlertLine"/>.</summary>
    public required long LastIndex { get; init; }

    /// <summary>The code for whoever reads the log: of a silent alert not even that.</summary>
    [JsonIgnore]
    internal string PublicCode => Silent ? "silent" : Code;

    internal bool IsFor(PersonId reader) => !Silent || (Told.Contains(reader.Text) && About.Person != reader.Text);

    [JsonIgnore]
    internal bool IsClosed => AlertMoves.IsClosed(State);

    [JsonIgnore]
    internal DateTimeOffset? ClosedAt => IsClosed ? History[^1].At : null;

    /// <summary>The row to commit together with the entry that records the change.</summary>
    internal RowWrite ToRow()
    {
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(this, AlertJson.Default.Alert);
        byte[] value = new byte[IndexBytes + json.Length];
        json.CopyTo(value, IndexBytes);
        return new RowWrite(Table, Id, value) { IndexAt = 0 };
    }

    /// <summary>Null where the row is not of this form.</summary>
    internal static Alert? FromRow(byte[] value)
    {
        if (value.Length <= IndexBytes) { return null; }
        try
        {
            Alert? read = JsonSerializer.Deserialize(value.AsSpan(IndexBytes), AlertJson.Default.Alert);
            long index = BinaryPrimitives.ReadInt64BigEndian(value);
            return read is null ? null : read with
            {
                LastIndex = AlertLine.Known(read.LastIndex, index),
                History = [.. read.History.Select(line => line with { Index = AlertLine.Known(line.Index, index) })],
            };
        }
        catch (JsonException) { return null; }
    }
}

/// <summary>Whom and what it is about; empty where the alarm did not say. Two alarms of one code and one subject are the same thing happening again.</summary>
internal sealed record AlertSubject(string Person, string Device, string Door, string Room, string Resource, string Workstation, string Session, string DecisionId);

internal sealed record AlertWord(string Name, string Value);

/// <summary>One line of an alert's history.</summary>
/// <param name="By">Who did it: a person's id; empty: the gateway itself.</param>
/// <param name="To">Whom it was given to, or who were told, divided by spaces.</param>
/// <param name="Reason">Why, in that person's own words.</param>
/// <param name="Index">Index of the log entry that records it; below 0 until it is committed, and then the row itself tells it.</param>
internal sealed record AlertLine(AlertStep Step, DateTimeOffset At, string By, string To, string Reason, long Index)
{
    /// <summary>Stands for the entry at this place, from 0, among those of the change that is being made.</summary>
    internal static long Pending(int place) => -1 - place;

    internal static long Known(long index, long firstOfChange) => index < 0 ? firstOfChange + (-1 - index) : index;
}

[JsonSourceGenerationOptions(RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(Alert))]
internal sealed partial class AlertJson : JsonSerializerContext;
