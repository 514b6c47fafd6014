using System.Globalization;
using System.Text.Json;
using Google.Protobuf.WellKnownTypes;
using Secure.Gateway.Audit;
using Secure.Gateway.Decisions.Site;
using Secure.Gateway.Spine;
using Secure.Gateway.Storage;
using Secure.V1;

namespace Secure.Gateway.Doors.Details;

/// <summary>What the log holds of one door, for officers who watch it. It tells who came by, so whoever reads is recorded first.</summary>
public sealed class DoorHistory(IStore store, AuditReads reads)
{
    private const int PageMax = 200;
    private const int PageDefault = 50;

    /// <exception cref="Contracts.RefusedException">The request is not valid, or the reading could not be recorded: nothing is shown.</exception>
    internal async Task<DoorHistoryResponse> ReadAsync(Door door, DoorHistoryRequest request, ISession reader, CancellationToken cancellation)
    {
        if (request.PageSize > PageMax) { throw DoorRefusals.Malformed("page_size", "1 to 200"); }
        LogQuery query = new()
        {
            Keys = new SearchKeys(Door: door.Id.Text),
            Cursor = CursorOf(request.PageToken),
            Limit = request.PageSize == 0 ? PageDefault : (int)request.PageSize,
            NewestFirst = true,
        };
        await reads.RecordAsync(reader, "door_history", cancellation, KeyValuePair.Create("door", door.Id.Text));
        LogPage page = await store.SearchLogAsync(query, cancellation);
        return new DoorHistoryResponse
        {
            Happenings = { page.Entries.Select(entry => Happening(entry.Index, entry.Entry)) },
            NextPageToken = page.Next?.ToString(CultureInfo.InvariantCulture) ?? "",
        };
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
