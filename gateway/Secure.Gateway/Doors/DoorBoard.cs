using Secure.Gateway.Decisions.Site;
using Secure.Gateway.Spine;
using Secure.Grants;
using Secure.Vocabulary;

namespace Secure.Gateway.Doors;

/// <summary>One door as last heard of.</summary>
/// <param name="At">When the signed word for it arrived; null: never.</param>
/// <param name="Online">False where nothing signed was heard for 15 s: then nothing here counts as current.</param>
/// <param name="BoxTampered">Its controller's box was opened, and two officers have not ended that yet: so it is, heard or not.</param>
public sealed record DoorView(Door Door, DoorMode? Mode, LockState Lock, LeafState Leaf, bool Online, DateTimeOffset? At, bool BoxTampered);

/// <summary>The doors' present states from signed words alone. What is older than 15 s is shown as unknown, never as it was.</summary>
public sealed class DoorBoard(ISite site, Controllers controllers, TimeProvider clock)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<DoorId, Word> _words = [];

    private sealed record Word(DoorReport Report, Token128 Boot, ulong Ns, long HeardAt, DateTimeOffset At);

    /// <summary>Raised after a door's view changed; handlers are quick.</summary>
    public event Action<DoorId>? Changed;

    /// <summary>Takes a verified word of the present boot, unless a later one has come already.</summary>
    public void Heard(DoorReport report, Token128 boot, DeviceTime time)
    {
        lock (_gate)
        {
            if (_words.TryGetValue(report.Door, out Word? last) && last.Boot == boot && last.Ns > time.MonotonicNs) { return; }
            _words[report.Door] = new Word(report, boot, time.MonotonicNs, clock.GetTimestamp(), clock.GetUtcNow());
        }
        Changed?.Invoke(report.Door);
    }

    /// <summary>Forgets what a controller said: it fell silent or is no longer trusted.</summary>
    public void Silent(DeviceId controller)
    {
        foreach (Door door in DoorsOf(controller))
        {
            lock (_gate) { _words.Remove(door.Id); }
            Changed?.Invoke(door.Id);
        }
    }

    /// <summary>Something else that the doors of a controller show has changed.</summary>
    public void Tell(DeviceId controller)
    {
        foreach (Door door in DoorsOf(controller)) { Changed?.Invoke(door.Id); }
    }

    public IEnumerable<Door> DoorsOf(DeviceId controller) => site.Current.Doors.Values.Where(d => d.Controller == controller);

    public DoorView? View(DoorId id)
    {
        if (!site.Current.Doors.TryGetValue(id, out Door? door)) { return null; }
        bool tampered = controllers.Of(door.Controller).State.BoxTampered;
        lock (_gate)
        {
            Word? word = _words.GetValueOrDefault(id);
            return word is not null && clock.GetElapsedTime(word.HeardAt) <= Heartbeat.SilenceMax
                ? new DoorView(door, word.Report.Mode, word.Report.Lock, word.Report.Leaf, true, word.At, tampered)
                : new DoorView(door, null, LockState.Unknown, LeafState.Unknown, false, word?.At, tampered);
        }
    }

    public IReadOnlyList<DoorView> All() => [.. site.Current.Doors.Keys.Select(View).OfType<DoorView>().OrderBy(v => v.Door.Id.Text, StringComparer.Ordinal)];
}
