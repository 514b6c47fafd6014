using Secure.Gateway.Audit;
using Secure.Gateway.Decisions;
using Secure.Gateway.Presence;
using Secure.Gateway.Storage;
using Secure.Vocabulary;

namespace Secure.Gateway.Doors;

/// <summary>
/// Changes gathered for one commit. What is read through it counts what it already holds, so that several messages in a
/// row fit into one commit; nobody else sees any of it before the commit.
/// </summary>
public sealed class Draft(Controllers controllers, AgentQueues queues, PresenceBook presence)
{
    private readonly List<AuditEvent> _events = [];
    private readonly Dictionary<DeviceId, ControllerState> _states = [];
    private readonly Dictionary<string, QueueState> _queues = new(StringComparer.Ordinal);
    private readonly Dictionary<PersonId, PresenceFact> _moved = [];
    private readonly HashSet<(DeviceId, string)> _noted = [];
    private readonly HashSet<string> _once = new(StringComparer.Ordinal);
    private readonly List<Action> _after = [];
    private readonly List<RowWrite> _more = [];
    private readonly List<PinTry> _pins = [];
    private readonly List<BadCard> _badCards = [];

    public IReadOnlyList<AuditEvent> Events => _events;

    /// <summary>In the order in which they were told.</summary>
    public IReadOnlyList<PinTry> Pins => _pins;

    public IReadOnlyList<BadCard> BadCards => _badCards;

    public IReadOnlyList<RowWrite> Rows =>
    [
        .. _states.Select(s => s.Value.Row(s.Key)), .. _queues.Select(q => AgentQueues.Row(q.Key, q.Value)),
        .. _moved.Select(m => PresenceBook.Row(new PresenceEntry(m.Key, m.Value))), .. _more,
    ];

    public bool IsEmpty => _events.Count == 0 && _states.Count == 0 && _queues.Count == 0 && _moved.Count == 0;

    public ControllerState StateOf(DeviceId controller) => _states.GetValueOrDefault(controller) ?? controllers.Of(controller).State;

    public QueueState? QueueOf(string queue) => _queues.GetValueOrDefault(queue) ?? queues.Of(queue);

    /// <summary>Whose last place is one of the rooms as far as it is written, in doubt or not; a doubt held in memory alone does not count here.</summary>
    public IReadOnlyList<PresenceEntry> LastIn(IReadOnlySet<RoomId> rooms) =>
    [
        .. presence.Written().Select(e => _moved.TryGetValue(e.Person, out PresenceFact? moved) ? e with { Fact = moved } : e)
            .Concat(_moved.Where(m => !presence.IsWritten(m.Key)).Select(m => new PresenceEntry(m.Key, m.Value)))
            .Where(e => e.Fact.State != PresenceState.Absent && e.Fact.Room is { } room && rooms.Contains(room)),
    ];

    /// <summary>Where somebody is as far as it is written.</summary>
    public PresenceEntry LastOf(PersonId person) => new(person, _moved.GetValueOrDefault(person) ?? presence.WrittenOf(person));

    public void Add(AuditEvent happened) => _events.Add(happened);

    /// <summary>Another slice's row that belongs into the same commit.</summary>
    public void Add(RowWrite row) => _more.Add(row);

    /// <summary>A PIN that a controller compared by itself: counted in the same commit.</summary>
    public void Add(PinTry tried) => _pins.Add(tried);

    /// <summary>A card that a controller refused by itself: counted in the same commit.</summary>
    public void Add(BadCard refused) => _badCards.Add(refused);

    public void Set(DeviceId controller, ControllerState state) => _states[controller] = state;

    public void Set(string queue, QueueState state) => _queues[queue] = state;

    public void Move(IEnumerable<PresenceEntry> entries)
    {
        foreach (PresenceEntry entry in entries) { _moved[entry.Person] = entry.Fact; }
    }

    /// <summary>True the first time that this trouble with a controller is told; again only after it was whole.</summary>
    public bool IsFirst(DeviceId controller, string code) => !controllers.Of(controller).IsNoted(code) && _noted.Add((controller, code));

    /// <summary>True the first time that this draft is asked about it.</summary>
    public bool IsFirst(string what) => _once.Add(what);

    /// <summary>What to do once everything is on the disk.</summary>
    public void After(Action action) => _after.Add(action);

    /// <summary>Takes what was committed into memory.</summary>
    public void Apply()
    {
        foreach ((DeviceId controller, ControllerState state) in _states) { controllers.Of(controller).State = state; }
        foreach ((string queue, QueueState state) in _queues) { queues.Set(queue, state); }
        foreach ((DeviceId controller, string code) in _noted) { controllers.Of(controller).Note(code); }
        presence.Apply([.. _moved.Select(m => new PresenceEntry(m.Key, m.Value))]);
        _after.ForEach(action => action());
    }
}
