using Grpc.Core;
using Secure.Contracts;
using Secure.Gateway.Spine;
using Secure.Vocabulary;

namespace Secure.Gateway.Officers;

/// <summary>Why this slice gives no answer, in words for strangers.</summary>
internal static class OfficerRefusals
{
    internal static readonly Refusal TokenRefused = new(StatusCode.PermissionDenied, "token_refused", new Sentence("一次性令牌无效或已使用", "the one-time token is not valid or already used"));

    internal static readonly Refusal NoTerminal = new(StatusCode.FailedPrecondition, "no_terminal", new Sentence(
        "网关的标准输出既不是终端，也不是仅属主可读的文件，令牌无处可显示", "the gateway has nowhere to show a token: its standard output is neither a terminal nor a file that its owner alone may read"));

    internal static readonly Refusal UnknownPerson = new(StatusCode.NotFound, "unknown_person", new Sentence("人员未登记或已停用", "no active person of this site"));

    internal static readonly Refusal Service = new(StatusCode.FailedPrecondition, "service_account", new Sentence("系统账号不得担任任何角色", "a service never holds a role"));

    internal static readonly Refusal Themselves = new(StatusCode.PermissionDenied, "oneself", new Sentence("不得为本人办理", "nobody does this for oneself"));

    internal static readonly Refusal LastHolder = new(StatusCode.FailedPrecondition, "last_holder", new Sentence("该角色仅余此一人", "the last holder of this role"));

    internal static readonly Refusal NotHeld = new(StatusCode.FailedPrecondition, "not_held", new Sentence("该人员不担任此角色", "the person does not hold this role"));

    internal static readonly Refusal TooLate = new(StatusCode.FailedPrecondition, "recovery_over", new Sentence("恢复期限已过，须重新开始", "the time for it is over: a new one must be begun"));

    internal static Refusal TooEarly(TimeSpan left) => new(StatusCode.FailedPrecondition, "recovery_waits", new Sentence("等待期未满", "the wait is not over yet")) { RetryDelay = left };

    internal static Refusal Separated(Roles held) => new(
        StatusCode.FailedPrecondition, "roles_separated", new Sentence($"三员分立：该人员已任{held.Words().Zh}", $"the three roles are on different people: this one is {held.Words().En} already"));

    internal static Refusal Invalid(params IReadOnlyList<FieldViolation> fields) => new(StatusCode.InvalidArgument, "invalid_request", new Sentence("请求无效", "the request is not valid")) { Fields = fields };
}
