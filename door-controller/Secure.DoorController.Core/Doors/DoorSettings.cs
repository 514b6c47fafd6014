using Secure.Vocabulary;

namespace Secure.DoorController.Core.Doors;

/// <summary>How one door behaves.</summary>
/// <param name="HeldAfter">Open longer than this after a lawful opening counts as held: 1 s to 1 h.</param>
/// <param name="MotionMax">The lock's feedback follows its drive within this: 10 ms to 10 s.</param>
/// <param name="RexShunt">The first opening this soon after the exit button, and each while it is still pressed, is an exit, not forced: 1 s to 60 s.</param>
public sealed record DoorSettings(DoorId Id, TimeSpan HeldAfter, TimeSpan MotionMax, TimeSpan RexShunt)
{
    /// <summary>The defaults: 30 s, 2 s, 10 s.</summary>
    public DoorSettings(DoorId id) : this(id, TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(10)) { }
}
