using Grpc.Core;
using Secure.Contracts;
using Secure.Vocabulary;

namespace Secure.Gateway.Identity.Passkeys;

/// <summary>Why a passkey does not serve, in words for strangers.</summary>
internal static class PasskeyRefusals
{
    /// <summary>One answer, whatever was wrong.</summary>
    internal static readonly Refusal Refused = new(StatusCode.Unauthenticated, "passkey_refused", new Sentence("通行密钥未通过验证，请重新登录", "the passkey was not accepted: sign in again"));

    internal static readonly Refusal NotRegistered = new(StatusCode.InvalidArgument, "passkey_not_registered", new Sentence("通行密钥未被接受，请重新注册", "the passkey was not accepted: register again"));

    internal static readonly Refusal Required = new(
        StatusCode.FailedPrecondition, "passkey_required", new Sentence("须用通行密钥在网页登录，或在有证书的工作站上登录", "sign in on the page with the passkey, or at a workstation with a certificate"));

    internal static readonly Refusal OfficersOnly = new(StatusCode.PermissionDenied, "passkey_officers_only", new Sentence("仅三员及其副手注册通行密钥", "only the officers and their deputies register passkeys"));

    internal static readonly Refusal Exists = new(
        StatusCode.FailedPrecondition, "passkey_exists", new Sentence("已有两个通行密钥；请先撤销其中一个", "there are two passkeys already: remove one first"));

    internal static readonly Refusal Workstation = new(
        StatusCode.FailedPrecondition, "passkey_workstation", new Sentence("只能在已登记的工作站上注册通行密钥", "a passkey is registered at a known workstation only"));

    internal static readonly Refusal SignInAgain = new(
        StatusCode.FailedPrecondition, "passkey_sign_in_again", new Sentence("登录已久，请退出后重新登录，再注册通行密钥", "you signed in a while ago: sign out and in again, then register"));

    internal static readonly Refusal ByTheFirst = new(
        StatusCode.FailedPrecondition, "passkey_first", new Sentence("须先用已有的通行密钥登录，再注册第二个", "sign in with the passkey that you have, then register another"));

    internal static readonly Refusal InUse = new(
        StatusCode.FailedPrecondition, "passkey_in_use", new Sentence("须用另一个通行密钥登录后才能撤销此密钥；仅有一个时由两名管理员撤销", "sign in with your other passkey to remove this one; the only one is removed by two officers"));

    internal static readonly Refusal None = new(StatusCode.NotFound, "passkey_unknown", new Sentence("该人员没有通行密钥", "this person has no passkey"));

    internal static readonly Refusal Themselves = new(StatusCode.PermissionDenied, "passkey_own", new Sentence("不能撤销自己的通行密钥", "nobody removes their own passkey"));
}
