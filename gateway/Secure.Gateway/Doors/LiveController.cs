using Secure.Grants;
using Secure.Vocabulary;

namespace Secure.Gateway.Doors;

/// <summary>One controller since this process started. Safe to use from many threads.</summary>
public sealed class LiveController(DeviceId id, TimeProvider clock)
{
    private const int WindowMax = 1024;

    /// <summary>Two delays that differ by no more are the same one; less than half a heartbeat's period.</summary>
    private static readonly TimeSpan SameMax = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();
    private readonly HashSet<Token128> _nonces = [];
    private readonly Queue<Token128> _order = new();
    private readonly HashSet<string> _noted = new(StringComparer.Ordinal);
    private ControllerState _state = ControllerState.New;
    private string _window = "";
    private ulong _highest;
    private long? _heardAt;
    private ulong _heardNs;
    private ulong _announced;
    private ulong _owed;
    private long _owedSince;
    private ulong _held;
    private long _heldSince;
    private (TimeSpan Behind, ulong Ns)? _late;
    private (ulong Held, ulong Ns)? _short;

    public DeviceId Id => id;

    /// <summary>Only <see cref="Drafts"/> replaces it, after its commit.</summary>
    public ControllerState State
    {
        get { lock (_gate) { return _state; } }
        set { lock (_gate) { _state = value; } }
    }

    /// <summary>A heartbeat came within 15 s, from the present boot, with a clock that agrees with ours.</summary>
    public bool Alive { get { lock (_gate) { return _heardAt is { } at && clock.GetElapsedTime(at) <= Heartbeat.SilenceMax; } } }

    /// <summary>Alive, and no entry of its journal is on its way or missing.</summary>
    public bool Whole { get { lock (_gate) { return Alive && _announced <= _state.Sequence && _noted.Count == 0; } } }

    /// <summary>Newest journal entry that its newest heartbeat names.</summary>
    public ulong Announced { get { lock (_gate) { return _announced; } } }

    /// <summary>At least one heartbeat has counted since this process started.</summary>
    public bool WasHeard { get { lock (_gate) { return _heardAt is not null; } } }

    /// <summary>Monotonic time of the newest heartbeat of the present boot; 0: none.</summary>
    public ulong HeardNs { get { lock (_gate) { return _window == _state.BootId ? _heardNs : 0; } } }

    public void Heard(Heartbeat beat)
    {
        lock (_gate)
        {
            Turn(beat.BootId.ToString());
            (_heardAt, _heardNs, _announced) = (clock.GetTimestamp(), beat.Time.MonotonicNs, beat.JournalSequence);
        }
    }

    /// <summary>It is trusted no longer.</summary>
    public void Forget() { lock (_gate) { _heardAt = null; } }

    /// <summary>Remembers a trouble that has been told, until <see cref="Recovered"/>.</summary>
    public void Note(string code) { lock (_gate) { _noted.Add(code); } }

    public bool IsNoted(string code) { lock (_gate) { return _noted.Contains(code); } }

    /// <summary>Its newest heartbeat and its journal agree again.</summary>
    public void Recovered() { lock (_gate) { _noted.Clear(); } }

    /// <summary>
    /// How an announced journal entry stands that has not come. Late: for longer than the time given. Stuck: nothing has
    /// come for that long, so that somebody withholds it. Asked at every heartbeat.
    /// </summary>
    public (bool Late, bool Stuck) Lag(ulong announced, ulong held, TimeSpan patience)
    {
        lock (_gate)
        {
            long now = clock.GetTimestamp();
            if (held != _held) { (_held, _heldSince) = (held, now); }
            // Waiting for one entry does not end because newer ones are announced.
            if (held >= _owed) { (_owed, _owedSince) = (announced, now); }
            bool late = held < _owed && clock.GetElapsedTime(_owedSince) >= patience;
            return (late, late && clock.GetElapsedTime(_heldSince) >= patience);
        }
    }

    /// <summary>
    /// Whether the controller has lost entries that are held, as when its disk was replaced by an older image of itself. Asked at
    /// every heartbeat that is of now: such a one may have been overtaken by entries, but by twice the longest delay at most.
    /// </summary>
    /// <param name="ns">The heartbeat's monotonic time.</param>
    public bool IsShort(ulong announced, ulong held, ulong ns)
    {
        lock (_gate)
        {
            if (_short is not { } first || announced >= first.Held)
            {
                _short = announced < held ? (held, ns) : null;
                return false;
            }
            return ns >= first.Ns + 2 * (ulong)Heartbeat.SilenceMax.TotalNanoseconds;
        }
    }

    /// <summary>
    /// Whether a heartbeat that is not of now shows a wrong clock. One from the future does. Of late ones, as a broker's
    /// return brings many, only one that is exactly as late as another from seconds before.
    /// </summary>
    public bool IsClockWrong(DeviceTime time)
    {
        TimeSpan behind = clock.GetUtcNow() - time.Wall;
        lock (_gate)
        {
            (TimeSpan Behind, ulong Ns)? before = _late;
            _late = (behind, time.MonotonicNs);
            return behind < TimeSpan.Zero
                || (before is { } b && (behind - b.Behind).Duration() <= SameMax && time.MonotonicNs > b.Ns + (ulong)(2 * SameMax).TotalNanoseconds);
        }
    }

    /// <summary>
    /// True the first time that a presentation of the present boot is seen. Anything twice, anything far behind the
    /// newest, anything that the newest heartbeat shows to be too old for a grant and anything from another boot is a
    /// replay; a boot becomes the present one by the controller's own signed heartbeat or journal, never by a presentation.
    /// </summary>
    public bool TryTake(Presentation presentation)
    {
        lock (_gate)
        {
            string boot = presentation.BootId.ToString();
            if (boot != _state.BootId) { return false; }
            Turn(boot);
            if (presentation.Time.MonotonicNs + (ulong)Grant.LifeMax.TotalNanoseconds < _heardNs) { return false; }
            if (presentation.Sequence + WindowMax <= _highest || !_nonces.Add(presentation.Nonce)) { return false; }
            _highest = Math.Max(_highest, presentation.Sequence);
            _order.Enqueue(presentation.Nonce);
            if (_order.Count > WindowMax) { _nonces.Remove(_order.Dequeue()); }
            return true;
        }
    }

    private void Turn(string boot)
    {
        if (boot == _window) { return; }
        (_window, _highest, _heardNs, _owed, _late, _short) = (boot, 0, 0, 0, null, null);
        _nonces.Clear();
        _order.Clear();
    }
}
