using Grpc.Core;
using Secure.Contracts;
using Secure.Vocabulary;

namespace Secure.Gateway.Fleet;

/// <summary>Why Fleet gives no answer, in words for strangers.</summary>
internal static class FleetRefusals
{
    /// <summary>One answer for a wrong, used, expired or foreign code: a guesser learns nothing.</summary>
    internal static readonly Refusal EnrollmentFailed = new(StatusCode.PermissionDenied, "enrollment_failed", new Sentence("注册码无效或已过期", "the enrolment code is not valid"));

    internal static readonly Refusal UnknownDevice = new(StatusCode.NotFound, "unknown_device", new Sentence("设备未登记", "the device is not known"));

    internal static readonly Refusal ReservedId = new(StatusCode.InvalidArgument, "reserved_id", new Sentence("该标识为系统保留", "the id is reserved"))
    {
        Fields = [new FieldViolation("device", "gateway and broker are reserved")],
    };

    internal static readonly Refusal OtherKind = new(StatusCode.FailedPrecondition, "other_kind", new Sentence("该标识已用于另一类设备", "the id belongs to a device of another kind"));

    internal static readonly Refusal NoCertificate = new(StatusCode.Unauthenticated, "certificate_required", new Sentence("需要设备证书", "a device certificate is required"));

    internal static readonly Refusal ExpiredCertificate = new(StatusCode.Unauthenticated, "certificate_expired", new Sentence("证书已过期，仅可续期", "the certificate has expired: it may only renew"));

    internal static readonly Refusal RevokedCertificate = new(StatusCode.Unauthenticated, "certificate_revoked", new Sentence("证书已吊销", "the certificate has been revoked"));

    internal static readonly Refusal Suspended = new(StatusCode.FailedPrecondition, "device_suspended", new Sentence("设备已停用，须两名管理人员恢复", "the device is suspended: two officers resume it"));

    internal static readonly Refusal NotSuspended = new(StatusCode.FailedPrecondition, "not_suspended", new Sentence("设备未停用", "the device is not suspended"));

    internal static readonly Refusal TooEarly = new(StatusCode.FailedPrecondition, "renewal_too_early", new Sentence("证书未满十天，不可续期", "a certificate renews from its tenth day on"));

    internal static readonly Refusal NotRelay = new(StatusCode.PermissionDenied, "not_the_relay", new Sentence("只有站点指定的代理可以转发该控制器", "only the agent that the site names relays for this controller"));

    internal static readonly Refusal RootAway = new(StatusCode.FailedPrecondition, "root_away", new Sentence(
        "站点根密钥目录不在，密钥清单无法签署；请将其放回后重试", "the site root's folder is away and no key list can be signed: bring it back and ask again"));

    internal static readonly Refusal KeyListNotWritten = new(StatusCode.Unavailable, "key_list_not_written", new Sentence(
        "新密钥已批准并记录，但密钥清单尚未写入，网关将自动重试", "the new key is decided and recorded, but the list could not be written: the gateway tries again by itself"));

    internal static Refusal Invalid(string field, string message) => new(StatusCode.InvalidArgument, "invalid_request", new Sentence("请求无效", "the request is not valid"))
    {
        Fields = [new FieldViolation(field, message)],
    };

    internal static Refusal TooMany(TimeSpan retry) => new(StatusCode.ResourceExhausted, "too_many_attempts", new Sentence("请求过于频繁", "too many attempts"))
    {
        RetryDelay = retry,
    };
}
