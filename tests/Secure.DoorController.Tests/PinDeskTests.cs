using Secure.DoorController.Configuration;
using Secure.DoorController.Core.Control;
using Secure.DoorController.Core.Doors;
using Secure.DoorController.Core.Lines;
using Secure.DoorController.Hosting;
using Secure.DoorController.Pins;
using Secure.TestKit;
using Secure.Vocabulary;

namespace Secure.DoorController.Tests;

public sealed class PinDeskTests : IDisposable
{
    private readonly ManualTime _clock = new();
    private readonly Loop _loop;
    private readonly StringWriter _log = new();
    private readonly List<string> _meant = [];
    private readonly PinDesk _desk;

    public PinDeskTests()
    {
        _loop = new Loop(_clock);
        _desk = new PinDesk(_loop, [Contact("fire"), Contact("rex")], () => { }, new ControllerLog(_log), _clock);
        foreach (string line in (string[])["fire", "rex"])
        {
            _desk.PinIs(line, false);
            _desk.PinIs(line + "-not", true);
        }
        _meant.Clear();
    }

    public void Dispose()
    {
        _desk.Dispose();
        _loop.Dispose();
        _log.Dispose();
    }

    [Fact]
    public void A_line_that_is_cut_is_told_in_time_also_where_another_moves_all_the_while()
    {
        _desk.PinIs("fire", true);
        for (int i = 0; i < 4; i++)
        {
            _clock.Advance(TimeSpan.FromMilliseconds(40));
            _desk.PinIs("rex", i % 2 == 0);
        }
        Assert.Equal(["fire"], _meant);
    }

    [Fact]
    public void A_line_that_is_cut_is_told_with_no_other_moving()
    {
        _desk.PinIs("fire", true);
        _clock.Advance(LinePair.SwingMax - TimeSpan.FromMilliseconds(1));
        Assert.Empty(_meant);
        _clock.Advance(TimeSpan.FromMilliseconds(2));
        Assert.Equal(["fire"], _meant);
    }

    private Heard Contact(string line) => new(line, new DoorContact(DoorId.Parse("vault"), DoorLine.Fire, new PinEntry(line, Opposite: line + "-not"), active => new DoorInput.Fire(active)), _meant);

    /// <summary>A real contact, and what it means as soon as it does.</summary>
    private sealed class Heard(string name, IContact contact, List<string> meant) : IContact
    {
        public IEnumerable<string> Lines => contact.Lines;

        public TimeSpan? DueAt => contact.DueAt;

        public Action<Controller>? Take(string line, bool high, TimeSpan now) => Told(contact.Take(line, high, now));

        public Action<Controller>? Look(TimeSpan now) => Told(contact.Look(now));

        public void Forget() => contact.Forget();

        private Action<Controller>? Told(Action<Controller>? told)
        {
            if (told is not null) { meant.Add(name); }
            return told;
        }
    }
}
