using System.Globalization;
using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Secure.Contracts;
using Secure.Gateway.Spine;
using Secure.Gateway.Storage;
using Secure.V1;
using Stored = Secure.Gateway.Storage.LogEntry;

namespace Secure.Gateway.Audit;

/// <summary>Reads contents for people. Whoever reads is recorded first: no record, no answer.</summary>
public sealed class AuditReads(IStore store, IAudit audit)
{
    private const int PageMax = 500;
    private const int PageDefault = 100;

    public async Task RecordAsync(ISession reader, string what, CancellationToken cancellation, params KeyValuePair<string, string>[] details)
    {
        AuditEvent read = new(AuditKinds.AuditRead) { Subject = reader.Person.Text, Person = reader.Person.Text, Session = reader.Id, Action = what, Details = details };
        if (await audit.RecordAsync(read, cancellation) is not CommitOutcome.Committed) { throw new RefusedException(AuditRefusals.Unrecorded); }
    }

    public async Task<QueryResponse> QueryAsync(QueryRequest request, ISession reader, CancellationToken cancellation)
    {
        LogQuery query = Parse(request);
        await RecordAsync(reader, "query", cancellation, [.. Filters(request)]);
        LogPage page = await store.SearchLogAsync(query, cancellation);
        return new QueryResponse
        {
            Entries = { page.Entries.Select(ToMessage) },
            NextPageToken = page.Next?.ToString(CultureInfo.InvariantCulture) ?? "",
        };
    }

    /// <summary>The same question as <see cref="QueryAsync"/> answers, for a file of everything found; recorded first.</summary>
    /// <param name="format">As the record names it.</param>
    internal async Task<LogQuery> BeginExportAsync(QueryRequest request, string format, ISession reader, CancellationToken cancellation)
    {
        LogQuery query = Parse(new QueryRequest(request) { PageSize = PageMax, PageToken = "" });
        await RecordAsync(reader, "export", cancellation, [.. Filters(request), new("format", format)]);
        return query;
    }

    public static V1.LogEntry ToMessage(Stored entry) => new() { Index = (ulong)entry.Index, Entry = UnsafeByteOperations.UnsafeWrap(entry.Entry) };

    /// <summary>The kind of an entry, read from its bytes.</summary>
    public static string? KindOf(ReadOnlySpan<byte> entry)
    {
        Utf8JsonReader json = new(entry);
        while (json.Read())
        {
            if (json.TokenType == JsonTokenType.PropertyName && json.CurrentDepth == 1 && json.ValueTextEquals("kind"u8)) { return json.Read() ? json.GetString() : null; }
        }
        return null;
    }

    private static LogQuery Parse(QueryRequest request)
    {
        if (request.PageSize > PageMax) { throw new RefusedException(AuditRefusals.Invalid("page_size", "1 to 500")); }
        long? cursor = null;
        if (request.PageToken.Length > 0)
        {
            cursor = long.TryParse(request.PageToken, NumberStyles.None, CultureInfo.InvariantCulture, out long at) ? at : throw new RefusedException(AuditRefusals.Invalid("page_token", "not one of ours"));
        }
        return new LogQuery
        {
            Keys = new SearchKeys(Key("kind", request.Kind), null, Key("person", request.Person), Key("room", request.Room), Key("door", request.Door), Key("resource", request.Resource), Key("decision", request.Decision)),
            FromMs = Time("from", request.From),
            ToMs = Time("to", request.To),
            Cursor = cursor,
            Limit = request.PageSize == 0 ? PageDefault : (int)request.PageSize,
            NewestFirst = !request.OldestFirst,
        };
    }

    private static string? Key(string field, string text)
    {
        if (text.Length == 0) { return null; }
        return text.Length * 3 <= StoreLimits.SearchKeyBytes && !text.Contains('\0', StringComparison.Ordinal) ? text : throw new RefusedException(AuditRefusals.Invalid(field, "at most 85 characters"));
    }

    private static long? Time(string field, Timestamp? time)
    {
        try { return time?.ToDateTimeOffset().ToUnixTimeMilliseconds(); }
        catch (InvalidOperationException) { throw new RefusedException(AuditRefusals.Invalid(field, "not a time")); }
    }

    private static IEnumerable<KeyValuePair<string, string>> Filters(QueryRequest r) =>
        new KeyValuePair<string, string>[] { new("person", r.Person), new("room", r.Room), new("door", r.Door), new("resource", r.Resource), new("kind", r.Kind), new("decision", r.Decision) }.Where(f => f.Value.Length > 0);
}
