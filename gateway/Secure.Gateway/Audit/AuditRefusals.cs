using Grpc.Core;
using Secure.Contracts;
using Secure.Vocabulary;

namespace Secure.Gateway.Audit;

/// <summary>Why a call about the log gets no answer.</summary>
internal static class AuditRefusals
{
    public static readonly Refusal GateShut = new(StatusCode.Unavailable, "waiting_for_witness", new Sentence("等待日志见证者，暂不服务", "waiting for the log's witnesses; not serving yet")) { RetryDelay = TimeSpan.FromSeconds(1) };

    public static readonly Refusal NotPublished = new(StatusCode.Unavailable, "not_published", new Sentence("日志尚未发布", "the log is not published yet")) { RetryDelay = TimeSpan.FromSeconds(1) };

    public static readonly Refusal Unrecorded = new(StatusCode.Unavailable, "record_unavailable", new Sentence("无法写入审计记录，暂停服务", "the record cannot be written; nothing is shown"));

    public static readonly Refusal Anonymous = new(StatusCode.Unauthenticated, "session_or_certificate_required", new Sentence("需要登录或证书", "a session or a certificate is required"));

    public static readonly Refusal SessionEnded = new(StatusCode.Unauthenticated, "session_ended", new Sentence("会话已结束", "the session has ended"));

    public static readonly Refusal NotFound = new(StatusCode.NotFound, "not_in_log", new Sentence("日志中没有该内容", "the log has no such thing"));

    public static readonly Refusal NotAWitness = new(StatusCode.PermissionDenied, "not_a_witness", new Sentence("不是本日志的见证者", "not a witness of this log"));

    public static readonly Refusal BadHello = new(StatusCode.FailedPrecondition, "bad_hello", new Sentence("见证者的检查点无效", "the witness's last checkpoint does not count"));

    public static readonly Refusal BadAnswer = new(StatusCode.FailedPrecondition, "bad_answer", new Sentence("见证者的回答无效", "the witness's answer does not count"));

    public static readonly Refusal LateAnswer = new(StatusCode.DeadlineExceeded, "late_answer", new Sentence("见证者未及时回答", "the witness did not answer in time"));

    public static readonly Refusal Pruned = new(StatusCode.NotFound, "pruned", new Sentence("该内容已按规定清除，仅存哈希", "the contents were given up by two officers; only their hashes are kept"));

    public static readonly Refusal NothingToPrune = new(StatusCode.FailedPrecondition, "nothing_to_prune", new Sentence("没有可清除的内容", "nothing is old enough to go"));

    public static Refusal TooYoung(int days) => new(StatusCode.FailedPrecondition, "log_too_young", new Sentence($"日志内容至少保存 {days} 天", $"contents of the log are kept for {days} days at least"));

    public static Refusal AlertOpen(DateTimeOffset since) => new(StatusCode.FailedPrecondition, "alert_open", new Sentence($"{since:yyyy-MM-dd} 起有报警未结", $"an alert has been open since {since:yyyy-MM-dd}"));

    public static Refusal Invalid(string field, string message) => new(StatusCode.InvalidArgument, "invalid_request", new Sentence("请求无效", "the request is not valid"))
    {
        Fields = [new FieldViolation(field, message)],
    };
}
