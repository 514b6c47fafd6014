using System.Globalization;
using Secure.Gateway.Audit;
using Secure.Gateway.Decisions.Site;
using Secure.Gateway.Spine;
using Secure.V1;
using Secure.Vocabulary;

namespace Secure.Gateway.Doors;

/// <summary>
/// Lets a controller's journal go on where entries are lost for good, as when the gateway was set up again from an older backup and
/// the controller keeps no more what it had acknowledged. Two officers say which entries; the log says so before anything goes on.
/// </summary>
public sealed class JournalGaps(Drafts drafts, Controllers controllers, JournalIntake journal, IApprovals approvals, ISite site)
{
    private const string KindAccepted = "door.gap_accepted";

    /// <exception cref="Secure.Contracts.RefusedException">No such controller or gap, another range than is missing, approval_required, or it could not be recorded.</exception>
    public async Task AcceptAsync(ISession officer, AcceptGapRequest request, CancellationToken cancellation)
    {
        if (!DeviceId.TryParse(request.Controller, out DeviceId? controller) || !site.Current.Controllers.ContainsKey(controller)) { throw DoorRefusals.UnknownController(); }
        Require(controller, request);
        Vocabulary.Sentence what = new($"承认控制器 {controller.Text} 日志 {request.LostFrom} 至 {request.LostThrough} 条永久缺失", $"accept that entries {request.LostFrom} to {request.LostThrough} of controller {controller.Text}'s journal are lost");
        Approved approved = await approvals.RequireAsync(officer, OfficerAction.AcceptGap, request, what, request.Reason, cancellation);
        bool written = await drafts.WriteAsync(draft => Accept(draft, controller, officer, request, approved), cancellation);
        if (!written) { throw DoorRefusals.Unavailable(); }
    }

    private void Accept(Draft draft, DeviceId controller, ISession officer, AcceptGapRequest request, Approved approved)
    {
        // Anew: what was missing may have come while the second officer thought about it.
        Require(controller, request);
        ControllerState state = draft.StateOf(controller);
        draft.Add(new AuditEvent(KindAccepted)
        {
            Subject = officer.Person.Text,
            Session = officer.Id,
            Device = controller.Text,
            Decision = "permit",
            Details = [new("lost_from", Text(request.LostFrom)), new("lost_through", Text(request.LostThrough)), new("head", state.Head), .. approved.Details, new("reason", request.Reason)],
        });
        draft.Add(approved.Use);
        draft.Set(controller, state.Skipping(request.LostThrough));
        journal.Doubt(draft, controller, "journal_gap");
        draft.After(controllers.Of(controller).Recovered);
    }

    /// <summary>The range must begin behind what is held and lie within what the controller's own signed heartbeat announces.</summary>
    private void Require(DeviceId controller, AcceptGapRequest request)
    {
        LiveController live = controllers.Of(controller);
        (ulong held, ulong announced) = (live.State.Sequence, live.Announced);
        if (!live.Alive || announced <= held || !(live.IsNoted("door.journal_gap") || live.IsNoted("door.journal_forked"))) { throw DoorRefusals.NoGap(); }
        if (request.LostFrom != held + 1 || request.LostThrough <= held || request.LostThrough > announced) { throw DoorRefusals.GapDiffers(held + 1, announced); }
    }

    private static string Text(ulong number) => number.ToString(CultureInfo.InvariantCulture);
}
