using Secure.Vocabulary;

namespace Secure.Gateway.Decisions.Site;

/// <summary>A rule with its lists as sets and its permits made beforehand.</summary>
internal sealed class IndexedRule(int number, Rule rule, Dictionary<ScheduleId, OpenHours> hours)
{
    /// <summary>Kind and action by which rules speak of entering a room.</summary>
    internal const string RoomKind = "room";
    internal const string EnterAction = "enter";

    // One instance, so that permits of different rules without obligations can be told to be the same.
    private static readonly IReadOnlyList<Obligation> NoObligations = [];

    private readonly string[] _actions = [.. rule.Actions];

    internal int Number => number;

    internal Rule Rule => rule;

    internal Tier TierMin { get; } = rule.TierMin ?? Tier.One;

    internal OpenHours? Hours { get; } = rule.Schedule is { } id ? hours[id] : null;

    /// <summary>Null: any.</summary>
    internal HashSet<RoomId>? Rooms { get; } = rule.Rooms.Count == 0 ? null : [.. rule.Rooms];

    /// <summary>The permit that holds until something changes.</summary>
    internal Decision.Permit Open { get; } = new(rule.Obligations.Count == 0 ? NoObligations : [.. rule.Obligations], null);

    internal ObligationSet Obligations { get; } = ObligationSet.Of(rule.Obligations);

    internal bool Allows(string action) => _actions.AsSpan().Contains(action);

    internal bool IsFor(Person person) =>
        (rule.Persons.Count == 0 && rule.Posts.Count == 0 && rule.Departments.Count == 0)
        || rule.Persons.Contains(person.Id)
        || person.Posts.Any(rule.Posts.Contains)
        || (person.Department is { } department && rule.Departments.Contains(department));

    internal bool IsAbout(Resource resource) =>
        rule.Kind == resource.Id.Kind
        && (rule.Ids.Count == 0 || rule.Ids.Contains(resource.Id.Id))
        && (rule.Labels.Count == 0 || resource.Labels.Any(rule.Labels.Contains))
        && (rule.ClassificationMax is not { } max || resource.Classification <= max);

    /// <summary>Labels and marks belong to resources: a rule that asks for them says nothing about rooms.</summary>
    internal bool IsAboutEntering(RoomId room) =>
        rule.Kind == RoomKind && Allows(EnterAction) && rule.Labels.Count == 0 && rule.ClassificationMax is null
        && (rule.Ids.Count == 0 || rule.Ids.Contains(room.Text))
        && Rooms?.Contains(room) != false;
}
