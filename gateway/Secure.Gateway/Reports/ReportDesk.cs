using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using Secure.Contracts;
using Secure.Gateway.Audit;
using Secure.Gateway.Spine;
using Secure.Gateway.Storage;
using Secure.Vocabulary;

namespace Secure.Gateway.Reports;

/// <summary>Makes reports, one after the other, so that a quarter that is counted never crowds out decisions. Who asked for what is recorded first.</summary>
internal sealed class ReportDesk(IEnumerable<IReport> reports, IStore store, AuditReads reads, ISite site, ReportOptions options, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan LongestSpan = TimeSpan.FromDays(400);

    private readonly SemaphoreSlim _one = new(1, 1);

    /// <summary>By which the site's clocks go.</summary>
    internal TimeZoneInfo Zone => site.Current.TimeZone;

    /// <exception cref="RefusedException">No such kind.</exception>
    internal IReport Of(V1.ReportKind kind) => reports.FirstOrDefault(r => r.Kind == kind) ?? throw ReportRefusals.Invalid("kind", "not one of these");

    /// <param name="format">As the record names it.</param>
    /// <exception cref="RefusedException">The request is not valid, could not be recorded, or asks for more than a report may read.</exception>
    internal async Task<V1.MakeReportResponse> MakeAsync(V1.MakeReportRequest request, ISession reader, string format, int rowsMax, CancellationToken cancellation)
    {
        IReport report = Of(request.Kind);
        ReportScope scope = ScopeOf(request, report, reader);
        await reads.RecordAsync(reader, "report", cancellation, [.. Details(request, report, scope, format)]);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, reader.Ended);
        try
        {
            await _one.WaitAsync(either.Token);
            try { return Told(report, scope, await report.MakeAsync(scope, new LogScan(store, scope, options), rowsMax, either.Token)); }
            finally { _one.Release(); }
        }
        catch (OperationCanceledException) when (reader.Ended.IsCancellationRequested) { throw new RefusedException(ReportRefusals.SessionEnded); }
    }

    public void Dispose() => _one.Dispose();

    private ReportScope ScopeOf(V1.MakeReportRequest request, IReport report, ISession reader)
    {
        DateTimeOffset now = clock.GetUtcNow();
        DateTimeOffset to = TimeOf("to", request.To) ?? now;
        DateTimeOffset from = TimeOf("from", request.From) ?? to - (report.Usual ?? TimeSpan.Zero);
        if (from > to) { throw ReportRefusals.Invalid("from", "later than to"); }
        if (to - from > LongestSpan) { throw ReportRefusals.Invalid("from", "more than 400 days before to"); }
        return new ReportScope(now, from, to, IdOf<RoomId>("room", request.Room, RoomId.TryParse), IdOf<PersonId>("person", request.Person, PersonId.TryParse), AlertOf(request.Alert), store.LogSize, site.Current, reader);
    }

    private delegate bool Parses<T>(string? text, out T? id);

    private static string IdOf<T>(string field, string text, Parses<T> parses) =>
        text.Length == 0 || parses(text, out _) ? text : throw ReportRefusals.Invalid(field, "not an id");

    private static string AlertOf(string id) => id.Length <= 32 ? id : throw ReportRefusals.Invalid("alert", "not an alert's id");

    private static DateTimeOffset? TimeOf(string field, Timestamp? time)
    {
        try { return time?.ToDateTimeOffset(); }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException) { throw ReportRefusals.Invalid(field, "no valid time"); }
    }

    private static IEnumerable<KeyValuePair<string, string>> Details(V1.MakeReportRequest request, IReport report, ReportScope scope, string format)
    {
        yield return new("report", request.Kind.ToString().ToLowerInvariant());
        yield return new("format", format);
        if (report.Usual is not null && scope.Alert.Length == 0)
        {
            yield return new("from", scope.From.ToString("O", CultureInfo.InvariantCulture));
            yield return new("to", scope.To.ToString("O", CultureInfo.InvariantCulture));
        }
        if (scope.Room.Length > 0) { yield return new("room", scope.Room); }
        if (scope.Person.Length > 0) { yield return new("person", scope.Person); }
        if (scope.Alert.Length > 0) { yield return new("alert", scope.Alert); }
        if (request.Search.Length > 0) { yield return new("search", request.Search); }
        if (request.After > 0) { yield return new("after", request.After.ToString(CultureInfo.InvariantCulture)); }
    }

    private static V1.MakeReportResponse Told(IReport report, ReportScope scope, IReadOnlyList<Table> tables)
    {
        bool timed = report.Usual is not null && scope.Alert.Length == 0;
        return new V1.MakeReportResponse
        {
            Kind = report.Kind,
            Title = Cells.Wire(report.Title),
            Site = scope.Site.Name,
            MadeBy = scope.Reader.Person.Text,
            MadeAt = scope.Now.ToTimestamp(),
            From = timed ? scope.From.ToTimestamp() : null,
            To = timed ? scope.To.ToTimestamp() : null,
            LogSize = (ulong)scope.LogSize,
            Tables = { tables.Select(t => t.Told) },
        };
    }
}
