using Secure.DoorTwin.Locks;
using Secure.TestKit;

namespace Secure.DoorTwin.Tests;

/// <summary>A door with a fire relay and a contact that changes over.</summary>
public class FireAndWireTests
{
    private readonly SteppedTime _time = new();
    private readonly Levels _levels = new();
    private readonly LockTwin _door;

    public FireAndWireTests()
    {
        LockLines lines = new("strike", "contact", "feedback", "rex", "contact-nc", "fire");
        _levels.Add(lines.Inputs);
        _levels.Begin("contact-nc", high: true);
        _door = new LockTwin(lines, TimeSpan.FromMilliseconds(60), _time.Agenda, _levels);
    }

    [Fact]
    public void Fire_withdraws_the_bolt_without_the_strike_line_and_lets_it_go_when_it_ends()
    {
        Assert.True(_door.TryBurn(true));
        _time.PassMs(61);
        Assert.Equal((true, true, false), (_door.IsUnlocked, Level("fire"), _door.Strike));
        _door.Drive(true);
        _door.Drive(false);
        _time.PassMs(100);
        Assert.True(_door.IsUnlocked, "A released strike line locked a door that fire had released.");
        _door.TryBurn(false);
        _time.PassMs(61);
        Assert.Equal((false, false), (_door.IsUnlocked, Level("fire")));
    }

    [Fact]
    public void The_two_lines_of_a_contact_differ_unless_the_wire_is_cut()
    {
        Assert.Equal((false, true), (Level("contact"), Level("contact-nc")));
        _door.Force();
        Assert.Equal((true, false), (Level("contact"), Level("contact-nc")));
        _door.CutContact(true);
        Assert.Equal((true, true), (Level("contact"), Level("contact-nc")));
        _door.Close();
        _door.CutContact(false);
        Assert.Equal((false, true), (Level("contact"), Level("contact-nc")));
    }

    [Fact]
    public void The_diary_tells_what_was_seen_with_time_and_door_and_begins_anew_when_it_is_full()
    {
        using TempFolder folder = new();
        using (Diary diary = new(folder["diary"], new ManualTime())) { diary.Note("lab", "strike_on"); }
        string[] parts = Assert.Single(File.ReadAllLines(folder["diary"])).Split('\t');
        Assert.Equal(("twin", "lab", "strike_on"), (parts[1], parts[2], parts[3]));
        Assert.EndsWith("Z", parts[0], StringComparison.Ordinal);
        Assert.Contains("锁控线通电", parts[4], StringComparison.Ordinal);
        File.WriteAllBytes(folder["diary"], new byte[9 << 20]);
        using (Diary diary = new(folder["diary"], new ManualTime())) { diary.Note("lab", "card"); }
        Assert.InRange(new FileInfo(folder["diary"]).Length, 1, 1000);
    }

    private bool Level(string name) => _levels.All.Single(l => l.Key == name).Value;
}
