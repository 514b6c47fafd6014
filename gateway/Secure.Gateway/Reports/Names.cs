using Secure.Gateway.Audit;
using Secure.Gateway.Decisions.Site;
using Secure.Vocabulary;

namespace Secure.Gateway.Reports;

/// <summary>Names for ids, by the site in force. What it does not know any more keeps its id.</summary>
internal sealed class Names(SiteSnapshot site)
{
    private static readonly Dictionary<string, Sentence> Reasons = DenyReason.All.ToDictionary(r => r.Code, r => r.Text, StringComparer.Ordinal);

    internal V1.ReportCell Person(string id) => Cells.Text(PersonId.TryParse(id, out PersonId? person) && site.Persons.TryGetValue(person, out Person? known) ? known.Name : "");

    /// <summary>Persons by name and id, as many as are named, divided by spaces; one whom the site does not know by the id alone.</summary>
    internal V1.ReportCell People(string ids) => Cells.Text(string.Join(", ", ids.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(NameAndId)));

    private string NameAndId(string id) => PersonId.TryParse(id, out PersonId? person) && site.Persons.TryGetValue(person, out Person? known) && known.Name.Length > 0 ? $"{known.Name} {id}" : id;

    internal V1.ReportCell Room(string id) =>
        RoomId.TryParse(id, out RoomId? room) && site.Rooms.TryGetValue(room, out Room? known) ? Cells.Words(known.Name) : Cells.Text(id);

    internal V1.ReportCell Door(string id) =>
        DoorId.TryParse(id, out DoorId? door) && site.Doors.TryGetValue(door, out Door? known) ? Cells.Words(known.Name) : Cells.Text(id);

    /// <summary>A site's room or door in words, and everything else by its id.</summary>
    internal V1.ReportCell Place(string door, string room, string other) => door.Length > 0 ? Door(door) : room.Length > 0 ? Room(room) : Cells.Text(other);

    /// <summary>What an entry of the log tells; a kind of earlier times that is no longer written has no words.</summary>
    internal static V1.ReportCell Kind(string code) => KindWords.All.TryGetValue(code, out Sentence? said) ? Cells.Words(said) : Cells.Nothing;

    /// <summary>Why something was denied, as people are told it.</summary>
    internal static V1.ReportCell Reason(string code, bool attention = false) => Reasons.TryGetValue(code, out Sentence? said) ? Cells.Words(said, attention) : Cells.Text(code, attention);
}
