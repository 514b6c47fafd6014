using System.Security.Cryptography;
using Google.Protobuf;
using Secure.Contracts;
using Secure.Gateway.Audit;
using Secure.Gateway.Spine;
using Secure.Gateway.Storage;
using Secure.Vocabulary;

namespace Secure.Gateway.Approvals;

/// <summary>Takes requests that need a second officer, and the second officers' words.</summary>
internal sealed class ApprovalDesk(ApprovalBook book, ApprovalRules rules, IRoles roles, IAudit audit, ApprovalOptions options, TimeProvider clock) : IApprovals, IDisposable
{
    private const int WaitingMax = 50;
    private const int ClearedMax = 100;

    /// <summary>How long what is over stays in the list; the log keeps it anyway.</summary>
    private static readonly TimeSpan KeptMax = TimeSpan.FromDays(30);

    private readonly SemaphoreSlim _one = new(1, 1);

    private long NowMs => clock.GetUtcNow().ToUnixTimeMilliseconds();

    public async Task<Approved> RequireAsync(ISession requester, OfficerAction action, IMessage request, Sentence what, string why, CancellationToken cancellation)
    {
        Right right = OfficerActions.Of(action);
        if (right.Approve == Roles.None) { throw new InvalidOperationException($"{action} takes one officer."); }
        string digest = rules.DigestOf(action, requester.Person, request);
        await _one.WaitAsync(cancellation);
        try
        {
            IReadOnlyList<(ApprovalRow Row, long Version)> all = await book.AllAsync(cancellation);
            long now = NowMs;
            foreach ((ApprovalRow row, long version) in all.Where(a => a.Row.Digest == digest && a.Row.Requester == requester.Person.Text && a.Row.IsOpen(now)))
            {
                if (row.Stage == ApprovalStage.Waiting) { throw new RefusedException(ApprovalRefusals.Required(row.Id, right.Approve)); }
                // Approved, but by one who could not approve it today: that word is void, and a new one is needed.
                if (rules.StillApproves(row, out PersonId? by)) { return new Approved(row.Id, by!, (row with { Stage = ApprovalStage.Used, UsedMs = now }).Write(version)); }
            }
            ApprovalRow asked = await AskAsync(requester, action, request, digest, what, why, all, cancellation);
            throw new RefusedException(ApprovalRefusals.Required(asked.Id, right.Approve));
        }
        finally { _one.Release(); }
    }

    internal async Task DecideAsync(ISession decider, string id, bool approve, string reason, CancellationToken cancellation)
    {
        (ApprovalRow row, long version) = await WaitingAsync(id, cancellation);
        if (rules.Against(row, decider.Person) is { } against) { throw new RefusedException(against); }
        if (!rules.MayStillAsk(row)) { throw new RefusedException(ApprovalRefusals.RequesterLostRole); }
        ApprovalRow decided = row with { Stage = approve ? ApprovalStage.Approved : ApprovalStage.Rejected, DecidedBy = decider.Person.Text, DecisionReason = reason, DecidedMs = NowMs };
        await CommitAsync(decided, version, decider, approve ? "approval.approved" : "approval.rejected", reason, cancellation);
    }

    internal async Task WithdrawAsync(ISession requester, string id, CancellationToken cancellation)
    {
        (ApprovalRow row, long version) = await WaitingAsync(id, cancellation);
        if (row.Requester != requester.Person.Text) { throw new RefusedException(ApprovalRefusals.NotYours); }
        await CommitAsync(row with { Stage = ApprovalStage.Withdrawn, DecidedMs = NowMs }, version, requester, "approval.withdrawn", "", cancellation);
    }

    public void Dispose() => _one.Dispose();

    private async Task<(ApprovalRow Row, long Version)> WaitingAsync(string id, CancellationToken cancellation)
    {
        (ApprovalRow Row, long Version) found = (await book.AllAsync(cancellation)).FirstOrDefault(a => a.Row.Id == id);
        if (found.Row is null) { throw new RefusedException(ApprovalRefusals.Unknown); }
        bool waits = found.Row.Stage == ApprovalStage.Waiting && found.Row.IsOpen(NowMs);
        return waits ? found : throw new RefusedException(ApprovalRefusals.NotWaiting);
    }

    private async Task<ApprovalRow> AskAsync(
        ISession requester, OfficerAction action, IMessage request, string digest, Sentence what, string why, IReadOnlyList<(ApprovalRow Row, long Version)> all, CancellationToken cancellation)
    {
        long now = NowMs;
        if (all.Count(a => a.Row.Requester == requester.Person.Text && a.Row.IsOpen(now)) >= WaitingMax) { throw new RefusedException(ApprovalRefusals.TooMany); }
        string[] askedWith = [.. (roles.Of(requester.Person) & OfficerActions.Of(action).May).Codes()];
        string id = "a-" + RandomNumberGenerator.GetHexString(8, lowercase: true);
        ApprovalRow row = new(id, action, digest, what.Zh, what.En, why, requester.Person.Text, askedWith, now, now + (long)options.Life.TotalMilliseconds, ApprovalStage.Waiting, Person: PersonOf(request));
        IEnumerable<RowWrite> cleared = all.Where(a => !a.Row.IsOpen(now) && now - a.Row.AskedMs > KeptMax.TotalMilliseconds).Take(ClearedMax)
            .Select(a => new RowWrite(ApprovalRow.Table, a.Row.Id, null, a.Version));
        (await audit.RecordAsync(Happened("approval.asked", row, requester, why), cancellation, [row.Write(0), .. cleared])).OrRefuse();
        book.Told();
        return row;
    }

    // The contract calls it person wherever a request is about one.
    private static string? PersonOf(IMessage request) => request.Descriptor.FindFieldByName("person")?.Accessor.GetValue(request) is string { Length: > 0 } person ? person : null;

    private async Task CommitAsync(ApprovalRow row, long version, ISession by, string kind, string reason, CancellationToken cancellation)
    {
        (await audit.RecordAsync(Happened(kind, row, by, reason), cancellation, row.Write(version))).OrRefuse();
        book.Told();
    }

    private static AuditEvent Happened(string kind, ApprovalRow row, ISession by, string reason) => new(kind)
    {
        Subject = by.Person.Text,
        Person = row.Requester,
        Session = by.Id,
        Action = OfficerActions.CodeOf(row.Action),
        Details = [new("approval", row.Id), new("what", row.Zh), new("reason", reason)],
    };
}
