using Secure.Grants;
using Secure.Vocabulary;

namespace Secure.DoorController.Core.Doors;

/// <summary>The input lines of a door that can be supervised.</summary>
public enum DoorLine
{
    Feedback,
    Contact,
    Exit,
    Tamper,
    Fire,
}

/// <summary>All that can act on a door. Every one is defined in every state.</summary>
public abstract record DoorInput
{
    private DoorInput() { }

    /// <summary>A verified grant or unlock command.</summary>
    /// <param name="Hold">More than zero, at most 30 s.</param>
    /// <param name="Extended">The person needs more time: the leaf may stay open for the extended time.</param>
    /// <param name="BreakGlass">Two break-glass codes were right: they count also where the controller's box was opened.</param>
    public sealed record Unlock(Authority By, TimeSpan Hold, bool Extended = false, bool BreakGlass = false) : DoorInput;

    /// <summary>A verified command other than unlock.</summary>
    public sealed record Order(DoorCommand What, Authority By) : DoorInput;

    /// <summary>The lock's feedback line.</summary>
    public sealed record Feedback(bool IsUnlocked) : DoorInput;

    /// <summary>The leaf's contact line.</summary>
    public sealed record Contact(bool IsOpen) : DoorInput;

    /// <summary>The exit button's line.</summary>
    public sealed record ExitButton(bool IsPressed) : DoorInput;

    /// <summary>A supervised line is cut or shorted. The line's next ordinary word ends it.</summary>
    public sealed record LineFault(DoorLine Line, bool IsCut) : DoorInput;

    /// <summary>The controller's box was opened, and until officers end it no badge lets anybody in; or they have ended it.</summary>
    public sealed record Box(bool IsTampered) : DoorInput;

    /// <summary>A cover at the door, or its reader, has been opened or closed.</summary>
    public sealed record Tamper(bool IsOpen) : DoorInput;

    /// <summary>The fire line. It has cut the lock's power by itself: this only says so.</summary>
    public sealed record Fire(bool IsActive) : DoorInput;

    /// <summary>What the door's hours say by now.</summary>
    public sealed record Hours(HoursState State) : DoorInput;

    /// <summary>Whether all other doors of its interlock are closed and locked, by evidence.</summary>
    public sealed record Neighbours(bool AreSafe) : DoorInput;

    /// <summary>A verified plan, already on disk.</summary>
    public sealed record Follow(DoorPlan Plan) : DoorInput;

    /// <summary>Nobody knows any more how the lines stand, nor whether the lock can be driven.</summary>
    /// <param name="Reason">Stable code for the record of a passage that this ends.</param>
    public sealed record PinsLost(string Reason) : DoorInput;

    /// <summary>Time has passed.</summary>
    public sealed record Tick : DoorInput;
}
