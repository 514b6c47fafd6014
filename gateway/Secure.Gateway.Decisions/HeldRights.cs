using Secure.Gateway.Decisions.Site;
using Secure.Vocabulary;

namespace Secure.Gateway.Decisions;

/// <summary>What somebody may do, whenever the hours, the place and the proofs are right.</summary>
/// <param name="Resource">Kind and id, as the log writes them.</param>
/// <param name="Rule">The first rule that gives it.</param>
public sealed record HeldRight(Person Person, ResourceId Resource, string Action, string Rule);

/// <summary>Every right that the rules give somebody, for whoever reviews them. It decides nothing: decisions are taken when they are asked for.</summary>
public static class HeldRights
{
    /// <summary>By person, then by resource; rooms with action enter among them. People who are not active hold none.</summary>
    public static IEnumerable<HeldRight> Of(SiteSnapshot site)
    {
        if (site.Tampered) { return []; }
        IndexedDoor[] rooms = [.. site.Doors.Values.OrderBy(d => d.Into.Text, StringComparer.Ordinal).DistinctBy(d => d.Into).Select(d => site.Index.FindDoor(d.Id)!)];
        IndexedResource[] resources = [.. site.Resources.Values.OrderBy(r => r.Id.Text, StringComparer.Ordinal).Select(r => site.Index.FindResource(r.Id.Kind, r.Id.Id)!)];
        return site.Persons.Values.Where(p => p.Active).OrderBy(p => p.Id.Text, StringComparer.Ordinal).Select(p => site.Index.FindPerson(p.Id)!)
            .SelectMany(person => rooms.Select(room => Enters(person, room)).OfType<HeldRight>().Concat(resources.SelectMany(resource => Uses(person, resource))));
    }

    private static HeldRight? Enters(IndexedPerson person, IndexedDoor door)
    {
        if (door.Room.Tier >= Tier.Three && !door.Scope.Includes(person.Person)) { return null; }
        IndexedRule? rule = door.Rules.FirstOrDefault(r => person.Holds(r) && !r.Rule.EachTime);
        return rule is not null && ResourceId.TryParse(IndexedRule.RoomKind, door.Room.Id.Text, out ResourceId? room)
            ? new HeldRight(person.Person, room, IndexedRule.EnterAction, rule.Rule.Name) : null;
    }

    private static IEnumerable<HeldRight> Uses(IndexedPerson person, IndexedResource resource)
    {
        if (resource.Resource.Classification is not { } mark || person.Person.Clearance < mark) { return []; }
        return resource.Rules.Where(person.Holds)
            .Where(rule => (rule.TierMin > resource.Tier ? rule.TierMin : resource.Tier) < Tier.Three || resource.Scope.Includes(person.Person))
            .SelectMany(rule => rule.Rule.Actions.Select(action => new HeldRight(person.Person, resource.Resource.Id, action, rule.Rule.Name)))
            .DistinctBy(right => right.Action);
    }
}
