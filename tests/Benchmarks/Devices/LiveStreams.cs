using System.Diagnostics;
using Grpc.Core;
using Secure.V1;
using Secure.Vocabulary;
using LeafState = Secure.V1.LeafState;

namespace Secure.Benchmarks.Devices;

/// <summary>An officer's streams of doors and of alerts, and when they told what had happened.</summary>
internal sealed class LiveStreams : IAsyncDisposable
{
    private const string Forced = "door.forced";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly long[] _doorSent, _alarmSent;
    private readonly bool[] _open;
    private readonly Dictionary<string, ulong> _counts = [];
    private readonly List<long> _doors = [], _alerts = [];
    private readonly AsyncServerStreamingCall<WatchDoorsResponse> _doorCall;
    private readonly AsyncServerStreamingCall<WatchAlertsResponse> _alertCall;
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _reading;
    private int _next;

    private LiveStreams(DoorFleet fleet, CancellationToken cancellation)
    {
        (_doorSent, _alarmSent, _open) = (new long[fleet.Site.All], new long[fleet.Site.All], new bool[fleet.Site.All]);
        _doorCall = new V1.Doors.DoorsClient(fleet.Channel).Watch(new WatchDoorsRequest(), fleet.Officer, cancellationToken: cancellation);
        _alertCall = new V1.Alerts.AlertsClient(fleet.Channel).Watch(new WatchAlertsRequest(), fleet.Officer, cancellationToken: cancellation);
        _reading = Task.WhenAll(ReadDoorsAsync(cancellation), ReadAlertsAsync(cancellation));
    }

    public Timings Doors { get { lock (_gate) { return new Timings(_doors, 1); } } }

    public Timings Alerts { get { lock (_gate) { return new Timings(_alerts, 1); } } }

    /// <summary>Returns once both have told how things stand.</summary>
    public static async Task<LiveStreams> OpenAsync(DoorFleet fleet, CancellationToken cancellation)
    {
        LiveStreams streams = new(fleet, cancellation);
        await streams._ready.Task.WaitAsync(Patience, TimeProvider.System, cancellation);
        return streams;
    }

    /// <summary>The next door in turn of which everything has been told: of two changes at once the streams tell the last.</summary>
    /// <exception cref="TimeoutException">Nothing is told of any door.</exception>
    public async Task<int> NextDoorAsync(CancellationToken cancellation)
    {
        for (long begin = TimeProvider.System.GetTimestamp(); ;)
        {
            if (TryNext(out int door)) { return door; }
            if (TimeProvider.System.GetElapsedTime(begin) > Patience) { throw new TimeoutException("The streams tell nothing any more."); }
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, cancellation);
        }
    }

    public bool IsOpen(int door) { lock (_gate) { return _open[door]; } }

    /// <summary>To be called before it is told.</summary>
    public void Sent(int door, DoorEventKind happened)
    {
        lock (_gate)
        {
            _open[door] = happened != DoorEventKind.Closed;
            _doorSent[door] = Stopwatch.GetTimestamp();
            if (happened == DoorEventKind.ForcedOpen) { _alarmSent[door] = _doorSent[door]; }
        }
    }

    /// <summary>Forgets the warm-up.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _doors.Clear();
            _alerts.Clear();
        }
    }

    /// <exception cref="TimeoutException">Something was never told.</exception>
    public async Task AllSeenAsync(CancellationToken cancellation)
    {
        for (long begin = TimeProvider.System.GetTimestamp(); ;)
        {
            int waiting;
            lock (_gate) { waiting = _doorSent.Concat(_alarmSent).Count(s => s != 0); }
            if (waiting == 0) { return; }
            if (TimeProvider.System.GetElapsedTime(begin) > Patience) { throw new TimeoutException($"{waiting} events were not told."); }
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, cancellation);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _doorCall.Dispose();
        _alertCall.Dispose();
        await _reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private bool TryNext(out int door)
    {
        lock (_gate)
        {
            for (int i = 0; i < _open.Length; i++)
            {
                _next = (_next + 1) % _open.Length;
                if (_doorSent[_next] == 0 && _alarmSent[_next] == 0) { door = _next; return true; }
            }
            door = -1;
            return false;
        }
    }

    private async Task ReadDoorsAsync(CancellationToken cancellation)
    {
        while (await _doorCall.ResponseStream.MoveNext(cancellation))
        {
            lock (_gate)
            {
                foreach (DoorState state in _doorCall.ResponseStream.Current.Doors)
                {
                    int door = FleetSite.NumberOf(state.Door);
                    if (_doorSent[door] != 0 && state.Leaf == (_open[door] ? LeafState.Open : LeafState.Closed)) { Take(_doorSent, door, _doors); }
                }
            }
        }
    }

    // A heartbeat follows the alerts that are open.
    private async Task ReadAlertsAsync(CancellationToken cancellation)
    {
        while (await _alertCall.ResponseStream.MoveNext(cancellation))
        {
            if (_alertCall.ResponseStream.Current.Alerts.Count == 0) { _ready.TrySetResult(); }
            lock (_gate)
            {
                foreach (Alert alert in _alertCall.ResponseStream.Current.Alerts.Where(a => a.Code == Forced))
                {
                    int door = FleetSite.NumberOf(alert.Door);
                    if (_alarmSent[door] != 0 && _counts.GetValueOrDefault(alert.Id) < alert.Count) { Take(_alarmSent, door, _alerts); }
                    _counts[alert.Id] = alert.Count;
                }
            }
        }
    }

    private static void Take(long[] sent, int door, List<long> ticks)
    {
        ticks.Add(Stopwatch.GetTimestamp() - sent[door]);
        sent[door] = 0;
    }
}
