using Grpc.Core;
using Secure.Contracts;
using Secure.Vocabulary;

namespace Secure.Gateway.Reports;

/// <summary>Why there is no report.</summary>
internal static class ReportRefusals
{
    internal static readonly Refusal TooMuch = new(StatusCode.ResourceExhausted, "report_too_large", new Sentence("该时间段的日志条目过多，请缩小时间范围", "the log holds too much of that time: narrow it"));

    internal static readonly Refusal UnknownDrill = new(StatusCode.NotFound, "unknown_drill", new Sentence("没有这次演练", "there is no such drill"));

    internal static readonly Refusal SessionEnded = new(StatusCode.Unauthenticated, "session_ended", new Sentence("会话已结束", "the session has ended"));

    internal static RefusedException Invalid(string field, string message) =>
        new(new Refusal(StatusCode.InvalidArgument, "invalid_request", new Sentence("请求无效", "the request is not valid")) { Fields = [new FieldViolation(field, message)] });
}
