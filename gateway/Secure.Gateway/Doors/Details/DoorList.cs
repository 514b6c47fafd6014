using Secure.Gateway.Decisions.Site;
using Secure.Gateway.Spine;
using Secure.V1;
using Secure.Vocabulary;
using Door = Secure.Gateway.Decisions.Site.Door;

namespace Secure.Gateway.Doors.Details;

/// <summary>The site's doors for officers who look for one: each as it stands now.</summary>
public sealed class DoorList(DoorBoard board, ISite site)
{
    /// <exception cref="Contracts.RefusedException">The request is not valid.</exception>
    internal ListDoorsResponse Find(ListDoorsRequest request)
    {
        ListAsked asked = ListAsked.Read(request.Search, request.PageSize, request.PageToken);
        SiteSnapshot now = site.Current;
        (IReadOnlyList<Door> rows, string next, uint total) = asked.Page(now.Doors.Values.Where(door => asked.Finds([door.Id.Text, door.Name.Zh, door.Name.En, door.Controller.Text, .. Room(now, door.Into), .. Room(now, door.From)])), door => door.Id.Text);
        return new ListDoorsResponse { Doors = { rows.Select(door => board.View(door.Id)).OfType<DoorView>().Select(view => view.ToProto()) }, NextPageToken = next, Total = total };
    }

    private static string[] Room(SiteSnapshot now, RoomId? id) => id is null ? [] : now.Rooms.TryGetValue(id, out Room? room) ? [id.Text, room.Name.Zh, room.Name.En] : [id.Text];
}
