using Grpc.Core;
using Grpc.Net.Client;
using Secure.Contracts;
using Secure.Gateway.Spine;
using Secure.Gateway.Tests.Fleet;
using Secure.V1;

namespace Secure.Gateway.Tests.Officers;

/// <summary>Every pair of a role and an action, as the one table has it, through the real services.</summary>
public sealed class RightsTests(WholeGateway gateway) : IClassFixture<WholeGateway>
{
    /// <summary>A call for each action: with nothing useful in it, so that whoever may make it gets another answer than about the role.</summary>
    private static readonly Dictionary<OfficerAction, Func<GrpcChannel, Metadata, Task>> Calls = new()
    {
        [OfficerAction.ReadLog] = async (c, m) => await new V1.Audit.AuditClient(c).QueryAsync(new QueryRequest { PageSize = 1 }, m),
        [OfficerAction.ExplainDecision] = async (c, m) => await new Authorization.AuthorizationClient(c).ExplainAsync(new ExplainRequest(), m),
        [OfficerAction.ListSubjects] = async (c, m) => await new Authorization.AuthorizationClient(c).ListSubjectsAsync(new ListSubjectsRequest(), m),
        [OfficerAction.ReadDevices] = async (c, m) => await new V1.Fleet.FleetClient(c).ListDevicesAsync(new ListDevicesRequest(), m),
        [OfficerAction.EnrolDevice] = async (c, m) => await new V1.Fleet.FleetClient(c).CreateEnrollmentAsync(new CreateEnrollmentRequest(), m),
        [OfficerAction.SuspendDevice] = async (c, m) => await new V1.Fleet.FleetClient(c).SuspendAsync(new SuspendRequest(), m),
        [OfficerAction.ResumeDevice] = async (c, m) => await new V1.Fleet.FleetClient(c).ResumeAsync(new ResumeRequest(), m),
        [OfficerAction.TestDevice] = async (c, m) => await new V1.Doors.DoorsClient(c).SelfTestAsync(new SelfTestRequest(), m),
        [OfficerAction.RevokeDevice] = async (c, m) => await new V1.Fleet.FleetClient(c).RevokeAsync(new RevokeRequest(), m),
        [OfficerAction.WatchDoors] = (c, m) => FirstAsync(new V1.Doors.DoorsClient(c).Watch(new WatchDoorsRequest(), m)),
        [OfficerAction.UnlockDoor] = async (c, m) => await new V1.Doors.DoorsClient(c).UnlockAsync(new UnlockRequest(), m),
        [OfficerAction.UnlockDoors] = async (c, m) => await new V1.Doors.DoorsClient(c).CommandAsync(new CommandDoorsRequest { Order = DoorOrder.Unlock, Site = true }, m),
        [OfficerAction.BlockDoor] = async (c, m) => await new V1.Doors.DoorsClient(c).CommandAsync(new CommandDoorsRequest { Order = DoorOrder.Block, Site = true }, m),
        [OfficerAction.MaintainDoor] = async (c, m) => await new V1.Doors.DoorsClient(c).CommandAsync(new CommandDoorsRequest { Order = DoorOrder.Maintenance, Site = true }, m),
        [OfficerAction.MakeBreakGlass] = async (c, m) => await new V1.Doors.DoorsClient(c).MakeBreakGlassAsync(new MakeBreakGlassRequest(), m),
        [OfficerAction.LockDown] = async (c, m) => await new V1.Doors.DoorsClient(c).LockdownAsync(new LockdownRequest(), m),
        [OfficerAction.InstallReaders] = async (c, m) => await new V1.Doors.DoorsClient(c).InstallReadersAsync(new InstallReadersRequest(), m),
        [OfficerAction.SetClock] = async (c, m) => await new V1.Doors.DoorsClient(c).SetClockAsync(new SetClockRequest(), m),
        [OfficerAction.TakeSnapshot] = async (c, m) => await new V1.Doors.DoorsClient(c).TakeSnapshotAsync(new TakeSnapshotRequest(), m),
        [OfficerAction.AcceptGap] = async (c, m) => await new V1.Doors.DoorsClient(c).AcceptGapAsync(new AcceptGapRequest(), m),
        [OfficerAction.ReleaseLockdown] = async (c, m) => await new V1.Doors.DoorsClient(c).LockdownAsync(new LockdownRequest { Release = true }, m),
        [OfficerAction.SeePresence] = async (c, m) => await new V1.Presence.PresenceClient(c).ListAsync(new ListPresenceRequest(), m),
        [OfficerAction.GiveAccount] = async (c, m) => await new V1.Identity.IdentityClient(c).SetPasswordAsync(new SetPasswordRequest(), m),
        [OfficerAction.ResetPassword] = async (c, m) => await new V1.Identity.IdentityClient(c).SetPasswordAsync(new SetPasswordRequest { Person = "chen-lei", Account = "staff", Password = "brisk-otter-17" }, m),
        [OfficerAction.RecoverOfficer] = async (c, m) => await new V1.Officers.OfficersClient(c).FinishRecoveryAsync(new FinishRecoveryRequest(), m),
        [OfficerAction.RemovePasskey] = async (c, m) => await new V1.Passkeys.PasskeysClient(c).RemoveAsync(new RemovePasskeyRequest(), m),
        [OfficerAction.ReadPersons] = async (c, m) => await new V1.People.PeopleClient(c).ListAsync(new ListPeopleRequest(), m),
        [OfficerAction.EditPersons] = async (c, m) => await new V1.People.PeopleClient(c).JoinAsync(new JoinRequest(), m),
        [OfficerAction.ConfirmPersons] = async (c, m) => await new V1.People.PeopleClient(c).EntrustAsync(new EntrustRequest(), m),
        [OfficerAction.EndPerson] = async (c, m) => await new V1.People.PeopleClient(c).LeaveAsync(new LeaveRequest(), m),
        [OfficerAction.ManageBadges] = async (c, m) => await new V1.People.PeopleClient(c).IssueBadgeAsync(new IssueBadgeRequest(), m),
        [OfficerAction.ReportBadgeLost] = async (c, m) => await new V1.People.PeopleClient(c).ReportBadgeLostAsync(new BadgeActRequest(), m),
        [OfficerAction.EnrolBiometrics] = async (c, m) => await new V1.Biometrics.BiometricsClient(c).RecordConsentAsync(new RecordConsentRequest(), m),
        [OfficerAction.DeleteBiometrics] = async (c, m) => await new V1.Biometrics.BiometricsClient(c).DeleteTemplateAsync(new DeleteTemplateRequest(), m),
        [OfficerAction.ResetFactor] = async (c, m) => await new V1.Identity.IdentityClient(c).EnableFactorAsync(new EnableFactorRequest(), m),
        [OfficerAction.RemovePin] = async (c, m) => await new V1.Identity.IdentityClient(c).RemovePinAsync(new RemovePinRequest(), m),
        [OfficerAction.ReadAlerts] = async (c, m) => await new V1.Alerts.AlertsClient(c).ListAsync(new ListAlertsRequest(), m),
        [OfficerAction.AcknowledgeAlerts] = async (c, m) => await new V1.Alerts.AlertsClient(c).AcknowledgeAsync(new AcknowledgeAlertRequest(), m),
        [OfficerAction.HandleAlerts] = async (c, m) => await new V1.Alerts.AlertsClient(c).StartDrillAsync(new StartDrillRequest(), m),
        [OfficerAction.ViewEvidence] = (c, m) => FirstAsync(new V1.Evidence.EvidenceClient(c).View(new ViewEvidenceRequest(), m)),
        [OfficerAction.SetRetention] = async (c, m) => await new V1.Evidence.EvidenceClient(c).SetRetentionAsync(new SetRetentionRequest(), m),
        [OfficerAction.RotateEvidenceKey] = async (c, m) => await new V1.Fleet.FleetClient(c).RotateEvidenceKeyAsync(new RotateEvidenceKeyRequest(), m),
        [OfficerAction.Backup] = async (c, m) => await new V1.Backups.BackupsClient(c).MakeAsync(new MakeBackupRequest(), m),
        [OfficerAction.ReadPlaces] = async (c, m) => await new V1.Site.SiteClient(c).DescribeAsync(new DescribeSiteRequest(), m),
        [OfficerAction.ReadSite] = async (c, m) => await new V1.Site.SiteClient(c).GetStatusAsync(new GetSiteStatusRequest(), m),
        [OfficerAction.ApplySite] = async (c, m) => await new V1.Site.SiteClient(c).ApplyPendingAsync(new ApplyPendingRequest(), m),
        [OfficerAction.ReadRoles] = async (c, m) => await new V1.Officers.OfficersClient(c).ListRolesAsync(new ListRolesRequest(), m),
        [OfficerAction.GrantRole] = async (c, m) => await new V1.Officers.OfficersClient(c).GrantRoleAsync(new GrantRoleRequest(), m),
        [OfficerAction.WithdrawRole] = async (c, m) => await new V1.Officers.OfficersClient(c).WithdrawRoleAsync(new WithdrawRoleRequest(), m),
        [OfficerAction.ReadApprovals] = async (c, m) => await new V1.Approvals.ApprovalsClient(c).ListAsync(new ListApprovalsRequest(), m),
        [OfficerAction.ReportEntries] = (c, m) => ReportAsync(c, m, ReportKind.Entries),
        [OfficerAction.ReportAlerts] = (c, m) => ReportAsync(c, m, ReportKind.Alerts),
        [OfficerAction.ReportHandover] = (c, m) => ReportAsync(c, m, ReportKind.Handover),
        [OfficerAction.ReportReview] = (c, m) => ReportAsync(c, m, ReportKind.Review),
        [OfficerAction.ReportUnusedRights] = (c, m) => ReportAsync(c, m, ReportKind.UnusedRights),
        [OfficerAction.DecideApproval] = async (c, m) => await new V1.Approvals.ApprovalsClient(c).ApproveAsync(new ApproveRequest(), m),
    };

