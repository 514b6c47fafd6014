using Secure.Vocabulary;

namespace Secure.Gateway.Decisions.Site;

/// <summary>A floor as a drawing for screens; decisions never look at it.</summary>
/// <param name="Id">As rooms name their floor.</param>
/// <param name="Frame">The part of the drawing that is shown, in the drawing's own units.</param>
/// <param name="Doors">Where the doors are in it.</param>
public sealed record FloorPlan(string Id, Sentence Name, PlanFrame Frame, IReadOnlyList<PlanShape> Shapes, IReadOnlyList<DoorSpot> Doors);

public sealed record PlanFrame(double X, double Y, double Width, double Height);

/// <param name="Style">One of room, wall, faint.</param>
public abstract record PlanShape(string Style)
{
    /// <param name="Path">Path data (SVG 1.1, section 8.3): numbers and command letters, nothing else.</param>
    public sealed record Line(string Style, string Path) : PlanShape(Style);

    public sealed record Label(string Style, double X, double Y, string Text) : PlanShape(Style);
}

public sealed record DoorSpot(DoorId Door, double X, double Y);
