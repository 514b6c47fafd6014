using Grpc.Core;
using Secure.Gateway.Audit;
using Secure.Gateway.Decisions.Site;
using Secure.Gateway.Spine;
using Secure.Gateway.Storage;
using Secure.V1;

namespace Secure.Gateway.Access;

/// <summary>secure.v1.Authorization: who asks, what is asked, the decision, its record, and only then the answer.</summary>
internal sealed class AuthorizationService(
    Askers askers, ISite site, DecisionDesk desk, IAudit audit, DecisionWatches watches, WatchRun watchRun, Listings listings, Explanations explanations)
    : Authorization.AuthorizationBase
{
    private const int ItemsMax = 100;

    public override async Task<CheckResponse> Check(CheckRequest request, ServerCallContext context)
    {
        Asker asker = OwnWhere(request.OnlyAsks, askers.Of(context, request.SessionHandle));
        Decided decided = desk.Decide(site.Current, asker, Question.Read(request.Item), request.OnlyAsks);
        ulong index = AccessRefusals.Index(await audit.RecordAsync(decided.Event, context.CancellationToken, decided.Salt is { } salt ? [salt] : []));
        return new CheckResponse { Decision = DecisionMapping.ToWire(decided, index) };
    }

    public override async Task<CheckManyResponse> CheckMany(CheckManyRequest request, ServerCallContext context)
    {
        Asker asker = askers.Of(context, request.SessionHandle);
        if (request.Items.Count is 0 or > ItemsMax) { throw AccessRefusals.Malformed("items", "must be 1 to 100"); }
        SiteSnapshot snapshot = site.Current;
        Question[] questions = [.. request.Items.Select((item, i) => Question.Read(item, $"items[{i}]"))];
        Decided[] decided = Array.ConvertAll(questions, q => desk.Decide(snapshot, asker, q));
        RowWrite[] salts = [.. decided.Select(d => d.Salt).OfType<RowWrite>()];
        ulong first = AccessRefusals.Index(await audit.RecordAsync(Array.ConvertAll(decided, d => d.Event), context.CancellationToken, salts));
        CheckManyResponse response = new();
        for (int i = 0; i < decided.Length; i++) { response.Decisions.Add(DecisionMapping.ToWire(decided[i], first + (ulong)i)); }
        return response;
    }

    public override async Task Watch(WatchRequest request, IServerStreamWriter<WatchResponse> responseStream, ServerCallContext context)
    {
        Asker asker = OwnWhere(request.OnlyAsks, askers.Of(context, request.SessionHandle));
        Question question = Question.Read(request.Item);
        if (asker.Session is null) { throw AccessRefusals.SessionEnded(); }
        using DecisionWatch watch = watches.Open(asker.Session);
        await watchRun.RunAsync(watch, asker, question, request.OnlyAsks, responseStream, context.CancellationToken);
    }

    /// <summary>A service opens what it is permitted: were it to ask without using a proof up, one proof would open for ever.</summary>
    private static Asker OwnWhere(bool onlyAsks, Asker asker) =>
        onlyAsks && asker.Service is not null ? throw AccessRefusals.Malformed("only_asks", "is for the caller's own session") : asker;

    public override Task<ListResourcesResponse> ListResources(ListResourcesRequest request, ServerCallContext context) =>
        listings.ResourcesAsync(askers.Of(context, request.SessionHandle), request, context.CancellationToken);

    public override Task<ListSubjectsResponse> ListSubjects(ListSubjectsRequest request, ServerCallContext context) =>
        listings.SubjectsAsync(request, context);

    public override Task<ExplainResponse> Explain(ExplainRequest request, ServerCallContext context) => explanations.ExplainAsync(request, context);
}
