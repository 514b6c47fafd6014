using Secure.Gateway.Spine;

namespace Secure.Gateway.Tests.Officers;

/// <summary>Who may do what, written down a second time: a cell changed in the product alone is a failed test.</summary>
internal static class RightsTable
{
    private const Roles A = Roles.SystemAdministrator;
    private const Roles S = Roles.SecurityOfficer;
    private const Roles U = Roles.SecurityAuditor;
    private const Roles G = Roles.Guard;
    private const Roles Nobody = Roles.None;

    /// <summary>Each action: any one of these roles does it; an officer of that other role approves it, or nobody need.</summary>
    internal static readonly IReadOnlyDictionary<OfficerAction, (Roles May, Roles Approve)> All = new Dictionary<OfficerAction, (Roles, Roles)>
    {
        [OfficerAction.ReadLog] = (U, Nobody),
        [OfficerAction.ExplainDecision] = (S | U, Nobody),
        [OfficerAction.ListSubjects] = (S, Nobody),

        [OfficerAction.ReadDevices] = (A | S | U, Nobody),
        [OfficerAction.EnrolDevice] = (A, Nobody),
        [OfficerAction.SuspendDevice] = (A | S, Nobody),
        [OfficerAction.RevokeDevice] = (S, A),
        [OfficerAction.ResumeDevice] = (S, A),
        [OfficerAction.TestDevice] = (A, Nobody),

        [OfficerAction.WatchDoors] = (A | S | G, Nobody),
        [OfficerAction.UnlockDoor] = (S | G, Nobody),
        [OfficerAction.UnlockDoors] = (S, A),
        [OfficerAction.BlockDoor] = (S | G, Nobody),
        [OfficerAction.MaintainDoor] = (S, Nobody),
        [OfficerAction.MakeBreakGlass] = (S, A),
        [OfficerAction.LockDown] = (S | G, Nobody),
        [OfficerAction.ReleaseLockdown] = (S, Nobody),
        [OfficerAction.InstallReaders] = (S, A),
        [OfficerAction.AcceptGap] = (S, A),
        [OfficerAction.SetClock] = (S, A),
        [OfficerAction.TakeSnapshot] = (S, Nobody),
        [OfficerAction.SeePresence] = (S | G, Nobody),

        [OfficerAction.GiveAccount] = (A, Nobody),
        [OfficerAction.ResetPassword] = (A, S),
        [OfficerAction.RecoverOfficer] = (A | S | U, Nobody),
        [OfficerAction.RemovePasskey] = (S, A),

        [OfficerAction.ReadPersons] = (A | S | U, Nobody),
        [OfficerAction.EditPersons] = (A, Nobody),
        [OfficerAction.ConfirmPersons] = (S, Nobody),
        [OfficerAction.EndPerson] = (A | S, Nobody),
        [OfficerAction.ManageBadges] = (S, Nobody),
        [OfficerAction.ReportBadgeLost] = (A | S | G, Nobody),

        [OfficerAction.EnrolBiometrics] = (S, Nobody),
        [OfficerAction.DeleteBiometrics] = (S, Nobody),
        [OfficerAction.ResetFactor] = (S, A),
        [OfficerAction.RemovePin] = (S, Nobody),

        [OfficerAction.ReadAlerts] = (S | U | G, Nobody),
        [OfficerAction.AcknowledgeAlerts] = (S | G, Nobody),
        [OfficerAction.HandleAlerts] = (S, Nobody),
        [OfficerAction.ViewEvidence] = (S, Nobody),
        [OfficerAction.SetRetention] = (S, A),
        [OfficerAction.PruneLog] = (S, A),
        [OfficerAction.RotateEvidenceKey] = (S, A),
        [OfficerAction.Backup] = (A, Nobody),

        [OfficerAction.ReadPlaces] = (A | S | U | G, Nobody),
        [OfficerAction.ReadSite] = (A | S | U, Nobody),
        [OfficerAction.ApplySite] = (S, A),

        [OfficerAction.ReadRoles] = (A | S | U, Nobody),
        [OfficerAction.GrantRole] = (S, A),
        [OfficerAction.WithdrawRole] = (S, A),

        [OfficerAction.ReadApprovals] = (A | S | U, Nobody),
        [OfficerAction.DecideApproval] = (A | S, Nobody),

        [OfficerAction.ReportEntries] = (S | U, Nobody),
        [OfficerAction.ReportAlerts] = (S | U, Nobody),
        [OfficerAction.ReportHandover] = (S | G, Nobody),
        [OfficerAction.ReportReview] = (U, Nobody),
        [OfficerAction.ReportUnusedRights] = (S | U, Nobody),
    };
}
