using Microsoft.Extensions.Logging;
using Secure.EdgeAgent.Trust;
using Secure.Messaging;
using Secure.Vocabulary;

namespace Secure.EdgeAgent.Outboxes;

/// <summary>
/// The two durable queues. Events wait in order; alarms have their own queue, so that a backlog does not hold them up. An alarm
/// of a controller goes into both: the copy arrives soon, the event in its place. What the agent itself has to say travels with the alarms.
/// </summary>
internal sealed class Queues : IDisposable
{
    private const double NearlyFull = 0.9;
    private const double Relieved = 0.8;

    /// <summary>The same hostile thing is told once in this time, so that it cannot fill the disk.</summary>
    private static readonly TimeSpan RepeatMin = TimeSpan.FromMinutes(1);

    private readonly AgentWriter _writer;
    private readonly TimeProvider _time;
    private readonly ILogger<Queues> _log;
    private readonly Lock _gate = new();
    private readonly Dictionary<DeviceId, StoredEvent> _stored = [];
    private readonly Dictionary<DeviceId, StoredEvent> _alarmed = [];
    private readonly Dictionary<(string Code, string About), long> _told = [];
    private bool _nearlyFull, _full;

    public Queues(string folder, long eventCapacity, long alarmCapacity, AgentWriter writer, TimeProvider time, ILogger<Queues> log)
    {
        (_writer, _time, _log) = (writer, time, log);
        List<string> damaged = [];
        Alarms = Open(Path.Combine(folder, "alarms"), EnvelopeStream.Alarm, alarmCapacity, _ => { }, damaged);
        Events = Open(Path.Combine(folder, "events"), EnvelopeStream.Event, eventCapacity, Remember, damaged);
        damaged.ForEach(where => Notify(AgentNotices.OutboxDamaged, "", where));
    }

    public Outbox Events { get; }

    public Outbox Alarms { get; }

    /// <summary>The last event of a controller that went into the event queue.</summary>
    public StoredEvent StoredOf(DeviceId controller) { lock (_gate) { return _stored.GetValueOrDefault(controller, StoredEvent.None); } }

    /// <summary>A controller with another key has another journal.</summary>
    public void Forget(DeviceId controller)
    {
        lock (_gate)
        {
            _stored.Remove(controller);
            _alarmed.Remove(controller);
        }
    }

    /// <summary>Stores a controller's signed event. False: there is no room, and the controller must keep it.</summary>
    public bool TryStore(DeviceId controller, ulong sequence, byte[] record, bool alarm)
    {
        byte[] payload = new Relayed(controller, sequence, record).Encode();
        StoredEvent told = StoredEvent.Of(sequence, record);
        if (alarm) { StoreAlarm(controller, told, payload); }
        bool stored = Append(Events, PayloadKind.ControllerEvent, payload) is not null;
        if (stored) { lock (_gate) { _stored[controller] = told; } }
        Watch(stored);
        return stored;
    }

    /// <summary>Tells the gateway something about the agent itself. Where there is no room it is only logged.</summary>
    public void Notify(string code, string about, string words)
    {
        QueuesLog.Notice(_log, code, about, words);
        if (Append(Alarms, PayloadKind.AgentNotice, new AgentNotice(code, about, words).Encode()) is null) { QueuesLog.NoRoom(_log, Alarms.Stream); }
    }

    /// <summary>The same for what a stranger can cause as often as they like.</summary>
    public void NotifySeldom(string code, string about, string words)
    {
        lock (_gate)
        {
            if (_told.TryGetValue((code, about), out long last) && _time.GetElapsedTime(last) < RepeatMin) { return; }
            if (_told.Count > 1000) { _told.Clear(); }
            _told[(code, about)] = _time.GetTimestamp();
        }
        Notify(code, about, words);
    }

    public void Dispose()
    {
        Events.Dispose();
        Alarms.Dispose();
    }

    /// <summary>Once for each: while the event finds no room in its place, the controller sends it again and again.</summary>
    private void StoreAlarm(DeviceId controller, StoredEvent told, byte[] payload)
    {
        lock (_gate)
        {
            if (_alarmed.TryGetValue(controller, out StoredEvent? last) && last.Is(told)) { return; }
        }
        if (Append(Alarms, PayloadKind.ControllerEvent, payload) is null) { QueuesLog.NoRoom(_log, Alarms.Stream); return; }
        lock (_gate) { _alarmed[controller] = told; }
    }

    private ulong? Append(Outbox queue, PayloadKind kind, byte[] payload) =>
        queue.TryAppend((chain, sequence, previous) => _writer.Compose(queue.Stream, kind, payload, chain, sequence, previous));

    private void Watch(bool stored)
    {
        bool tellNearly, tellFull;
        lock (_gate)
        {
            double fullness = Events.Fullness;
            tellNearly = !_nearlyFull && fullness >= NearlyFull;
            tellFull = !_full && !stored;
            _nearlyFull = fullness >= NearlyFull || (_nearlyFull && fullness >= Relieved);
            _full = !stored;
        }
        if (tellNearly) { Notify(AgentNotices.OutboxNearlyFull, "events", "The event queue is 90 % full; the gateway does not take it."); }
        if (tellFull) { Notify(AgentNotices.OutboxFull, "events", "No room for events on this machine; they wait in the controllers' journals."); }
    }

    private void Remember(EnvelopeContent content)
    {
        if (content.Kind == PayloadKind.ControllerEvent && Relayed.TryDecode(content.Payload, out Relayed? relayed))
        {
            _stored[relayed.Controller] = StoredEvent.Of(relayed.Sequence, relayed.Bytes);
        }
    }

    private Outbox Open(string folder, EnvelopeStream stream, long capacity, Action<EnvelopeContent> visit, List<string> damaged)
    {
        try { return Outbox.Open(folder, stream, capacity, visit); }
        catch (QueueDamagedException damage)
        {
            // The controllers still hold what the gateway has not acknowledged and send it again to an empty queue.
            _stored.Clear();
            string aside = $"{folder}.damaged-{_time.GetUtcNow():yyyyMMddHHmmss}";
            Directory.Move(folder, aside);
            damaged.Add($"{damage.Message}; put aside as {aside}");
            return Outbox.Open(folder, stream, capacity, visit);
        }
    }
}
