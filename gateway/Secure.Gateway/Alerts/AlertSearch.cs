using System.Globalization;
using Secure.Gateway.Decisions.Site;
using Secure.V1;
using Secure.Vocabulary;
using Door = Secure.Gateway.Decisions.Site.Door;
using Sentence = Secure.Vocabulary.Sentence;

namespace Secure.Gateway.Alerts;

/// <summary>Which alerts a list holds, page by page. A page begins behind the last alert of the page before, so that new ones push nothing out of sight.</summary>
internal sealed class AlertSearch
{
    private const int PageMax = 500;
    private const int PageDefault = 100;
    private const int PageBytesMax = 1024 * 1024;
    private const int TextMax = 100;
    private const int FilterMax = 256;

    private readonly ListAlertsRequest _asked;
    private readonly SiteSnapshot _site;
    private readonly HashSet<AlertState> _states;
    private readonly DateTimeOffset _from, _to;
    private readonly (DateTimeOffset At, string Id)? _after;

    /// <exception cref="Secure.Contracts.RefusedException">A field is at fault.</exception>
    internal AlertSearch(ListAlertsRequest asked, SiteSnapshot site)
    {
        if (asked.PageSize > PageMax) { throw AlertRefusals.Invalid("page_size", "1 to 500"); }
        if (asked.Text.Length > TextMax) { throw AlertRefusals.Invalid("text", "at most 100 characters"); }
        if (new[] { asked.Code, asked.Person, asked.Room, asked.Door, asked.Owner }.Any(f => f.Length > FilterMax)) { throw AlertRefusals.Invalid("filter", "at most 256 characters"); }
        if (asked.States.Any(s => !Enum.IsDefined((AlertState)(int)s))) { throw AlertRefusals.Invalid("states", "no such state"); }
        (_asked, _site) = (asked, site);
        _states = [.. asked.States.Select(s => (AlertState)(int)s)];
        _from = Time("from", asked.From) ?? DateTimeOffset.MinValue;
        _to = Time("to", asked.To) ?? DateTimeOffset.MaxValue;
        _after = asked.PageToken.Length == 0 ? null : Cursor(asked.PageToken);
    }

    internal ListAlertsResponse Run(IReadOnlyList<Alert> newestFirst)
    {
        Alert[] matching = [.. newestFirst.Where(Matches)];
        Alert[] behind = [.. matching.Where(IsBehind)];
        int size = _asked.PageSize == 0 ? PageDefault : (int)_asked.PageSize;
        ListAlertsResponse page = new() { Total = (uint)matching.Length };
        int bytes = 0;
        page.Alerts.AddRange(behind.Take(size).Select(a => a.ToWire()).TakeWhile((a, i) => (bytes += a.CalculateSize()) <= PageBytesMax || i == 0));
        if (behind.Length > page.Alerts.Count)
        {
            Alert last = behind[page.Alerts.Count - 1];
            page.NextPageToken = string.Create(CultureInfo.InvariantCulture, $"{last.RaisedAt.UtcTicks}/{last.Id}");
        }
        return page;
    }

    private bool Matches(Alert alert) =>
        (_states.Count == 0 || _states.Contains(alert.State)) && !(_asked.Open && alert.IsClosed) && (int)alert.Severity >= (int)_asked.SeverityMin
        && IsCode(alert.Code) && Is(_asked.Person, alert.About.Person) && Is(_asked.Room, alert.About.Room) && Is(_asked.Door, alert.About.Door) && Is(_asked.Owner, alert.Owner)
        && alert.RaisedAt >= _from && alert.RaisedAt < _to && !(_asked.LeaveOutDrills && alert.Drill) && Says(alert);

    private bool IsCode(string code) => Is(_asked.Code, code) || (_asked.Code.EndsWith('.') && code.StartsWith(_asked.Code, StringComparison.Ordinal));

    private bool Says(Alert alert) => _asked.Text.Length == 0
        || Holds(alert.Id) || Holds(alert.Code) || Holds(alert.Text) || alert.History.Any(line => Holds(line.Reason)) || Names(alert).Any(Holds);

    /// <summary>Where it is and whom it concerns: places also by name, in either language.</summary>
    private IEnumerable<string> Names(Alert alert) =>
    [
        alert.About.Person, alert.Owner, alert.About.Door, alert.About.Room,
        .. DoorId.TryParse(alert.About.Door, out DoorId? door) && _site.Doors.TryGetValue(door, out Door? known) ? Both(known.Name) : [],
        .. RoomId.TryParse(alert.About.Room, out RoomId? room) && _site.Rooms.TryGetValue(room, out Room? named) ? Both(named.Name) : [],
    ];

    private static string[] Both(Sentence name) => [name.Zh, name.En];

    private bool Holds(string text) => text.Contains(_asked.Text, StringComparison.OrdinalIgnoreCase);

    private bool IsBehind(Alert alert) => _after is not { } last
        || alert.RaisedAt < last.At || (alert.RaisedAt == last.At && string.CompareOrdinal(alert.Id, last.Id) < 0);

    private static bool Is(string wanted, string found) => wanted.Length == 0 || wanted == found;

    private static DateTimeOffset? Time(string field, Google.Protobuf.WellKnownTypes.Timestamp? time)
    {
        try { return time?.ToDateTimeOffset(); }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException) { throw AlertRefusals.Invalid(field, "no valid time"); }
    }

    private static (DateTimeOffset, string) Cursor(string token) =>
        token.Split('/') is [string ticks, { Length: > 0 } id] && long.TryParse(ticks, NumberStyles.None, CultureInfo.InvariantCulture, out long at) && at <= DateTimeOffset.MaxValue.UtcTicks
            ? (new DateTimeOffset(at, TimeSpan.Zero), id)
            : throw AlertRefusals.Invalid("page_token", "not one of ours");
}
