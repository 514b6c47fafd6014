using System.Security.Cryptography;
using System.Text;
using Google.Protobuf;
using Secure.Contracts;
using Secure.Gateway.Decisions.Site;
using Secure.Gateway.Spine;
using Secure.Vocabulary;

namespace Secure.Gateway.Approvals;

/// <summary>Who may decide on what, and which request an approval is for.</summary>
internal sealed class ApprovalRules(IRoles roles, ISite site, IGatewayKeys keys)
{
    /// <summary>Binds an approval to one action, one requester and the bytes of one request.</summary>
    internal string DigestOf(OfficerAction action, PersonId requester, IMessage request)
    {
        using IncrementalHash hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, keys.RowIntegrityKey);
        foreach (byte[] part in (byte[][])[Encoding.UTF8.GetBytes($"approval\0{action}\0{requester.Text}\0{request.Descriptor.FullName}\0"), request.ToByteArray()]) { hash.AppendData(part); }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>Why this person must not decide on it; null where there is nothing against it. Persons are compared, not accounts.</summary>
    internal Refusal? Against(ApprovalRow row, PersonId decider)
    {
        Right right = OfficerActions.Of(row.Action);
        if (decider.Text == row.Requester) { return ApprovalRefusals.Oneself; }
        Roles held = roles.Of(decider) & right.Approve;
        if (held == Roles.None) { return ApprovalRefusals.RoleRequired(right.Approve); }
        return (held & ~row.AskedWith) == Roles.None ? ApprovalRefusals.SameRole : null;
    }

    /// <summary>The requester is still one who may ask for it.</summary>
    internal bool MayStillAsk(ApprovalRow row) =>
        PersonId.TryParse(row.Requester, out PersonId? requester) && IsActive(requester) && (roles.Of(requester) & OfficerActions.Of(row.Action).May) != Roles.None;

    /// <summary>The approval still counts: whoever gave it could give it today.</summary>
    internal bool StillApproves(ApprovalRow row, out PersonId? by) =>
        PersonId.TryParse(row.DecidedBy, out by) && IsActive(by) && Against(row, by) is null;

    private bool IsActive(PersonId person) => site.Current.Persons.GetValueOrDefault(person) is { Active: true };
}
