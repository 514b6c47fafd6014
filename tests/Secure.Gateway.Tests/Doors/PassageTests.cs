using Secure.Gateway.Decisions;
using Secure.Gateway.Decisions.Site;
using Secure.Gateway.Spine;
using Secure.Grants;
using Secure.Vocabulary;

namespace Secure.Gateway.Tests.Doors;

/// <summary>The rules that stand on who is where, at the vault with a reader on both sides.</summary>
public sealed class PassageTests
{
    private static readonly BadgeNumber Officer = BadgeNumber.H10301(1, 1004);
    private static readonly PersonId LiOfficer = PersonId.Parse("li-officer");

    private static async Task<DoorsRig> StartAsync(Func<SiteSnapshot, SiteSnapshot> change)
    {
        DoorsRig rig = await DoorsRig.StartAsync();
        rig.Site.Replace(change(rig.Site.Current));
        return rig;
    }

    private static SiteSnapshot AreaOf(SiteSnapshot site, AntiPassback rule) =>
        site with { Areas = new Dictionary<string, Area> { ["inner"] = new("inner", new HashSet<RoomId> { DoorsRig.Vault }, rule, TimeSpan.FromMinutes(15)) } };

    private static SiteSnapshot Vault(SiteSnapshot site, Func<Room, Room> change) =>
        site with { Rooms = site.Rooms.ToDictionary(r => r.Key, r => r.Key == DoorsRig.Vault ? change(r.Value) : r.Value) };

    internal static SiteSnapshot Release(SiteSnapshot site) =>
        site with { Doors = site.Doors.ToDictionary(d => d.Key, d => d.Value with { Profile = d.Value.Profile with { EmergencyRelease = true } }) };

    private static Task<(Grant? Grant, string? Refused)> InAsync(DoorsRig rig, BadgeNumber badge) => rig.AskAsync(rig.Safe, "vault", "vault-in", badge);

    private static Task<(Grant? Grant, string? Refused)> OutAsync(DoorsRig rig, BadgeNumber badge) => rig.AskAsync(rig.Safe, "vault", "vault-out", badge);

    [Theory]
    [InlineData(AntiPassback.Hard, "passback")]
    [InlineData(AntiPassback.Timed, "passback")]
    [InlineData(AntiPassback.Soft, null)]
    public async Task Who_is_inside_an_area_does_not_enter_it_again(AntiPassback rule, string? refused)
    {
        await using DoorsRig rig = await StartAsync(s => AreaOf(s, rule));
        await rig.EnterAsync(rig.Safe, "vault", "vault-in", DoorsRig.Zhang);

        Assert.Equal(refused, (await InAsync(rig, DoorsRig.Zhang)).Refused);

        Assert.Equal("passback", (await rig.EntriesAsync())[^1].GetProperty("reasons")[0].GetString());
        await rig.EnterAsync(rig.Safe, "vault", "vault-out", DoorsRig.Zhang);
        if (rule == AntiPassback.Timed) { return; }
        Assert.Null((await InAsync(rig, DoorsRig.Zhang)).Refused);
    }

    [Fact]
    public async Task A_place_that_is_in_doubt_is_held_against_nobody()
    {
        await using DoorsRig rig = await StartAsync(s => AreaOf(s, AntiPassback.Hard));
        await rig.EnterAsync(rig.Safe, "vault", "vault-in", DoorsRig.Zhang);
        await rig.TakeAsync(rig.Safe.Tell(DoorEventKind.ExitOpened, "vault"));

        Assert.Null((await InAsync(rig, DoorsRig.Zhang)).Refused);
    }

    [Theory]
    [InlineData(true, "passback")]
    [InlineData(false, null)]
    public async Task Who_left_without_a_badge_is_stopped_on_the_way_out_only_beside_an_emergency_release(bool release, string? refused)
    {
        await using DoorsRig rig = await StartAsync(s => release ? Release(AreaOf(s, AntiPassback.Hard)) : AreaOf(s, AntiPassback.Hard));
        await rig.EnterAsync(rig.House, "lobby", "lobby-in", DoorsRig.Zhang);

        Assert.Equal(refused, (await OutAsync(rig, DoorsRig.Zhang)).Refused);
    }

