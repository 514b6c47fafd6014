using Secure.DoorController.Configuration;
using Secure.DoorController.Core.Doors;
using Secure.DoorController.Core.Lines;
using Secure.DoorController.Guarding;
using Secure.DoorController.Pins;
using Secure.TestKit;

namespace Secure.DoorController.Tests;

/// <summary>What the levels of a door's lines mean.</summary>
public class DoorLinesTests
{
    private static readonly TimeSpan Now = TimeSpan.FromSeconds(1);

    private readonly DoorLines _lines = new(
        [
            new DoorEntry("vault", new PinEntry("strike"), new PinEntry("bolt"), new PinEntry("contact", Opposite: "closed"), new PinEntry("rex", Level: 0),
                Tamper: new PinEntry("cover"), Fire: new PinEntry("fire", Level: 0, Opposite: "no-fire")),
        ],
        new NoPins(), new GuardBeats(null, new ManualTime()));

    private DoorInput? Take(string line, bool high, TimeSpan? now = null) => Contact(line).Take(line, high, now ?? Now);

    private DoorContact Contact(string line) => _lines.Contacts.Single(c => c.Lines.Contains(line));

    [Fact]
    public void One_line_means_what_its_level_says()
    {
        Assert.Equal(new DoorInput.Feedback(true), Take("bolt", true));
        Assert.Equal(new DoorInput.ExitButton(true), Take("rex", false));
        Assert.Equal(new DoorInput.Tamper(false), Take("cover", false));
        Assert.DoesNotContain(_lines.Contacts, c => c.Lines.Contains("strike"));
    }

    [Fact]
    public void Two_lines_are_a_contact_or_a_broken_cable()
    {
        Assert.Null(Take("contact", false));
        Assert.Equal(new DoorInput.Contact(false), Take("closed", true));
        Assert.Null(Take("closed", false));
        Assert.Equal(new DoorInput.Contact(true), Take("contact", true));
        Assert.Null(Take("closed", true));
        Assert.Equal(Now + LinePair.SwingMax, Contact("contact").DueAt);
        Assert.Equal(new DoorInput.LineFault(DoorLine.Contact, IsCut: true), Contact("closed").Look(Now + LinePair.SwingMax));
        Assert.Equal(new DoorInput.Contact(true), Take("closed", false, Now + TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public void A_fire_line_is_supervised_like_any_other()
    {
        Take("fire", true);
        Assert.Equal(new DoorInput.Fire(false), Take("no-fire", false));
        Take("fire", false);
        Assert.Equal(new DoorInput.LineFault(DoorLine.Fire, IsCut: false), Contact("fire").Look(Now + LinePair.SwingMax));
    }

    private sealed class NoPins : IPins
    {
        public void Start(IPinListener listener) { }

        public void Set(string line, bool high) { }

        public void Dispose() { }
    }
}
