using Secure.Gateway.Decisions.Site;
using Secure.Vocabulary;

namespace Secure.Gateway.Decisions.Tests;

/// <summary>A small site in which everything is right; tests take one thing away.</summary>
internal static class TestSite
{
    /// <summary>A Monday, 17:00 in Shanghai.</summary>
    internal static readonly DateTimeOffset Now = new(2030, 1, 7, 9, 0, 0, TimeSpan.Zero);

    internal static readonly PersonId Zhang = PersonId.Parse("zhang-wei");
    internal static readonly PostId Lead = PostId.Parse("project-lead");
    internal static readonly RoomId Lobby = RoomId.Parse("lobby");
    internal static readonly RoomId Archive = RoomId.Parse("archive");
    internal static readonly RoomId Vault = RoomId.Parse("vault");
    internal static readonly WorkstationId VaultPc = WorkstationId.Parse("vault-ws");
    internal static readonly WorkstationId LobbyPc = WorkstationId.Parse("lobby-ws");
    internal static readonly ScheduleId Always = ScheduleId.Parse("always");
    internal static readonly ScheduleId Never = ScheduleId.Parse("never");
    internal static readonly BadgeNumber Card = BadgeNumber.H10301(1, 1001);

    internal static readonly IReadOnlyList<DayOfWeek> EveryDay = Enum.GetValues<DayOfWeek>();

    internal static Person Staff { get; } = new(Zhang, "张伟", null, [Lead], Classification.TopSecret, true, new DateOnly(2030, 1, 7))
    {
        PledgeUntil = new DateOnly(2030, 1, 7),
        DocumentConfirmed = true,
    };

    internal static Rule Reading { get; } = new() { Name = "reading", Posts = [Lead], Actions = ["read"], Kind = "material", Obligations = [Obligation.Watermark] };

    internal static Rule Entering { get; } = new() { Name = "entering", Posts = [Lead], Actions = ["enter"], Kind = "room" };

    internal static SiteSnapshot Site { get; } = SiteSnapshot.Empty() with
    {
        Revision = 7,
        TimeZone = TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai"),
        Persons = new Dictionary<PersonId, Person> { [Zhang] = Staff },
        Badges = new Dictionary<string, Badge> { [Card.Key] = new(Card, Zhang, true) },
        Rooms = new[] { Room(Lobby, Tier.One), Room(Archive, Tier.Two), Room(Vault, Tier.Three) }.ToDictionary(r => r.Id),
        Doors = new[] { Door(Lobby), Door(Archive), Door(Vault) }.ToDictionary(d => d.Id),
        Workstations = new Dictionary<WorkstationId, Workstation> { [VaultPc] = new(VaultPc, Vault, null), [LobbyPc] = new(LobbyPc, Lobby, null) },
        Resources = new[] { Material(1), Material(2), Material(3) }.ToDictionary(r => r.Id),
        Schedules = new Dictionary<ScheduleId, Schedule>
        {
            [Always] = new(Always, [new ScheduleSpan(EveryDay, TimeOnly.MinValue, null)], []),
            [Never] = new(Never, [], []),
        },
        Rules = [Reading, Entering],
    };

    internal static SessionFacts Session { get; } = new("s1", Zhang, VaultPc, WorkstationSource.Certificate, Proofs(Now.AddMinutes(-1)), false);

    internal static PresenceFact InVault { get; } = new(PresenceState.Present, Vault, Now.AddMinutes(-2), "entered");

    /// <summary>Reading the material of this tier, everything right.</summary>
    internal static SessionQuestion Ask(int tier) => new("material", "m" + tier, "read", ObligationSet.Of([Obligation.Watermark]), Session, InVault, Now);

    internal static Dictionary<Factor, DateTimeOffset> Proofs(DateTimeOffset? face) => face is { } at
        ? new() { [Factor.Password] = Now.AddHours(-1), [Factor.Face] = at }
        : new() { [Factor.Password] = Now.AddHours(-1) };

    internal static SiteSnapshot With(this SiteSnapshot site, Person person) => site with { Persons = new Dictionary<PersonId, Person> { [person.Id] = person } };

    internal static SiteSnapshot With(this SiteSnapshot site, params Rule[] rules) => site with { Rules = rules };

    internal static SiteSnapshot Each(this SiteSnapshot site, Func<Resource, Resource> change) => site with { Resources = site.Resources.Values.Select(change).ToDictionary(r => r.Id) };

    internal static SiteSnapshot EachRoom(this SiteSnapshot site, Func<Room, Room> change) => site with { Rooms = site.Rooms.Values.Select(change).ToDictionary(r => r.Id) };

    internal static ResourceId IdOf(string kind, string id) => ResourceId.TryParse(kind, id, out ResourceId? parsed) ? parsed : throw new FormatException(id);

    private static Resource Material(int tier) =>
        new(IdOf("material", "m" + tier), (Classification)(tier + 2), [], [Lead], [], [Vault], Always);

    private static Room Room(RoomId id, Tier tier) => new(id, new Sentence(id.Text, id.Text), tier, [Factor.Badge], Always) { ScopePosts = [Lead] };

    private static Door Door(RoomId into) => new(
        DoorId.Parse(into.Text), new Sentence(into.Text, into.Text), null, into, DeviceId.Parse("door-01"),
        [new Reader(ReaderId.Parse(into.Text + "-in"), false), new Reader(ReaderId.Parse(into.Text + "-out"), true)], TimeSpan.FromSeconds(5));
}
