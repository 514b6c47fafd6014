using System.Security.Cryptography;
using System.Text.Json;
using Secure.Contracts;
using Secure.Gateway.Decisions;
using Secure.Grants;
using Secure.Signatures;
using Secure.Vocabulary;
using Record = Secure.Grants.Record;

namespace Secure.Gateway.Tests.Doors;

public class EntryTests
{
    [Fact]
    public async Task A_badge_gets_a_grant_for_its_door_its_boot_and_its_presentation_after_it_is_on_record()
    {
        await using DoorsRig rig = await DoorsRig.StartAsync();
        byte[] signed = rig.Safe.Present("vault", "vault-in", DoorsRig.Zhang);
        Record.TryPeek(signed, out Presentation? presentation);

        byte[]? answer = (await rig.Desk.AnswerAsync(rig.Agent2.Id, signed, CancellationToken.None)).Grant;

        Assert.True(Record.TryVerify(answer, [rig.Keys.Grant.PublicKey], out Grant? grant));
        Assert.Equal((presentation!.Door, presentation.BootId, presentation.Nonce, DoorsRig.ZhangWei), (grant.Door, grant.BootId, grant.Nonce, grant.Subject));
        Assert.Equal(presentation.Time.MonotonicNs + 3_000_000_000, grant.NotAfterNs);
        JsonElement entry = (await rig.EntriesAsync())[^1];
        Assert.Equal(("entry.granted", grant.DecisionId, "door-02"), (entry.GetProperty("kind").GetString(), entry.GetProperty("details").GetProperty("decision_id").GetString(), entry.GetProperty("device").GetString()));
    }

    [Fact]
    public async Task A_badge_that_may_not_pass_is_refused_with_its_reason_and_recorded()
    {
        await using DoorsRig rig = await DoorsRig.StartAsync();

        Assert.Equal((null, "badge_unknown"), await rig.AskAsync(rig.House, "lobby", "lobby-in", DoorsRig.Stranger));
        Assert.NotNull((await rig.AskAsync(rig.Safe, "vault", "vault-in", DoorsRig.Wang)).Refused);
        Assert.Equal(2, await rig.CountAsync("entry.denied"));
    }

    [Fact]
    public async Task Without_a_record_there_is_no_grant_and_no_pending_entry()
    {
        await using DoorsRig rig = await DoorsRig.StartAsync();
        rig.Audit.Broken = true;

        RefusedException refused = await Assert.ThrowsAsync<RefusedException>(() => rig.AskAsync(rig.Safe, "vault", "vault-in", DoorsRig.Zhang));

        Assert.Equal("record_unavailable", refused.Refusal.Code);
    }

    [Fact]
    public async Task A_presentation_is_answered_once_and_its_repetition_alarms()
    {
        await using DoorsRig rig = await DoorsRig.StartAsync();
        byte[] signed = rig.Safe.Present("vault", "vault-in", DoorsRig.Zhang);
        Assert.NotNull((await rig.Desk.AnswerAsync(rig.Agent2.Id, signed, CancellationToken.None)).Grant);

        Assert.Null((await rig.Desk.AnswerAsync(rig.Agent2.Id, signed, CancellationToken.None)).Grant);

        Assert.Equal(["entry.replayed"], await rig.AlarmsAsync());
    }

