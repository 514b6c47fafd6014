namespace Secure.Vocabulary;

/// <summary>What governs a door. Several states never mix: a door has one value in each region.</summary>
public enum DoorMode
{
    Secured = 1,
    Blocked = 2,
    Lockdown = 3,
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
}

/// <summary>What a command asks of a door. The first three secure; the others open or release.</summary>
public enum DoorCommand
{
    Lock = 1,
    Block = 2,
    Lockdown = 3,
    Unlock = 4,
    /// <summary>Ends blocked and lockdown.</summary>
    Release = 5,
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
}
