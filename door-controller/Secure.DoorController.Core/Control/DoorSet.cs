using Secure.DoorController.Core.Doors;
using Secure.Grants;
using Secure.Vocabulary;

namespace Secure.DoorController.Core.Control;

/// <summary>All doors of the controller: drives their locks and records what happens at them.</summary>
internal sealed class DoorSet
{
    private readonly Dictionary<DoorId, Door> _doors;
    private readonly Journal _journal;
    private readonly ILockLines _lines;

    public DoorSet(ControllerSetup setup, Journal journal, ILockLines lines)
    {
        (_journal, _lines) = (journal, lines);
        _doors = setup.Doors.ToDictionary(d => d.Id, d => new Door(d, setup.Commands.Modes.GetValueOrDefault(d.Id, DoorMode.Secured)));
    }

    /// <summary>Who else hears what happens at a door, once it is recorded.</summary>
    public Action<DoorId, DoorHappening>? Happened { get; set; }

    public IEnumerable<DoorId> Ids => _doors.Keys;

    public bool IsAnyDriven => _doors.Values.Any(d => d.IsDriven);

    public IReadOnlyList<DoorReport> Reports => [.. _doors.Values.Select(d => d.Report)];

    public TimeSpan? DueAt => _doors.Values.Min(d => d.DueAt);

    public DoorReport Report(DoorId door) => _doors[door].Report;

    public bool IsDriven(DoorId door) => _doors[door].IsDriven;

    /// <summary>Why a door would not be unlocked by this now; empty where it would.</summary>
    public string ObstacleTo(DoorId door, DoorInput.Unlock unlock) => _doors[door].ObstacleTo(unlock);

    /// <summary>What officers have ordered for a door: what is kept over a restart.</summary>
    public DoorMode Ordered(DoorId door) => _doors[door].Ordered;

    /// <summary>The plan that a door follows; null: none yet.</summary>
    public DoorPlan? Plan(DoorId door) => _doors[door].Plan;

    public PlanHours? FreeHours(DoorId door) => _doors[door].FreeHours;

    /// <summary>Gives one door an input, drives its lock accordingly, then records; its interlocked neighbours hear of it at once.</summary>
    public void Apply(DoorId id, DoorInput input, TimeSpan now)
    {
        Give(id, input, now);
        if (_doors[id].Interlock is not { } interlock) { return; }
        foreach (Door neighbour in _doors.Values.Where(d => d.Interlock == interlock)) { TellNeighbours(neighbour, interlock, now); }
    }

    private void TellNeighbours(Door door, string interlock, TimeSpan now)
    {
        bool areSafe = _doors.Values.All(d => d == door || d.Interlock != interlock || d.IsSafe);
        if (areSafe != door.AreNeighboursSafe) { Give(door.Id, new DoorInput.Neighbours(areSafe), now); }
    }

    private void Give(DoorId id, DoorInput input, TimeSpan now)
    {
        Door door = _doors[id];
        bool before = door.IsDriven;
        IReadOnlyList<DoorHappening> happened = door.Apply(input, now);
        if (door.IsDriven != before) { _lines.Drive(id, door.IsDriven); }
        foreach (DoorHappening happening in happened)
        {
            _journal.Write(id, happening);
            Happened?.Invoke(id, happening);
        }
    }

    public void ApplyToAll(DoorInput input, TimeSpan now)
    {
        foreach (DoorId id in _doors.Keys) { Apply(id, input, now); }
    }

    /// <summary>Drives every lock to locked, whatever was said before.</summary>
    public void LockAll()
    {
        foreach (DoorId id in _doors.Keys) { _lines.Drive(id, false); }
    }
}
