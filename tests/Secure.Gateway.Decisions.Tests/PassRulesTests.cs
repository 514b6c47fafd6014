using Secure.Gateway.Decisions.Site;
using Secure.Vocabulary;

namespace Secure.Gateway.Decisions.Tests;

public class PassRulesTests
{
    private static readonly DeviceId Box = TestSite.Site.Doors.Values.First().Controller;
    private static readonly TimeSpan Life = TimeSpan.FromHours(4);

    [Fact]
    public void Only_rooms_of_tier_one_let_anybody_in_by_themselves()
    {
        PassGroup group = Assert.Single(Of(WithBadgeEntry(TestSite.Site)));

        Assert.Equal([TestSite.Card], group.Badges);
        Assert.Equal(["lobby"], group.Rights.Where(r => !r.Reader.Inside).Select(r => r.Door.Id.Text));
    }

    [Fact]
    public void A_site_may_say_so_for_tier_two_and_never_for_tier_three()
    {
        SiteSnapshot open = WithBadgeEntry(TestSite.Site);
        SiteSnapshot site = open with { Doors = open.Doors.ToDictionary(d => d.Key, d => d.Value with { Offline = true }) };
        Assert.Equal(["archive", "lobby"], Entries(site));

        SiteSnapshot none = open with { Doors = open.Doors.ToDictionary(d => d.Key, d => d.Value with { Offline = false }) };
        Assert.Empty(Entries(none));
    }

    [Fact]
    public void Where_a_biometric_is_asked_for_a_badge_alone_lets_nobody_in()
    {
        SiteSnapshot site = TestSite.Site with
        {
            Doors = TestSite.Site.Doors.ToDictionary(d => d.Key, d => d.Value with { Offline = true }),
            Rooms = TestSite.Site.Rooms.ToDictionary(r => r.Key, r => r.Value with { Entry = Room.DefaultEntry(r.Value.Tier) }),
        };
        Assert.Equal(["lobby"], Entries(site));
    }

    [Fact]
    public void Every_door_lets_an_active_badge_out()
    {
        SiteSnapshot site = TestSite.Site with { Doors = TestSite.Site.Doors.ToDictionary(d => d.Key, d => d.Value with { Readers = [.. d.Value.Readers, new Reader(ReaderId.Parse(d.Key.Text + "-out"), true)] }) };
        Assert.Equal(["archive-out", "lobby-out", "vault-out"], Assert.Single(Of(site)).Rights.Where(r => r.Reader.Inside).Select(r => r.Reader.Id.Text).Where(r => r.EndsWith("-out", StringComparison.Ordinal)).Distinct().Order());
    }

    [Theory]
    [InlineData(true, true, true, false)]
    [InlineData(true, true, false, true)]
    [InlineData(true, false, true, true)]
    [InlineData(false, true, true, true)]
    public void A_room_for_two_with_an_emergency_release_lets_out_only_where_its_controller_has_all_its_doors(bool two, bool release, bool apart, bool leaves)
    {
        RoomId archive = RoomId.Parse("archive");
        Dictionary<DoorId, Door> doors = TestSite.Site.Doors.ToDictionary(
            d => d.Key, d => d.Value with { Readers = [.. d.Value.Readers, new Reader(ReaderId.Parse(d.Key.Text + "-out"), true)], Profile = d.Value.Profile with { EmergencyRelease = release } });
        if (apart) { doors[DoorId.Parse("side")] = doors.Values.First() with { Id = DoorId.Parse("side"), Controller = DeviceId.Parse("another"), From = archive, Into = RoomId.Parse("lobby"), Readers = [] }; }
        SiteSnapshot site = TestSite.Site with { Rooms = TestSite.Site.Rooms.ToDictionary(r => r.Key, r => r.Key == archive ? r.Value with { TwoPerson = two } : r.Value), Doors = doors };
        Assert.Equal(leaves, Assert.Single(Of(site)).Rights.Any(r => r.Reader.Id.Text == "archive-out"));
    }

