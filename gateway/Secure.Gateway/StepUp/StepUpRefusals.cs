using Grpc.Core;
using Secure.Contracts;
using Secure.Vocabulary;

namespace Secure.Gateway.StepUp;

/// <summary>Why a step-up is not begun or a frame not taken, in words for the person. Nothing here says whether anybody matched.</summary>
internal static class StepUpRefusals
{
    internal static readonly Refusal Unknown = new(StatusCode.FailedPrecondition, "step_up_unknown", new Sentence("没有此鉴别要求，或已使用、已过期；请重新请求操作", "no such demand is open, or it was used or has expired: ask Check again"));

    internal static readonly Refusal NotDemanded = new(StatusCode.InvalidArgument, "factor_not_demanded", new Sentence("须选择人脸或指纹，每种至多一次", "choose face or fingerprint, each at most once"));

    internal static readonly Refusal NeverLimited = new(StatusCode.InvalidArgument, "factor_never_limited", new Sentence("可恢复的鉴别因素为人脸、指纹、PIN", "face, fingerprint and PIN are what can be enabled again"));

    internal static readonly Refusal ChallengeUnknown = new(StatusCode.NotFound, "challenge_unknown", new Sentence("鉴别过程不存在或已结束", "no such challenge is open"));

    internal static readonly Refusal TooLarge = new(StatusCode.InvalidArgument, "image_too_large", new Sentence("图像为空或超过 512 KiB", "the image is empty or larger than 512 KiB"));

    internal static readonly Refusal Busy = new(StatusCode.ResourceExhausted, "step_ups_busy", new Sentence("同时鉴别的人过多，请稍后再试", "too many step-ups at once: try again shortly")) { RetryDelay = TimeSpan.FromSeconds(5) };

    internal static readonly Refusal Replaced = new(StatusCode.Aborted, "step_up_replaced", new Sentence("已开始新的鉴别", "a newer step-up has taken its place"));

    internal static readonly Refusal SessionEnded = new(StatusCode.Unauthenticated, "session_ended", new Sentence("会话已结束", "the session has ended"));

    internal static readonly Refusal Oneself = new(StatusCode.PermissionDenied, "not_oneself", new Sentence("不能为自己恢复鉴别因素", "nobody enables a factor for himself"));

    internal static readonly Refusal UnknownPerson = new(StatusCode.NotFound, "unknown_person", new Sentence("人员未登记", "no such person of this site"));

    internal static readonly Refusal NotDisabled = new(StatusCode.NotFound, "factor_not_limited", new Sentence("该因素没有失败记录，也未停用", "the factor has no failure on record and is not disabled"));

    internal static readonly Refusal Tampered = new(StatusCode.FailedPrecondition, "integrity_failure", new Sentence("记录完整性校验失败，须由安全保密管理员核查后恢复该因素", "a stored record failed its integrity check: a security officer must look into it and enable the factor"));

    internal static Refusal NotEnrolled(Factor factor) => new(StatusCode.FailedPrecondition, "factor_not_enrolled", new Sentence($"尚未录入{Name(factor).Zh}", $"no {Name(factor).En} is enrolled"));

    internal static Refusal Off(Factor factor, Sentence why) =>
        new(StatusCode.FailedPrecondition, "factor_off", new Sentence($"{Name(factor).Zh}鉴别不可用：{why.Zh}", $"{Name(factor).En} is off: {why.En}"));

    internal static Refusal Disabled(Factor factor) =>
        new(StatusCode.FailedPrecondition, "factor_disabled", new Sentence($"{Name(factor).Zh}已停用，须由安全保密管理员恢复", $"{Name(factor).En} is disabled until a security officer enables it"));

    internal static Refusal Delayed(TimeSpan wait) =>
        new(StatusCode.ResourceExhausted, "factor_delayed", new Sentence("失败次数过多，请稍后再试", "too many failures: wait before the next attempt")) { RetryDelay = wait };

    internal static Sentence Name(Factor factor) => factor switch
    {
        Factor.Face => new Sentence("人脸", "face"),
        Factor.Pin => new Sentence("PIN ", "PIN"),
        _ => new Sentence("指纹", "fingerprint"),
    };
}
