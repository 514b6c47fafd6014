using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using Secure.Contracts;
using Secure.Gateway.Decisions.Site;
using Secure.Gateway.Spine;
using Secure.V1;
using Secure.Vocabulary;

namespace Secure.Gateway.Approvals;

/// <summary>What waits for a second officer and what became of it, as one of them is shown it.</summary>
internal sealed class ApprovalLists(ApprovalBook book, ApprovalRules rules, ISite site, TimeProvider clock)
{
    private long NowMs => clock.GetUtcNow().ToUnixTimeMilliseconds();

    /// <exception cref="RefusedException">The request is not valid.</exception>
    internal async Task<ListApprovalsResponse> FindAsync(ISession caller, ListApprovalsRequest request, CancellationToken cancellation)
    {
        ListAsked asked = ListAsked.Read(request.Search, request.PageSize, request.PageToken);
        long now = NowMs;
        IEnumerable<ApprovalRow> wanted = (await book.AllAsync(cancellation)).Select(a => a.Row)
            .Where(row => request.Over ? !row.IsOpen(now) : request.All || row.IsOpen(now))
            .Where(row => asked.Finds([row.Id, row.Zh, row.En, row.Why, row.DecisionReason, OfficerActions.CodeOf(row.Action), .. IdAndName(row.Requester), .. IdAndName(row.DecidedBy), .. IdAndName(row.Person)]));
        (IReadOnlyList<ApprovalRow> rows, string next, uint total) = asked.Page(wanted, row => Place(row, request.Over));
        return new ListApprovalsResponse { Approvals = { rows.Select(row => Describe(row, caller, now)) }, NextPageToken = next, Total = total };
    }

    /// <summary>All that wait, the oldest first.</summary>
    internal async Task<IEnumerable<Approval>> WaitingAsync(ISession caller, CancellationToken cancellation)
    {
        long now = NowMs;
        return (await book.AllAsync(cancellation)).Where(a => a.Row.IsOpen(now) && a.Row.Stage == ApprovalStage.Waiting).Select(a => Describe(a.Row, caller, now));
    }

    /// <summary>What is over ended at a time that no later end can come before: whatever ends stands before all that was listed.</summary>
    private static string Place(ApprovalRow row, bool over) =>
        string.Create(CultureInfo.InvariantCulture, $"{(over ? long.MaxValue - row.EndedMs : row.AskedMs):D19}/{row.Id}");

    private string?[] IdAndName(string? id) =>
        [id, PersonId.TryParse(id, out PersonId? person) && site.Current.Persons.TryGetValue(person, out Person? known) ? known.Name : null];

    private Approval Describe(ApprovalRow row, ISession caller, long now) => new()
    {
        Id = row.Id,
        Action = OfficerActions.CodeOf(row.Action),
        What = new V1.Sentence { Zh = row.Zh, En = row.En },
        Why = row.Why,
        Requester = row.Requester,
        RequesterRole = string.Join(',', row.RequesterRoles),
        ApproverRoles = { OfficerActions.Of(row.Action).Approve.Codes() },
        State = StateOf(row, now),
        AskedAt = At(row.AskedMs),
        ExpiresAt = At(row.ExpiresMs),
        DecidedBy = row.DecidedBy ?? "",
        DecisionReason = row.DecisionReason ?? "",
        Person = row.Person ?? "",
        YoursToDecide = StateOf(row, now) == ApprovalState.Waiting && rules.Against(row, caller.Person) is null,
        DecidedAt = At(row.DecidedMs),
        UsedAt = At(row.UsedMs),
    };

    private static Timestamp? At(long? ms) => ms is { } at ? DateTimeOffset.FromUnixTimeMilliseconds(at).ToTimestamp() : null;

    private static ApprovalState StateOf(ApprovalRow row, long now) => row.Stage switch
    {
        ApprovalStage.Waiting when row.IsOpen(now) => ApprovalState.Waiting,
        ApprovalStage.Approved when row.IsOpen(now) => ApprovalState.Approved,
        ApprovalStage.Waiting or ApprovalStage.Approved => ApprovalState.Expired,
        ApprovalStage.Rejected => ApprovalState.Rejected,
        ApprovalStage.Withdrawn => ApprovalState.Withdrawn,
        ApprovalStage.Used => ApprovalState.Used,
    };
}