    [Fact]
    public void A_badge_that_is_not_active_a_person_who_has_left_and_an_altered_site_pass_nowhere()
    {
        Badge badge = TestSite.Site.Badges.Values.Single();
        Assert.Empty(Of(TestSite.Site with { Badges = new Dictionary<string, Badge> { [badge.Number.Key] = badge with { Active = false } } }));
        Assert.Empty(Entries(TestSite.Site with { Persons = new Dictionary<PersonId, Person> { [TestSite.Zhang] = TestSite.Staff with { Active = false } } }));
        Assert.Empty(Of(TestSite.Site with { Tampered = true }));
        Assert.Empty(PassRules.Of(TestSite.Site, DeviceId.Parse("another"), TestSite.Now, Life));
    }

    [Fact]
    public void Hours_become_spans_that_say_at_each_minute_what_the_decision_would()
    {
        // 17:00 in Shanghai: closes at 18:30, opens again at 20:10, closes at 20:30; the lease ends at 21:00.
        ScheduleId shop = ScheduleId.Parse("shop");
        Schedule hours = new(shop, [new ScheduleSpan(TestSite.EveryDay, new TimeOnly(8, 0), new TimeOnly(18, 30)), new ScheduleSpan(TestSite.EveryDay, new TimeOnly(20, 10), new TimeOnly(20, 30))], []);
        SiteSnapshot site = TestSite.Site with
        {
            Schedules = new Dictionary<ScheduleId, Schedule>(TestSite.Site.Schedules) { [shop] = hours },
            Rules = [.. TestSite.Site.Rules.Select(r => r.Kind == "room" ? r with { Schedule = shop } : r)],
        };
        DateTimeOffset from = TestSite.Now.AddSeconds(17);
        PassRight right = PassRules.Of(site, Box, from, Life).Single().Rights.First(r => r.Door.Id.Text == "lobby" && !r.Reader.Inside);

        Assert.Equal(
            [(TimeSpan.Zero, new TimeSpan(1, 29, 43)), (new TimeSpan(3, 9, 43), new TimeSpan(3, 29, 43))],
            right.Spans.Select(s => (s.From, s.To)));
        for (TimeSpan at = TimeSpan.Zero; at < Life; at += TimeSpan.FromSeconds(30))
        {
            bool permitted = EntryRules.Decide(site, new EntryQuestion(right.Door.Id, right.Reader.Id, TestSite.Card, FactorSet.None, from + at)).Decision is Decision.Permit;
            Assert.Equal(permitted, right.Spans.Any(s => at >= s.From && at < s.To));
        }
    }

    [Fact]
    public void Training_that_ends_at_midnight_ends_in_the_lease_too()
    {
        // 22:00 in Shanghai on the last day; the archive is of tier 2.
        SiteSnapshot open = WithBadgeEntry(TestSite.Site);
        SiteSnapshot site = open with { Doors = open.Doors.ToDictionary(d => d.Key, d => d.Value with { Offline = true }) };
        PassRight right = PassRules.Of(site, Box, TestSite.Now.AddHours(5), Life).Single().Rights.First(r => r.Door.Id.Text == "archive" && !r.Reader.Inside);
        Assert.Equal([(TimeSpan.Zero, TimeSpan.FromHours(2))], right.Spans.Select(s => (s.From, s.To)));
    }

    [Fact]
    public void Badges_that_may_do_the_same_are_one_group()
    {
        BadgeNumber second = BadgeNumber.H10301(1, 2002);
        SiteSnapshot site = TestSite.Site with { Badges = new Dictionary<string, Badge>(TestSite.Site.Badges) { [second.Key] = new(second, TestSite.Zhang, true) } };
        Assert.Equal(2, Assert.Single(Of(site)).Badges.Count);
    }

