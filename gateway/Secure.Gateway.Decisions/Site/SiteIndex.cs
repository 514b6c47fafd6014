using Secure.Vocabulary;

namespace Secure.Gateway.Decisions.Site;

/// <summary>What a decision looks up, arranged beforehand so that taking one neither searches nor allocates.</summary>
internal sealed class SiteIndex
{
    private readonly Dictionary<string, Dictionary<string, IndexedResource>> _resources = new(StringComparer.Ordinal);
    private readonly Dictionary<PersonId, IndexedPerson> _persons = [];
    private readonly Dictionary<DoorId, IndexedDoor> _doors = [];
    private readonly Dictionary<ServiceId, Dictionary<string, string[]>> _services = [];
    private readonly Dictionary<string, Resource[]> _sorted;

    internal SiteIndex(SiteSnapshot site)
    {
        Site = site;
        Dictionary<ScheduleId, OpenHours> hours = site.Schedules.ToDictionary(s => s.Key, s => new OpenHours(s.Value, site.TimeZone));
        IndexedRule[] rules = [.. site.Rules.Select((rule, number) => new IndexedRule(number, rule, hours))];
        foreach (Person person in site.Persons.Values) { _persons[person.Id] = new IndexedPerson(person, rules, site.TimeZone); }
        foreach (Resource resource in site.Resources.Values)
        {
            if (!_resources.TryGetValue(resource.Id.Kind, out var ofKind)) { _resources[resource.Id.Kind] = ofKind = new(StringComparer.Ordinal); }
            ofKind[resource.Id.Id] = new IndexedResource(resource, site.Settings, rules, hours);
        }
        foreach (Door door in site.Doors.Values) { _doors[door.Id] = new IndexedDoor(door, site.Rooms[door.Into], rules, hours); }
        foreach (Service service in site.Services.Values) { _services[service.Id] = ScopesOf(service); }
        _sorted = _resources.ToDictionary(
            k => k.Key, k => k.Value.Values.Select(r => r.Resource).OrderBy(r => r.Id.Id, StringComparer.Ordinal).ToArray(), StringComparer.Ordinal);
    }

    internal SiteSnapshot Site { get; }

    internal IndexedPerson? FindPerson(PersonId person) => _persons.GetValueOrDefault(person);

    internal IndexedDoor? FindDoor(DoorId door) => _doors.GetValueOrDefault(door);

    internal IndexedResource? FindResource(string kind, string id) =>
        _resources.TryGetValue(kind, out var ofKind) ? ofKind.GetValueOrDefault(id) : null;

    internal bool Covers(ServiceId service, string kind, string action) =>
        _services.TryGetValue(service, out var kinds) && kinds.TryGetValue(kind, out string[]? actions) && actions.AsSpan().Contains(action);

    internal IReadOnlyList<Resource> ResourcesOf(string kind) => _sorted.GetValueOrDefault(kind, []);

    private static Dictionary<string, string[]> ScopesOf(Service service) =>
        service.Scopes.GroupBy(s => s.Kind, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.SelectMany(s => s.Actions).ToArray(), StringComparer.Ordinal);
}

internal sealed class IndexedPerson
{
    private readonly ulong[] _rules;
    private readonly Decision.Permit?[] _lastEnding = new Decision.Permit?[(int)Tier.Three + 1];

    internal IndexedPerson(Person person, IndexedRule[] rules, TimeZoneInfo zone)
    {
        Person = person;
        _rules = new ulong[(rules.Length + 63) / 64];
        foreach (IndexedRule rule in rules) { if (rule.IsFor(person)) { _rules[rule.Number / 64] |= 1UL << rule.Number % 64; } }
        TrainingEnds = person.TrainingUntil is { } day ? EndOf(day, zone) : DateTimeOffset.MinValue;
        RecordEnds = person is { DocumentConfirmed: true, PledgeUntil: { } pledge } ? EndOf(pledge, zone) : DateTimeOffset.MinValue;
        TrainingOverdue = new Decision.Deny(person.TrainingUntil is { } until
            ? DenyReason.TrainingOverdue.Naming($"有效至 {until:yyyy-MM-dd}", $"valid until {until:yyyy-MM-dd}")
            : DenyReason.TrainingOverdue.Naming("无培训记录", "none on record"));
    }

