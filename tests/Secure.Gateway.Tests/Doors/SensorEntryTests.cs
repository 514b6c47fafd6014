using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Secure.Contracts;
using Secure.Gateway.Audit;
using Secure.Gateway.Biometrics.Sensors;
using Secure.Gateway.Decisions;
using Secure.Gateway.Decisions.Site;
using Secure.Gateway.Doors.Proofs;
using Secure.Gateway.Storage;
using Secure.Vocabulary;
using Factor = Secure.Vocabulary.Factor;

namespace Secure.Gateway.Tests.Doors;

/// <summary>A door of tier 1 whose finger is compared by its own sensor: what its agent says of a touch, and what the gateway makes of it.</summary>
public class SensorEntryTests
{
    private static readonly DoorId Lobby = DoorId.Parse("lobby");
    private static readonly byte[] Wangs = Filled(1), Zhangs = Filled(2);

    [Fact]
    public async Task The_owners_slot_opens_and_the_entry_says_badge_and_finger()
    {
        await using DoorsRig rig = await StartAsync();
        Visit visit = await Visit.BeginAsync(rig, DoorsRig.Wang, "lobby");
        Assert.True(visit.Demanded!.OnSensor);
        Assert.IsType<EntryReply.Granted>(await TouchAsync(rig, visit, 0, 100, Wangs));
        JsonElement[] last = [.. (await rig.EntriesAsync()).TakeLast(2)];
        Assert.Equal(["stepup.passed", "entry.granted"], last.Select(e => e.GetProperty("kind").GetString()));
        Assert.Equal(["badge", "fingerprint"], last[1].GetProperty("factors").EnumerateArray().Select(f => f.GetString()));
    }

    [Theory]
    [InlineData(null, 0)]
    [InlineData(0, 49)]
    [InlineData(2, 100)]
    public async Task No_match_a_faint_one_or_one_of_a_slot_that_is_nobodys_is_a_failed_attempt(int? slot, int score)
    {
        await using DoorsRig rig = await StartAsync();
        Assert.Equal("not_proved", Refused(await TouchAsync(rig, await Visit.BeginAsync(rig, DoorsRig.Wang, "lobby"), slot, score, slot is null ? [] : Wangs)));
        Assert.Equal(1, await rig.CountAsync("stepup.attempt"));
        Assert.Empty(await rig.AlarmsAsync());
    }

    [Fact]
    public async Task The_finger_of_another_enrolled_person_is_told_at_once_by_name()
    {
        await using DoorsRig rig = await StartAsync();
        Assert.Equal("not_proved", Refused(await TouchAsync(rig, await Visit.BeginAsync(rig, DoorsRig.Wang, "lobby"), 1, 100, Zhangs)));
        Assert.Equal("wrong_person", Assert.Single(rig.Failures.All).Cause);
        JsonElement attempt = (await rig.EntriesAsync()).Single(e => e.GetProperty("kind").GetString() == "stepup.attempt");
        Assert.Equal("zhang-wei", attempt.GetProperty("details").GetProperty("looks_like").GetString());
    }

    [Theory]
    [InlineData("a slot more", new[] { 0, 1, 2, 7 })]
    [InlineData("a slot less", new[] { 0 })]
    [InlineData("empty", new int[0])]
    [InlineData("another template", new[] { 0, 1, 2 })]
    public async Task A_sensor_that_was_exchanged_or_filled_by_somebody_else_opens_nothing_and_alarms(string what, int[] slots)
    {
        await using DoorsRig rig = await StartAsync();
        Visit visit = await Visit.BeginAsync(rig, DoorsRig.Wang, "lobby");
        Assert.Equal("factor_unavailable", Refused(await TouchAsync(rig, visit, 0, 100, what == "another template" ? Filled(9) : Wangs, slots)));
        Assert.Equal(["sensor.library_differs"], await rig.AlarmsAsync());
        Assert.Equal(0, await rig.CountAsync("stepup.attempt"));
    }

    [Fact]
    public async Task Without_a_slot_of_ones_own_or_while_it_is_being_emptied_nothing_is_asked_for()
    {
        await using DoorsRig rig = await StartAsync(clearing: true);
        Assert.Equal("factor_not_enrolled", (await Visit.BeginAsync(rig, DoorsRig.Wang, "lobby")).RefusedBecause);
        await using DoorsRig other = await StartAsync(person: "li-officer");
        Assert.Equal("factor_not_enrolled", (await Visit.BeginAsync(other, DoorsRig.Wang, "lobby")).RefusedBecause);
    }

