using Google.Protobuf;
using Grpc.Core;
using Secure.Contracts;
using Secure.Gateway.Doors;
using Secure.Gateway.Spine;

namespace Secure.Gateway.Tests.Doors;

/// <summary>Another officer, who says yes at once, or has not said anything yet.</summary>
internal sealed class AskedApprovals : IApprovals
{
    public bool Given { get; set; } = true;

    public List<OfficerAction> Asked { get; } = [];

    public Task<Approved> RequireAsync(Spine.ISession requester, OfficerAction action, IMessage request, Vocabulary.Sentence what, string why, CancellationToken cancellation)
    {
        Asked.Add(action);
        return Given
            ? Task.FromResult(new Approved("a-1", Vocabulary.PersonId.Parse("li-admin"), new Storage.RowWrite(CommandNumbers.Table, "approval", new byte[8])))
            : throw new RefusedException(new Refusal(StatusCode.FailedPrecondition, "approval_required", new Vocabulary.Sentence("须另一人批准", "another officer must approve")));
    }
}
