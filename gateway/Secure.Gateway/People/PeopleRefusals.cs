using Grpc.Core;
using Secure.Contracts;
using Secure.Vocabulary;

namespace Secure.Gateway.People;

/// <summary>Why People gives no answer.</summary>
internal static class PeopleRefusals
{
    internal static readonly Refusal UnknownPerson = new(StatusCode.NotFound, "unknown_person", new Sentence("人员未登记", "nobody of this id is on record"));

    internal static readonly Refusal KnownPerson = new(StatusCode.AlreadyExists, "known_person", new Sentence("该编号已有人员（含离岗人员）", "the id is taken, perhaps by somebody who has left"));

    internal static readonly Refusal StaffNumberTaken = new(StatusCode.AlreadyExists, "staff_number_taken", new Sentence("工号已属于他人", "the staff number belongs to somebody else"));

    internal static readonly Refusal DocumentTaken = new(StatusCode.AlreadyExists, "document_taken", new Sentence("该证件号已登记在他人名下", "the document's number is on record for somebody else"));

    internal static readonly Refusal DocumentDiffers = new(StatusCode.FailedPrecondition, "document_differs", new Sentence("证件号与登记不符，未确认", "the document's number is not the one on record: not confirmed"));

    internal static readonly Refusal HasLeft = new(StatusCode.FailedPrecondition, "person_left", new Sentence("该人员已离岗", "the person has left"));

    internal static readonly Refusal NotActive = new(StatusCode.FailedPrecondition, "person_inactive", new Sentence("该人员已停用", "the person is not active"));

    internal static readonly Refusal NotSuspended = new(StatusCode.FailedPrecondition, "not_suspended", new Sentence("并未停用", "it is not suspended"));

    internal static readonly Refusal Altered = new(StatusCode.FailedPrecondition, "record_altered", new Sentence("该记录完整性校验失败，已停用", "the record failed its integrity check and counts no more"));

    internal static readonly Refusal Gone = new(StatusCode.FailedPrecondition, "people_gone", new Sentence("人员记录被删除或篡改，须从备份恢复", "the people on record were deleted or altered: restore them from a backup"));

    internal static readonly Refusal NotOneself = new(StatusCode.PermissionDenied, "not_oneself", new Sentence("不能办理本人的事项", "an officer does not do this for oneself"));

    internal static readonly Refusal NotUtf8 = new(StatusCode.InvalidArgument, "not_utf8", new Sentence("文件不是 UTF-8（可能是 GBK 或 UTF-16），请另存为“CSV UTF-8”", "the file is not UTF-8, perhaps GBK or UTF-16: save it as CSV UTF-8"))
    {
        Fields = [new FieldViolation("csv", "must be UTF-8, with or without a byte order mark")],
    };

    internal static readonly Refusal LastAble = new(StatusCode.FailedPrecondition, "last_able_officer", new Sentence("该角色没有其他可用的管理员，请先移交", "nobody else could act in this person's role: hand it over first"));

    internal static readonly Refusal UnknownBadge = new(StatusCode.NotFound, "unknown_badge", new Sentence("门禁卡未登记", "no badge card of this id is on record"));

    internal static readonly Refusal NumberTaken = new(StatusCode.AlreadyExists, "badge_number_taken", new Sentence("该卡号已发放且未交回", "a card of this number is given out, or lost, and not back"));

    internal static readonly Refusal BadgeEnded = new(StatusCode.FailedPrecondition, "badge_ended", new Sentence("该卡的状态不允许此操作", "the card is in no state for this"));

    internal static Refusal Invalid(IReadOnlyList<FieldViolation> fields) =>
        new(StatusCode.InvalidArgument, "invalid_request", new Sentence("请求无效", "the request is not valid")) { Fields = fields };

    internal static Refusal Invalid(string field, string message) => Invalid([new FieldViolation(field, message)]);
}
