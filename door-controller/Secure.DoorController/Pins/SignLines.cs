using Secure.DoorController.Configuration;
using Secure.DoorController.Core.Osdp;
using Secure.Vocabulary;

namespace Secure.DoorController.Pins;

/// <summary>
/// The lamps and buzzers that hang on lines of their own, by door: what an OSDP reader does by itself is done here by level and
/// timer. At rest a door is red and silent. From any thread.
/// </summary>
internal sealed class SignLines : IDisposable
{
    private readonly Dictionary<DoorId, DoorSign> _signs;

    public SignLines(IEnumerable<DoorEntry> doors, IPins pins, TimeProvider clock) =>
        _signs = doors.Where(d => (d.Green ?? d.Red ?? d.Buzzer) is not null).ToDictionary(d => DoorId.Parse(d.Id), d => new DoorSign(d, pins, clock));

    public void Show(DoorId door, IReadOnlyList<OsdpCommand> commands)
    {
        if (!_signs.TryGetValue(door, out DoorSign? sign)) { return; }
        foreach (Indication shown in commands.Select(c => c.Shows).OfType<Indication>()) { sign.Show(shown); }
    }

    /// <summary>Sets every line to what it should show: the pins have come, and know nothing of it.</summary>
    public void Refresh()
    {
        foreach (DoorSign sign in _signs.Values) { sign.Refresh(); }
    }

    /// <summary>Leaves all dark and silent.</summary>
    public void Dispose()
    {
        foreach (DoorSign sign in _signs.Values) { sign.Dispose(); }
    }

    private sealed class DoorSign : IDisposable
    {
        private readonly Lock _gate = new();
        private readonly DoorEntry _door;
        private readonly IPins _pins;
        private readonly ITimer _dimming, _beeping;
        private LedColour _rest = LedColour.Red, _now = LedColour.Red;
        private int _turns;

        public DoorSign(DoorEntry door, IPins pins, TimeProvider clock)
        {
            (_door, _pins) = (door, pins);
            _dimming = clock.CreateTimer(_ => Dim(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            _beeping = clock.CreateTimer(_ => Turn(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }

        public void Show(Indication shown)
        {
            lock (_gate)
            {
                switch (shown)
                {
                    case Indication.Light(var colour, var on):
                        if (on is null) { _rest = colour; }
                        _now = colour;
                        _dimming.Change(on ?? Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
                        break;
                    case Indication.Sound(var count, var each):
                        // Each beep is on and off: an odd number of turns is left while it sounds.
                        _turns = Math.Max(0, (2 * count) - 1);
                        _beeping.Change(count > 0 ? each : Timeout.InfiniteTimeSpan, count > 0 ? each : Timeout.InfiniteTimeSpan);
                        break;
                }
                Set();
            }
        }

        public void Refresh() { lock (_gate) { Set(); } }

        public void Dispose()
        {
            _dimming.Dispose();
            _beeping.Dispose();
            lock (_gate)
            {
                (_now, _turns) = (LedColour.Off, 0);
                Set();
            }
        }

        private void Dim()
        {
            lock (_gate)
            {
                _now = _rest;
                Set();
            }
        }

        private void Turn()
        {
            lock (_gate)
            {
                if (_turns > 0) { _turns--; }
                if (_turns == 0) { _beeping.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan); }
                Set();
            }
        }

        /// <summary>Any colour that is neither red nor green is both: amber, which asks for something.</summary>
        private void Set()
        {
            Set(_door.Green, _now is not (LedColour.Off or LedColour.Red));
            Set(_door.Red, _now is not (LedColour.Off or LedColour.Green));
            Set(_door.Buzzer, _turns % 2 == 1);
        }

        private void Set(PinEntry? pin, bool on)
        {
            if (pin is not null) { _pins.Set(pin.Line, on == (pin.Level == 1)); }
        }
    }
}
