using System.Globalization;
using System.Text.Json;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Secure.Contracts;
using Secure.Gateway.Audit;
using Secure.Gateway.Decisions.Site;
using Secure.Gateway.Spine;
using Secure.Gateway.Storage;
using Secure.Vocabulary;
using Stored = Secure.Gateway.Storage.LogEntry;

namespace Secure.Gateway.Own;

/// <summary>Finds in the log what concerns one person, who is the one that asks: no request can name another.</summary>
internal sealed class OwnReads(IStore store, AuditReads reads, ISite site)
{
    private const int PageMax = 50, SearchMax = 63;

    // One search looks through a bounded part of the log; whoever wants more asks for the next page.
    private const int SearchesMax = 8;

    private static readonly Refusal Invalid = new(StatusCode.InvalidArgument, "invalid_request", new Sentence("请求无效", "the request is not valid"));

    private static readonly Dictionary<string, Sentence> Reasons = DenyReason.All.ToDictionary(r => r.Code, r => r.Text, StringComparer.Ordinal);

    /// <exception cref="RefusedException">The request cannot be read, or the reading not be recorded.</exception>
    internal async Task<V1.ListOwnResponse> ListAsync(ISession session, V1.ListOwnRequest request, CancellationToken cancellation)
    {
        string[] kinds = request.Records switch
        {
            V1.OwnRecords.Entries => [AuditKinds.EntryGranted, AuditKinds.EntryDenied, AuditKinds.DoorEvent],
            V1.OwnRecords.Requests => [AuditKinds.Decision],
            _ => throw new RefusedException(Invalid),
        };
        if (request.Search.Length > SearchMax) { throw new RefusedException(Invalid); }
        LogQuery query = new() { Keys = new SearchKeys(Person: session.Person.Text), FromMs = MsOf(request.From), ToMs = MsOf(request.To), Limit = PageMax };
        long? cursor = CursorOf(request.PageToken);
        await reads.RecordAsync(session, "own", cancellation, KeyValuePair.Create("records", request.Records.ToString().ToLowerInvariant()));
        V1.ListOwnResponse response = new();
        for (int search = 0; search < SearchesMax && response.Records.Count == 0; search++)
        {
            LogPage page = await store.SearchLogAsync(query with { Cursor = cursor }, cancellation);
            response.Records.AddRange(page.Entries.Where(e => kinds.Contains(AuditReads.KindOf(e.Entry), StringComparer.Ordinal)).Select(e => Told(e, session.Person)).Where(r => r.Decision.Length > 0 && Matches(r, request.Search)));
            cursor = page.Next;
            if (cursor is null) { break; }
        }
        response.NextPageToken = cursor?.ToString(CultureInfo.InvariantCulture) ?? "";
        return response;
    }

    private static long? CursorOf(string token)
    {
        if (token.Length == 0) { return null; }
        return long.TryParse(token, NumberStyles.None, CultureInfo.InvariantCulture, out long at) ? at : throw new RefusedException(Invalid);
    }

    private static long? MsOf(Timestamp? at)
    {
        if (at is null) { return null; }
        try { return at.ToDateTimeOffset().ToUnixTimeMilliseconds(); }
        catch (InvalidOperationException) { throw new RefusedException(Invalid); }
    }

    private static bool Matches(V1.OwnRecord record, string search)
    {
        IEnumerable<V1.Sentence?> sentences = [record.Door, record.Room, .. record.Reasons];
        return search.Length == 0 || sentences.OfType<V1.Sentence>().SelectMany(s => new[] { s.Zh, s.En }).Append(record.Resource).Any(text => text.Contains(search, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>Only what concerns the person: not who else was there, nor by what rule.</summary>
    private V1.OwnRecord Told(Stored stored, PersonId own)
    {
        using JsonDocument document = JsonDocument.Parse(stored.Entry);
        JsonElement entry = document.RootElement;
        string Text(string name) => entry.TryGetProperty(name, out JsonElement value) ? value.GetString() ?? "" : "";
        SiteSnapshot now = site.Current;
        V1.OwnRecord told = new()
        {
            LogIndex = (ulong)stored.Index,
            At = LogTimes.Happened(stored, entry).ToTimestamp(),
            Decision = Text("decision"),
            Resource = Text("resource"),
            Action = Text("action"),
            Door = NameOf(Text("door"), id => DoorId.TryParse(id, out DoorId? door) ? now.Doors.GetValueOrDefault(door)?.Name : null),
            Room = NameOf(Text("room"), id => RoomId.TryParse(id, out RoomId? room) ? now.Rooms.GetValueOrDefault(room)?.Name : null),
            AskedBy = Text("subject") == own.Text ? "" : Text("subject"),
        };
        if (entry.TryGetProperty("reasons", out JsonElement reasons)) { told.Reasons.AddRange(reasons.EnumerateArray().Select(r => ReasonOf(r.GetString() ?? ""))); }
        return told;
    }

    /// <summary>What is no longer on the site's plan keeps its id for a name.</summary>
    private static V1.Sentence? NameOf(string id, Func<string, Sentence?> find) => id.Length == 0 ? null : Wire(find(id) ?? new Sentence(id, id));

    private static V1.Sentence ReasonOf(string code) => Wire(Reasons.GetValueOrDefault(code) ?? new Sentence(code, code));

    private static V1.Sentence Wire(Sentence text) => new() { Zh = text.Zh, En = text.En };
}
