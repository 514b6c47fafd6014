using System.Globalization;
using Grpc.Core;
using Secure.Gateway.Audit;
using Secure.Gateway.Decisions;
using Secure.Gateway.Decisions.Site;
using Secure.Gateway.Spine;
using Secure.V1;
using Secure.Vocabulary;
using Decision = Secure.Vocabulary.Decision;

namespace Secure.Gateway.Access;

/// <summary>What may this person do, and who may do this: the same decision, asked many times and recorded as one reading.</summary>
internal sealed class Listings(ISite site, DecisionDesk desk, ICallers callers, IAudit audit, TimeProvider clock)
{
    private const string KindResources = "decision.list_resources";
    private const string KindSubjects = "decision.list_subjects";
    private const int PageDefault = 100;
    private const int PageMax = 500;

    // One call looks through at most this many; the rest is the next page's.
    private const int LooksMax = 10_000;

    internal async Task<ListResourcesResponse> ResourcesAsync(Asker asker, ListResourcesRequest request, CancellationToken cancellation)
    {
        int size = PageSize(request.PageSize);
        ListAsked asked = ListAsked.Read(request.Search, 0, "");
        if (!Question.IsName(request.Kind) || !Question.IsName(request.Action)) { throw AccessRefusals.Malformed("kind", "kind and action must be identifiers"); }
        ISession session = asker.Session ?? throw AccessRefusals.SessionEnded();
        SiteSnapshot snapshot = site.Current;
        if (asker.Service is { } service && !snapshot.Covers(service, request.Kind, request.Action)) { throw AccessRefusals.NotRegistered(); }
        ListResourcesResponse response = new();
        Resource? last = null;
        int looks = 0;
        foreach (Resource resource in snapshot.ResourcesOf(request.Kind).Where(r => IsAfter(r.Id.Id, request.PageToken) && asked.Finds(r.Id.Id)))
        {
            if (response.Resources.Count == size || ++looks > LooksMax) { response.NextPageToken = last!.Id.Id; break; }
            last = resource;
            Question question = new(request.Kind, resource.Id.Id, request.Action, ObligationSet.All, null);
            Decision decision = desk.Consider(snapshot, asker, question).Decision;
            if (decision is Decision.Deny) { continue; }
            response.Resources.Add(new ListedResource { Resource = new ResourceRef { Kind = request.Kind, Id = resource.Id.Id }, NeedsStepUp = decision is Decision.StepUp });
        }
        AuditEvent happened = Read(KindResources, asker.Service?.Text ?? session.Person.Text, snapshot, request.Action, request.Kind, response.Resources.Count) with
        {
            Person = session.Person.Text,
            Session = session.Id,
        };
        AccessRefusals.Index(await audit.RecordAsync(happened, cancellation));
        return response;
    }

    internal async Task<ListSubjectsResponse> SubjectsAsync(ListSubjectsRequest request, ServerCallContext context)
    {
        ISession officer = callers.RequireRight(context, OfficerAction.ListSubjects);
        int size = PageSize(request.PageSize);
        Question question = Question.Read(new CheckItem { Action = request.Action, Resource = request.Resource }, "resource") with { Supported = ObligationSet.All };
        SiteSnapshot snapshot = site.Current;
        ListSubjectsResponse response = new();
        Person? last = null;
        int looks = 0;
        foreach (Person person in snapshot.Persons.Values.Where(p => IsAfter(p.Id.Text, request.PageToken)).OrderBy(p => p.Id.Text, StringComparer.Ordinal))
        {
            if (response.Persons.Count == size || ++looks > LooksMax) { response.NextPageToken = last!.Id.Text; break; }
            last = person;
            if (Supposition.May(snapshot, person.Id, question, clock.GetUtcNow())) { response.Persons.Add(person.Id.Text); }
        }
        AuditEvent happened = Read(KindSubjects, officer.Person.Text, snapshot, request.Action, question.Kind + "/" + question.Id, response.Persons.Count) with { Session = officer.Id };
        AccessRefusals.Index(await audit.RecordAsync(happened, context.CancellationToken));
        return response;
    }

    private static AuditEvent Read(string kind, string subject, SiteSnapshot site, string action, string resource, int found) => new(kind)
    {
        Subject = subject,
        Action = action,
        Resource = resource,
        Policy = site.Revision.ToString(CultureInfo.InvariantCulture),
        Details = [new("found", found.ToString(CultureInfo.InvariantCulture))],
    };

    private static bool IsAfter(string id, string token) => token.Length == 0 || string.CompareOrdinal(id, token) > 0;

    private static int PageSize(uint asked) => asked switch
    {
        0 => PageDefault,
        <= PageMax => (int)asked,
        _ => throw AccessRefusals.Malformed("page_size", "must be 0 to 500"),
    };
}
