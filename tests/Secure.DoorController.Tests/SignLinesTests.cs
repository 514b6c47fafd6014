using Secure.DoorController.Configuration;
using Secure.DoorController.Core.Osdp;
using Secure.DoorController.Pins;
using Secure.TestKit;
using Secure.Vocabulary;

namespace Secure.DoorController.Tests;

/// <summary>Lamps and buzzers on lines of their own do what a reader's own would.</summary>
public sealed class SignLinesTests : IDisposable
{
    private static readonly DoorId Vault = DoorId.Parse("vault");

    private readonly ManualTime _clock = new();
    private readonly Levels _pins = new();
    private readonly SignLines _signs;

    public SignLinesTests() => _signs = new SignLines(
        [
            new DoorEntry("vault", new PinEntry("strike"), new PinEntry("bolt"), new PinEntry("contact"), Green: new PinEntry("green", Level: 0), Red: new PinEntry("red"), Buzzer: new PinEntry("buzzer")),
            new DoorEntry("plain", new PinEntry("strike2"), new PinEntry("bolt2"), new PinEntry("contact2")),
        ],
        _pins, _clock);

    public void Dispose() => _signs.Dispose();

    private (bool Green, bool Red, bool Buzzer) Now => (!_pins["green"], _pins["red"], _pins["buzzer"]);

    [Fact]
    public void At_rest_a_door_is_red_and_silent_and_in_the_end_it_is_dark()
    {
        _signs.Refresh();
        Assert.Equal((false, true, false), Now);
        _signs.Show(Vault, [OsdpCommand.LedFor(LedColour.Green, TimeSpan.FromSeconds(3)), OsdpCommand.Beep(5, TimeSpan.FromSeconds(1))]);
        _signs.Dispose();
        Assert.Equal((false, false, false), Now);
        Assert.DoesNotContain("strike", _pins.Names);
    }

    [Fact]
    public void Green_lasts_its_time_and_red_comes_back()
    {
        _signs.Show(Vault, [OsdpCommand.LedFor(LedColour.Green, TimeSpan.FromSeconds(3)), OsdpCommand.Beep(1, TimeSpan.FromMilliseconds(200))]);
        Assert.Equal((true, false, true), Now);
        _clock.Advance(TimeSpan.FromMilliseconds(200));
        Assert.Equal((true, false, false), Now);
        _clock.Advance(TimeSpan.FromMilliseconds(2799));
        Assert.Equal((true, false, false), Now);
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal((false, true, false), Now);
    }

    [Fact]
    public void Three_beeps_are_three_and_silence_ends_any()
    {
        _signs.Show(Vault, [OsdpCommand.Beep(3, TimeSpan.FromMilliseconds(100))]);
        _clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal((3, false), (_pins.Rises("buzzer"), _pins["buzzer"]));
        _signs.Show(Vault, [OsdpCommand.Beep(255, TimeSpan.FromMilliseconds(500))]);
        _clock.Advance(TimeSpan.FromMilliseconds(2100));
        Assert.Equal((6, true), (_pins.Rises("buzzer"), _pins["buzzer"]));
        _signs.Show(Vault, [OsdpCommand.Silence]);
        _clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal((6, false), (_pins.Rises("buzzer"), _pins["buzzer"]));
    }

    [Fact]
    public void What_asks_for_something_is_amber_and_the_link_lost_is_amber_at_rest()
    {
        _signs.Show(Vault, [OsdpCommand.LedSteady(LedColour.Amber)]);
        Assert.Equal((true, true, false), Now);
        _signs.Show(Vault, [OsdpCommand.LedFor(LedColour.Red, TimeSpan.FromSeconds(2))]);
        Assert.Equal((false, true, false), Now);
        _clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal((true, true, false), Now);
        _signs.Show(DoorId.Parse("plain"), [OsdpCommand.LedSteady(LedColour.Red)]);
        Assert.Equal((true, true, false), Now);
    }

    private sealed class Levels : IPins
    {
        private readonly Dictionary<string, bool> _levels = [];
        private readonly Dictionary<string, int> _rises = [];

        public bool this[string line] => _levels.GetValueOrDefault(line, line == "green");

        public IEnumerable<string> Names => _levels.Keys;

        public int Rises(string line) => _rises.GetValueOrDefault(line);

        public void Start(IPinListener listener) { }

        public void Set(string line, bool high)
        {
            if (high && !this[line]) { _rises[line] = Rises(line) + 1; }
            _levels[line] = high;
        }

        public void Dispose() { }
    }
}
