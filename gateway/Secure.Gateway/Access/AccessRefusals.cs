using Grpc.Core;
using Secure.Contracts;
using Secure.Gateway.Storage;
using Secure.Vocabulary;

namespace Secure.Gateway.Access;

/// <summary>Why a question about access gets no answer.</summary>
internal static class AccessRefusals
{
    private static readonly Refusal RecordUnavailable =
        new(StatusCode.Unavailable, "record_unavailable", new Sentence("无法写入审计记录，不作判定", "the record cannot be written; nothing is decided")) { RetryDelay = TimeSpan.FromSeconds(1) };

    internal static RefusedException SessionRequired() =>
        new(new Refusal(StatusCode.Unauthenticated, "session_required", new Sentence("请先登录", "sign in first")));

    internal static RefusedException ServiceRequired() =>
        new(new Refusal(StatusCode.Unauthenticated, "service_certificate_required", new Sentence("会话句柄须与系统证书一同使用", "a session handle is used with its service's certificate")));

    internal static RefusedException SessionEnded() =>
        new(new Refusal(StatusCode.Unauthenticated, "session_ended", new Sentence("会话已结束", "the session has ended")));

    internal static RefusedException NotRegistered() =>
        new(new Refusal(StatusCode.PermissionDenied, "service_not_registered", DenyReason.ServiceNotRegistered.Text));

    internal static RefusedException TooManyWatches() =>
        new(new Refusal(StatusCode.ResourceExhausted, "too_many_watches", new Sentence("监视过多", "too many watches are open")));

    internal static RefusedException Malformed(IReadOnlyList<FieldViolation> fields) =>
        new(new Refusal(StatusCode.InvalidArgument, "malformed", new Sentence("请求格式错误", "the request is malformed")) { Fields = fields });

    internal static RefusedException Malformed(string field, string message) => Malformed([new FieldViolation(field, message)]);

    /// <summary>The index of the entry; refuses where it is not on the disk, because no answer leaves before its record.</summary>
    internal static ulong Index(CommitOutcome outcome) =>
        outcome is CommitOutcome.Committed committed ? (ulong)committed.FirstIndex : throw new RefusedException(RecordUnavailable);
}
