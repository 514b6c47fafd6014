namespace Secure.Vocabulary;

/// <summary>What governs a door. Several states never mix: a door has one value in each region.</summary>
public enum DoorMode
{
    Secured = 1,
    Blocked = 2,
    /// <summary>First level of lockdown.</summary>
    Lockdown = 3,
    /// <summary>Its hours hold it unlocked.</summary>
    ScheduledFree = 4,
    /// <summary>Its hours would hold it unlocked, and wait for somebody who may enter.</summary>
    FirstPersonPending = 5,
    /// <summary>The fire line is active: hardware releases the lock, and software only says so.</summary>
    FireRelease = 6,
    /// <summary>Second level of lockdown.</summary>
    LockdownTwo = 8,
    /// <summary>Third and highest level of lockdown.</summary>
    LockdownThree = 9,
    /// <summary>Somebody works on the door: no entry by a badge, and nothing that the leaf does is an alarm.</summary>
    Maintenance = 10,
}

/// <summary>Limits that all who speak of doors keep to.</summary>
public static class DoorLimits
{
    /// <summary>Most levels of lockdown.</summary>
    public const int LockdownLevelMax = 3;
}

/// <summary>What a lock does without power.</summary>
public enum LockKind
{
    FailSecure = 1,
    FailSafe = 2,
}

/// <summary>What happens to whom an area believes to be inside already.</summary>
public enum AntiPassback
{
    None = 1,
    /// <summary>It is recorded; the door opens.</summary>
    Soft = 2,
    /// <summary>Refused until the person has left, or their place is known no longer.</summary>
    Hard = 3,
    /// <summary>Refused for some time after the last entry, and no longer.</summary>
    Timed = 4,
}

/// <summary>The lock as its feedback says; a command alone never changes it.</summary>
public enum LockState
{
    Unknown = 1,
    Locked = 2,
    Unlocking = 3,
    Unlocked = 4,
    Locking = 5,
    Jammed = 6,
}

/// <summary>The leaf as its contact says.</summary>
public enum LeafState
{
    Unknown = 1,
    Closed = 2,
    Open = 3,
    /// <summary>Open longer than allowed after a lawful opening.</summary>
    Held = 4,
    /// <summary>Open without a lawful opening.</summary>
    Forced = 5,
    /// <summary>Soon held open: those who stand in it hear so.</summary>
    PreAlarm = 6,
    /// <summary>The supervised contact's line is cut.</summary>
    Cut = 7,
    /// <summary>The supervised contact's line is shorted.</summary>
    Short = 8,
}

/// <summary>What a command asks of a door. Lock, block and lockdown secure; the others open, release or quieten.</summary>
public enum DoorCommand
{
    Lock = 1,
    Block = 2,
    Lockdown = 3,
    Unlock = 4,
    /// <summary>Ends blocked, lockdown and maintenance.</summary>
    Release = 5,
    LockdownTwo = 8,
    LockdownThree = 9,
    Maintenance = 10,
    /// <summary>For five minutes the door's readers may be given their keys.</summary>
    InstallReaders = 20,
}

/// <summary>What a controller says happened.</summary>
public enum DoorEventKind
{
    ControllerStarted = 1,
    ControllerStopping = 2,
    /// <summary>The lock's feedback says unlocked, on a grant or a command.</summary>
    Unlocked = 3,
    /// <summary>The lock did not follow in time.</summary>
    LockJammed = 4,
    /// <summary>The leaf opened while lawfully unlocked: the entry that a grant allowed.</summary>
    Opened = 5,
    /// <summary>Locked again without the leaf having opened.</summary>
    NotOpened = 6,
    Closed = 7,
    Locked = 8,
    /// <summary>The leaf opened on a request to exit.</summary>
    ExitOpened = 9,
    ForcedOpen = 10,
    HeldOpen = 11,
    GrantRefused = 12,
    CommandRefused = 13,
    CommandDone = 14,
    /// <summary>Five refused grants or commands within a minute.</summary>
    RefusalBurst = 15,
    ReaderOnline = 16,
    ReaderOffline = 17,
    ModeChanged = 18,
    KeyListInstalled = 19,
    /// <summary>A card was presented that no gateway answered in time.</summary>
    EntryUnanswered = 20,
    /// <summary>Pins or line failed; the reason says which.</summary>
    DeviceFault = 21,
    PlanInstalled = 22,
    /// <summary>Open for nearly as long as allowed.</summary>
    PreAlarm = 23,
    /// <summary>The exit button unlocked the door.</summary>
    ExitUnlocked = 24,
    /// <summary>The exit button did nothing; the emergency release still works.</summary>
    ExitRefused = 25,
    /// <summary>Something at the door was opened: a reader or its reading head, a cover, a contact.</summary>
    DoorTampered = 26,
    DoorTamperEnded = 27,
    /// <summary>The fire line became active.</summary>
    FireStarted = 28,
    FireEnded = 29,
    /// <summary>The link to the gateway came or went; the reason is the state it is in now.</summary>
    LinkChanged = 30,
    /// <summary>The lease was replaced, ended or erased; the reason says which.</summary>
    LeaseChanged = 31,
    /// <summary>The lease let a badge in while no gateway could be asked; the decision id names the badge to the gateway alone.</summary>
    EntryOffline = 32,
    /// <summary>Two break-glass codes were typed.</summary>
    BreakGlassUsed = 33,
    /// <summary>A break-glass code was wrong, too late, or one too many.</summary>
    BreakGlassRefused = 34,
    /// <summary>The controller's box was opened, or the line that watches it is cut or shorted: lease and reader keys are gone, and no badge lets anybody in. Or it is closed again, or officers have ended it; the reason says which.</summary>
    Tampered = 35,
    /// <summary>The mains have failed, the battery is nearly empty, or a reader's own power fails; the reason says which.</summary>
    PowerLost = 36,
    PowerBack = 37,
    /// <summary>A supervised line is cut or shorted; the reason says which.</summary>
    LineFault = 40,
    LineRestored = 41,
    /// <summary>Opened or unlocked while its hours hold it free: nobody's entry.</summary>
    FreeOpened = 42,
    /// <summary>Somebody works on a reader's line; the reason says how that shows.</summary>
    ReaderAttacked = 50,
    /// <summary>Another reader answers in its place.</summary>
    ReaderSwapped = 51,
    /// <summary>The reader has taken its own key: from now on it is talked to in the secure channel only.</summary>
    ReaderKeyed = 52,
}
