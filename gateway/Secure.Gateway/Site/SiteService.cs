using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Secure.Contracts;
using Secure.Gateway.Spine;
using Secure.V1;

namespace Secure.Gateway.Site;

/// <summary>The contract's Site service.</summary>
internal sealed class SiteService(ICallers callers, SiteChanges changes, ISite site, IRoles roles) : V1.Site.SiteBase
{
    public override async Task<GetSiteStatusResponse> GetStatus(GetSiteStatusRequest request, ServerCallContext context)
    {
        callers.RequireRight(context, OfficerAction.ReadSite);
        SiteStatus status = await changes.LookAsync(context.CancellationToken);
        GetSiteStatusResponse response = new() { Revision = status.Revision, Sha256 = status.Sha256 ?? "", Tampered = status.Tampered };
        response.FileFaults.AddRange(status.FileFaults.Select(f => f.ToString()));
        if (status.Pending is { } pending)
        {
            response.Pending = new V1.PendingSite { Sha256 = pending.Sha256, Since = pending.Since.ToTimestamp() };
            response.Pending.Changes.AddRange(pending.Changes.Select(c => new V1.SiteChange { Added = c.Added, Path = c.Path, Value = c.Value }));
        }
        return response;
    }

    public override Task<DescribeSiteResponse> Describe(DescribeSiteRequest request, ServerCallContext context)
    {
        callers.RequireRight(context, OfficerAction.ReadPlaces);
        return Task.FromResult(SiteDescription.Of(site.Current, roles));
    }

    public override async Task<ApplyPendingResponse> ApplyPending(ApplyPendingRequest request, ServerCallContext context)
    {
        ISession officer = callers.RequireRight(context, OfficerAction.ApplySite);
        if (!Written.IsReason(request.Reason)) { throw new RefusedException(SiteRefusals.Reason); }
        return new ApplyPendingResponse { Revision = await changes.ApplyAsync(officer, request, context.CancellationToken) };
    }
}
