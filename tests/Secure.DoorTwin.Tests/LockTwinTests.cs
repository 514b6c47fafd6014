using Secure.DoorTwin.Locks;

namespace Secure.DoorTwin.Tests;

public class LockTwinTests
{
    private readonly SteppedTime _time = new();
    private readonly Levels _levels = new();
    private readonly List<string> _changes = [];
    private readonly LockTwin _door;

    public LockTwinTests()
    {
        _levels.Add(["contact", "feedback", "rex"]);
        _levels.Changed += (name, high) => _changes.Add($"{name} {(high ? 1 : 0)}");
        _door = new LockTwin(new LockLines("strike", "contact", "feedback", "rex"), TimeSpan.FromMilliseconds(60), _time.Agenda, _levels);
    }

    [Fact]
    public void The_bolt_moves_only_after_its_motion_time_and_then_the_feedback_follows()
    {
        _door.Drive(true);
        _time.PassMs(59);
        Assert.Empty(_changes);
        _time.PassMs(2);
        Assert.Equal(["feedback 1"], _changes);
        _door.Drive(false);
        _time.PassMs(61);
        Assert.Equal(["feedback 1", "feedback 0"], _changes);
    }

    [Fact]
    public void A_pulse_shorter_than_the_motion_leaves_the_door_locked()
    {
        _door.Drive(true);
        _time.PassMs(30);
        _door.Drive(false);
        _time.PassMs(500);
        Assert.Empty(_changes);
        Assert.Equal(1, _door.Strikes);
    }

    [Fact]
    public void A_jammed_bolt_does_not_move_until_it_is_freed()
    {
        _door.Jam(true);
        _door.Drive(true);
        _time.PassMs(500);
        Assert.False(_door.IsUnlocked);
        _door.Jam(false);
        Assert.True(_door.IsUnlocked);
    }

    [Fact]
    public void A_locked_door_opens_only_by_force()
    {
        Assert.False(_door.TryOpen());
        _door.Force();
        Assert.Equal(["contact 1"], _changes);
    }

    [Fact]
    public void A_leaf_that_is_open_stays_open_when_the_bolt_comes_back()
    {
        Unlock();
        Assert.True(_door.TryOpen());
        _door.Drive(false);
        _time.PassMs(100);
        Assert.True(_door.IsOpen);
        Assert.False(_door.IsUnlocked);
    }

    [Fact]
    public void A_cut_contact_looks_open_whatever_the_leaf_does()
    {
        _door.CutContact(true);
        _door.Force();
        _door.Close();
        Assert.Equal(["contact 1"], _changes);
        _door.CutContact(false);
        Assert.Equal(["contact 1", "contact 0"], _changes);
    }

    [Fact]
    public void A_pressed_REX_lasts_its_time()
    {
        _door.PressRex(TimeSpan.FromMilliseconds(500));
        _time.PassMs(499);
        Assert.Equal(["rex 1"], _changes);
        _time.PassMs(2);
        Assert.Equal(["rex 1", "rex 0"], _changes);
    }

    [Fact]
    public void A_visitor_opens_300_ms_after_the_bolt_and_the_leaf_falls_shut_700_ms_later()
    {
        int done = 0;
        Visitor visitor = new(_door, _time.Agenda, _ => done++);
        _time.PassMs(1000);
        Unlock();
        _time.PassMs(295);
        Assert.False(_door.IsOpen);
        _time.PassMs(10);
        Assert.True(_door.IsOpen);
        _time.PassMs(690);
        Assert.Equal(0, done);
        _time.PassMs(10);
        Assert.False(_door.IsOpen);
        Assert.Equal(1, done);
        Assert.Equal(700, (visitor.ClosedNs - visitor.OpenedNs) / 1_000_000);
    }

    [Fact]
    public void A_visitor_who_finds_the_door_locked_again_goes_away()
    {
        int done = 0;
        Visitor visitor = new(_door, _time.Agenda, _ => done++);
        Unlock();
        _door.Drive(false);
        _time.PassMs(1000);
        Assert.Equal((1, 0L), (done, visitor.OpenedNs));
    }

    [Fact]
    public void A_visitor_who_gave_up_does_not_open_the_door_later()
    {
        new Visitor(_door, _time.Agenda, _ => { }).GiveUp();
        Unlock();
        _time.PassMs(1000);
        Assert.False(_door.IsOpen);
    }

    [Fact]
    public void A_wedge_keeps_the_leaf_open_behind_a_visitor_until_someone_closes_it()
    {
        _door.Wedge();
        _ = new Visitor(_door, _time.Agenda, _ => { });
        Unlock();
        _time.PassMs(5000);
        Assert.True(_door.IsOpen);
        _door.Close();
        Assert.False(_door.IsOpen);
        Assert.False(_door.Wedged);
    }

    private void Unlock()
    {
        _door.Drive(true);
        _time.PassMs(60.1);
    }
}
