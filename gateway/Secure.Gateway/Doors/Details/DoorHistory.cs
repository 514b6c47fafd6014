using System.Globalization;
using System.Text.Json;
using Google.Protobuf.WellKnownTypes;
using Secure.Gateway.Audit;
using Secure.Gateway.Decisions.Site;
using Secure.Gateway.Spine;
using Secure.Gateway.Storage;
using Secure.V1;
using Secure.Vocabulary;
using Door = Secure.Gateway.Decisions.Site.Door;
using Sentence = Secure.Vocabulary.Sentence;

namespace Secure.Gateway.Doors.Details;

/// <summary>What the log holds of one door, for officers who watch it. It tells who came by, so whoever reads is recorded first.</summary>
public sealed class DoorHistory(IStore store, AuditReads reads, ISite site)
{
    private const int PageMax = 200;
    private const int PageDefault = 50;
    private const int CodesMax = 100;

    // One search looks through a bounded part of the log; whoever wants more asks for the next page.
    private const int SearchesMax = 8;

    private static readonly Dictionary<string, Sentence> Reasons = DenyReason.All.ToDictionary(r => r.Code, r => r.Text, StringComparer.Ordinal);

    /// <exception cref="Contracts.RefusedException">The request is not valid, or the reading could not be recorded: nothing is shown.</exception>
    internal async Task<DoorHistoryResponse> ReadAsync(Door door, DoorHistoryRequest request, ISession reader, CancellationToken cancellation)
    {
        if (request.PageSize > PageMax) { throw DoorRefusals.Malformed("page_size", "1 to 200"); }
        if (request.Codes.Count > CodesMax) { throw DoorRefusals.Malformed("codes", "at most 100"); }
        ListAsked asked = ListAsked.Read(request.Search, 0, "");
        HashSet<string> codes = [.. request.Codes];
        long? cursor = CursorOf(request.PageToken);
        LogQuery query = new()
        {
            Keys = new SearchKeys(Door: door.Id.Text),
            FromMs = MsOf("from", request.From),
            ToMs = MsOf("to", request.To),
            Limit = request.PageSize == 0 ? PageDefault : (int)request.PageSize,
            NewestFirst = true,
        };
        await reads.RecordAsync(reader, "door_history", cancellation, KeyValuePair.Create("door", door.Id.Text));
        DoorHistoryResponse response = new();
        for (int search = 0; search < SearchesMax && response.Happenings.Count == 0; search++)
        {
            LogPage page = await store.SearchLogAsync(query with { Cursor = cursor }, cancellation);
            response.Happenings.AddRange(page.Entries.Select(entry => Happening(entry.Index, entry.Entry)).Where(happening => codes.Contains(happening.Event) || codes.Contains(happening.Kind) || asked.Finds(Texts(happening))));
            cursor = page.Next;
            if (cursor is null) { break; }
        }
        response.NextPageToken = cursor?.ToString(CultureInfo.InvariantCulture) ?? "";
        return response;
    }

    private IEnumerable<string?> Texts(DoorHappening of) =>
    [
        of.Person, PersonId.TryParse(of.Person, out PersonId? id) && site.Current.Persons.TryGetValue(id, out Person? known) ? known.Name : null, of.Event, of.Action, of.Kind,
        .. Words(KindWords.All, of.Kind), .. of.Reasons.Concat(of.Reasons.SelectMany(reason => Words(Reasons, reason))),
    ];

    private static string[] Words(IReadOnlyDictionary<string, Sentence> all, string code) => all.TryGetValue(code, out Sentence? said) ? [said.Zh, said.En] : [];

    private static long? MsOf(string field, Timestamp? at)
    {
        try { return at?.ToDateTimeOffset().ToUnixTimeMilliseconds(); }
        catch (InvalidOperationException) { throw DoorRefusals.Malformed(field, "no valid time"); }
    }

    private static long? CursorOf(string token)
    {
        if (token.Length == 0) { return null; }
        return long.TryParse(token, NumberStyles.None, CultureInfo.InvariantCulture, out long at) ? at : throw DoorRefusals.Malformed("page_token", "not one of ours");
    }

    private static DoorHappening Happening(long index, ReadOnlyMemory<byte> bytes)
    {
        using JsonDocument json = JsonDocument.Parse(bytes);
        JsonElement entry = json.RootElement;
        string at = Text(entry, "event_time") is { Length: > 0 } told ? told : Text(entry, "time");
        return new DoorHappening
        {
            LogIndex = (ulong)index,
            At = Timestamp.FromDateTimeOffset(DateTimeOffset.Parse(at, CultureInfo.InvariantCulture)),
            Kind = Text(entry, "kind"),
            Event = entry.TryGetProperty("details", out JsonElement details) ? Text(details, "event") : "",
            Person = Text(entry, "person"),
            Decision = Text(entry, "decision"),
            Reasons = { entry.TryGetProperty("reasons", out JsonElement reasons) ? reasons.EnumerateArray().Select(r => r.GetString() ?? "") : [] },
            Action = Text(entry, "action"),
            Evidence = { entry.TryGetProperty("evidence", out JsonElement evidence) ? evidence.EnumerateArray().Select(e => e.GetString() ?? "") : [] },
        };
    }

    private static string Text(JsonElement of, string name) => of.TryGetProperty(name, out JsonElement value) ? value.GetString() ?? "" : "";
}
