using System.Globalization;
using Secure.Gateway.Decisions;
using Secure.Gateway.Decisions.Site;
using Secure.Gateway.Site.Checks;
using Secure.Gateway.Site.Plans;
using Secure.Gateway.Site.Shapes;
using Secure.Gateway.Site.Yaml;
using Secure.Vocabulary;

namespace Secure.Gateway.Site;

/// <summary>Makes the snapshot of a file that has been found without fault.</summary>
internal static class SiteBuilder
{
    private static readonly TimeSpan HoldDefault = TimeSpan.FromSeconds(5);

    internal static SiteSnapshot Build(YamlMap site, ulong revision) => new()
    {
        Revision = revision,
        Name = site.Text("site")!,
        TimeZone = TimeZoneInfo.FindSystemTimeZoneById(site.Text("time_zone")!),
        Persons = Table(site, "persons", OfPerson, p => p.Id),
        Badges = site.Items("badges").Select(OfBadge).ToDictionary(b => b.Number.Key, StringComparer.Ordinal),
        Departments = site.Table("departments").Select(d => DepartmentId.Parse(d.Key.Value)).ToHashSet(),
        Posts = site.Table("posts").Select(p => PostId.Parse(p.Key.Value)).ToHashSet(),
        DepartmentNames = site.Table("departments").ToDictionary(d => DepartmentId.Parse(d.Key.Value), d => NameOf(d.Value)),
        PostNames = site.Table("posts").ToDictionary(p => PostId.Parse(p.Key.Value), p => NameOf(p.Value)),
        Rooms = Table(site, "rooms", OfRoom, r => r.Id),
        Doors = Table(site, "doors", OfDoor, d => d.Id),
        Floors = [.. site.Table("floors").Select(f => OfFloor(f.Key.Value, f.Value))],
        Areas = site.Table("areas").Select(a => PassageBuilder.OfArea(a.Key.Value, a.Value)).ToDictionary(a => a.Name, StringComparer.Ordinal),
        Agents = Table(site, "agents", (id, a) => new Agent(DeviceId.Parse(id), IsTrue(a, "witness", false)), a => a.Id),
        Controllers = Table(site, "controllers", (id, c) => new Controller(DeviceId.Parse(id), DeviceId.Parse(c.Text("agent")!)), c => c.Id),
        Workstations = Table(site, "workstations", OfWorkstation, w => w.Id),
        Services = Table(site, "services", OfService, s => s.Id),
        Resources = site.Table("resources").SelectMany(k => ((YamlMap)k.Value).Entries.Select(r => OfResource(k.Key.Value, r))).ToDictionary(r => r.Id),
        Schedules = Table(site, "schedules", OfSchedule, s => s.Id),
        Rules = [.. site.Items("rules").Select(OfRule)],
        Settings = OfPolicy(site.Get("policy") ?? YamlNode.Nothing),
    };

    private static Dictionary<TId, T> Table<TId, T>(YamlMap site, string name, Func<string, YamlNode, T> make, Func<T, TId> id) where TId : notnull =>
        site.Table(name).Select(e => make(e.Key.Value, e.Value)).ToDictionary(id);

    private static Person OfPerson(string id, YamlNode p) => new(
        PersonId.Parse(id), p.Text("name")!, Optional<DepartmentId>(p, "department"), Ids<PostId>(p, "posts"), Values.Marks[p.Text("clearance")!],
        IsTrue(p, "active", true), Day(p, "training_until"))
    {
        Level = p.Text("level") is { } level ? Values.Levels[level] : null,
        PledgeUntil = Day(p, "pledge_until"),
        DocumentConfirmed = IsTrue(p, "document_confirmed", false),
    };

    private static DateOnly? Day(YamlNode node, string name) => node.Text(name) is { } text && Values.TryDate(text, out DateOnly day) ? day : null;

    private static Badge OfBadge(YamlNode b) => new(BadgeChecks.TryNumber(b)!, PersonId.Parse(b.Text("person")!), IsTrue(b, "active", true));

