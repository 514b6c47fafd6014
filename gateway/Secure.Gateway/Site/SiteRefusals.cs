using Grpc.Core;
using Secure.Contracts;
using Secure.Gateway.Spine;
using Secure.Vocabulary;

namespace Secure.Gateway.Site;

/// <summary>Why a site is not put in force.</summary>
internal static class SiteRefusals
{
    internal static readonly Refusal NotPending = new(StatusCode.FailedPrecondition, "not_pending", new Sentence("没有此待批的站点文件", "no such site file waits"));

    internal static readonly Refusal Reason = new(StatusCode.InvalidArgument, "invalid_request", new Sentence("请求无效", "the request is not valid")) { Fields = [new FieldViolation("reason", Written.Rule)] };
}