    [Fact]
    public async Task Many_at_once_with_the_same_presentation_get_one_grant()
    {
        await using DoorsRig rig = await DoorsRig.StartAsync();
        byte[] signed = rig.Safe.Present("vault", "vault-in", DoorsRig.Zhang);

        var answers = await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => Task.Run(() => rig.Desk.AnswerAsync(rig.Agent2.Id, signed, CancellationToken.None))));

        Assert.Single(answers, a => a.Grant is not null);
    }

    [Fact]
    public async Task Yesterdays_presentation_is_refused_after_a_restart_of_the_controller()
    {
        await using DoorsRig rig = await DoorsRig.StartAsync();
        byte[] withheld = rig.Safe.Present("vault", "vault-in", DoorsRig.Zhang);
        rig.Clock.Advance(TimeSpan.FromDays(1));
        rig.Safe.Restart();
        await rig.BeginAsync(rig.Safe);

        Assert.Null((await rig.Desk.AnswerAsync(rig.Agent2.Id, withheld, CancellationToken.None)).Grant);
        Assert.Contains("entry.replayed", await rig.AlarmsAsync());
    }

    [Fact]
    public async Task A_presentation_that_was_held_up_until_no_grant_can_count_is_refused()
    {
        await using DoorsRig rig = await DoorsRig.StartAsync();
        byte[] withheld = rig.Safe.Present("vault", "vault-in", DoorsRig.Zhang);
        await rig.PassAsync(TimeSpan.FromSeconds(5));

        Assert.Null((await rig.Desk.AnswerAsync(rig.Agent2.Id, withheld, CancellationToken.None)).Grant);
        Assert.Equal(["entry.replayed"], await rig.AlarmsAsync());
    }

    [Fact]
    public async Task A_boot_that_its_controller_has_not_announced_gets_nothing()
    {
        await using DoorsRig rig = await DoorsRig.StartAsync();
        rig.Safe.Restart();

        Assert.Equal((null, "not_allowed"), await rig.AskAsync(rig.Safe, "vault", "vault-in", DoorsRig.Zhang));
        await rig.TakeAsync(rig.Safe.Beat());
        Assert.NotNull((await rig.AskAsync(rig.Safe, "vault", "vault-in", DoorsRig.Zhang)).Grant);
    }

    [Fact]
    public async Task An_agent_that_swaps_the_badge_in_gets_nothing()
    {
        await using DoorsRig rig = await DoorsRig.StartAsync();
        Record.TryPeek(rig.House.Present("lobby", "lobby-in", DoorsRig.Zhang), out Presentation? good);
        Record.TryPeek(rig.House.Present("lobby", "lobby-in", DoorsRig.Stranger), out Presentation? bad);

        // The controller's own signature, over the box of another presentation: as only a broken controller could.
        byte[] mixed = (bad! with { SealedBadge = good!.SealedBadge }).Sign(rig.House.Key);
        Assert.Equal("badge_unknown", (await rig.Desk.AnswerAsync(rig.Agent1.Id, mixed, CancellationToken.None)).Refused?.Code);
        // The agent's: signed by nobody who may.
        byte[] swapped = (bad with { SealedBadge = good.SealedBadge, Nonce = good.Nonce }).Sign(rig.Agent1.Key);
        Assert.Equal("not_allowed", (await rig.Desk.AnswerAsync(rig.Agent1.Id, swapped, CancellationToken.None)).Refused?.Code);

        Assert.Equal(["entry.badge_unreadable", "entry.bad_signature"], await rig.AlarmsAsync());
        Assert.Equal(0, await rig.CountAsync("entry.granted"));
    }

    [Fact]
    public async Task Another_agent_than_the_sites_gets_nothing_also_with_a_genuine_presentation()
    {
        await using DoorsRig rig = await DoorsRig.StartAsync();

        Assert.Null((await rig.Desk.AnswerAsync(rig.Agent1.Id, rig.Safe.Present("vault", "vault-in", DoorsRig.Zhang), CancellationToken.None)).Grant);
        Assert.Equal(["entry.wrong_agent"], await rig.AlarmsAsync());
    }

    [Theory]
    [InlineData("vault", "vault-in", "entry.wrong_door")]
    [InlineData("nowhere", "lobby-in", "entry.wrong_door")]
    [InlineData("lobby", "archive-in", "entry.wrong_reader")]
    [InlineData("lobby", "nowhere", "entry.wrong_reader")]
    public async Task A_controller_that_speaks_for_a_door_or_reader_that_is_not_its_own_gets_nothing(string door, string reader, string alarm)
    {
        await using DoorsRig rig = await DoorsRig.StartAsync();

        Assert.Equal((null, "not_allowed"), await rig.AskAsync(rig.House, door, reader, DoorsRig.Zhang));
        Assert.Equal([alarm], await rig.AlarmsAsync());
    }

    [Fact]
    public async Task A_revoked_controller_and_one_that_never_enrolled_get_nothing()
    {
        await using DoorsRig rig = await DoorsRig.StartAsync();
        rig.Devices.Revoke(rig.Safe.Id);
        Assert.Equal((null, "not_allowed"), await rig.AskAsync(rig.Safe, "vault", "vault-in", DoorsRig.Zhang));

        ControllerPeer unknown = new(rig, rig.Agent2, "door-99");
        Assert.Equal((null, "not_allowed"), await rig.AskAsync(unknown, "vault", "vault-in", DoorsRig.Zhang));

        Assert.Equal(["entry.bad_signature", "entry.wrong_agent"], await rig.AlarmsAsync());
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public async Task A_controllers_clock_a_day_off_stands_in_the_record_and_stops_nobody(int days)
    {
        await using DoorsRig rig = await DoorsRig.StartAsync();
        rig.Safe.Skew = TimeSpan.FromDays(days);

        Assert.NotNull((await rig.AskAsync(rig.Safe, "vault", "vault-in", DoorsRig.Zhang)).Grant);
        Assert.StartsWith(days < 0 ? "2030-01-06" : "2030-01-08", (await rig.EntriesAsync())[^1].GetProperty("event_time").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_clock_beyond_all_dates_breaks_nothing()
    {
        await using DoorsRig rig = await DoorsRig.StartAsync();
        Record.TryPeek(rig.Safe.Present("vault", "vault-in", DoorsRig.Zhang), out Presentation? presentation);
        byte[] wild = (presentation! with { Time = presentation.Time with { WallMs = long.MaxValue } }).Sign(rig.Safe.Key);

        Assert.NotNull((await rig.Desk.AnswerAsync(rig.Agent2.Id, wild, CancellationToken.None)).Grant);
    }

    [Fact]
    public async Task A_door_in_lockdown_refuses_whoever_would_have_been_let_in_and_keeps_nobody_in_but_beside_an_emergency_release()
    {
        await using DoorsRig rig = await DoorsRig.StartAsync();
        rig.Safe.Doors.Add(new DoorReport(DoorId.Parse("vault"), DoorMode.Lockdown, LockState.Locked, LeafState.Closed));
        rig.Clock.Advance(TimeSpan.FromSeconds(5));
        await rig.TakeAsync(rig.Safe.Beat());

        Assert.Equal((null, "door_secured"), await rig.AskAsync(rig.Safe, "vault", "vault-in", DoorsRig.Zhang));
        Assert.Equal((null, "badge_unknown"), await rig.AskAsync(rig.Safe, "vault", "vault-in", DoorsRig.Stranger));
        Assert.NotNull((await rig.AskAsync(rig.Safe, "vault", "vault-out", DoorsRig.Zhang)).Grant);

        rig.Site.Replace(PassageTests.Release(rig.Site.Current));
        Assert.Equal((null, "door_secured"), await rig.AskAsync(rig.Safe, "vault", "vault-out", DoorsRig.Zhang));
    }

    [Fact]
    public async Task A_flood_of_forgeries_alarms_once_in_ten_seconds_and_is_counted()
    {
        await using DoorsRig rig = await DoorsRig.StartAsync();
        byte[] forged = new Grant(DoorId.Parse("vault"), Token128.None, Token128.None, 0, 0, 0, DoorsRig.ZhangWei, "").Sign(rig.Agent2.Key);

        for (int i = 0; i < 500; i++) { await rig.Desk.AnswerAsync(rig.Agent2.Id, forged, CancellationToken.None); }
        Assert.Equal(["entry.malformed"], await rig.AlarmsAsync());

        rig.Clock.Advance(TimeSpan.FromSeconds(11));
        await TestKit.Eventually.True(() => rig.CountAsync("refusals").GetAwaiter().GetResult() == 1);
        JsonElement counted = (await rig.EntriesAsync()).Single(e => e.GetProperty("kind").GetString() == "refusals");
        Assert.Equal("499", counted.GetProperty("details").GetProperty("entry.malformed").GetString());
    }

    [Fact]
    public async Task Ten_thousand_altered_presentations_get_no_grant_and_none_throws()
    {
        await using DoorsRig rig = await DoorsRig.StartAsync();
        byte[] good = rig.Safe.Present("vault", "vault-in", DoorsRig.Zhang);
        Random random = new(20300107);
        for (int i = 0; i < 10_000; i++)
        {
            byte[] bytes = random.Next(4) == 0 ? RandomNumberGenerator.GetBytes(random.Next(600)) : [.. good, .. new byte[random.Next(2)]];
            for (int n = random.Next(1, 4); n > 0 && bytes.Length > 0; n--) { bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8)); }
            if (bytes.AsSpan().SequenceEqual(good)) { continue; }
            Assert.Null((await rig.Desk.AnswerAsync(rig.Agent2.Id, bytes, CancellationToken.None)).Grant);
        }
        Assert.NotNull((await rig.Desk.AnswerAsync(rig.Agent2.Id, good, CancellationToken.None)).Grant);
    }

    [Fact]
    public async Task Who_leaves_is_granted_by_the_reader_inside()
    {
        await using DoorsRig rig = await DoorsRig.StartAsync();
        await rig.EnterAsync(rig.Safe, "vault", "vault-in", DoorsRig.Zhang);

        await rig.EnterAsync(rig.Safe, "vault", "vault-out", DoorsRig.Zhang);

        Assert.Equal((PresenceState.Present, "lobby", "left"), rig.Where(DoorsRig.ZhangWei));
    }
}
