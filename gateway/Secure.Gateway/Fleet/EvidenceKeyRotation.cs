using Secure.Contracts;
using Secure.Gateway.Audit;
using Secure.Gateway.Spine;
using Secure.V1;
using Sentence = Secure.Vocabulary.Sentence;

namespace Secure.Gateway.Fleet;

/// <summary>Gives the site another evidence key: two officers say so, and the site root signs.</summary>
internal sealed class EvidenceKeyRotation(KeyListUpkeep keyList, IApprovals approvals)
{
    internal const string Kind = "fleet.evidence_key";

    private static readonly Sentence What = new("更换证据密钥（旧证据仍可调阅）", "replace the evidence key (what is kept stays readable)");

    /// <exception cref="RefusedException">root_away, approval_required, or as <see cref="KeyListUpkeep.ReplaceEvidenceKeyAsync"/>.</exception>
    internal async Task RotateAsync(ISession officer, RotateEvidenceKeyRequest request, CancellationToken cancellation)
    {
        if (!Written.IsReason(request.Reason)) { throw new RefusedException(FleetRefusals.Invalid("reason", Written.Rule)); }
        // Nobody is asked to approve what cannot be done.
        keyList.RequireRoot();
        Approved approved = await approvals.RequireAsync(officer, OfficerAction.RotateEvidenceKey, request, What, request.Reason, cancellation);
        await keyList.ReplaceEvidenceKeyAsync((number, key) => Record(officer, approved, request.Reason, number, key), approved.Use, cancellation);
    }

    private static AuditEvent Record(ISession officer, Approved approved, string reason, ulong number, string key) => new(Kind)
    {
        Subject = officer.Person.Text,
        Person = officer.Person.Text,
        Session = officer.Id,
        Workstation = officer.Facts.Workstation?.Text,
        Decision = "permit",
        Details = [new("number", $"{number}"), new("key", key), .. approved.Details, new("reason", reason)],
    };
}
