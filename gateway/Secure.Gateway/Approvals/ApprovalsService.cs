using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Secure.Contracts;
using Secure.Gateway.Doors;
using Secure.Gateway.Spine;
using Secure.V1;

namespace Secure.Gateway.Approvals;

/// <summary>The contract's Approvals service.</summary>
internal sealed class ApprovalsService(ICallers callers, ApprovalDesk desk, ApprovalBook book, ApprovalRules rules, TimeProvider clock) : V1.Approvals.ApprovalsBase
{
    public override async Task<ListApprovalsResponse> List(ListApprovalsRequest request, ServerCallContext context)
    {
        ISession caller = callers.RequireRight(context, OfficerAction.ReadApprovals);
        return new ListApprovalsResponse { Approvals = { await OfAsync(caller, request.All, context.CancellationToken) } };
    }

    public override async Task<ApproveResponse> Approve(ApproveRequest request, ServerCallContext context)
    {
        ISession decider = callers.RequireRight(context, OfficerAction.DecideApproval);
        await desk.DecideAsync(decider, request.Id, approve: true, Reason(request.Reason, least: 0), context.CancellationToken);
        return new ApproveResponse();
    }

    public override async Task<RejectResponse> Reject(RejectRequest request, ServerCallContext context)
    {
        ISession decider = callers.RequireRight(context, OfficerAction.DecideApproval);
        await desk.DecideAsync(decider, request.Id, approve: false, Reason(request.Reason, least: 1), context.CancellationToken);
        return new RejectResponse();
    }

    public override async Task<WithdrawApprovalResponse> Withdraw(WithdrawApprovalRequest request, ServerCallContext context)
    {
        await desk.WithdrawAsync(callers.RequireRight(context, OfficerAction.ReadApprovals), request.Id, context.CancellationToken);
        return new WithdrawApprovalResponse();
    }

    public override async Task Watch(WatchApprovalsRequest request, IServerStreamWriter<WatchApprovalsResponse> responseStream, ServerCallContext context)
    {
        ISession caller = callers.RequireRight(context, OfficerAction.ReadApprovals);
        using CancellationTokenSource ending = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, caller.Ended);
        using ChangeFeed feed = new(clock);
        book.Changed += feed.Changed;
        try
        {
            while (true)
            {
                WatchApprovalsResponse response = new() { At = clock.GetUtcNow().ToTimestamp() };
                response.Approvals.AddRange((await OfAsync(caller, all: false, ending.Token)).Where(a => a.State == ApprovalState.Waiting));
                await responseStream.WriteAsync(response, ending.Token);
                await feed.WaitAsync(ending.Token);
            }
        }
        catch (OperationCanceledException) when (caller.Ended.IsCancellationRequested) { callers.RequireRight(context, OfficerAction.ReadApprovals); }
        finally { book.Changed -= feed.Changed; }
    }

    private async Task<IEnumerable<Approval>> OfAsync(ISession caller, bool all, CancellationToken cancellation)
    {
        long now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        return (await book.AllAsync(cancellation)).Select(a => a.Row).Where(row => all || row.IsOpen(now)).Select(row => Describe(row, caller, now));
    }

    private Approval Describe(ApprovalRow row, ISession caller, long now) => new()
    {
        Id = row.Id,
        Action = OfficerActions.CodeOf(row.Action),
        What = new Sentence { Zh = row.Zh, En = row.En },
        Why = row.Why,
        Requester = row.Requester,
        RequesterRole = string.Join(',', row.RequesterRoles),
        ApproverRoles = { OfficerActions.Of(row.Action).Approve.Codes() },
        State = StateOf(row, now),
        AskedAt = DateTimeOffset.FromUnixTimeMilliseconds(row.AskedMs).ToTimestamp(),
        ExpiresAt = DateTimeOffset.FromUnixTimeMilliseconds(row.ExpiresMs).ToTimestamp(),
        DecidedBy = row.DecidedBy ?? "",
        DecisionReason = row.DecisionReason ?? "",
        Person = row.Person ?? "",
        YoursToDecide = StateOf(row, now) == ApprovalState.Waiting && rules.Against(row, caller.Person) is null,
    };

    private static ApprovalState StateOf(ApprovalRow row, long now) => row.Stage switch
    {
        ApprovalStage.Waiting when row.IsOpen(now) => ApprovalState.Waiting,
        ApprovalStage.Approved when row.IsOpen(now) => ApprovalState.Approved,
        ApprovalStage.Waiting or ApprovalStage.Approved => ApprovalState.Expired,
        ApprovalStage.Rejected => ApprovalState.Rejected,
        ApprovalStage.Withdrawn => ApprovalState.Withdrawn,
        ApprovalStage.Used => ApprovalState.Used,
    };

    private static string Reason(string text, int least) =>
        (least == 0 ? Written.IsReasonOrNone(text) : Written.IsReason(text))
            ? text : throw new RefusedException(ApprovalRefusals.Invalid("reason", Written.Rule));
}
