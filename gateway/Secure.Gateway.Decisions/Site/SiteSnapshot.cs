using Secure.Vocabulary;

namespace Secure.Gateway.Decisions.Site;

/// <summary>
/// The whole site as decisions see it: immutable, replaced whole, so that no decision ever sees two revisions.
/// Every reference between its parts has been checked when it was built.
/// </summary>
public sealed record SiteSnapshot
{
    /// <summary>Rises with every activated change; stands in every decision.</summary>
    public required ulong Revision { get; init; }

    /// <summary>The site's own identifier; part of the log's origin.</summary>
    public required string Name { get; init; }

    /// <summary>In which schedules are read.</summary>
    public required TimeZoneInfo TimeZone { get; init; }

    public required IReadOnlyDictionary<PersonId, Person> Persons { get; init; }

    /// <summary>By <see cref="BadgeNumber.Key"/>.</summary>
    public required IReadOnlyDictionary<string, Badge> Badges { get; init; }

    public IReadOnlySet<DepartmentId> Departments { get; init; } = new HashSet<DepartmentId>();

    public IReadOnlySet<PostId> Posts { get; init; } = new HashSet<PostId>();

    /// <summary>For screens alone.</summary>
    public IReadOnlyDictionary<DepartmentId, Sentence> DepartmentNames { get; init; } = new Dictionary<DepartmentId, Sentence>();

    /// <summary>For screens alone.</summary>
    public IReadOnlyDictionary<PostId, Sentence> PostNames { get; init; } = new Dictionary<PostId, Sentence>();

    public required IReadOnlyDictionary<RoomId, Room> Rooms { get; init; }

    public required IReadOnlyDictionary<DoorId, Door> Doors { get; init; }

    /// <summary>For screens alone.</summary>
    public IReadOnlyList<FloorPlan> Floors { get; init; } = [];

    /// <summary>Rooms that anti-passback takes as one, by name; a room stands in at most one.</summary>
    public IReadOnlyDictionary<string, Area> Areas { get; init; } = new Dictionary<string, Area>(StringComparer.Ordinal);

    public required IReadOnlyDictionary<DeviceId, Agent> Agents { get; init; }

    public required IReadOnlyDictionary<DeviceId, Controller> Controllers { get; init; }

    public required IReadOnlyDictionary<WorkstationId, Workstation> Workstations { get; init; }

    public required IReadOnlyDictionary<ServiceId, Service> Services { get; init; }

    public required IReadOnlyDictionary<ResourceId, Resource> Resources { get; init; }

    public required IReadOnlyDictionary<ScheduleId, Schedule> Schedules { get; init; }

    /// <summary>In the order of the file. Rules only add: any that fits permits, and the first that fits names the obligations (see <see cref="Rule"/>).</summary>
    public required IReadOnlyList<Rule> Rules { get; init; }

    public required PolicySettings Settings { get; init; }

    /// <summary>True where the stored site failed its integrity check: everything is denied with reason integrity_failure.</summary>
    public bool Tampered { get; init; }

    private SiteIndex? _index;

    /// <summary>Built once, on first use. A copy made by `with` gets its own, because an index of other rules would be a wrong answer.</summary>
    internal SiteIndex Index
    {
        get
        {
            SiteIndex? index = Volatile.Read(ref _index);
            if (index is null || !ReferenceEquals(index.Site, this)) { Volatile.Write(ref _index, index = new SiteIndex(this)); }
            return index;
        }
    }

    /// <summary>The resource, found by its two names as a caller sent them; null where there is none.</summary>
    public Resource? FindResource(string kind, string id) => Index.FindResource(kind, id)?.Resource;

    /// <summary>The resources of one kind, by id in ordinal order.</summary>
    public IReadOnlyList<Resource> ResourcesOf(string kind) => Index.ResourcesOf(kind);

