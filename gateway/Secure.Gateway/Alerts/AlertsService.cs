using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Secure.Contracts;
using Secure.Gateway.Doors;
using Secure.Gateway.Spine;
using Secure.V1;
using Secure.Vocabulary;

namespace Secure.Gateway.Alerts;

/// <summary>The gRPC service `Alerts`.</summary>
internal sealed class AlertsService(AlertBook book, AlertDesk desk, AlertReads reads, Drills drills, ISite site, ICallers callers, TimeProvider clock) : V1.Alerts.AlertsBase
{
    // Far below what a client takes in one message, whatever the alerts hold.
    private const int WatchChunk = 64;

    public override async Task<ListAlertsResponse> List(ListAlertsRequest request, ServerCallContext context)
    {
        ISession reader = callers.RequireRight(context, OfficerAction.ReadAlerts);
        AlertSearch search = new(request, site.Current);
        await reads.RecordAsync(reader, "list", null, context.CancellationToken);
        return search.Run([.. book.All().Where(a => a.IsFor(reader.Person))]);
    }

    public override async Task<GetAlertResponse> Get(GetAlertRequest request, ServerCallContext context)
    {
        ISession reader = callers.RequireRight(context, OfficerAction.ReadAlerts);
        Alert alert = book.Find(request.Id) is { } found && found.IsFor(reader.Person) ? found : throw new RefusedException(AlertRefusals.Unknown);
        await reads.RecordAsync(reader, "get", alert.Id, context.CancellationToken);
        return new GetAlertResponse { Alert = alert.ToWire(), History = { alert.History.Select(line => line.ToWire()) } };
    }

    public override async Task Watch(WatchAlertsRequest request, IServerStreamWriter<WatchAlertsResponse> responseStream, ServerCallContext context)
    {
        ISession reader = callers.RequireRight(context, OfficerAction.ReadAlerts);
        await reads.RecordAsync(reader, "watch", null, context.CancellationToken);
        using CancellationTokenSource ending = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, reader.Ended);
        using ChangeFeed feed = new(clock);
        Action<string> changed = _ => feed.Changed();
        book.Changed += changed;
        try { await StreamAsync(reader.Person, (AlertSeverity)(int)request.SeverityMin, responseStream, feed, ending.Token); }
        catch (OperationCanceledException) when (reader.Ended.IsCancellationRequested) { throw new RefusedException(AlertRefusals.SessionEnded); }
        finally { book.Changed -= changed; }
    }

    public override async Task<AcknowledgeAlertResponse> Acknowledge(AcknowledgeAlertRequest request, ServerCallContext context) =>
        new() { Alert = await DoAsync(AlertAct.Acknowledge, act => new AlertWish(request.Id, (long)request.Version, act, Words.Optional("reason", request.Reason)), context) };

    public override async Task<AssignAlertResponse> Assign(AssignAlertRequest request, ServerCallContext context) => new()
    {
        Alert = await DoAsync(
            AlertAct.Assign,
            act => PersonId.TryParse(request.Person, out PersonId? to)
                ? new AlertWish(request.Id, (long)request.Version, act, Words.Optional("reason", request.Reason), to)
                : throw AlertRefusals.Invalid("person", "must be a person's id"),
            context),
    };

    public override async Task<HandleAlertResponse> Handle(HandleAlertRequest request, ServerCallContext context) =>
        new() { Alert = await DoAsync(AlertAct.Handle, act => new AlertWish(request.Id, (long)request.Version, act, Words.Needed("measure", request.Measure)), context) };

    public override async Task<AddAlertNoteResponse> AddNote(AddAlertNoteRequest request, ServerCallContext context) =>
        new() { Alert = await DoAsync(AlertAct.Note, act => new AlertWish(request.Id, (long)request.Version, act, Words.Needed("note", request.Note)), context) };

    public override async Task<ResolveAlertResponse> Resolve(ResolveAlertRequest request, ServerCallContext context) =>
        new() { Alert = await DoAsync(AlertAct.Resolve, act => new AlertWish(request.Id, (long)request.Version, act, Words.Needed("reason", request.Reason)), context) };

    public override async Task<MarkFalseAlarmResponse> MarkFalseAlarm(MarkFalseAlarmRequest request, ServerCallContext context) =>
        new() { Alert = await DoAsync(AlertAct.MarkFalse, act => new AlertWish(request.Id, (long)request.Version, act, Words.Needed("reason", request.Reason)), context) };

    public override async Task<StartDrillResponse> StartDrill(StartDrillRequest request, ServerCallContext context)
    {
        ISession officer = callers.RequireRight(context, OfficerAction.HandleAlerts);
        Alert alert = await drills.StartAsync(request.Room, Words.Needed("text", request.Text), officer, context.CancellationToken);
        return new StartDrillResponse { Alert = alert.ToWire() };
    }

    // The right comes before anything else: whoever has none learns nothing about the alert.
    private async Task<V1.Alert> DoAsync(AlertAct act, Func<AlertAct, AlertWish> read, ServerCallContext context)
    {
        ISession by = callers.RequireRight(context, AlertMoves.Of(act).Right);
        AlertWish wish = read(act);
        if (wish.Version < 1) { throw AlertRefusals.Invalid("version", "the version that was seen, 1 or more"); }
        return (await desk.DoAsync(wish, by, context.CancellationToken)).ToWire();
    }

    private async Task StreamAsync(PersonId reader, AlertSeverity least, IServerStreamWriter<WatchAlertsResponse> stream, ChangeFeed feed, CancellationToken cancellation)
    {
        Dictionary<string, Alert> shown = new(StringComparer.Ordinal);
        while (true)
        {
            // A closed alert is told once more when it was shown open, and then never again.
            Alert[] news = [.. book.All().Where(a => a.IsFor(reader) && a.Severity >= least && (!a.IsClosed || shown.ContainsKey(a.Id)) && !(shown.TryGetValue(a.Id, out Alert? before) && ReferenceEquals(before, a))).Reverse()];
            foreach (Alert[] some in news.Length == 0 ? [[]] : news.Chunk(WatchChunk))
            {
                await stream.WriteAsync(new WatchAlertsResponse { At = Timestamp.FromDateTimeOffset(clock.GetUtcNow()), Alerts = { some.Select(a => a.ToWire()) } }, cancellation);
                foreach (Alert alert in some) { if (alert.IsClosed) { shown.Remove(alert.Id); } else { shown[alert.Id] = alert; } }
            }
            await feed.WaitAsync(cancellation);
        }
    }
}

/// <summary>What people write into alerts.</summary>
internal static class Words
{
    private const int CharactersMax = 1_000;

    internal static string Needed(string field, string text) => string.IsNullOrWhiteSpace(text) ? throw AlertRefusals.Invalid(field, "mandatory") : Optional(field, text);

    /// <summary>Characters that steer a terminal or turn the direction of a text are refused: what is read must be what was written.</summary>
    internal static string Optional(string field, string text)
    {
        if (text.Length > CharactersMax) { throw AlertRefusals.Invalid(field, "at most 1,000 characters"); }
        return Written.Hides(text, lines: true) ? throw AlertRefusals.Invalid(field, "holds characters that cannot be seen") : text.Trim();
    }
}
