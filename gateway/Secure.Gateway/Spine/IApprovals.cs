using Google.Protobuf;
using Secure.Gateway.Storage;
using Secure.Vocabulary;

namespace Secure.Gateway.Spine;

/// <summary>The second officer's word, for the acts of which <see cref="OfficerActions"/> says that they take two.</summary>
public interface IApprovals
{
    /// <summary>
    /// The approval of this very request by another officer. It is used up by the commit of the act itself: write
    /// <see cref="Approved.Use"/> there, with the version it carries, so that it serves once.
    /// </summary>
    /// <param name="request">As it came: the approval holds for these bytes alone.</param>
    /// <param name="what">The request in words for whoever decides. Ids only, no personal detail: it stands in the log.</param>
    /// <param name="why">As the requester gave it; may be empty.</param>
    /// <exception cref="Secure.Contracts.RefusedException">
    /// FAILED_PRECONDITION, approval_required, with the approval's id as the refusal's request id: it is on record and waits.
    /// </exception>
    Task<Approved> RequireAsync(ISession requester, OfficerAction action, IMessage request, Sentence what, string why, CancellationToken cancellation);
}

/// <param name="By">Who approved.</param>
/// <param name="Use">Belongs into the commit of the act.</param>
public sealed record Approved(string Id, PersonId By, RowWrite Use)
{
    /// <summary>For the record of the act.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Details => [new("approval", Id), new("approved_by", By.Text)];
}
