using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Grpc.Net.Client;
using Secure.Gateway.Spine;
using Secure.V1;

namespace Secure.Gateway.Tests.Officers;

/// <param name="Rpc">Service and method, as "Fleet/Revoke".</param>
/// <param name="Action">What it takes the right for.</param>
/// <param name="Request">Empty mostly: with nothing useful in it, whoever may make the call gets another answer than about the role.</param>
internal sealed record RightsCall(string Rpc, OfficerAction Action, IMessage? Request = null)
{
    // Where one call asks for several rights, what is asked tells the rows apart.
    internal string Name => Request is null ? Rpc : $"{Rpc} {Action}";
}

/// <summary>Every call of the contract: the right it takes, or why it takes none.</summary>
internal static class RightsCalls
{
    private static readonly Marshaller<byte[]> Raw = Marshallers.Create(b => b, b => b);

    internal static readonly IReadOnlyDictionary<string, string> WithoutRole = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["Audit/GetCheckpoint"] = "anyone with a session or a certificate checks the log",
        ["Audit/GetVerifierKey"] = "as above",
        ["Audit/GetInclusionProof"] = "as above: hashes alone",
        ["Audit/GetConsistencyProof"] = "as above: hashes alone",
        ["Audit/ListWords"] = "as above: words alone",
        ["Audit/GetTile"] = "as above: hashes alone",
        ["Audit/Witness"] = "an agent's certificate",
        ["Authorization/Check"] = "a service's certificate, about the session of its handle",
        ["Authorization/CheckMany"] = "as above",
        ["Authorization/Watch"] = "as above",
        ["Authorization/ListResources"] = "as above",
        ["Biometrics/SyncSensor"] = "an agent's certificate",
        ["Doors/RequestEntry"] = "an agent's certificate",
        ["Doors/SendEntrySample"] = "an agent's certificate",
        ["Evidence/KeepClip"] = "an agent's certificate",
        ["Fleet/Enroll"] = "a one-time code",
        ["Fleet/Renew"] = "the certificate that is renewed",
        ["Fleet/GetKeyList"] = "signed, and public on the site",
        ["Identity/SignIn"] = "a password",
        ["Identity/SignOut"] = "one's own session",
        ["Identity/WhoAmI"] = "one's own session",
        ["Identity/MintHandle"] = "one's own session",
        ["Identity/ChangePassword"] = "one's own password",
        ["Identity/CreateFirstOfficer"] = "refuses everybody",
        ["Identity/SetPin"] = "one's own PIN",
        ["Identity/StepUp"] = "one's own session",
        ["Identity/SendFrame"] = "one's own step-up",
        ["Identity/SendFingerprint"] = "one's own step-up",
        ["Officers/HoldCeremony"] = "the one-time token, while there is no officer",
        ["Own/List"] = "one's own",
        ["Passkeys/SignIn"] = "a passkey",
        ["Passkeys/GetOwn"] = "one's own",
        ["Passkeys/BeginRegistration"] = "one's own",
        ["Passkeys/Register"] = "one's own",
        ["Passkeys/RemoveOwn"] = "one's own",
    };

    /// <summary>Of these: whoever has neither session nor certificate gets as far as what the request holds, or an answer.</summary>
    internal static readonly IReadOnlyList<string> ForStrangers =
        ["Fleet/Enroll", "Fleet/GetKeyList", "Identity/SignIn", "Identity/CreateFirstOfficer", "Officers/HoldCeremony", "Passkeys/SignIn"];

    internal static readonly IReadOnlyList<RightsCall> All =
    [
        new("Alerts/List", OfficerAction.ReadAlerts), new("Alerts/Get", OfficerAction.ReadAlerts), new("Alerts/Watch", OfficerAction.ReadAlerts),
        new("Alerts/Acknowledge", OfficerAction.AcknowledgeAlerts), new("Alerts/AddNote", OfficerAction.AcknowledgeAlerts), new("Alerts/Assign", OfficerAction.HandleAlerts),
        new("Alerts/Handle", OfficerAction.HandleAlerts), new("Alerts/Resolve", OfficerAction.HandleAlerts), new("Alerts/MarkFalseAlarm", OfficerAction.HandleAlerts), new("Alerts/StartDrill", OfficerAction.HandleAlerts),

        new("Approvals/List", OfficerAction.ReadApprovals), new("Approvals/Watch", OfficerAction.ReadApprovals), new("Approvals/Withdraw", OfficerAction.ReadApprovals),
        new("Approvals/Approve", OfficerAction.DecideApproval), new("Approvals/Reject", OfficerAction.DecideApproval),

        new("Audit/Query", OfficerAction.ReadLog), new("Audit/Export", OfficerAction.ReadLog), new("Audit/Watch", OfficerAction.ReadLog), new("Audit/GetEntryBundle", OfficerAction.ReadLog), new("Audit/Prune", OfficerAction.PruneLog),
        new("Authorization/ListSubjects", OfficerAction.ListSubjects), new("Authorization/Explain", OfficerAction.ExplainDecision),
        new("Backups/Describe", OfficerAction.ReadSite), new("Backups/Make", OfficerAction.Backup),

        new("Biometrics/RecordConsent", OfficerAction.EnrolBiometrics), new("Biometrics/BeginEnrolment", OfficerAction.EnrolBiometrics), new("Biometrics/SendSample", OfficerAction.EnrolBiometrics),
        new("Biometrics/FinishEnrolment", OfficerAction.EnrolBiometrics), new("Biometrics/EnrolAtDoor", OfficerAction.EnrolBiometrics), new("Biometrics/WithdrawConsent", OfficerAction.DeleteBiometrics),
        new("Biometrics/DeleteTemplate", OfficerAction.DeleteBiometrics), new("Biometrics/ResetSensor", OfficerAction.DeleteBiometrics), new("Biometrics/ListTemplates", OfficerAction.ReadPersons),

        new("Doors/List", OfficerAction.WatchDoors), new("Doors/Watch", OfficerAction.WatchDoors), new("Doors/Describe", OfficerAction.WatchDoors), new("Doors/History", OfficerAction.SeePresence),
        new("Doors/Unlock", OfficerAction.UnlockDoor), new("Doors/Lockdown", OfficerAction.LockDown, new LockdownRequest()), new("Doors/Lockdown", OfficerAction.ReleaseLockdown, new LockdownRequest { Release = true }),
        new("Doors/Command", OfficerAction.UnlockDoor, new CommandDoorsRequest { Order = DoorOrder.Unlock, Door = "none" }), new("Doors/Command", OfficerAction.UnlockDoors, new CommandDoorsRequest { Order = DoorOrder.Unlock, Site = true }),
        new("Doors/Command", OfficerAction.BlockDoor, new CommandDoorsRequest { Order = DoorOrder.Block, Site = true }), new("Doors/Command", OfficerAction.MaintainDoor, new CommandDoorsRequest { Order = DoorOrder.Maintenance, Site = true }),
        new("Doors/Command", OfficerAction.LockDown, new CommandDoorsRequest { Order = DoorOrder.Lockdown, Site = true }), new("Doors/Command", OfficerAction.ReleaseLockdown, new CommandDoorsRequest { Order = DoorOrder.Release, Site = true }),
        new("Doors/MakeBreakGlass", OfficerAction.MakeBreakGlass), new("Doors/InstallReaders", OfficerAction.InstallReaders), new("Doors/AcceptGap", OfficerAction.AcceptGap),
        new("Doors/SetClock", OfficerAction.SetClock), new("Doors/TakeSnapshot", OfficerAction.TakeSnapshot), new("Doors/SelfTest", OfficerAction.TestDevice),

        new("Evidence/View", OfficerAction.ViewEvidence), new("Evidence/GetRetention", OfficerAction.ReadSite), new("Evidence/SetRetention", OfficerAction.SetRetention),
        new("Fleet/CreateEnrollment", OfficerAction.EnrolDevice), new("Fleet/Revoke", OfficerAction.RevokeDevice), new("Fleet/Suspend", OfficerAction.SuspendDevice),
        new("Fleet/Resume", OfficerAction.ResumeDevice), new("Fleet/ListDevices", OfficerAction.ReadDevices), new("Fleet/RotateEvidenceKey", OfficerAction.RotateEvidenceKey),

        new("Identity/SetPassword", OfficerAction.GiveAccount),
        new("Identity/SetPassword", OfficerAction.ResetPassword, new SetPasswordRequest { Person = "chen-lei", Account = "staff", Password = "brisk-otter-17" }),
        new("Identity/ListFactorLimits", OfficerAction.ResetFactor), new("Identity/EnableFactor", OfficerAction.ResetFactor), new("Identity/RemovePin", OfficerAction.RemovePin),

        new("Officers/ListRoles", OfficerAction.ReadRoles), new("Officers/GrantRole", OfficerAction.GrantRole), new("Officers/WithdrawRole", OfficerAction.WithdrawRole),
        new("Officers/BeginRecovery", OfficerAction.RecoverOfficer), new("Officers/FinishRecovery", OfficerAction.RecoverOfficer),
        new("Passkeys/List", OfficerAction.ReadRoles), new("Passkeys/Remove", OfficerAction.RemovePasskey),

        new("People/Get", OfficerAction.ReadPersons), new("People/List", OfficerAction.ReadPersons), new("People/ListBadges", OfficerAction.ReadPersons), new("People/Export", OfficerAction.ReadPersons),
        new("People/Import", OfficerAction.ReadPersons, new ImportPeopleRequest()), new("People/Import", OfficerAction.EditPersons, Csv("id,name\r\n")), new("People/Import", OfficerAction.ConfirmPersons, Csv("id,clearance\r\n")),
        new("People/Join", OfficerAction.EditPersons), new("People/Change", OfficerAction.EditPersons), new("People/Entrust", OfficerAction.ConfirmPersons),
        new("People/ConfirmDocument", OfficerAction.ConfirmPersons), new("People/Resume", OfficerAction.ConfirmPersons), new("People/Suspend", OfficerAction.EndPerson), new("People/Leave", OfficerAction.EndPerson),
        new("People/IssueBadge", OfficerAction.ManageBadges), new("People/ReplaceBadge", OfficerAction.ManageBadges), new("People/SuspendBadge", OfficerAction.ManageBadges),
        new("People/ResumeBadge", OfficerAction.ManageBadges), new("People/ReturnBadge", OfficerAction.ManageBadges), new("People/ReportBadgeLost", OfficerAction.ReportBadgeLost),

        new("Presence/List", OfficerAction.SeePresence), new("Presence/Watch", OfficerAction.SeePresence), new("Presence/Today", OfficerAction.SeePresence),
        .. Reports("Make", kind => new MakeReportRequest { Kind = kind }), .. Reports("Export", kind => new ExportReportRequest { Report = new MakeReportRequest { Kind = kind } }),
        new("Site/GetStatus", OfficerAction.ReadSite), new("Site/ApplyPending", OfficerAction.ApplySite), new("Site/Describe", OfficerAction.ReadPlaces),
    ];

    /// <summary>What the contract has, from its own generated descriptors.</summary>
    internal static IReadOnlyDictionary<string, MethodDescriptor> OfContract { get; } = typeof(CheckRequest).Assembly.GetTypes()
        .Where(t => t.Namespace == typeof(CheckRequest).Namespace && t.Name.EndsWith("Reflection", StringComparison.Ordinal))
        .SelectMany(t => ((FileDescriptor)t.GetProperty("Descriptor")!.GetValue(null)!).Services)
        .SelectMany(s => s.Methods).ToDictionary(m => $"{m.Service.Name}/{m.Name}", StringComparer.Ordinal);

    /// <summary>Calls, and reads one answer.</summary>
    internal static async Task SendAsync(RightsCall call, GrpcChannel channel, Metadata metadata, CancellationToken cancellation)
    {
        MethodDescriptor contract = OfContract[call.Rpc];
        MethodType type = contract.IsServerStreaming ? MethodType.ServerStreaming : MethodType.Unary;
        Method<byte[], byte[]> method = new(type, contract.Service.FullName, contract.Name, Raw, Raw);
        byte[] request = call.Request?.ToByteArray() ?? [];
        CallOptions options = new(metadata, cancellationToken: cancellation);
        if (type == MethodType.Unary) { await channel.CreateCallInvoker().AsyncUnaryCall(method, null, options, request); return; }
        using AsyncServerStreamingCall<byte[]> stream = channel.CreateCallInvoker().AsyncServerStreamingCall(method, null, options, request);
        await stream.ResponseStream.MoveNext(cancellation);
    }

    private static ImportPeopleRequest Csv(string text) => new() { Csv = ByteString.CopyFromUtf8(text), DryRun = true };

    private static IEnumerable<RightsCall> Reports(string method, Func<ReportKind, IMessage> request) =>
    [
        new($"Reports/{method}", OfficerAction.ReportEntries, request(ReportKind.Entries)), new($"Reports/{method}", OfficerAction.ReportAlerts, request(ReportKind.Alerts)),
        new($"Reports/{method}", OfficerAction.ReportHandover, request(ReportKind.Handover)), new($"Reports/{method}", OfficerAction.ReportReview, request(ReportKind.Review)),
        new($"Reports/{method}", OfficerAction.ReportUnusedRights, request(ReportKind.UnusedRights)),
    ];
}
