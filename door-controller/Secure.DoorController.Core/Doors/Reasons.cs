namespace Secure.DoorController.Core.Doors;

/// <summary>The stable codes in a door event's reason. They are never renamed: logs are searched for them.</summary>
public static class Reasons
{
    public const string BadSignature = "bad_signature";
    public const string NoKeys = "no_keys";
    public const string WrongDoor = "wrong_door";
    public const string WrongBoot = "wrong_boot";
    public const string UnknownNonce = "unknown_nonce";
    public const string Expired = "expired";
    public const string LivesTooLong = "lives_too_long";
    public const string BadHold = "bad_hold";
    public const string OldNumber = "old_number";
    public const string BeforeBuild = "before_build";
    public const string ClockSet = "clock_set";
    public const string DoorBlocked = "door_blocked";
    public const string DoorLockdown = "door_lockdown";
    public const string DoorMaintenance = "door_maintenance";
    public const string FireRelease = "fire_release";
    public const string Interlock = "interlock";
    /// <summary>The controller's box was opened: nobody enters until two officers have ended it.</summary>
    public const string BoxTampered = "box_tampered";
    public const string ScheduledFree = "scheduled_free";
    public const string Exempt = "exempt";
    public const string LockUnknown = "lock_unknown";
    public const string LockJammed = "lock_jammed";
    public const string NotUnlocking = "not_unlocking";
    public const string NotLocking = "not_locking";
    public const string Superseded = "superseded";
    public const string PinsLost = "pins_lost";
    /// <summary>Who was inside which area before the start is missing, damaged or of another start.</summary>
    public const string PlacesLost = "places_lost";
    /// <summary>Break-glass codes and PINs cannot be compared: the library for it is missing or does not work.</summary>
    public const string CodesNotCompared = "codes_not_compared";
    public const string Stopping = "stopping";
    public const string FoundOpen = "found_open";
    public const string NoLockEvidence = "no_lock_evidence";
    public const string AgentAbsent = "agent_absent";
    public const string NotEnrolled = "not_enrolled";
    public const string NoAnswer = "no_answer";
    public const string UnreadableCard = "unreadable_card";
    public const string ReaderSilent = "reader_silent";
    public const string ReaderGarbled = "reader_garbled";
    public const string ReaderRestarted = "reader_restarted";
}
