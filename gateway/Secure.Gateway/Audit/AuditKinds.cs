namespace Secure.Gateway.Audit;

/// <summary>The kinds that more than one slice needs. A slice adds its own under its own first word.</summary>
public static class AuditKinds
{
    public const string Alarm = "alarm";
    public const string Decision = "decision";
    public const string EntryGranted = "entry.granted";
    public const string EntryDenied = "entry.denied";
    public const string DoorEvent = "door.event";
    public const string DoorCommand = "door.command";
    public const string SessionBegin = "session.begin";
    public const string SessionEnd = "session.end";
    public const string SignInRefused = "session.refused";
    public const string HandleMinted = "session.handle";
    public const string Revoked = "revoked";
    public const string DeviceEnrolled = "device.enrolled";
    public const string SiteApplied = "site.applied";
    public const string SitePending = "site.pending";
    public const string RefusalsCounted = "refusals";
    public const string AuditRead = "audit.read";
    public const string LogOpened = "log.opened";
    public const string Failure = "failure";

    /// <summary>Only these may still be written when the disk is full: the failure itself, alarms, revocations and what doors did.</summary>
    public static bool MayUseReserve(string kind) =>
        kind is Alarm or Failure or DoorEvent or Revoked
        || kind.StartsWith("revoked.", StringComparison.Ordinal) || kind.StartsWith("suspended.", StringComparison.Ordinal) || kind.StartsWith("door.event.", StringComparison.Ordinal);
}
