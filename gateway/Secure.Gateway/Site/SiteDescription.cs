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
        Doors = { site.Doors.Values.OrderBy(d => d.Id.Text, StringComparer.Ordinal).Select(d => Place(d, site)) },
        Floors = { site.Floors.Select(Plan) },
        Departments = { site.Departments.Select(d => d.Text).Order(StringComparer.Ordinal) },
        Posts = { site.Posts.Select(p => p.Text).Order(StringComparer.Ordinal) },
        DepartmentNames = { site.DepartmentNames.Select(d => Group(d.Key.Text, d.Value)).OrderBy(g => g.Id, StringComparer.Ordinal) },
        PostNames = { site.PostNames.Select(p => Group(p.Key.Text, p.Value)).OrderBy(g => g.Id, StringComparer.Ordinal) },
        Holders = { RoleWords.All.SelectMany(role => roles.Holding(role)).Distinct().OrderBy(p => p.Text, StringComparer.Ordinal).Select(p => Holder(p, site, roles)) },
    };

    private static GroupName Group(string id, Secure.Vocabulary.Sentence name) => new() { Id = id, Name = name.ToProto() };

    private static RoomPlace Place(Room room) => new() { Room = room.Id.Text, Name = room.Name.ToProto(), Tier = (uint)room.Tier, Floor = room.Floor ?? "" };

    private static DoorPlace Place(Door door, SiteSnapshot now) => new()
    {
        Door = door.Id.Text,
        Name = door.Name.ToProto(),
        From = door.From?.Text ?? "",
        Into = door.Into.Text,
        Controller = door.Controller.Text,
        MatchesOnSensor = now.MatchesOnSensor(door.Id),
    };

    private static V1.FloorPlan Plan(Decisions.Site.FloorPlan floor) => new()
    {
        Floor = floor.Id,
        Name = floor.Name.ToProto(),
        X = floor.Frame.X,
        Y = floor.Frame.Y,
        Width = floor.Frame.Width,
        Height = floor.Frame.Height,
        Shapes = { floor.Shapes.Select(Shape) },
        Doors = { floor.Doors.Select(d => new V1.DoorSpot { Door = d.Door.Text, X = d.X, Y = d.Y }) },
    };

    private static V1.PlanShape Shape(Decisions.Site.PlanShape shape) => shape switch
    {
        Decisions.Site.PlanShape.Line line => new() { Style = line.Style, Path = line.Path },
        Decisions.Site.PlanShape.Label label => new() { Style = label.Style, Label = new V1.PlanLabel { X = label.X, Y = label.Y, Text = label.Text } },
        _ => throw new InvalidOperationException($"No drawing of {shape.GetType().Name}."),
    };

    private static RoleHolder Holder(PersonId person, SiteSnapshot site, IRoles roles) => new()
    {
        Person = person.Text,
        Name = site.Persons.GetValueOrDefault(person)?.Name ?? "",
        Roles = { roles.Of(person).Codes() },
        HandlesAlerts = (roles.Of(person) & OfficerActions.Of(OfficerAction.HandleAlerts).May) != Roles.None,
    };
}