    /// <summary>Whether this person's record is complete at this moment, as tiers 2 and 3 ask. False for whom nobody knows.</summary>
    public bool HasCompleteRecord(PersonId person, DateTimeOffset now) =>
        Index.FindPerson(person) is { } known && now < known.TrainingEnds && now < known.RecordEnds;

    /// <summary>Whether a finger at this door is compared by the door's own sensor. Never into a room above tier 1, whatever the room says: the sensor's wire is in the clear.</summary>
    public bool MatchesOnSensor(DoorId door) =>
        Doors.TryGetValue(door, out Door? known) && known.Captures.Has(Factor.Fingerprint) && Rooms.TryGetValue(known.Into, out Room? room) && room is { MatchesOnSensor: true, Tier: Tier.One };

    /// <summary>The day that it is on the site's calendar.</summary>
    public DateOnly DayOf(DateTimeOffset now) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, TimeZone).DateTime);

    /// <summary>Whether this service may ask about this action on this kind of resource.</summary>
    public bool Covers(ServiceId service, string kind, string action) => Index.Covers(service, kind, action);

    /// <summary>What is in force before a site file was applied, or where it cannot be trusted: nobody and nothing, so that everything is denied.</summary>
    public static SiteSnapshot Empty(bool tampered = false) => new()
    {
        Revision = 0,
        Name = "none",
        TimeZone = TimeZoneInfo.Utc,
        Persons = new Dictionary<PersonId, Person>(),
        Badges = new Dictionary<string, Badge>(),
        Rooms = new Dictionary<RoomId, Room>(),
        Doors = new Dictionary<DoorId, Door>(),
        Agents = new Dictionary<DeviceId, Agent>(),
        Controllers = new Dictionary<DeviceId, Controller>(),
        Workstations = new Dictionary<WorkstationId, Workstation>(),
        Services = new Dictionary<ServiceId, Service>(),
        Resources = new Dictionary<ResourceId, Resource>(),
        Schedules = new Dictionary<ScheduleId, Schedule>(),
        Rules = [],
        Settings = PolicySettings.Default,
        Tampered = tampered,
    };
}

/// <param name="TrainingUntil">Last day on which the security training counts; null: none on record, which counts as overdue.</param>
public sealed record Person(
    PersonId Id, string Name, DepartmentId? Department, IReadOnlyList<PostId> Posts, Classification Clearance, bool Active, DateOnly? TrainingUntil)
{
    /// <summary>涉密等级; null: does no classified work.</summary>
    public SecrecyLevel? Level { get; init; }

    /// <summary>Last day on which the pledge (承诺书) counts; null: none on record.</summary>
    public DateOnly? PledgeUntil { get; init; }

    /// <summary>An officer has compared the identity document with the record.</summary>
    public bool DocumentConfirmed { get; init; }

    /// <summary>What the record lacks on this day of the site's calendar; empty: complete, as tiers 2 and 3 ask. For officers' eyes alone.</summary>
    public IReadOnlyList<RecordGap> Missing(DateOnly today)
    {
        List<RecordGap> gaps = [];
        if (TrainingUntil is not { } training || training < today) { gaps.Add(RecordGap.Training); }
        if (PledgeUntil is not { } pledge || pledge < today) { gaps.Add(RecordGap.Pledge); }
        if (!DocumentConfirmed) { gaps.Add(RecordGap.Document); }
        return gaps;
    }
}

/// <summary>What a person's record may lack.</summary>
public enum RecordGap
{
    /// <summary>The training is missing or overdue.</summary>
    Training = 1,
    /// <summary>The pledge is missing or overdue.</summary>
    Pledge = 2,
    /// <summary>No officer has confirmed the identity document.</summary>
    Document = 3,
}

public sealed record Badge(BadgeNumber Number, PersonId Person, bool Active);

