using Grpc.Core;
using Secure.Contracts;
using Secure.Vocabulary;

namespace Secure.Gateway.Alerts;

/// <summary>Why nothing is done about an alert.</summary>
internal static class AlertRefusals
{
    internal static readonly Refusal Unknown = new(StatusCode.NotFound, "unknown_alert", new Sentence("没有这条报警", "there is no such alert"));

    internal static readonly Refusal CannotOwn = new(StatusCode.FailedPrecondition, "cannot_own", new Sentence("该人员不是安全保密管理员，不能承办报警", "that person is no security officer and cannot be given an alert"));

    internal static readonly Refusal OwnAlert = new(StatusCode.PermissionDenied, "own_alert", new Sentence("报警涉及本人，须由他人处理", "the alert is about that very person: somebody else must deal with it"));

    internal static readonly Refusal TooMany = new(StatusCode.ResourceExhausted, "too_many_notes", new Sentence("该报警的记录过多，请办结", "there are too many notes on this alert: close it"));

    internal static readonly Refusal SessionEnded = new(StatusCode.Unauthenticated, "session_ended", new Sentence("会话已结束", "the session has ended"));

    internal static Refusal Changed(Alert alert) => new(StatusCode.Aborted, "changed_meanwhile", new Sentence($"报警已被他人处理（现为第 {alert.Version} 版），请先查看", $"somebody acted on it meanwhile (version {alert.Version} now): look at it first"));

    internal static Refusal NotNow(AlertState state)
    {
        Sentence[] acts = [.. AlertMoves.All.Where(m => m.From.Contains(state)).Select(m => AlertNames.Of(m.Act))];
        Sentence now = acts.Length == 0 ? new Sentence("无", "nothing") : new Sentence(string.Join('、', acts.Select(a => a.Zh)), string.Join(", ", acts.Select(a => a.En)));
        return new Refusal(StatusCode.FailedPrecondition, "not_now", new Sentence(
            $"当前状态（{AlertNames.Of(state).Zh}）不允许此操作；现在可以：{now.Zh}", $"not while it is {AlertNames.Of(state).En}; possible now: {now.En}"));
    }

    internal static Refusal NotOwner(string owner) => new(StatusCode.FailedPrecondition, "not_owner", new Sentence(
        "仅承办人可执行此操作；可先指派给自己", owner.Length == 0 ? "only its owner may: assign it first" : $"only its owner ({owner}) may: assign it to yourself first"));

    internal static RefusedException Invalid(string field, string message) =>
        new(new Refusal(StatusCode.InvalidArgument, "invalid_request", new Sentence("请求无效", "the request is not valid")) { Fields = [new FieldViolation(field, message)] });
}

/// <summary>States and acts in words.</summary>
internal static class AlertNames
{
    internal static Sentence Of(AlertAct act) => act switch
    {
        AlertAct.Acknowledge => new("签收", "acknowledge"),
        AlertAct.Assign => new("指派", "assign"),
        AlertAct.Handle => new("处置", "handle"),
        AlertAct.Note => new("备注", "note"),
        AlertAct.Resolve => new("办结", "resolve"),
        AlertAct.MarkFalse => new("误报", "false alarm"),
        _ => throw new ArgumentOutOfRangeException(nameof(act), act, null),
    };

    internal static Sentence Of(AlertState state) => state switch
    {
        AlertState.Raised => new("未签收", "not acknowledged"),
        AlertState.Acknowledged => new("签收", "acknowledged"),
        AlertState.Assigned => new("指派", "assigned"),
        AlertState.Handling => new("处置", "being handled"),
        AlertState.Resolved => new("办结", "resolved"),
        AlertState.FalseAlarm => new("误报", "a false alarm"),
        _ => throw new ArgumentOutOfRangeException(nameof(state)),
    };
}
