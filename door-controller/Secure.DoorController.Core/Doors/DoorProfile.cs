using Secure.Grants;
using Secure.Vocabulary;

namespace Secure.DoorController.Core.Doors;

/// <summary>How a door behaves by now: its own configuration, and the gateway's plan over it where there is one.</summary>
internal sealed record DoorProfile(DoorSettings Settings, DoorPlan? Plan)
{
    public ulong PlanNumber => Plan?.Number ?? 0;

    /// <summary>How long the exit button drives the lock.</summary>
    public TimeSpan RexHold => Plan?.Times.Hold ?? TimeSpan.Zero;

    /// <summary>The warning comes so long before held; zero: none.</summary>
    public TimeSpan PreAlarm => Plan?.Times.PreAlarm ?? TimeSpan.Zero;

    /// <summary>True where the exit button drives the lock; false: it only says that an opening is an exit.</summary>
    public bool RexUnlocks => Plan?.Exit.RexUnlocks == true;

    /// <summary>Only where an emergency release opens the door from inside may software refuse an exit.</summary>
    public bool MayRefuseExit => Plan?.Exit.EmergencyRelease == true;

    /// <summary>False where the site has exempted the door from release by the fire line.</summary>
    public bool Fire => Plan?.Fire != false;

    public bool FirstPerson => Plan?.Free?.FirstPerson == true;

    public TimeSpan HeldAfter(bool extended) => Plan is not { } plan ? Settings.HeldAfter : extended ? plan.Times.ExtendedHeldAfter : plan.Times.HeldAfter;

    /// <summary>Whether the exit button still works in this mode. Blocked stops entries alone; a lockdown stops exits where the site says so.</summary>
    public bool RexWorksIn(DoorMode mode) => mode switch
    {
        DoorMode.Lockdown => Works(1),
        DoorMode.LockdownTwo => Works(2),
        DoorMode.LockdownThree => Works(3),
        DoorMode.Secured or DoorMode.Blocked or DoorMode.ScheduledFree or DoorMode.FirstPersonPending or DoorMode.FireRelease or DoorMode.Maintenance => true,
    };

    /// <summary>Whether presenting at this reader asks to enter.</summary>
    public bool IsEntry(ReaderId? reader) => reader is not null && Plan?.Passage.Readers.Any(r => r.Reader == reader && !r.Inside) == true;

    /// <summary>Whether presenting at this reader asks to leave.</summary>
    public bool IsExit(ReaderId? reader) => reader is not null && Plan?.Passage.Readers.Any(r => r.Reader == reader && r.Inside) == true;

    private bool Works(int level) => Plan?.Exit.RexWorksAt(level) != false;
}