/// <param name="Tier">Of the room; decides the default entry factors.</param>
/// <param name="Entry">Factors asked for at its doors, all of them: badge; badge and PIN; badge and face; … Face and fingerprint both listed: either.</param>
public sealed record Room(RoomId Id, Sentence Name, Tier Tier, IReadOnlyList<Factor> Entry, ScheduleId? Schedule)
{
    /// <summary>Nobody is ever alone in it.</summary>
    public bool TwoPerson { get; init; }

    /// <summary>Who passes its doors is counted against the grants.</summary>
    public bool CountsPeople { get; init; }

    /// <summary>A finger at its doors is compared by the door's own sensor. Counts at tier 1 alone.</summary>
    public bool MatchesOnSensor { get; init; }

    /// <summary>Most persons inside; null: any number.</summary>
    public int? OccupancyMax { get; init; }

    /// <summary>The floor on which it lies; null: none is named.</summary>
    public string? Floor { get; init; }

    /// <summary>Persons who may enter it at tier 3.</summary>
    public IReadOnlyList<PersonId> ScopePersons { get; init; } = [];

    /// <summary>What its doors ask for where the site says nothing: a badge, and a biometric from tier 2 on.</summary>
    public static IReadOnlyList<Factor> DefaultEntry(Tier tier) => tier == Tier.One ? [Factor.Badge] : [Factor.Badge, Factor.Face, Factor.Fingerprint];

    /// <summary>Posts that may enter it at tier 3. Both empty: nobody enters a room of tier 3.</summary>
    public IReadOnlyList<PostId> ScopePosts { get; init; } = [];
}

/// <summary>A door leads from one area into a room; a reader stands on one side of it.</summary>
/// <param name="From">The area outside; null for the street.</param>
/// <param name="Into">The room that it guards.</param>
/// <param name="Hold">How long a grant keeps it unlocked; more than zero, at most 30 s.</param>
public sealed record Door(DoorId Id, Sentence Name, RoomId? From, RoomId Into, DeviceId Controller, IReadOnlyList<Reader> Readers, TimeSpan Hold)
{
    /// <summary>What can be captured outside it: a camera that sees who stands there, a fingerprint sensor beside the reader.</summary>
    public FactorSet Captures { get; init; }

    /// <summary>What its controller is told of it besides.</summary>
    public DoorProfile Profile { get; init; } = DoorProfile.Default;

    /// <summary>Whether it lets persons in while no gateway can be asked; null: where its room is of tier 1. Never into a room of tier 3.</summary>
    public bool? Offline { get; init; }

    /// <summary>Whether it may stop somebody who may pass there: who leaves is stopped only beside an emergency release.</summary>
    public bool MayStop(Reader reader) => !reader.Inside || Profile.EmergencyRelease;
}

/// <param name="Inside">True for a reader on the room's side: presenting there asks to leave.</param>
public sealed record Reader(ReaderId Id, bool Inside);

public sealed record Agent(DeviceId Id, bool Witness);

/// <param name="Agent">The edge agent that relays for it, and the only one that may.</param>
public sealed record Controller(DeviceId Id, DeviceId Agent);

/// <param name="Address">A network address (CIDR) that maps to it without a certificate; weaker. Null: certificate only.</param>
public sealed record Workstation(WorkstationId Id, RoomId Room, string? Address);

/// <summary>Another system, and what it may ask about.</summary>
public sealed record Service(ServiceId Id, IReadOnlyList<ServiceScope> Scopes);

/// <param name="Actions">Registered verbs for this kind of resource.</param>
public sealed record ServiceScope(string Kind, IReadOnlyList<string> Actions);

/// <param name="Classification">Null: no valid mark, never readable.</param>
/// <param name="ScopePersons">知悉范围, persons.</param>
/// <param name="ScopePosts">知悉范围, posts. Both empty: nobody at tier 3.</param>
/// <param name="Rooms">Rooms in which tier 3 allows it.</param>
public sealed record Resource(
    ResourceId Id, Classification? Classification, IReadOnlyList<PersonId> ScopePersons, IReadOnlyList<PostId> ScopePosts,
    IReadOnlyList<string> Labels, IReadOnlyList<RoomId> Rooms, ScheduleId? Schedule);

