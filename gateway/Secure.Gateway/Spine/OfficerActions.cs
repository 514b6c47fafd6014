namespace Secure.Gateway.Spine;

/// <summary>What a person may hold. The first three are the separated ones: one person holds at most one of them.</summary>
[Flags]
public enum Roles
{
    None = 0,

    /// <summary>系统管理员: runs the system, creates accounts and people, looks after devices.</summary>
    SystemAdministrator = 1,

    /// <summary>安全保密管理员: grants rights, marks and doors, handles alerts.</summary>
    SecurityOfficer = 2,

    /// <summary>安全审计员: reads the log; its own reads are in the log too.</summary>
    SecurityAuditor = 4,

    /// <summary>定密责任人: sets marks.</summary>
    MarkingOfficer = 8,

    /// <summary>部门负责人: approves for the department.</summary>
    DepartmentHead = 16,

    /// <summary>值守: watches doors and first answers alerts.</summary>
    Guard = 32,
}

/// <summary>Everything that needs a role. A call without one asks for a session or a certificate alone.</summary>
public enum OfficerAction
{
    ReadLog,
    PruneLog,
    ExplainDecision,
    ListSubjects,

    ReadDevices,
    EnrolDevice,
    SuspendDevice,
    RevokeDevice,
    ResumeDevice,
    TestDevice,

    WatchDoors,
    UnlockDoor,
    UnlockDoors,
    BlockDoor,
    MaintainDoor,
    MakeBreakGlass,
    LockDown,
    ReleaseLockdown,
    InstallReaders,
    AcceptGap,
    SetClock,
    TakeSnapshot,
    SeePresence,

    GiveAccount,
    ResetPassword,
    RecoverOfficer,
    RemovePasskey,

    ReadPersons,
    EditPersons,
    ConfirmPersons,
    EndPerson,
    ManageBadges,
    ReportBadgeLost,

    EnrolBiometrics,
    DeleteBiometrics,
    ResetFactor,
    RemovePin,

    ReadAlerts,
    AcknowledgeAlerts,
    HandleAlerts,
    ViewEvidence,
    SetRetention,
    RotateEvidenceKey,
    Backup,

    ReadPlaces,
    ReadSite,
    ApplySite,

    ReadRoles,
    GrantRole,
    WithdrawRole,

    ReadApprovals,
    DecideApproval,

    ReportEntries,
    ReportAlerts,
    ReportHandover,
    ReportReview,
    ReportUnusedRights,
}

/// <param name="May">Any one of these roles suffices.</param>
/// <param name="Approve">Roles of which a second officer must approve the very request; none where the act takes one officer.</param>
public readonly record struct Right(Roles May, Roles Approve = Roles.None);

/// <summary>The one table of who may do what. There is no role that may do everything, and no other place that says so.</summary>
public static class OfficerActions
{
    /// <summary>The three separated roles.</summary>
    public const Roles Separated = Administrator | Security | Auditor;

    private const Roles Administrator = Roles.SystemAdministrator;
    private const Roles Security = Roles.SecurityOfficer;
    private const Roles Auditor = Roles.SecurityAuditor;
    private const Roles Guard = Roles.Guard;

    /// <summary>As the log and the contract write it: lower case with underscores.</summary>
    public static string CodeOf(OfficerAction action) =>
        string.Concat(action.ToString().Select((c, i) => char.IsUpper(c) ? (i == 0 ? "" : "_") + char.ToLowerInvariant(c) : c.ToString()));

    /// <summary>Everything that whoever holds these roles may do.</summary>
    public static IEnumerable<OfficerAction> Allowed(Roles held) => Enum.GetValues<OfficerAction>().Where(action => (Of(action).May & held) != Roles.None);

    public static Right Of(OfficerAction action) => action switch
    {
        OfficerAction.ReadLog => new(Auditor),
        OfficerAction.PruneLog => new(Security, Approve: Administrator),
        OfficerAction.ExplainDecision => new(Security | Auditor),
        OfficerAction.ListSubjects => new(Security),

        OfficerAction.ReadDevices => new(Separated),
        OfficerAction.EnrolDevice => new(Administrator),
        OfficerAction.SuspendDevice => new(Administrator | Security),
        OfficerAction.RevokeDevice => new(Security, Approve: Administrator),
        OfficerAction.ResumeDevice => new(Security, Approve: Administrator),
        OfficerAction.TestDevice => new(Administrator),

        OfficerAction.WatchDoors => new(Administrator | Security | Guard),
        OfficerAction.UnlockDoor => new(Security | Guard),
        OfficerAction.UnlockDoors => new(Security, Approve: Administrator),
        OfficerAction.BlockDoor => new(Security | Guard),
        OfficerAction.MaintainDoor => new(Security),
        OfficerAction.MakeBreakGlass => new(Security, Approve: Administrator),
        OfficerAction.LockDown => new(Security | Guard),
        OfficerAction.ReleaseLockdown => new(Security),
        OfficerAction.InstallReaders => new(Security, Approve: Administrator),
        OfficerAction.AcceptGap => new(Security, Approve: Administrator),
        OfficerAction.SetClock => new(Security, Approve: Administrator),
        OfficerAction.TakeSnapshot => new(Security),
        OfficerAction.SeePresence => new(Security | Guard),

        OfficerAction.GiveAccount => new(Administrator),
        OfficerAction.ResetPassword => new(Administrator, Approve: Security),
        OfficerAction.RecoverOfficer => new(Separated),
        OfficerAction.RemovePasskey => new(Security, Approve: Administrator),

        OfficerAction.ReadPersons => new(Separated),
        OfficerAction.EditPersons => new(Administrator),
        OfficerAction.ConfirmPersons => new(Security),
        OfficerAction.EndPerson => new(Administrator | Security),
        OfficerAction.ManageBadges => new(Security),
        OfficerAction.ReportBadgeLost => new(Administrator | Security | Guard),

        OfficerAction.EnrolBiometrics => new(Security),
        // One officer takes away, also a whole sensor's fingers and a PIN: that lets nobody in. What comes in their place does:
        // another face or finger takes two (ResetFactor), and a PIN is set by its owner alone, who could change it before as well.
        OfficerAction.DeleteBiometrics => new(Security),
        OfficerAction.ResetFactor => new(Security, Approve: Administrator),
        OfficerAction.RemovePin => new(Security),

        OfficerAction.ReadAlerts => new(Security | Auditor | Guard),
        OfficerAction.AcknowledgeAlerts => new(Security | Guard),
        OfficerAction.HandleAlerts => new(Security),
        OfficerAction.ViewEvidence => new(Security),
        OfficerAction.SetRetention => new(Security, Approve: Administrator),
        OfficerAction.RotateEvidenceKey => new(Security, Approve: Administrator),
        OfficerAction.Backup => new(Administrator),

        OfficerAction.ReadPlaces => new(Separated | Guard),
        OfficerAction.ReadSite => new(Separated),
        OfficerAction.ApplySite => new(Security, Approve: Administrator),

        OfficerAction.ReadRoles => new(Separated),
        OfficerAction.GrantRole => new(Security, Approve: Administrator),
        OfficerAction.WithdrawRole => new(Security, Approve: Administrator),

        OfficerAction.ReadApprovals => new(Separated),
        OfficerAction.DecideApproval => new(Administrator | Security),

        OfficerAction.ReportEntries => new(Security | Auditor),
        OfficerAction.ReportAlerts => new(Security | Auditor),
        OfficerAction.ReportHandover => new(Security | Guard),
        OfficerAction.ReportReview => new(Auditor),
        OfficerAction.ReportUnusedRights => new(Security | Auditor),
    };
}
