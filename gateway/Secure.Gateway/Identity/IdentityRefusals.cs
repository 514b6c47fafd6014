using Grpc.Core;
using Secure.Contracts;
using Secure.Gateway.Spine;
using Secure.Vocabulary;

namespace Secure.Gateway.Identity;

/// <summary>Why Identity gives no answer, in words for strangers.</summary>
internal static class IdentityRefusals
{
    /// <summary>One answer whether the account, the password or the person was at fault.</summary>
    internal static readonly Refusal SignInFailed = new(StatusCode.Unauthenticated, "sign_in_failed", new Sentence("账号或口令错误", "the account or the password is wrong"));

    internal static readonly Refusal SessionRequired = new(StatusCode.Unauthenticated, "session_required", new Sentence("请先登录", "sign in first"));

    /// <summary>Nothing was shown at all. A page that had a session learns from it that another window has given the token back.</summary>
    internal static readonly Refusal NoToken = SessionRequired with { Cause = "no_token" };

    internal static Refusal RoleRequired(Roles roles) => new(
        StatusCode.PermissionDenied, "officer_required", new Sentence($"仅{roles.Words().Zh}可执行此操作", $"only a {roles.Words().En} may do this"));

    internal static readonly Refusal PasswordChangeRequired = new(StatusCode.FailedPrecondition, "password_change_required", new Sentence("须先修改口令", "the password must be changed first"));

    internal static readonly Refusal Busy = new(StatusCode.ResourceExhausted, "sign_in_busy", new Sentence("登录请求过多，请稍后再试", "too many sign-ins at once: try again shortly")) { RetryDelay = TimeSpan.FromSeconds(2) };

    internal static readonly Refusal UnknownService = new(StatusCode.NotFound, "unknown_service", new Sentence("系统未登记", "the service is not registered"));

    internal static readonly Refusal UnknownPerson = new(StatusCode.NotFound, "unknown_person", new Sentence("人员未登记或已停用", "no active person of this site"));

    internal static readonly Refusal NoPin = new(StatusCode.NotFound, "no_pin", new Sentence("该人员没有 PIN", "the person has no PIN"));

    internal static readonly Refusal PinAltered = new(StatusCode.FailedPrecondition, "integrity_failure", new Sentence("原 PIN 记录被篡改，须先由安全保密管理员核查并取消", "the record of the older PIN was altered: a security officer must look into it and take it away first"));

    internal static readonly Refusal AccountTaken = new(StatusCode.AlreadyExists, "account_taken", new Sentence("账号已属于他人", "the account belongs to somebody else"));

    internal static readonly Refusal OtherAccount = new(StatusCode.FailedPrecondition, "other_account", new Sentence("该人员已有另一个账号", "the person has another account already"));

    internal static readonly Refusal OfficerAccount = new(StatusCode.PermissionDenied, "officer_account", new Sentence("不能由他人重设管理员口令", "nobody sets an officer's password but that officer"));

    internal static readonly Refusal CeremonyRequired = new(StatusCode.FailedPrecondition, "ceremony_required", new Sentence("三员须在同一仪式中设立", "the three officers are made together, in one ceremony"));

    internal static Refusal Delayed(TimeSpan retry) => new(StatusCode.ResourceExhausted, "sign_in_delayed", new Sentence("失败次数过多，请稍后再试", "too many failures: wait before the next attempt")) { RetryDelay = retry };

    internal static Refusal TooMany(TimeSpan retry) => new(StatusCode.ResourceExhausted, "too_many_attempts", new Sentence("请求过于频繁", "too many attempts")) { RetryDelay = retry };

    internal static Refusal Invalid(string field, string message) => new(StatusCode.InvalidArgument, "invalid_request", new Sentence("请求无效", "the request is not valid")) { Fields = [new FieldViolation(field, message)] };
}