/// <summary>Weekly hours with the days on which they do not hold.</summary>
public sealed record Schedule(ScheduleId Id, IReadOnlyList<ScheduleSpan> Spans, IReadOnlyList<DateOnly> Holidays);

/// <param name="From">Included.</param>
/// <param name="To">Excluded; 24:00 is the end of the day.</param>
public sealed record ScheduleSpan(IReadOnlyList<DayOfWeek> Days, TimeOnly From, TimeOnly? To);

/// <summary>
/// One permission of the policy. It applies to a question when who, action and resource match: one of the named persons,
/// posts or departments (all three empty: everyone); one of the actions; the kind; one of the ids and one of the labels
/// where they are given; a mark no higher than the maximum. It fits when its conditions hold as well: hours, rooms,
/// the tier's proofs, and obligations that the caller can fulfil. Rules only add: the first in the file's order that
/// fits permits, with its own obligations; a rule that does not fit never takes away what a later one permits.
/// Where none fits, a step-up that would make one fit is the answer; else the reason of the first that applied.
/// </summary>
public sealed record Rule
{
    public required string Name { get; init; }

    public IReadOnlyList<PersonId> Persons { get; init; } = [];

    public IReadOnlyList<PostId> Posts { get; init; } = [];

    public IReadOnlyList<DepartmentId> Departments { get; init; } = [];

    public required IReadOnlyList<string> Actions { get; init; }

    /// <summary>Kind of resource; `room` with action `enter` is entry at a door.</summary>
    public required string Kind { get; init; }

    public IReadOnlyList<string> Ids { get; init; } = [];

    public IReadOnlyList<string> Labels { get; init; } = [];

    public Classification? ClassificationMax { get; init; }

    public ScheduleId? Schedule { get; init; }

    public IReadOnlyList<RoomId> Rooms { get; init; } = [];

    /// <summary>May only tighten the mark's own tier.</summary>
    public Tier? TierMin { get; init; }

    public IReadOnlyList<Obligation> Obligations { get; init; } = [];

    /// <summary>Each permit is single-use and bound to its request.</summary>
    public bool EachTime { get; init; }
}

/// <param name="TierTwoMaxAge">Oldest biometric proof at tier 2; default 15 min.</param>
/// <param name="TierThreeMaxAge">Oldest biometric proof at tier 3; default 5 min.</param>
/// <param name="AddressTierMax">Highest tier at a workstation known by its address only; default tier 1.</param>
public sealed record PolicySettings(TimeSpan TierTwoMaxAge, TimeSpan TierThreeMaxAge, Tier AddressTierMax, IReadOnlyDictionary<Classification, Tier> Tiers)
{
    public static readonly PolicySettings Default =
        new(TimeSpan.FromMinutes(15), TimeSpan.FromMinutes(5), Tier.One, new Dictionary<Classification, Tier>());

    /// <summary>Persons who need more time at doors.</summary>
    public IReadOnlySet<PersonId> ExtendedTime { get; init; } = new HashSet<PersonId>();

    /// <summary>How long a controller may go on without the gateway: 1 min to 4 h, which is the default.</summary>
    public TimeSpan OfflineMax { get; init; } = TimeSpan.FromHours(4);

    /// <summary>After a failed step-up the doors of the rooms that hold the material go into lockdown. Default: they do not.</summary>
    public bool SecureDoorsOnFailedStepUp { get; init; }

    /// <summary>The tier of a mark: the site's where it is stricter than the mark's own, which nothing lowers.</summary>
    public Tier TierOf(Classification mark) =>
        Tiers.TryGetValue(mark, out Tier set) && set > mark.DefaultTier() ? set : mark.DefaultTier();
}
