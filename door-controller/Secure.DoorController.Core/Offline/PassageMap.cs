using Secure.DoorController.Core.Control;
using Secure.Grants;
using Secure.Vocabulary;

namespace Secure.DoorController.Core.Offline;

/// <summary>One side of a door, as its plan says: presenting here asks to go to that side's other one.</summary>
internal sealed record PassageSide(DoorPlan Plan, bool Inside)
{
    /// <summary>Where whoever passes comes to; null: the street.</summary>
    public RoomId? Goal => Inside ? Plan.Passage.From : Plan.Passage.Into;

    public string? AreaLeft => Inside ? Plan.Passage.AreaInto : Plan.Passage.AreaFrom;

    public string? AreaEntered => Inside ? Plan.Passage.AreaFrom : Plan.Passage.AreaInto;

    /// <summary>Only where an emergency release opens the door from inside may software refuse an exit.</summary>
    public bool MayStop => !Inside || Plan.Exit.EmergencyRelease;
}

/// <summary>What the plans of the controller's doors together say of rooms and areas.</summary>
internal sealed class PassageMap(ControllerSetup setup, DoorSet doors)
{
    /// <summary>Null where no plan says on which side the reader stands.</summary>
    public PassageSide? SideOf(ReaderId reader) =>
        doors.Plan(setup.Readers[reader]) is { } plan && plan.Passage.Readers.FirstOrDefault(r => r.Reader == reader) is { } at ? new PassageSide(plan, at.Inside) : null;

    /// <summary>The area of a room; null: none.</summary>
    public string? AreaOf(RoomId room) => Passages.Select(p => p.Into == room ? p.AreaInto : p.From == room ? p.AreaFrom : null).FirstOrDefault(area => area is not null);

    /// <summary>None where no door into the area stands under this controller.</summary>
    public (AntiPassback Rule, TimeSpan Window) RuleOf(string? area) =>
        area is not null && Passages.FirstOrDefault(p => p.AreaInto == area) is { } door ? (door.Rule, door.Window) : (AntiPassback.None, TimeSpan.Zero);

    /// <summary>It takes nobody twice.</summary>
    public bool IsClosed(string? area) => RuleOf(area).Rule is AntiPassback.Hard or AntiPassback.Timed;

    public bool HasClosedAreas => Passages.Any(p => IsClosed(p.AreaInto));

    private IEnumerable<PlanPassage> Passages => doors.Ids.Select(doors.Plan).OfType<DoorPlan>().Select(p => p.Passage);
}
