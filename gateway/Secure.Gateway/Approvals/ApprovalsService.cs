using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Secure.Contracts;
using Secure.Gateway.Doors;
using Secure.Gateway.Spine;
using Secure.V1;

namespace Secure.Gateway.Approvals;

/// <summary>The contract's Approvals service.</summary>
internal sealed class ApprovalsService(ICallers callers, ApprovalDesk desk, ApprovalBook book, ApprovalLists lists, TimeProvider clock) : V1.Approvals.ApprovalsBase
{
    public override Task<ListApprovalsResponse> List(ListApprovalsRequest request, ServerCallContext context) =>
        lists.FindAsync(callers.RequireRight(context, OfficerAction.ReadApprovals), request, context.CancellationToken);

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
                response.Approvals.AddRange(await lists.WaitingAsync(caller, ending.Token));
                await responseStream.WriteAsync(response, ending.Token);
                await feed.WaitAsync(ending.Token);
            }
        }
        catch (OperationCanceledException) when (caller.Ended.IsCancellationRequested) { callers.RequireRight(context, OfficerAction.ReadApprovals); }
        finally { book.Changed -= feed.Changed; }
    }

    private static string Reason(string text, int least) =>
        (least == 0 ? Written.IsReasonOrNone(text) : Written.IsReason(text))
            ? text : throw new RefusedException(ApprovalRefusals.Invalid("reason", Written.Rule));
}
