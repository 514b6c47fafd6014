using Secure.Vocabulary;

namespace Secure.DoorController.Core.Doors;

/// <summary>All that can act on a door. Every one is defined in every state.</summary>
public abstract record DoorInput
{
    private DoorInput() { }

    /// <summary>A verified grant or unlock command.</summary>
    /// <param name="Hold">More than zero, at most 30 s.</param>
    public sealed record Unlock(Authority By, TimeSpan Hold) : DoorInput;

    /// <summary>A verified command other than unlock.</summary>
    public sealed record Order(DoorCommand What, Authority By) : DoorInput;

    /// <summary>The lock's feedback line.</summary>
    public sealed record Feedback(bool IsUnlocked) : DoorInput;

    /// <summary>The leaf's contact line.</summary>
    public sealed record Contact(bool IsOpen) : DoorInput;

    /// <summary>The exit button's line.</summary>
    public sealed record ExitButton(bool IsPressed) : DoorInput;

    /// <summary>Nobody knows any more how the lines stand, nor whether the lock can be driven.</summary>
    /// <param name="Reason">Stable code for the record of a passage that this ends.</param>
    public sealed record PinsLost(string Reason) : DoorInput;

    /// <summary>Time has passed.</summary>
    public sealed record Tick : DoorInput;
}