    public static TheoryData<OfficerAction, Roles> Pairs()
    {
        TheoryData<OfficerAction, Roles> pairs = [];
        foreach (OfficerAction action in Calls.Keys)
        {
            foreach (Roles role in (Roles[])[Roles.None, .. RoleWords.All]) { pairs.Add(action, role); }
        }
        return pairs;
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task A_role_may_do_what_the_table_says_and_nothing_else(OfficerAction action, Roles role)
    {
        Refusal? refusal = null;
        try { await Calls[action](gateway.Channel, gateway.As(role)); }
        catch (RpcException refused)
        {
            refusal = refused.ToRefusal();
            Assert.True(refusal is not null, refused.ToString());
        }
        Roles may = OfficerActions.Of(action).May;
        bool forbidden = refusal is { Code: "officer_required", Status: StatusCode.PermissionDenied };
        Assert.Equal((may & role) == Roles.None, forbidden);
        if (forbidden) { Assert.Contains(may.Words().Zh, refusal!.Text.Zh, StringComparison.Ordinal); }
    }

    [Fact]
    public void Every_action_has_its_call_here() => Assert.Empty(Enum.GetValues<OfficerAction>().Except(Calls.Keys));

    [Fact]
    public void No_role_may_do_everything_and_what_takes_two_takes_two_roles()
    {
        OfficerAction[] all = Enum.GetValues<OfficerAction>();
        Assert.All(RoleWords.All, role => Assert.Contains(all, action => (OfficerActions.Of(action).May & role) == Roles.None));
        Assert.All(all, action => Assert.Equal(Roles.None, OfficerActions.Of(action).May & OfficerActions.Of(action).Approve));
    }

    [Fact]
    public async Task A_changed_site_file_is_in_force_once_another_officer_approved_that_very_file()
    {
        V1.Site.SiteClient client = new(gateway.Channel);
        await File.WriteAllTextAsync(gateway.SiteFile, (await File.ReadAllTextAsync(gateway.SiteFile, TestContext.Current.CancellationToken)).Replace("zh: 大厅,", "zh: 门厅,", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        GetSiteStatusResponse before = await client.GetStatusAsync(new GetSiteStatusRequest(), gateway.As(Roles.SystemAdministrator));
        Assert.Equal(2, before.Pending.Changes.Count);
        async Task ApplyAsync(string sha256) => await client.ApplyPendingAsync(new ApplyPendingRequest { Sha256 = sha256, Reason = "renamed" }, gateway.As(Roles.SecurityOfficer));
        await Refused.AsAsync("not_pending", () => ApplyAsync(before.Sha256));
        Refusal asked = await Refused.AsAsync("approval_required", () => ApplyAsync(before.Pending.Sha256));
        await new V1.Approvals.ApprovalsClient(gateway.Channel).ApproveAsync(new ApproveRequest { Id = asked.RequestId }, gateway.As(Roles.SystemAdministrator));
        await ApplyAsync(before.Pending.Sha256);
        GetSiteStatusResponse after = await client.GetStatusAsync(new GetSiteStatusRequest(), gateway.As(Roles.SecurityAuditor));
        Assert.Equal((before.Revision + 1, before.Pending.Sha256), (after.Revision, after.Sha256));
        Assert.Null(after.Pending);
        await Refused.AsAsync("not_pending", () => ApplyAsync(before.Pending.Sha256));
    }

    private static async Task ReportAsync(GrpcChannel channel, Metadata metadata, ReportKind kind) =>
        await new V1.Reports.ReportsClient(channel).MakeAsync(new MakeReportRequest { Kind = kind }, metadata);

    private static async Task FirstAsync<T>(AsyncServerStreamingCall<T> call)
    {
        using (call) { await call.ResponseStream.MoveNext(TestContext.Current.CancellationToken); }
    }
}
