using Secure.Vocabulary;

namespace Secure.Gateway.Decisions.Site;

/// <summary>How a door behaves, as the site file says: what its controller is told in its plan.</summary>
public sealed record DoorProfile
{
    public static readonly DoorProfile Default = new();

    public LockKind Lock { get; init; } = LockKind.FailSecure;

    /// <summary>Hold for persons who need more time.</summary>
    public TimeSpan ExtendedHold { get; init; } = TimeSpan.FromSeconds(15);

    public TimeSpan HeldAfter { get; init; } = TimeSpan.FromSeconds(30);

    public TimeSpan ExtendedHeldAfter { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Zero: no warning before held.</summary>
    public TimeSpan PreAlarm { get; init; }

    public bool RexUnlocks { get; init; }

    /// <summary>Only a door that has one may refuse an exit.</summary>
    public bool EmergencyRelease { get; init; }

    /// <summary>Levels of lockdown at which the exit button still works.</summary>
    public IReadOnlyList<int> RexInLockdown { get; init; } = [1, 2, 3];

    public string? Interlock { get; init; }

    public bool FireRelease { get; init; } = true;

    /// <summary>Hours in which it is held unlocked; null: none.</summary>
    public ScheduleId? Free { get; init; }

    /// <summary>The free hours wait for somebody who may enter.</summary>
    public bool FirstPerson { get; init; }
}

/// <summary>Rooms that anti-passback takes as one.</summary>
/// <param name="Window">For the timed rule; zero else.</param>
public sealed record Area(string Name, IReadOnlySet<RoomId> Rooms, AntiPassback Rule, TimeSpan Window);
