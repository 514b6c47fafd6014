using Grpc.Core;
using Secure.Contracts;
using Secure.Vocabulary;

namespace Secure.Gateway.Biometrics.Enrolments;

/// <summary>Why a call about enrolment gets no answer.</summary>
internal static class EnrolmentRefusals
{
    internal static readonly Refusal UnknownPerson = new(StatusCode.NotFound, "unknown_person", new Sentence("没有这个在职人员", "there is no such active person"));

    internal static readonly Refusal OwnEnrolment = new(StatusCode.PermissionDenied, "own_enrolment", new Sentence("不能为自己录入，请由另一名管理员办理", "nobody enrols themselves: another officer must do it"));

    internal static readonly Refusal ConsentRequired = new(StatusCode.FailedPrecondition, "consent_required", new Sentence("须先记录本人同意", "the person's consent must be recorded first"));

    internal static readonly Refusal UnknownEnrolment = new(StatusCode.NotFound, "unknown_enrolment", new Sentence("没有进行中的录入，或已结束", "there is no such enrolment, or it has ended"));

    internal static readonly Refusal OutOfOrder = new(StatusCode.FailedPrecondition, "out_of_order", new Sentence("样本序号必须递增", "a sample's number must be greater than the one before"));

    internal static readonly Refusal TooManySamples = new(StatusCode.ResourceExhausted, "too_many_samples", new Sentence("尝试次数过多，请重新开始录入", "too many samples: begin the enrolment again"));

    internal static readonly Refusal SamplesMissing = new(StatusCode.FailedPrecondition, "samples_missing", new Sentence("合格样本不足", "good samples are missing"));

    internal static readonly Refusal TooManyTemplates = new(StatusCode.FailedPrecondition, "too_many_templates", new Sentence("录入的手指已满，请先删除一个", "as many fingers as allowed are enrolled: delete one first"));

    internal static readonly Refusal UnknownTemplate = new(StatusCode.NotFound, "unknown_template", new Sentence("没有这个模板", "there is no such template"));

    internal static readonly Refusal Busy = new(StatusCode.ResourceExhausted, "enrolments_busy", new Sentence("同时进行的录入过多，请稍后再试", "too many enrolments at once: try again later"));

    internal static readonly Refusal NotMade = new(StatusCode.FailedPrecondition, "template_not_made", new Sentence("样本无法生成模板，请重新录入", "the samples make no template: begin again"));

    internal static Refusal OtherText(string version) => new(StatusCode.FailedPrecondition, "other_consent_text", new Sentence($"同意书现行版本为 {version}", $"the consent text in use is version {version}"));

    /// <summary>For the officer's eyes: it names the other person.</summary>
    internal static Refusal EnrolledForAnother(PersonId other) => new(StatusCode.FailedPrecondition, "enrolled_for_another", new Sentence($"该生物特征已录入给 {other.Text}，已报警", $"this is enrolled for {other.Text}; an alarm has been raised"));

    internal static Refusal FactorOff(Sentence why) => new(StatusCode.FailedPrecondition, "factor_off", why);

    internal static Refusal Invalid(string field, string message) => new(StatusCode.InvalidArgument, "invalid_request", new Sentence("请求无效", "the request is not valid")) { Fields = [new FieldViolation(field, message)] };
}
