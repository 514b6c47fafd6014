using System.Collections.Concurrent;
using Secure.Gateway.Spine;
using Secure.Gateway.Storage;
using Secure.Grants;
using Secure.Signatures;
using Secure.Vocabulary;

namespace Secure.Gateway.Doors;

/// <summary>
/// What is known of each controller: the stored state of its journal and, in memory alone, when it was last heard and
/// which presentations were answered since its boot.
/// </summary>
public sealed class Controllers(IDeviceKeys keys, TimeProvider clock)
{
    private readonly ConcurrentDictionary<DeviceId, LiveController> _live = new();

    public LiveController Of(DeviceId controller) => _live.GetOrAdd(controller, id => new LiveController(id, clock));

    public IReadOnlyCollection<LiveController> All => [.. _live.Values];

    /// <summary>Verifies a record with the controller's own enrolled key. False for an unenrolled or revoked one.</summary>
    public bool TryVerify<T>(DeviceId controller, ReadOnlySpan<byte> signed, out T? record) where T : class, IRecord<T>
    {
        record = null;
        return keys.SigningKeyOf(controller) is { } key && Record.TryVerify(signed, [key], out record);
    }

    /// <summary>Loads the stored states; a row that fails its seal or does not read is named, and that controller starts anew.</summary>
    /// <returns>Keys of the rows that could not be used.</returns>
    public IReadOnlyList<string> Load(TableRead table)
    {
        List<string> bad = [.. table.TamperedKeys];
        foreach (StoredRow row in table.Rows)
        {
            try { Of(DeviceId.Parse(row.Key)).State = ControllerState.Read(row.Value); }
            catch (Exception unreadable) when (unreadable is FormatException or System.Text.Json.JsonException) { bad.Add(row.Key); }
        }
        return bad;
    }
}

/// <summary>One controller since this process started.</summary>
public sealed class LiveController(DeviceId id, TimeProvider clock)
{
    private const int WindowMax = 1024;

    private readonly Lock _gate = new();
    private readonly HashSet<Token128> _nonces = [];
    private readonly Queue<Token128> _order = new();
    private string _window = "";
    private ulong _highest;
    private long? _heardAt;
    private long _behindSince;
    private bool _behind;

    public DeviceId Id => id;

    /// <summary>Only the inbox's loop replaces it, after its commit.</summary>
    public ControllerState State { get; set; } = ControllerState.New;

    /// <summary>The journal's head as the last heartbeat named it.</summary>
    public ulong AnnouncedSequence { get; private set; }

    /// <summary>A heartbeat came within 15 s, from the present boot, with a clock that agrees with ours.</summary>
    public bool Alive { get { lock (_gate) { return _heardAt is { } at && clock.GetElapsedTime(at) <= Heartbeat.SilenceMax; } } }

    public void Heard(Heartbeat beat)
    {
        lock (_gate)
        {
            _heardAt = clock.GetTimestamp();
            AnnouncedSequence = beat.JournalSequence;
        }
    }

    public void Forget() { lock (_gate) { _heardAt = null; } }

    /// <summary>
    /// True where the journal that we hold has been short of the announced one for longer than the time given: somebody
    /// withholds an entry. Asked at every heartbeat.
    /// </summary>
    public bool IsShort(TimeSpan patience)
    {
        lock (_gate)
        {
            bool behind = State.Sequence < AnnouncedSequence;
            if (behind && !_behind) { _behindSince = clock.GetTimestamp(); }
            _behind = behind;
            return behind && clock.GetElapsedTime(_behindSince) >= patience;
        }
    }

    /// <summary>
    /// True the first time that a presentation of the present boot is seen. Anything twice, anything far behind the
    /// newest and anything from another boot is a replay; a boot becomes the present one by the controller's own
    /// signed heartbeat or journal, never by a presentation.
    /// </summary>
    public bool TryTake(Presentation presentation)
    {
        lock (_gate)
        {
            string boot = presentation.BootId.ToString();
            if (boot != State.BootId) { return false; }
            return boot == _window ? Add(presentation) : Begin(boot, presentation);
        }
    }

    private bool Begin(string boot, Presentation presentation)
    {
        (_window, _highest) = (boot, 0);
        _nonces.Clear();
        _order.Clear();
        return Add(presentation);
    }

    private bool Add(Presentation presentation)
    {
        if (presentation.Sequence + WindowMax <= _highest || !_nonces.Add(presentation.Nonce)) { return false; }
        _highest = Math.Max(_highest, presentation.Sequence);
        _order.Enqueue(presentation.Nonce);
        if (_order.Count > WindowMax) { _nonces.Remove(_order.Dequeue()); }
        return true;
    }
}