    [Theory]
    [InlineData(Tier.Two)]
    [InlineData(Tier.Three)]
    public async Task At_a_room_of_a_higher_tier_a_sensors_word_is_nothing_whatever_the_room_says(Tier tier)
    {
        await using DoorsRig rig = await StartAsync();
        Visit visit = await Visit.BeginAsync(rig, DoorsRig.Wang, "lobby");
        SiteSnapshot site = rig.Site.Current;
        rig.Site.Replace(site with { Rooms = site.Rooms.ToDictionary(r => r.Key, r => r.Key.Text == "lobby" ? r.Value with { Tier = tier } : r.Value) });
        Assert.Equal("malformed", (await Assert.ThrowsAsync<RefusedException>(() => TouchAsync(rig, visit, 0, 100, Wangs))).Refusal.Code);
        Assert.Equal(0, await rig.CountAsync("entry.granted"));
    }

    [Fact]
    public async Task A_picture_is_no_answer_to_a_door_that_asks_its_sensor_and_a_sensors_word_none_to_one_that_asks_for_a_picture()
    {
        await using DoorsRig rig = await StartAsync();
        Visit asksSensor = await Visit.BeginAsync(rig, DoorsRig.Wang, "lobby");
        Assert.Equal("malformed", (await Assert.ThrowsAsync<RefusedException>(() => asksSensor.FingerAsync("wang-fang"))).Refusal.Code);
        SiteSnapshot site = rig.Site.Current;
        rig.Site.Replace(site with { Rooms = site.Rooms.ToDictionary(r => r.Key, r => r.Key.Text == "lobby" ? r.Value with { MatchesOnSensor = false } : r.Value) });
        Visit asksPicture = await Visit.BeginAsync(rig, DoorsRig.Wang, "lobby");
        Assert.False(asksPicture.Demanded!.OnSensor);
        Assert.Equal("malformed", (await Assert.ThrowsAsync<RefusedException>(() => TouchAsync(rig, asksPicture, 0, 100, Wangs))).Refusal.Code);
    }

    /// <summary>Slot 0 is Wang's, slot 1 Zhang's, slot 2 is to be erased and still there.</summary>
    private static async Task<DoorsRig> StartAsync(bool clearing = false, string person = "wang-fang")
    {
        DoorsRig rig = await DoorsRig.StartAsync();
        SiteSnapshot site = rig.Site.Current;
        rig.Site.Replace(site with
        {
            Rooms = site.Rooms.ToDictionary(r => r.Key, r => r.Key.Text == "lobby" ? r.Value with { Entry = [Factor.Badge, Factor.Fingerprint], MatchesOnSensor = true } : r.Value),
            Doors = site.Doors.ToDictionary(d => d.Key, d => d.Value with { Captures = FactorSet.Of(Factor.Fingerprint) }),
        });
        long later = rig.Clock.GetUtcNow().AddDays(1).ToUnixTimeMilliseconds();
        SensorRow row = new([new(0, person, Convert.ToHexStringLower(Wangs), 0, later, "li-officer"), new(1, "zhang-wei", Convert.ToHexStringLower(Zhangs), 0, later, "li-officer"), SensorSlot.ToErase(2)], clearing);
        Assert.IsType<CommitOutcome.Committed>(await rig.Services.GetRequiredService<IAudit>().RecordAsync(new AuditEvent("test"), CancellationToken.None, SensorBook.Write(Lobby, row, 0)));
        return rig;
    }

    private static Task<EntryReply> TouchAsync(DoorsRig rig, Visit visit, int? slot, int score, byte[] digest, int[]? slots = null) => rig.Proofs.SampleAsync(
        rig.Agent1.Id, new EntrySample(visit.Demanded!.Challenge, rig.House.Wait(visit.Presentation), Factor.Fingerprint, 0, default, "") { Touch = new SensorTouch(slots ?? [0, 1, 2], slot, score, digest) }, CancellationToken.None);

    private static byte[] Filled(byte with) => [.. Enumerable.Repeat(with, 32)];

    private static string Refused(EntryReply reply) => Assert.IsType<EntryReply.Refused>(reply).Reason.Code;
}
