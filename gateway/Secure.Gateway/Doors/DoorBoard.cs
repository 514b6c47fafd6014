using Secure.Gateway.Decisions.Site;
using Secure.Gateway.Spine;
using Secure.Grants;
using Secure.Vocabulary;

namespace Secure.Gateway.Doors;

/// <summary>One door as last heard of.</summary>
/// <param name="At">When the signed word for it arrived; null: never.</param>
/// <param name="Online">False where nothing signed was heard for 15 s: then nothing here counts as current.</param>
public sealed record DoorView(Door Door, DoorMode? Mode, LockState Lock, LeafState Leaf, bool Online, DateTimeOffset? At);

/// <summary>The doors' present states from signed words alone. What is older than 15 s is shown as unknown, never as it was.</summary>
public sealed class DoorBoard(ISite site, TimeProvider clock)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<DoorId, (DoorReport Report, long HeardAt, DateTimeOffset At)> _reports = [];

    /// <summary>Raised after a door's view changed; handlers are quick.</summary>
    public event Action<DoorId>? Changed;

    public void Heard(DoorReport report)
    {
        lock (_gate) { _reports[report.Door] = (report, clock.GetTimestamp(), clock.GetUtcNow()); }
        Changed?.Invoke(report.Door);
    }

    /// <summary>Forgets what a controller said: it fell silent or is no longer trusted.</summary>
    public void Silent(DeviceId controller)
    {
        foreach (Door door in DoorsOf(controller))
        {
            lock (_gate) { _reports.Remove(door.Id); }
            Changed?.Invoke(door.Id);
        }
    }

    public IEnumerable<Door> DoorsOf(DeviceId controller) => site.Current.Doors.Values.Where(d => d.Controller == controller);

    public DoorView? View(DoorId id)
    {
        if (!site.Current.Doors.TryGetValue(id, out Door? door)) { return null; }
        lock (_gate)
        {
            bool fresh = _reports.TryGetValue(id, out (DoorReport Report, long HeardAt, DateTimeOffset At) heard)
                && clock.GetElapsedTime(heard.HeardAt) <= Heartbeat.SilenceMax;
            return fresh
                ? new DoorView(door, heard.Report.Mode, heard.Report.Lock, heard.Report.Leaf, true, heard.At)
                : new DoorView(door, null, LockState.Unknown, LeafState.Unknown, false, heard.Report is null ? null : heard.At);
        }
    }

    public IReadOnlyList<DoorView> All() => [.. site.Current.Doors.Keys.Select(View).OfType<DoorView>().OrderBy(v => v.Door.Id.Text, StringComparer.Ordinal)];
}
