using Grpc.Core;
using Secure.Contracts;
using Secure.Gateway.Spine;
using Secure.Vocabulary;

namespace Secure.Gateway.Approvals;

/// <summary>Why this slice gives no answer.</summary>
internal static class ApprovalRefusals
{
    internal static readonly Refusal Unknown = new(StatusCode.NotFound, "unknown_approval", new Sentence("没有此项待批事项", "no such approval"));

    internal static readonly Refusal NotWaiting = new(StatusCode.FailedPrecondition, "not_waiting", new Sentence("该事项已决定、撤回或过期", "it has been decided, withdrawn or has expired"));

    internal static readonly Refusal Oneself = new(StatusCode.PermissionDenied, "oneself", new Sentence("不得批准本人提出的事项", "nobody decides on one's own request"));

    internal static readonly Refusal NotYours = new(StatusCode.PermissionDenied, "not_yours", new Sentence("只能撤回本人提出的事项", "only the requester takes a request back"));

    internal static readonly Refusal SameRole = new(StatusCode.PermissionDenied, "same_role", new Sentence("须由另一角色批准", "an officer of another role decides"));

    internal static readonly Refusal RequesterLostRole = new(StatusCode.FailedPrecondition, "requester_lost_role", new Sentence("申请人已不再担任所需角色", "the requester no longer holds the role that it takes"));

    internal static readonly Refusal TooMany = new(StatusCode.ResourceExhausted, "too_many_requests", new Sentence("待批事项过多", "too many of your requests wait already"));

    /// <summary>Its id travels as the refusal's request id.</summary>
    internal static Refusal Required(string id, Roles approvers) => new(
        StatusCode.FailedPrecondition, "approval_required", new Sentence($"须经{approvers.Words().Zh}批准，编号 {id}", $"a {approvers.Words().En} must approve it, number {id}"))
    { RequestId = id };

    internal static Refusal RoleRequired(Roles roles) => new(
        StatusCode.PermissionDenied, "officer_required", new Sentence($"仅{roles.Words().Zh}可作此决定", $"only a {roles.Words().En} decides this"));

    internal static Refusal Invalid(string field, string message) => new(StatusCode.InvalidArgument, "invalid_request", new Sentence("请求无效", "the request is not valid")) { Fields = [new FieldViolation(field, message)] };
}
