using Grpc.Core;
using Secure.Contracts;
using Secure.Vocabulary;

namespace Secure.Gateway.Identity;

/// <summary>Why a session has ended, in words for the one whose it was, and the way on.</summary>
internal static class SessionEndings
{
    /// <param name="reason">As the log has it in <c>session.end</c>.</param>
    internal static Refusal Refusal(string reason) => new(StatusCode.Unauthenticated, IdentityRefusals.SessionRequired.Code, Words(reason)) { Cause = reason };

    private static Sentence Words(string reason) => reason switch
    {
        "expired" => new("会话已到最长时限，请重新登录", "the session has reached its longest time: sign in again"),
        "idle" => new("长时间没有操作，会话已结束，请重新登录", "nothing was done for a long time and the session has ended: sign in again"),
        "signed_out" => new("已在此浏览器的另一窗口退出登录，请重新登录", "signed out in another window of this browser: sign in again"),
        "replaced" => new("已在此浏览器的另一窗口重新登录", "somebody signed in in another window of this browser"),
        "too_many" => new("同一账号登录的地方过多，最早的会话已结束；如非本人登录，请立即修改口令并告知安全保密管理员", "signed in at too many places, and the oldest session gave way; if it was not you, change the password and tell the security officer"),
        "role_granted" => new("您获得了新的角色，请重新登录", "you were given a role: sign in again"),
        "role_withdrawn" => new("您的一个角色已被撤销，请重新登录；有疑问请询问安全保密管理员", "a role was taken from you: sign in again, and ask the security officer if in doubt"),
        "password_changed" => new("口令已在另一处修改，请用新口令登录；如非本人所为，请告知安全保密管理员", "the password was changed elsewhere: sign in with the new one; if it was not you, tell the security officer"),
        "password_set" => new("您的口令已由管理员重设，请用新口令登录", "an administrator has set your password anew: sign in with that one"),
        "passkey_removed" => new("您的通行密钥已被撤销，请重新登录并注册新的", "your passkey was removed: sign in again and register another"),
        "recovered" => new("您的账号已恢复，请用新口令登录", "your account was recovered: sign in with the new password"),
        "step_up_failed" => new("鉴别未通过，会话已结束，已通知安全保密管理员", "the proof was not passed: the session has ended and the security officer has been told"),
        "person_inactive" => new("您已被停用或离岗，会话已结束；请联系安全保密管理员", "you were suspended or have left: ask the security officer"),
        "left" => new("您已办理离岗，账号已终止", "you have left: the account has ended"),
        _ => new("会话已结束，请重新登录", "the session has ended: sign in again"),
    };
}