    [Fact]
    public void A_controller_keeps_anti_passback_two_persons_and_limits_where_it_has_every_door_that_they_are_about()
    {
        SiteSnapshot site = WithBadgeEntry(TestSite.Site);
        RoomId lobby = RoomId.Parse("lobby");
        SiteSnapshot Room(SiteSnapshot of, Func<Room, Room> change) => of with { Rooms = of.Rooms.ToDictionary(r => r.Key, r => change(r.Value)) };
        SiteSnapshot Area(SiteSnapshot of, AntiPassback rule) => of with { Areas = new Dictionary<string, Area> { ["a"] = new("a", new HashSet<RoomId> { lobby }, rule, TimeSpan.FromMinutes(1)) } };
        Door side = site.Doors.Values.First() with { Id = DoorId.Parse("side"), Controller = DeviceId.Parse("another"), From = null, Into = lobby, Readers = [new Reader(ReaderId.Parse("side-in"), false)] };
        SiteSnapshot apart = site with { Doors = new Dictionary<DoorId, Door>(site.Doors) { [side.Id] = side } };

        foreach (Func<SiteSnapshot, SiteSnapshot> rule in (Func<SiteSnapshot, SiteSnapshot>[])[s => Room(s, r => r with { TwoPerson = true }), s => Room(s, r => r with { OccupancyMax = 3 }), s => Area(s, AntiPassback.Hard), s => Area(s, AntiPassback.Timed)])
        {
            Assert.Equal(["lobby"], Entries(rule(site)));
            Assert.True(PassRules.KeepsRules(rule(site), site.Doors[DoorId.Parse("lobby")]));
            Assert.Empty(Entries(rule(apart)));
        }
        Assert.Equal(["lobby"], Entries(Area(apart, AntiPassback.Soft)));
        Assert.False(PassRules.KeepsRules(site, site.Doors[DoorId.Parse("lobby")]));
    }

    [Fact]
    public void A_badge_with_a_pin_passes_where_the_badge_alone_does_not_but_not_into_a_room_for_two_or_of_tier_three()
    {
        RoomId lobby = RoomId.Parse("lobby");
        SiteSnapshot With(Func<Room, Room> change) => TestSite.Site with { Rooms = TestSite.Site.Rooms.ToDictionary(r => r.Key, r => r.Key == lobby ? change(r.Value) : r.Value) };
        IEnumerable<string> ByPin(SiteSnapshot site) => PassRules.ByPin(site, Box, TestSite.Now, Life).SelectMany(g => g.Rights).Select(r => r.Reader.Inside ? "out" : r.Door.Id.Text);

        SiteSnapshot asks = With(r => r with { Entry = [Factor.Badge, Factor.Pin] });
        Assert.Equal(["lobby"], ByPin(asks));
        Assert.DoesNotContain("lobby", Entries(asks));
        Assert.Empty(ByPin(TestSite.Site));
        Assert.Empty(ByPin(With(r => r with { Entry = [Factor.Badge, Factor.Pin, Factor.Face] })));
        Assert.Empty(ByPin(With(r => r with { Entry = [Factor.Badge, Factor.Pin], TwoPerson = true })));
        Assert.Empty(ByPin(With(r => r with { Entry = [Factor.Badge, Factor.Pin], Tier = Tier.Three })));
        Assert.Empty(ByPin(asks with { Doors = asks.Doors.ToDictionary(d => d.Key, d => d.Value with { Offline = false }) }));
    }

    private static IReadOnlyList<PassGroup> Of(SiteSnapshot site) => PassRules.Of(site, Box, TestSite.Now, Life);

    private static IEnumerable<string> Entries(SiteSnapshot site) => Of(site).SelectMany(g => g.Rights).Where(r => !r.Reader.Inside).Select(r => r.Door.Id.Text).Order();

    private static SiteSnapshot WithBadgeEntry(SiteSnapshot site) => site with
    {
        Rooms = site.Rooms.ToDictionary(r => r.Key, r => r.Value with { Entry = [Factor.Badge], ScopePosts = [TestSite.Lead] }),
    };
}