    private static Room OfRoom(string id, YamlNode r)
    {
        Tier tier = TierOf(r, "tier")!.Value;
        IReadOnlyList<Factor> entry = r.Get("entry") is null ? Room.DefaultEntry(tier) : [.. r.Texts("entry").Select(OfFactor)];
        return new Room(RoomId.Parse(id), NameOf(r), tier, entry, Optional<ScheduleId>(r, "schedule"))
        {
            TwoPerson = IsTrue(r, "two_person", false),
            MatchesOnSensor = IsTrue(r, "match_on_sensor", false),
            CountsPeople = IsTrue(r, "count_people", false),
            OccupancyMax = r.Text("occupancy_max") is { } max ? int.Parse(max, CultureInfo.InvariantCulture) : null,
            Floor = r.Text("floor"),
            ScopePersons = Ids<PersonId>(r.Get("scope"), "persons"),
            ScopePosts = Ids<PostId>(r.Get("scope"), "posts"),
        };
    }

    private static FloorPlan OfFloor(string id, YamlNode f)
    {
        if (!PlanReader.TryRead(f.Text("plan")!, out PlanFrame? frame, out IReadOnlyList<PlanShape> shapes, out _)) { throw new FormatException("The file was found without fault."); }
        return new FloorPlan(id, NameOf(f), frame, shapes, [.. f.Items("doors").Select(d => new DoorSpot(DoorId.Parse(d.Text("door")!), Number(d, "x"), Number(d, "y")))]);
    }

    private static int Number(YamlNode node, string name) => int.Parse(node.Text(name)!, CultureInfo.InvariantCulture);

    private static Door OfDoor(string id, YamlNode d) => new(
        DoorId.Parse(id), NameOf(d), Optional<RoomId>(d, "from"), RoomId.Parse(d.Text("into")!), DeviceId.Parse(d.Text("controller")!),
        [.. d.Table("readers").Select(r => new Reader(ReaderId.Parse(r.Key.Value), r.Value.Text("side") == "inside"))], Duration(d, "hold", HoldDefault))
    {
        Profile = PassageBuilder.OfProfile(d),
        Captures = FactorSet.Of([.. d.Texts("captures").Select(OfFactor)]),
        Offline = d.Text("offline") is { } offline ? offline == "true" : null,
    };

    private static Workstation OfWorkstation(string id, YamlNode w) => new(
        WorkstationId.Parse(id), RoomId.Parse(w.Text("room")!), w.Text("address") is { } a && Values.TryNetwork(a, out var network) ? network.ToString() : null);

    private static Service OfService(string id, YamlNode s) => new(
        ServiceId.Parse(id), [.. s.Items("asks").Select(a => new ServiceScope(a.Text("kind")!, Words(a, "actions")))]);

    private static Resource OfResource(string kind, YamlEntry entry)
    {
        YamlNode r = entry.Value;
        if (!ResourceId.TryParse(kind, entry.Key.Value, out ResourceId? id)) { throw new FormatException("The file was found without fault."); }
        return new Resource(id, r.Text("classification") is { } mark ? Values.Marks[mark] : null, Ids<PersonId>(r.Get("scope"), "persons"),
            Ids<PostId>(r.Get("scope"), "posts"), Words(r, "labels"), Ids<RoomId>(r, "rooms"), Optional<ScheduleId>(r, "schedule"));
    }

    private static Schedule OfSchedule(string id, YamlNode s) => new(
        ScheduleId.Parse(id), [.. s.Items("spans").Select(OfSpan)],
        [.. s.Texts("holidays").Select(h => DateOnly.ParseExact(h.Value, "yyyy-MM-dd", CultureInfo.InvariantCulture))]);

    private static ScheduleSpan OfSpan(YamlNode span)
    {
        int to = Values.Minutes(span.Text("to")!);
        return new ScheduleSpan([.. span.Texts("days").Select(OfDay)], Time(Values.Minutes(span.Text("from")!)), to == 24 * 60 ? null : Time(to));
    }

