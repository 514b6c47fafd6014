using Secure.Gateway.Decisions;
using Secure.Gateway.Decisions.Site;
using Secure.Grants;
using Secure.Vocabulary;

namespace Secure.Gateway.Tests.Doors;

/// <summary>What the rules of passing know after the gateway was ended in mid-work and has started anew, at the vault.</summary>
public sealed class PassageRestartTests
{
    private static readonly BadgeNumber Officer = BadgeNumber.H10301(1, 1004);
    private static readonly PersonId LiOfficer = PersonId.Parse("li-officer");

    [Theory]
    [InlineData(AntiPassback.Hard)]
    [InlineData(AntiPassback.Timed)]
    public async Task Who_was_inside_an_area_does_not_enter_it_again(AntiPassback rule)
    {
        await using DoorsRig rig = await StartAsync(site => site with
        {
            Areas = new Dictionary<string, Area> { ["inner"] = new("inner", new HashSet<RoomId> { DoorsRig.Vault }, rule, TimeSpan.FromMinutes(15)) },
        });
        await rig.EnterAsync(rig.Safe, "vault", "vault-in", DoorsRig.Zhang);
        await rig.RestartAsync();

        // Also before the controllers have been heard, whose first word says that nothing was missed.
        Assert.Equal("passback", (await InAsync(rig, DoorsRig.Zhang)).Refused);
        await rig.TakeAsync(rig.House.Beat(), rig.Safe.Beat());
        Assert.Equal("passback", (await InAsync(rig, DoorsRig.Zhang)).Refused);
        Assert.Null((await InAsync(rig, Officer)).Refused);
    }

    [Fact]
    public async Task Nobody_is_kept_in_by_what_was_missed_meanwhile()
    {
        await using DoorsRig rig = await StartAsync(site => site with
        {
            Areas = new Dictionary<string, Area> { ["inner"] = new("inner", new HashSet<RoomId> { DoorsRig.Vault }, AntiPassback.Hard, TimeSpan.Zero) },
            Doors = site.Doors.ToDictionary(d => d.Key, d => d.Value with { Profile = d.Value.Profile with { EmergencyRelease = true } }),
        });
        await rig.EnterAsync(rig.House, "lobby", "lobby-in", DoorsRig.Zhang);
        await rig.RestartAsync();
        Assert.Null((await rig.AskAsync(rig.Safe, "vault", "vault-out", DoorsRig.Zhang)).Refused);
    }

    [Fact]
    public async Task A_full_room_is_full_also_while_nobody_knows_who_is_still_inside()
    {
        await using DoorsRig rig = await StartAsync(site => Vault(site, r => r with { OccupancyMax = 1 }));
        await rig.EnterAsync(rig.Safe, "vault", "vault-in", DoorsRig.Zhang);
        await rig.RestartAsync();
        rig.Safe.Restart();
        await rig.BeginAsync(rig.Safe);
        Assert.Equal((PresenceState.Unknown, "vault", "controller_restarted"), rig.Where(DoorsRig.ZhangWei));
        Assert.Equal("occupancy_full", (await InAsync(rig, Officer)).Refused);
        await rig.EnterAsync(rig.Safe, "vault", "vault-out", DoorsRig.Zhang);
        Assert.Null((await InAsync(rig, Officer)).Refused);
    }

    [Fact]
    public async Task Two_inside_stay_two_and_a_first_of_two_who_waited_presents_the_badge_again()
    {
        await using DoorsRig rig = await StartAsync(site => Vault(site, r => r with { TwoPerson = true }));
        Assert.Equal("second_person_needed", (await InAsync(rig, DoorsRig.Zhang)).Refused);
        await rig.RestartAsync();
        await rig.TakeAsync(rig.House.Beat(), rig.Safe.Beat());
        Assert.Equal("second_person_needed", (await InAsync(rig, Officer)).Refused);
        await rig.EnterAsync(rig.Safe, "vault", "vault-in", DoorsRig.Zhang);

        await rig.RestartAsync();
        await rig.TakeAsync(rig.House.Beat(), rig.Safe.Beat());
        Assert.Equal((PresenceState.Present, "vault", "entered"), rig.Where(DoorsRig.ZhangWei));
        Assert.Equal((PresenceState.Present, "vault", "entered"), rig.Where(LiOfficer));
        await rig.EnterAsync(rig.Safe, "vault", "vault-out", DoorsRig.Zhang);
        Assert.Equal("one_left_alone", (await rig.EntriesAsync()).Last(e => e.GetProperty("kind").GetString() == "entry.granted").GetProperty("reasons")[0].GetString());
    }

    [Fact]
    public async Task Who_went_in_while_it_was_down_is_perhaps_inside_and_counts()
    {
        await using DoorsRig rig = await StartAsync(site => Vault(site, r => r with { OccupancyMax = 1 }));
        Grant grant = (await InAsync(rig, DoorsRig.Zhang)).Grant!;
        await rig.RestartAsync();
        await rig.TakeAsync(rig.House.Beat(), rig.Safe.Beat());
        await rig.TakeAsync(
            rig.Safe.Tell(DoorEventKind.Unlocked, "vault", "vault-in", grant.Subject, grant.DecisionId), rig.Safe.Tell(DoorEventKind.Opened, "vault", "vault-in", grant.Subject, grant.DecisionId));
        Assert.Equal((PresenceState.Unknown, "vault", "historical"), rig.Where(DoorsRig.ZhangWei));
        Assert.Equal("occupancy_full", (await InAsync(rig, Officer)).Refused);
    }

    private static async Task<DoorsRig> StartAsync(Func<SiteSnapshot, SiteSnapshot> change)
    {
        DoorsRig rig = await DoorsRig.StartAsync();
        rig.Site.Replace(change(rig.Site.Current));
        return rig;
    }

    private static SiteSnapshot Vault(SiteSnapshot site, Func<Room, Room> change) =>
        site with { Rooms = site.Rooms.ToDictionary(r => r.Key, r => r.Key == DoorsRig.Vault ? change(r.Value) : r.Value) };

    private static Task<(Grant? Grant, string? Refused)> InAsync(DoorsRig rig, BadgeNumber badge) => rig.AskAsync(rig.Safe, "vault", "vault-in", badge);
}
