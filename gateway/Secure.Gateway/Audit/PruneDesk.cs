using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using Secure.Contracts;
using Secure.Gateway.Audit.Publishing;
using Secure.Gateway.Spine;
using Secure.Gateway.Storage;
using Secure.TransparencyLog;
using Secure.V1;
using Sentence = Secure.Vocabulary.Sentence;

namespace Secure.Gateway.Audit;

/// <summary>
/// Where two officers give up the contents of old entries. Whole bundles go, so that what is kept is kept whole in every copy,
/// and only what is published: an entry that nobody could prove yet is never given up.
/// </summary>
public sealed class PruneDesk(IStore store, Publisher publisher, Recorder recorder, IApprovals approvals, IEvidenceHolds holds, AuditOptions options, TimeProvider clock)
{
    /// <returns>The first index whose contents are kept.</returns>
    /// <exception cref="RefusedException">Too young, past an open alert, nothing to do, approval_required, or it could not be recorded.</exception>
    internal async Task<PruneLogResponse> PruneAsync(ISession officer, PruneLogRequest request, CancellationToken cancellation)
    {
        DateTimeOffset before = Parse(request);
        if (before > clock.GetUtcNow() - TimeSpan.FromDays(options.KeepDaysMin)) { throw new RefusedException(AuditRefusals.TooYoung(options.KeepDaysMin)); }
        if (holds.OldestOpen() is { } open && open < before) { throw new RefusedException(AuditRefusals.AlertOpen(open)); }
        long from = store.LogMinimum, below = await BelowAsync(before, cancellation);
        if (below <= from) { throw new RefusedException(AuditRefusals.NothingToPrune); }
        Approved approved = await approvals.RequireAsync(officer, OfficerAction.PruneLog, request, Words(before, from, below), request.Reason, cancellation);
        AuditEvent happened = new(PruningRecord.Kind)
        {
            Subject = officer.Person.Text,
            Person = officer.Person.Text,
            Session = officer.Id,
            Decision = "permit",
            Details = [new(PruningRecord.BelowDetail, Number(below)), new("from", Number(from)), new("before", before.ToString("O", CultureInfo.InvariantCulture)), .. approved.Details, new("reason", request.Reason)],
        };
        (await recorder.PruneAsync(happened, below, approved.Use, cancellation)).OrRefuse();
        return new PruneLogResponse { MinimumIndex = (ulong)below };
    }

    // Up to the first entry that is not older, whatever a clock that was wrong wrote into later ones. This very session's is
    // younger: where none is found, nothing goes.
    private async Task<long> BelowAsync(DateTimeOffset before, CancellationToken cancellation)
    {
        long published = publisher.Current?.Size ?? throw new RefusedException(AuditRefusals.NotPublished);
        LogQuery query = new() { FromMs = before.ToUnixTimeMilliseconds(), Limit = 1, NewestFirst = false };
        for (long? at = store.LogMinimum; at is { } cursor;)
        {
            LogPage page = await store.SearchLogAsync(query with { Cursor = cursor }, cancellation);
            if (page.Entries is [{ Index: var first }, ..]) { return Math.Min(first, published) / Tile.FullWidth * Tile.FullWidth; }
            at = page.Next;
        }
        return 0;
    }

    private static DateTimeOffset Parse(PruneLogRequest request)
    {
        if (!Written.IsReason(request.Reason)) { throw new RefusedException(AuditRefusals.Invalid("reason", Written.Rule)); }
        try { return request.Before?.ToDateTimeOffset() ?? throw new RefusedException(AuditRefusals.Invalid("before", "missing")); }
        catch (InvalidOperationException) { throw new RefusedException(AuditRefusals.Invalid("before", "not a time")); }
    }

    private static Sentence Words(DateTimeOffset before, long from, long below) => new(
        $"永久清除 {before:yyyy-MM-dd HH:mm'Z'} 之前的日志内容：第 {from} 至 {below - 1} 条，共 {below - from} 条；哈希与证明保留",
        $"give up for good the log's contents before {before:yyyy-MM-dd HH:mm'Z'}: entries {from} to {below - 1}, {below - from} in all; hashes and proofs stay");

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
