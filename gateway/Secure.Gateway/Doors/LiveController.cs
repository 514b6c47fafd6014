using Secure.Grants;
using Secure.Vocabulary;

namespace Secure.Gateway.Doors;

/// <summary>One controller since this process started. Safe to use from many threads.</summary>
public sealed class LiveController(DeviceId id, TimeProvider clock)
{
    private const int WindowMax = 1024;

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
    /// True where an announced journal entry has not come for longer than the time given: somebody withholds it. Asked at
    /// every heartbeat.
    /// </summary>
    public bool IsShort(ulong announced, ulong held, TimeSpan patience)
    {
        lock (_gate)
        {
            // Waiting for one entry does not grow older because newer ones are announced, nor ends because others came.
            if (held >= _owed) { (_owed, _owedSince) = (announced, clock.GetTimestamp()); }
            return held < _owed && clock.GetElapsedTime(_owedSince) >= patience;
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
        (_window, _highest, _heardNs, _owed) = (boot, 0, 0, 0);
        _nonces.Clear();
        _order.Clear();
    }
}