    private static Rule OfRule(YamlNode r)
    {
        YamlNode on = r.Get("on")!;
        YamlNode who = r.Get("who")!;
        return new Rule
        {
            Name = r.Text("name")!,
            Persons = Ids<PersonId>(who, "persons"),
            Posts = Ids<PostId>(who, "posts"),
            Departments = Ids<DepartmentId>(who, "departments"),
            Actions = Words(r, "may"),
            Kind = on.Text("kind")!,
            Ids = Words(on, "ids"),
            Labels = Words(on, "labels"),
            ClassificationMax = on.Text("classification_max") is { } mark ? Values.Marks[mark] : null,
            Schedule = Optional<ScheduleId>(r, "when"),
            Rooms = Ids<RoomId>(r, "where"),
            TierMin = TierOf(r, "tier_min"),
            Obligations = [.. r.Texts("obligations").Select(OfObligation)],
            EachTime = IsTrue(r, "each_time", false),
        };
    }

    private static PolicySettings OfPolicy(YamlNode p) => new(
        Duration(p, "tier_two_max_age", PolicySettings.Default.TierTwoMaxAge), Duration(p, "tier_three_max_age", PolicySettings.Default.TierThreeMaxAge),
        TierOf(p, "address_tier_max") ?? PolicySettings.Default.AddressTierMax,
        p.Table("tiers").ToDictionary(t => Values.Marks[t.Key.Value], t => (Tier)int.Parse(((YamlText)t.Value).Value, CultureInfo.InvariantCulture)))
    {
        ExtendedTime = Ids<PersonId>(p, "extended_time").ToHashSet(),
        OfflineMax = Duration(p, "offline_max", PolicySettings.Default.OfflineMax),
        SecureDoorsOnFailedStepUp = p.Get("on_failed_step_up") is { } then && IsTrue(then, "secure_doors", false),
    };

    private static Sentence NameOf(YamlNode node) => new(node.Get("name")!.Text("zh")!, node.Get("name")!.Text("en")!);

    private static TId? Optional<TId>(YamlNode node, string name) where TId : Identifier<TId>, IIdentifier<TId> =>
        node.Text(name) is { } text ? Identifier<TId>.Parse(text) : null;

    private static TId[] Ids<TId>(YamlNode? node, string name) where TId : Identifier<TId>, IIdentifier<TId> =>
        [.. (node ?? YamlNode.Nothing).Texts(name).Select(t => Identifier<TId>.Parse(t.Value))];

    private static string[] Words(YamlNode node, string name) => [.. node.Texts(name).Select(t => t.Value)];

    private static bool IsTrue(YamlNode node, string name, bool absent) => node.Text(name) is { } text ? text == "true" : absent;

    private static Tier? TierOf(YamlNode node, string name) => node.Text(name) is { } text ? (Tier)int.Parse(text, CultureInfo.InvariantCulture) : null;

    private static TimeSpan Duration(YamlNode node, string name, TimeSpan absent) =>
        node.Text(name) is { } text && Values.TryDuration(text, out TimeSpan duration) ? duration : absent;

    private static TimeOnly Time(int minutes) => new(minutes / 60, minutes % 60);

    private static Factor OfFactor(YamlText word) => word.Value switch
    {
        "pin" => Factor.Pin,
        "face" => Factor.Face,
        "fingerprint" => Factor.Fingerprint,
        _ => Factor.Badge,
    };

    private static DayOfWeek OfDay(YamlText word) => (DayOfWeek)Array.IndexOf(["sun", "mon", "tue", "wed", "thu", "fri", "sat"], word.Value);

    private static Obligation OfObligation(YamlText word) =>
        (Obligation)(Array.IndexOf(["record_video", "two_person", "watermark", "escort", "read_only"], word.Value) + 1);
}