    [Fact]
    public async Task Nobody_enters_a_two_person_room_alone_and_two_are_present_together()
    {
        await using DoorsRig rig = await StartAsync(s => Vault(s, r => r with { TwoPerson = true }));

        Assert.Equal("second_person_needed", (await InAsync(rig, DoorsRig.Zhang)).Refused);
        Assert.Equal("second_person_needed", (await InAsync(rig, DoorsRig.Zhang)).Refused);
        await rig.EnterAsync(rig.Safe, "vault", "vault-in", Officer);

        Assert.Equal((PresenceState.Present, "vault", "entered"), rig.Where(DoorsRig.ZhangWei));
        Assert.Equal((PresenceState.Present, "vault", "entered"), rig.Where(LiOfficer));
    }

    [Fact]
    public async Task The_second_of_two_comes_within_half_a_minute()
    {
        await using DoorsRig rig = await StartAsync(s => Vault(s, r => r with { TwoPerson = true }));
        await InAsync(rig, DoorsRig.Zhang);
        await rig.PassAsync(TimeSpan.FromSeconds(35));

        Assert.Equal("second_person_needed", (await InAsync(rig, Officer)).Refused);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Nobody_is_left_alone_in_a_two_person_room_where_that_can_be_refused(bool release)
    {
        await using DoorsRig rig = await StartAsync(s => release ? Release(Vault(s, r => r with { TwoPerson = true })) : Vault(s, r => r with { TwoPerson = true }));
        await InAsync(rig, DoorsRig.Zhang);
        await rig.EnterAsync(rig.Safe, "vault", "vault-in", Officer);

        Assert.Equal(release ? "second_person_needed" : null, (await OutAsync(rig, DoorsRig.Zhang)).Refused);

        if (!release) { Assert.Equal("one_left_alone", (await rig.EntriesAsync())[^1].GetProperty("reasons")[0].GetString()); return; }
        await rig.EnterAsync(rig.Safe, "vault", "vault-out", Officer);
        Assert.Equal("lobby", rig.Where(DoorsRig.ZhangWei).Room);
        Assert.Equal("lobby", rig.Where(LiOfficer).Room);
    }

    [Fact]
    public async Task A_full_room_takes_nobody_more_and_a_doubtful_place_counts()
    {
        await using DoorsRig rig = await StartAsync(s => Vault(s, r => r with { OccupancyMax = 1 }));
        await rig.EnterAsync(rig.Safe, "vault", "vault-in", DoorsRig.Zhang);
        Assert.Equal("occupancy_full", (await InAsync(rig, Officer)).Refused);
        await rig.TakeAsync(rig.Safe.Tell(DoorEventKind.ForcedOpen, "vault"));
        Assert.Equal("occupancy_full", (await InAsync(rig, Officer)).Refused);
        await rig.EnterAsync(rig.Safe, "vault", "vault-out", DoorsRig.Zhang);
        Assert.Null((await InAsync(rig, Officer)).Refused);
    }

    [Fact]
    public async Task Two_who_may_only_come_together_come_where_there_is_room_for_both()
    {
        await using DoorsRig rig = await StartAsync(s => Vault(s, r => r with { OccupancyMax = 1, TwoPerson = true }));
        Assert.Equal("second_person_needed", (await InAsync(rig, DoorsRig.Zhang)).Refused);
        Assert.Equal("occupancy_full", (await InAsync(rig, Officer)).Refused);
    }

    [Fact]
    public async Task A_visitor_enters_only_after_an_escort_at_the_same_door()
    {
        await using DoorsRig rig = await StartAsync(s => s with
        {
            Rules =
            [
                new Rule { Name = "visitors", Persons = [DoorsRig.ZhangWei], Actions = ["enter"], Kind = "room", Obligations = [Obligation.Escort] },
                new Rule { Name = "officers", Persons = [LiOfficer], Actions = ["enter"], Kind = "room" },
            ],
        });
        Assert.Equal("escort_needed", (await InAsync(rig, DoorsRig.Zhang)).Refused);
        await InAsync(rig, Officer);
        Assert.Null((await InAsync(rig, DoorsRig.Zhang)).Refused);
        await rig.PassAsync(TimeSpan.FromSeconds(35));
        Assert.Equal("escort_needed", (await InAsync(rig, DoorsRig.Zhang)).Refused);
    }

    [Fact]
    public async Task Who_needs_more_time_gets_it_in_the_grant()
    {
        await using DoorsRig rig = await StartAsync(s => s with { Settings = s.Settings with { ExtendedTime = new HashSet<PersonId> { DoorsRig.ZhangWei } } });
        Grant slow = (await InAsync(rig, DoorsRig.Zhang)).Grant!, usual = (await InAsync(rig, Officer)).Grant!;
        Assert.Equal((true, 15_000U, false, 5_000U), (slow.Extended, slow.HoldMs, usual.Extended, usual.HoldMs));
    }
}
