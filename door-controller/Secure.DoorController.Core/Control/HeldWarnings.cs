using Secure.DoorController.Core.Doors;
using Secure.DoorController.Core.Osdp;
using Secure.Vocabulary;

namespace Secure.DoorController.Core.Control;

/// <summary>
/// Lets those who stand in a door hear that it is open too long: slowly before it counts as held, quickly from then on, until it
/// is shut. A buzzer that misses the end falls silent by itself.
/// </summary>
internal sealed class HeldWarnings(IReaderLamps lamps)
{
    private static readonly TimeSpan Slow = TimeSpan.FromMilliseconds(500), Quick = TimeSpan.FromMilliseconds(200);

    private readonly HashSet<DoorId> _warned = [];

    public void Happened(DoorId door, DoorHappening happening)
    {
        switch (happening.Kind)
        {
            case DoorEventKind.PreAlarm: Warn(door, Slow); break;
            case DoorEventKind.HeldOpen: Warn(door, Quick); break;
            case DoorEventKind.Closed or DoorEventKind.FireStarted when _warned.Remove(door): lamps.Show(door, [OsdpCommand.Silence]); break;
            default: break;
        }
    }

    private void Warn(DoorId door, TimeSpan beep)
    {
        _warned.Add(door);
        lamps.Show(door, [OsdpCommand.Beep(byte.MaxValue, beep)]);
    }
}
