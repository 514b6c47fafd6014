using Grpc.Core;
using Secure.Contracts;
using Secure.Gateway.Storage;
using Secure.Vocabulary;

namespace Secure.Gateway.Spine;

/// <summary>What a caller hears when a change was not committed.</summary>
internal static class Outcomes
{
    /// <summary>The record could not be written, so nothing may leave.</summary>
    internal static readonly Refusal Unrecorded = new(StatusCode.Unavailable, "record_unavailable", new Sentence("审计记录无法写入，拒绝服务", "the record cannot be written, so nothing is answered"))
    {
        RetryDelay = TimeSpan.FromSeconds(1),
    };

    /// <summary>Another change came first.</summary>
    internal static readonly Refusal Conflicted = new(StatusCode.Aborted, "changed_meanwhile", new Sentence("记录已被他人修改，请重试", "somebody changed it meanwhile: try again"));

    /// <exception cref="RefusedException">It was not committed.</exception>
    internal static CommitOutcome.Committed OrRefuse(this CommitOutcome outcome) => outcome.Match(
        committed => committed,
        _ => throw new RefusedException(Conflicted),
        _ => throw new RefusedException(Unrecorded));
}
