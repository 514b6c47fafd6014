using Grpc.Core;
using Secure.Contracts;
using Secure.Gateway.Audit;
using Secure.Gateway.Spine;
using Secure.Gateway.Storage;
using Secure.V1;
using Sentence = Secure.Vocabulary.Sentence;

namespace Secure.Gateway.Evidence;

/// <summary>Where two officers set how long evidence stays, never below the floors.</summary>
internal sealed class RetentionDesk(RetentionBook book, IEvidenceHolds holds, IStore store, IApprovals approvals, IAudit audit, EvidenceOptions options, TimeProvider clock)
{
    private static readonly Refusal Unchanged = new(StatusCode.FailedPrecondition, "retention_unchanged", new Sentence("保存期限与现行设置相同", "that is the retention in force already"));

    internal async Task<GetRetentionResponse> DescribeAsync(CancellationToken cancellation)
    {
        GetRetentionResponse response = new() { PictureDaysMin = (uint)options.PictureDaysMin, ClipDaysMin = (uint)options.ClipDaysMin, ClipBytes = (ulong)(await ClipsAsync(cancellation)).Sum(c => c.Bytes) };
        if (await book.NowAsync(cancellation) is { Setting: var now })
        {
            response.Retention = new V1.Retention { PictureDays = (uint)now.PictureDays, ClipDays = (uint)now.ClipDays, ClipBytesMax = (ulong)now.ClipBytesMax };
        }
        return response;
    }

    /// <exception cref="RefusedException">Out of the floors, the same as now, approval_required, somebody was quicker, or it could not be recorded.</exception>
    internal async Task SetAsync(ISession officer, SetRetentionRequest request, CancellationToken cancellation)
    {
        Retention wanted = Parse(request);
        (Retention Setting, long Version)? now = await book.NowAsync(cancellation);
        if (now?.Setting == wanted) { throw new RefusedException(Unchanged); }
        if (await YoungAsync(cancellation) is var young && young > wanted.ClipBytesMax) { throw new RefusedException(DropsYoung(young)); }
        Approved approved = await approvals.RequireAsync(officer, OfficerAction.SetRetention, request, Words(now?.Setting, wanted), request.Reason, cancellation);
        AuditEvent happened = new(RetentionBook.Kind)
        {
            Subject = officer.Person.Text,
            Person = officer.Person.Text,
            Session = officer.Id,
            Workstation = officer.Facts.Workstation?.Text,
            Decision = "permit",
            Details = [.. wanted.Details(), .. now?.Setting.Details("was_") ?? [], .. approved.Details, new("reason", request.Reason)],
        };
        (await audit.RecordAsync(happened, cancellation, wanted.ToRow(now?.Version), approved.Use)).OrRefuse();
    }

    private Retention Parse(SetRetentionRequest request)
    {
        V1.Retention wanted = request.Retention ?? throw Invalid("retention", "missing");
        if (wanted.PictureDays < options.PictureDaysMin || wanted.PictureDays > Retention.DaysMax) { throw Invalid("retention.picture_days", $"{options.PictureDaysMin} to {Retention.DaysMax}"); }
        if (wanted.ClipDays < options.ClipDaysMin || wanted.ClipDays > Retention.DaysMax) { throw Invalid("retention.clip_days", $"{options.ClipDaysMin} to {Retention.DaysMax}"); }
        if (wanted.ClipBytesMax is < (ulong)Retention.RoomMin or > (ulong)Retention.RoomMax) { throw Invalid("retention.clip_bytes_max", $"{Retention.RoomMin} to {Retention.RoomMax}"); }
        if (!Written.IsReason(request.Reason)) { throw Invalid("reason", Written.Rule); }
        return new Retention((int)wanted.PictureDays, (int)wanted.ClipDays, (long)wanted.ClipBytesMax);
    }

    /// <summary>Bytes of the clips that must stay: those younger than the floor, and those that alerts name.</summary>
    private async Task<long> YoungAsync(CancellationToken cancellation)
    {
        IReadOnlySet<string> linked = holds.Linked();
        DateTimeOffset since = clock.GetUtcNow() - TimeSpan.FromDays(options.ClipDaysMin);
        return (await ClipsAsync(cancellation)).Where(c => c.KeptAt > since || linked.Contains(c.Id)).Sum(c => c.Bytes);
    }

    private async Task<IEnumerable<EvidenceRow>> ClipsAsync(CancellationToken cancellation) =>
        (await store.ReadTableAsync(EvidenceRow.Table, cancellation)).Rows.Select(EvidenceRow.FromRow).OfType<EvidenceRow>().Where(r => r.MediaType == EvidenceRow.Clip);

    /// <summary>Before and after, for whoever decides.</summary>
    private static Sentence Words(Retention? before, Retention after)
    {
        string pictures = $"{Was(before?.PictureDays)}{after.PictureDays}", clips = $"{Was(before?.ClipDays)}{after.ClipDays}", room = $"{Was(before?.ClipBytesMax)}{after.ClipBytesMax}";
        return new($"证据保存期限：图像 {pictures} 天，录像 {clips} 天，录像空间 {room} 字节", $"keep evidence: pictures {pictures} days, clips {clips} days, room for clips {room} bytes");
    }

    private static string Was(long? before) => before is { } was ? $"{was} → " : "";

    private Refusal DropsYoung(long bytes) => new(StatusCode.FailedPrecondition, "retention_drops_young", new Sentence(
        $"不足 {options.ClipDaysMin} 天或报警关联的录像已占 {bytes} 字节，空间不得小于此值", $"clips younger than {options.ClipDaysMin} days or named by alerts take {bytes} bytes: the room cannot be less"));

    private static RefusedException Invalid(string field, string message) =>
        new(new Refusal(StatusCode.InvalidArgument, "invalid_request", new Sentence("请求无效", "the request is not valid")) { Fields = [new FieldViolation(field, message)] });
}