    internal Person Person { get; }

    /// <summary>The first moment at which the training no longer counts.</summary>
    internal DateTimeOffset TrainingEnds { get; }

    /// <summary>The first moment at which the pledge no longer counts; long past where the identity document is not confirmed.</summary>
    internal DateTimeOffset RecordEnds { get; }

    internal Decision.Deny TrainingOverdue { get; }

    internal bool Holds(IndexedRule rule) => (_rules[rule.Number / 64] & 1UL << rule.Number % 64) != 0;

    /// <summary>The rule's permit, ending then. The last one of each tier is kept, because a session asks many times on one ground.</summary>
    internal Decision.Permit Permit(IndexedRule rule, Tier tier, DateTimeOffset? until)
    {
        if (until is null) { return rule.Open; }
        ref Decision.Permit? kept = ref _lastEnding[(int)tier];
        Decision.Permit? last = Volatile.Read(ref kept);
        if (last?.ValidUntil == until && ReferenceEquals(last?.Obligations, rule.Open.Obligations)) { return last!; }
        Decision.Permit permit = rule.Open with { ValidUntil = until };
        Volatile.Write(ref kept, permit);
        return permit;
    }

    private static DateTimeOffset EndOf(DateOnly day, TimeZoneInfo zone)
    {
        if (day == DateOnly.MaxValue) { return DateTimeOffset.MaxValue; }
        DateTime midnight = day.AddDays(1).ToDateTime(TimeOnly.MinValue);
        return new DateTimeOffset(midnight, zone.GetUtcOffset(midnight)).ToUniversalTime();
    }
}

/// <summary>Persons and posts who may know.</summary>
internal sealed class IndexedScope(IReadOnlyList<PersonId> persons, IReadOnlyList<PostId> posts)
{
    private readonly HashSet<PersonId> _persons = [.. persons];
    private readonly HashSet<PostId> _posts = [.. posts];

    internal bool Includes(Person person)
    {
        if (_persons.Contains(person.Id)) { return true; }
        for (int i = 0; i < person.Posts.Count; i++) { if (_posts.Contains(person.Posts[i])) { return true; } }
        return false;
    }
}

internal sealed class IndexedResource(Resource resource, PolicySettings settings, IndexedRule[] rules, Dictionary<ScheduleId, OpenHours> hours)
{
    internal Resource Resource => resource;

    /// <summary>Of its mark; an unmarked resource is never readable at any tier.</summary>
    internal Tier Tier { get; } = resource.Classification is { } mark ? settings.TierOf(mark) : Tier.Three;

    internal IndexedScope Scope { get; } = new(resource.ScopePersons, resource.ScopePosts);

    internal HashSet<RoomId> Rooms { get; } = [.. resource.Rooms];

    internal OpenHours? Hours { get; } = resource.Schedule is { } id ? hours[id] : null;

    /// <summary>Those whose resource part matches, in the file's order.</summary>
    internal IndexedRule[] Rules { get; } = [.. rules.Where(r => r.IsAbout(resource))];
}

internal sealed class IndexedDoor(Door door, Room room, IndexedRule[] rules, Dictionary<ScheduleId, OpenHours> hours)
{
    internal Door Door => door;

    internal Room Room => room;

    internal IndexedScope Scope { get; } = new(room.ScopePersons, room.ScopePosts);

    internal OpenHours? Hours { get; } = room.Schedule is { } id ? hours[id] : null;

    internal IndexedRule[] Rules { get; } = [.. rules.Where(r => r.IsAboutEntering(room.Id))];

    internal IReadOnlyList<Factor> Entry { get; } = room.Entry.Count > 0 ? room.Entry : Room.DefaultEntry(room.Tier);

    internal Decision.Permit Open { get; } = new([], null);
}
