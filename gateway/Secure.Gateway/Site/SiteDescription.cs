using Secure.Gateway.Decisions.Site;
using Secure.Gateway.Doors;
using Secure.Gateway.Spine;
using Secure.V1;
using Secure.Vocabulary;
using Door = Secure.Gateway.Decisions.Site.Door;

namespace Secure.Gateway.Site;

/// <summary>The site's names, as the contract shows them; nothing of its rules.</summary>
internal static class SiteDescription
{
    internal static DescribeSiteResponse Of(SiteSnapshot site, IRoles roles) => new()
    {
        Name = site.Name,
        Revision = site.Revision,
        Rooms = { site.Rooms.Values.OrderBy(r => r.Id.Text, StringComparer.Ordinal).Select(Place) },
        Doors = { site.Doors.Values.OrderBy(d => d.Id.Text, StringComparer.Ordinal).Select(Place) },
        Holders = { RoleWords.All.SelectMany(role => roles.Holding(role)).Distinct().OrderBy(p => p.Text, StringComparer.Ordinal).Select(p => Holder(p, site, roles)) },
    };

    private static RoomPlace Place(Room room) => new() { Room = room.Id.Text, Name = room.Name.ToProto(), Tier = (uint)room.Tier };

    private static DoorPlace Place(Door door) => new()
    {
        Door = door.Id.Text,
        Name = door.Name.ToProto(),
        From = door.From?.Text ?? "",
        Into = door.Into.Text,
        Controller = door.Controller.Text,
    };

    private static RoleHolder Holder(PersonId person, SiteSnapshot site, IRoles roles) => new()
    {
        Person = person.Text,
        Name = site.Persons.GetValueOrDefault(person)?.Name ?? "",
        Roles = { roles.Of(person).Codes() },
        HandlesAlerts = (roles.Of(person) & OfficerActions.Of(OfficerAction.HandleAlerts).May) != Roles.None,
    };
}
