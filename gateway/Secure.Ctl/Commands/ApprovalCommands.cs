using System.CommandLine;
using Grpc.Core;
using Secure.Ctl.Connection;
using Secure.V1;

namespace Secure.Ctl.Commands;

/// <summary>approvals, approve, reject, withdraw.</summary>
internal static class ApprovalCommands
{
    private static readonly Argument<string> Id = new("id") { Description = "编号 · its id" };

    public static IEnumerable<Command> All() => [List(), Approve(), Reject(), Withdraw()];

    private static Command List()
    {
        Option<bool> all = new("--all") { Description = "含已决定与过期者 · also what is over" }, watch = new("--watch") { Description = "持续显示 · keep showing what waits" };
        Option<string> search = new("--search") { Description = "在编号、内容、理由、姓名中查找 · find in number, words, reasons, names", DefaultValueFactory = _ => "" };
        return new Command("approvals", "待批事项 · what waits for a second officer") { all, search, watch }.Calls(async (gateway, parsed, cancellation) =>
        {
            Approvals.ApprovalsClient client = new(gateway.Invoker);
            if (parsed.GetValue(watch)) { return await WatchAsync(client, gateway, parsed, cancellation); }
            ListApprovalsRequest request = new() { All = parsed.GetValue(all), Search = parsed.GetValue(search)!, PageSize = 500 };
            do
            {
                ListApprovalsResponse page = await client.ListAsync(request, gateway.Session(), cancellationToken: cancellation);
                if (parsed.GetValue(ConnectionOptions.Json)) { Running.PrintJson(page); }
                else { foreach (Approval approval in page.Approvals) { Print(approval); } }
                request.PageToken = page.NextPageToken;
            }
            while (request.PageToken.Length > 0);
            return 0;
        });
    }

    private static async Task<int> WatchAsync(Approvals.ApprovalsClient client, GatewayConnection gateway, ParseResult parsed, CancellationToken cancellation)
    {
        using AsyncServerStreamingCall<WatchApprovalsResponse> call = client.Watch(new WatchApprovalsRequest(), gateway.Session(), cancellationToken: cancellation);
        string shown = "";
        await foreach (WatchApprovalsResponse response in call.ResponseStream.ReadAllAsync(cancellation))
        {
            if (parsed.GetValue(ConnectionOptions.Json)) { Running.PrintJson(response); continue; }
            string now = string.Join(',', response.Approvals.Select(a => a.Id));
            if (now == shown) { continue; }
            shown = now;
            Console.WriteLine($"— {response.At.ToDateTimeOffset():HH:mm:ss} UTC");
            foreach (Approval approval in response.Approvals) { Print(approval); }
        }
        return 0;
    }

    private static Command Approve()
    {
        Option<string> reason = new("--reason") { Description = "理由 · reason", DefaultValueFactory = _ => "" };
        return new Command("approve", "批准他人提出的事项 · approve what another officer asked for") { Id, reason }.Calls(async (gateway, parsed, cancellation) =>
        {
            ApproveRequest request = new() { Id = parsed.GetRequiredValue(Id), Reason = parsed.GetValue(reason)! };
            await new Approvals.ApprovalsClient(gateway.Invoker).ApproveAsync(request, gateway.Session(), cancellationToken: cancellation);
            Console.WriteLine("已批准，申请人可再次提交 · approved: the requester may now send it again");
            return 0;
        });
    }

    private static Command Reject()
    {
        Option<string> reason = new("--reason") { Description = "理由 · reason", Required = true };
        return new Command("reject", "驳回 · reject it") { Id, reason }.Calls(async (gateway, parsed, cancellation) =>
        {
            RejectRequest request = new() { Id = parsed.GetRequiredValue(Id), Reason = parsed.GetRequiredValue(reason) };
            await new Approvals.ApprovalsClient(gateway.Invoker).RejectAsync(request, gateway.Session(), cancellationToken: cancellation);
            Console.WriteLine("已驳回 · rejected");
            return 0;
        });
    }

    private static Command Withdraw() => new Command("withdraw", "撤回本人提出的事项 · take one's own request back") { Id }.Calls(async (gateway, parsed, cancellation) =>
    {
        await new Approvals.ApprovalsClient(gateway.Invoker).WithdrawAsync(new WithdrawApprovalRequest { Id = parsed.GetRequiredValue(Id) }, gateway.Session(), cancellationToken: cancellation);
        Console.WriteLine("已撤回 · withdrawn");
        return 0;
    });

    private static void Print(Approval approval)
    {
        string state = approval.State switch
        {
            ApprovalState.Waiting => "待批 · waits",
            ApprovalState.Approved => "已批准 · approved",
            ApprovalState.Rejected => "已驳回 · rejected",
            ApprovalState.Withdrawn => "已撤回 · withdrawn",
            ApprovalState.Used => "已执行 · done",
            ApprovalState.Expired => "已过期 · expired",
            _ => "未知 · unknown",
        };
        Console.WriteLine($"{approval.Id}  {state}{(approval.YoursToDecide ? "（请决定 · yours to decide）" : "")}  {approval.What.Zh} · {approval.What.En}");
        Console.WriteLine($"    {approval.Requester} ({approval.RequesterRole})，理由 · why: {approval.Why}，至 · until {approval.ExpiresAt.ToDateTimeOffset():yyyy-MM-dd HH:mm} UTC");
        if (approval.DecidedBy.Length > 0) { Console.WriteLine($"    {approval.DecidedBy}: {approval.DecisionReason}{(approval.DecidedAt is { } at ? $"，{at.ToDateTimeOffset():yyyy-MM-dd HH:mm} UTC" : "")}"); }
    }
}
