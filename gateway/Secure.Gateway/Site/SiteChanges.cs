using System.Globalization;
using Secure.Contracts;
using Secure.Gateway.Audit;
using Secure.Gateway.Spine;
using Secure.Gateway.Storage;
using Secure.Vocabulary;

namespace Secure.Gateway.Site;

/// <summary>Puts the waiting site file in force, once a second officer has approved that very file.</summary>
internal sealed class SiteChanges(SiteKeeper keeper, IStore store, IAudit audit, IApprovals approvals, TimeProvider clock) : IDisposable
{
    private readonly SemaphoreSlim _one = new(1, 1);

    /// <summary>Reads the site file anew and tells what is in force and what waits.</summary>
    internal async Task<SiteStatus> LookAsync(CancellationToken cancellation)
    {
        await _one.WaitAsync(cancellation);
        try { await keeper.LookAsync(cancellation); return keeper.Status; }
        finally { _one.Release(); }
    }

    /// <returns>The revision in force from now on.</returns>
    internal async Task<ulong> ApplyAsync(ISession officer, V1.ApplyPendingRequest request, CancellationToken cancellation)
    {
        await _one.WaitAsync(cancellation);
        try
        {
            if (keeper.Status.Pending is not { } pending || pending.Sha256 != request.Sha256) { throw new RefusedException(SiteRefusals.NotPending); }
            (StoredSite site, long activeVersion, long pendingVersion) = await ReadAsync(request.Sha256, cancellation);
            Sentence what = new($"启用站点文件 {request.Sha256[..12]}…，{pending.Changes.Count} 处变更", $"put the site file {request.Sha256[..12]}… in force, {pending.Changes.Count} changes");
            Approved approved = await approvals.RequireAsync(officer, OfficerAction.ApplySite, request, what, request.Reason, cancellation);
            StoredSite applied = site with { Revision = keeper.Status.Revision + 1, At = clock.GetUtcNow() };
            RowWrite active = new(SiteKeeper.Table, SiteKeeper.ActiveRow, applied.Encode(), activeVersion), gone = new(SiteKeeper.Table, SiteKeeper.PendingRow, null, pendingVersion);
            (await audit.RecordAsync(Happened(officer, applied, request.Reason, approved), cancellation, active, gone, approved.Use)).OrRefuse();
            keeper.Take(applied);
            return applied.Revision;
        }
        finally { _one.Release(); }
    }

    public void Dispose() => _one.Dispose();

    private async Task<(StoredSite Site, long ActiveVersion, long PendingVersion)> ReadAsync(string sha256, CancellationToken cancellation)
    {
        return await store.ReadRowAsync(SiteKeeper.Table, SiteKeeper.PendingRow, cancellation) is RowRead.Found { Row: { } pending }
            && await store.ReadRowAsync(SiteKeeper.Table, SiteKeeper.ActiveRow, cancellation) is RowRead.Found { Row: { } active }
            && StoredSite.Decode(pending.Value) is { } site && Convert.ToHexStringLower(site.Hash) == sha256
            ? (site, active.Version, pending.Version) : throw new RefusedException(SiteRefusals.NotPending);
    }

    private static AuditEvent Happened(ISession officer, StoredSite site, string reason, Approved approved) => new(AuditKinds.SiteApplied)
    {
        Subject = officer.Person.Text,
        Session = officer.Id,
        Policy = site.Revision.ToString(CultureInfo.InvariantCulture),
        Evidence = [site.Hash],
        Details = [new("reason", reason), .. approved.Details],
    };
}
