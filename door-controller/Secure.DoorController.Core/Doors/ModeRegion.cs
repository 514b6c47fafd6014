using Secure.Vocabulary;

namespace Secure.DoorController.Core.Doors;

/// <summary>What the door's hours say, by a plan, a clock and a policy that all still count.</summary>
public enum HoursState
{
    /// <summary>No hours, or nobody can say: counts as closed, and opening hours found afterwards wait for the first person.</summary>
    Untrusted,
    Closed,
    Open,
}

/// <summary>
/// What governs the door: fire before lockdown before what officers ordered before its hours. Hours free a door only when
/// they are seen to begin, or when somebody who may enter has done so: no restart, new plan, returning link, ended fire or
/// released lockdown ever unlocks it.
/// </summary>
/// <param name="kept">What officers had ordered before the restart.</param>
internal sealed class ModeRegion(DoorMode kept)
{
    private HoursState _hours = HoursState.Untrusted;
    private DoorMode _schedule = DoorMode.Secured;
    private bool _isFire;

    /// <summary>What governs by now.</summary>
    public DoorMode Mode => _isFire ? DoorMode.FireRelease : Ordered != DoorMode.Secured ? Ordered : _schedule;

    /// <summary>What officers have ordered: secured, maintenance, blocked or a lockdown. It outlives a restart.</summary>
    public DoorMode Ordered { get; private set; } = Rank(kept) > 0 || kept == DoorMode.Maintenance ? kept : DoorMode.Secured;

    /// <summary>Lockdown outranks blocked, and a higher level a lower one; only a release ends either. Maintenance begins at a door that nothing else holds.</summary>
    public static DoorMode After(DoorCommand what, DoorMode before) => what switch
    {
        DoorCommand.Release => DoorMode.Secured,
        DoorCommand.LockdownThree => DoorMode.LockdownThree,
        DoorCommand.LockdownTwo => Higher(before, DoorMode.LockdownTwo),
        DoorCommand.Lockdown => Higher(before, DoorMode.Lockdown),
        DoorCommand.Block => Higher(before, DoorMode.Blocked),
        DoorCommand.Maintenance => before == DoorMode.Secured ? DoorMode.Maintenance : before,
        DoorCommand.Lock or DoorCommand.Unlock or DoorCommand.InstallReaders => before,
    };

    /// <summary>Why a mode lets nobody in; empty where it does. Officers may move the lock of a door that is worked on or that a fire has released.</summary>
    public static string Obstacle(DoorMode mode, bool isCommand) => mode switch
    {
        DoorMode.Blocked => Reasons.DoorBlocked,
        DoorMode.Lockdown or DoorMode.LockdownTwo or DoorMode.LockdownThree => Reasons.DoorLockdown,
        DoorMode.Maintenance => isCommand ? "" : Reasons.DoorMaintenance,
        DoorMode.FireRelease => isCommand ? "" : Reasons.FireRelease,
        DoorMode.Secured or DoorMode.ScheduledFree or DoorMode.FirstPersonPending => "",
    };

    public void Obey(DoorCommand what)
    {
        Ordered = After(what, Ordered);
        if (what != DoorCommand.Unlock) { Interrupt(); }
    }

    public void Fire(bool isActive)
    {
        _isFire = isActive;
        Interrupt();
    }

    /// <param name="waits">The door is to wait for the first person.</param>
    public void Hours(HoursState hours, bool waits)
    {
        _schedule = (hours, _hours) switch
        {
            (HoursState.Open, HoursState.Open) => _schedule,
            (HoursState.Open, HoursState.Closed) when !waits && Mode == DoorMode.Secured => DoorMode.ScheduledFree,
            (HoursState.Open, _) => DoorMode.FirstPersonPending,
            _ => DoorMode.Secured,
        };
        _hours = hours;
    }

    /// <summary>Another plan: its hours must be seen anew.</summary>
    public void Replan() => (_hours, _schedule) = (HoursState.Untrusted, DoorMode.Secured);

    /// <summary>Somebody who may enter has done so.</summary>
    public void Admit()
    {
        if (Mode == DoorMode.FirstPersonPending) { _schedule = DoorMode.ScheduledFree; }
    }

    /// <summary>Something came between: the hours go on only with somebody who may enter.</summary>
    public void Interrupt()
    {
        if (_schedule == DoorMode.ScheduledFree) { _schedule = DoorMode.FirstPersonPending; }
    }

    private static DoorMode Higher(DoorMode before, DoorMode wanted) => Rank(before) > Rank(wanted) ? before : wanted;

    private static int Rank(DoorMode mode) => mode switch
    {
        DoorMode.Secured or DoorMode.Maintenance or DoorMode.ScheduledFree or DoorMode.FirstPersonPending or DoorMode.FireRelease => 0,
        DoorMode.Blocked => 1,
        DoorMode.Lockdown => 2,
        DoorMode.LockdownTwo => 3,
        DoorMode.LockdownThree => 4,
    };
}
