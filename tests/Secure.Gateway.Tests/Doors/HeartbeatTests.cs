using Microsoft.Extensions.DependencyInjection;
using Secure.DoorMessages;
using Secure.Gateway.Decisions;
using Secure.Gateway.Doors;
using Secure.Grants;
using Secure.Messaging;
using Secure.Vocabulary;
using Record = Secure.Grants.Record;

namespace Secure.Gateway.Tests.Doors;

public class HeartbeatTests
{
    private static readonly DoorId Vault = DoorId.Parse("vault");

    [Fact]
    public async Task A_heartbeat_shows_the_doors_and_is_answered_with_our_time_and_acknowledgement()
    {
        await using DoorsRig rig = await DoorsRig.StartAsync();
        rig.Safe.Doors.AddRange([new DoorReport(Vault, DoorMode.Blocked, LockState.Locked, LeafState.Closed), new DoorReport(DoorId.Parse("lobby"), DoorMode.Lockdown, LockState.Jammed, LeafState.Forced)]);

        await rig.TakeAsync(rig.Safe.Beat());

        Assert.Equal((DoorMode.Blocked, LockState.Locked, LeafState.Closed, true), (rig.Board.View(Vault)!.Mode, rig.Board.View(Vault)!.Lock, rig.Board.View(Vault)!.Leaf, rig.Board.View(Vault)!.Online));
        Assert.False(rig.Board.View(DoorId.Parse("lobby"))!.Online);
        ToController.MessageOneofCase[] answers = [.. rig.Broker.Down.TakeLast(2).Select(d => d.Message.MessageCase)];
        Assert.Equal([ToController.MessageOneofCase.SignedTimeRecord, ToController.MessageOneofCase.AcknowledgementRecord], answers);
        Assert.True(Record.TryVerify(rig.Broker.Down.TakeLast(2).First().Message.SignedTimeRecord.Span, [rig.Keys.Command.PublicKey], out SignedTime? time));
        Assert.Equal(rig.Clock.GetUtcNow().ToUnixTimeMilliseconds(), time.WallMs);
    }

    [Fact]
    public async Task After_fifteen_seconds_of_silence_doors_and_places_are_unknown_and_one_alarm_is_raised()
    {
        await using DoorsRig rig = await DoorsRig.StartAsync();
        rig.Safe.Doors.Add(new DoorReport(Vault, DoorMode.Secured, LockState.Locked, LeafState.Closed));
        await rig.TakeAsync(rig.Safe.Beat());
        await rig.EnterAsync(rig.Safe, "vault", "vault-in", DoorsRig.Zhang);

        rig.Clock.Advance(TimeSpan.FromSeconds(15));
        await rig.TakeAsync(rig.House.Beat());
        await rig.LookAsync();
        Assert.Equal((PresenceState.Present, true), (rig.Where(DoorsRig.ZhangWei).State, rig.Board.View(Vault)!.Online));

        rig.Clock.Advance(TimeSpan.FromSeconds(1));
        for (int i = 0; i < 5; i++) { await rig.LookAsync(); }
        Assert.Equal((PresenceState.Unknown, "controller_silent"), (rig.Where(DoorsRig.ZhangWei).State, rig.Where(DoorsRig.ZhangWei).Cause));
        Assert.Equal((false, LockState.Unknown, null), (rig.Board.View(Vault)!.Online, rig.Board.View(Vault)!.Lock, rig.Board.View(Vault)!.Mode));
        Assert.Equal(["door.controller_silent"], await rig.AlarmsAsync());

        await rig.PassAsync(TimeSpan.FromSeconds(20));
        Assert.Equal(PresenceState.Unknown, rig.Where(DoorsRig.ZhangWei).State);
        rig.Clock.Advance(TimeSpan.FromSeconds(16));
        await rig.LookAsync();
        Assert.Equal(3, (await rig.AlarmsAsync()).Count);
    }

    [Fact]
    public async Task Silence_that_cannot_be_recorded_is_told_as_soon_as_it_can()
    {
        await using DoorsRig rig = await DoorsRig.StartAsync();
        rig.Clock.Advance(TimeSpan.FromSeconds(16));
        rig.Audit.Broken = true;
        await rig.LookAsync();
        rig.Audit.Broken = false;

        await rig.LookAsync();
        await rig.LookAsync();

        Assert.Equal(["door.controller_silent", "door.controller_silent"], await rig.AlarmsAsync());
    }

    [Fact]
    public async Task A_controller_that_does_not_come_back_after_our_own_start_is_missed()
    {
        await using DoorsRig rig = await DoorsRig.StartAsync();
        await rig.RestartAsync();
        await rig.LookAsync();
        rig.Clock.Advance(TimeSpan.FromSeconds(16));
        await rig.TakeAsync(rig.House.Beat());

        await rig.LookAsync();
        await rig.LookAsync();

        Assert.Equal(["door.controller_silent"], await rig.AlarmsAsync());
        Assert.Equal("door-02", (await rig.EntriesAsync())[^1].GetProperty("device").GetString());
    }

    [Fact]
    public async Task A_controller_that_never_enrolled_is_not_missed_and_one_just_enrolled_has_time_to_speak()
    {
        await using DoorsRig rig = await DoorsRig.StartAsync(alive: false);
        Signatures.Ed25519PublicKey key = rig.Safe.Key.PublicKey;
        rig.Devices.Revoke(rig.Safe.Id);
        rig.Devices.Revoke(rig.House.Id);
        rig.Clock.Advance(TimeSpan.FromMinutes(10));
        await rig.LookAsync();
        rig.Devices.Enrol(rig.Safe.Id, key);
        await rig.LookAsync();
        rig.Clock.Advance(TimeSpan.FromSeconds(15));
        await rig.LookAsync();
        Assert.Empty(await rig.AlarmsAsync());

        rig.Clock.Advance(TimeSpan.FromSeconds(1));
        await rig.LookAsync();
        Assert.Equal(["door.controller_silent"], await rig.AlarmsAsync());
    }

    [Fact]
    public async Task A_revoked_controllers_doors_and_rooms_are_unknown_at_once_without_another_alarm()
    {
        await using DoorsRig rig = await DoorsRig.StartAsync();
        rig.Safe.Doors.Add(new DoorReport(Vault, DoorMode.Secured, LockState.Locked, LeafState.Closed));
        await rig.TakeAsync(rig.Safe.Beat());
        await rig.EnterAsync(rig.Safe, "vault", "vault-in", DoorsRig.Zhang);

        rig.Devices.Revoke(rig.Safe.Id);
        await rig.LookAsync();

        Assert.Equal((PresenceState.Unknown, "controller_revoked"), (rig.Where(DoorsRig.ZhangWei).State, rig.Where(DoorsRig.ZhangWei).Cause));
        Assert.False(rig.Board.View(Vault)!.Online);
        rig.Clock.Advance(TimeSpan.FromMinutes(1));
        await rig.TakeAsync(rig.House.Beat());
        await rig.LookAsync();
        Assert.Empty(await rig.AlarmsAsync());
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public async Task A_controllers_clock_a_day_off_alarms_once_and_its_word_does_not_count(int days)
    {
        await using DoorsRig rig = await DoorsRig.StartAsync();
        await rig.EnterAsync(rig.Safe, "vault", "vault-in", DoorsRig.Zhang);
        rig.Safe.Skew = TimeSpan.FromDays(days);
        rig.Safe.Doors.Add(new DoorReport(Vault, DoorMode.Secured, LockState.Locked, LeafState.Closed));

        await rig.PassAsync(TimeSpan.FromSeconds(10));
        Assert.Equal(["door.clock_wrong"], await rig.AlarmsAsync());
        await rig.PassAsync(TimeSpan.FromSeconds(10));
        Assert.Equal(["door.clock_wrong", "door.controller_silent"], await rig.AlarmsAsync());
        Assert.Equal((PresenceState.Unknown, "clock_wrong"), (rig.Where(DoorsRig.ZhangWei).State, rig.Where(DoorsRig.ZhangWei).Cause));
        Assert.False(rig.Board.View(Vault)!.Online);
        Assert.Equal(ToController.MessageOneofCase.SignedTimeRecord, rig.Broker.Down.Where(d => d.Controller == rig.Safe.Id).TakeLast(2).First().Message.MessageCase);

        rig.Safe.Skew = TimeSpan.Zero;
        await rig.PassAsync(TimeSpan.FromSeconds(5));
        Assert.True(rig.Board.View(Vault)!.Online);
        rig.Safe.Skew = TimeSpan.FromDays(days);
        await rig.PassAsync(TimeSpan.FromSeconds(10));
        Assert.Equal(["door.clock_wrong", "door.controller_silent", "door.clock_wrong"], await rig.AlarmsAsync());
    }

    [Fact]
    public async Task Heartbeats_that_a_broker_held_up_are_late_and_no_wrong_clock()
    {
        await using DoorsRig rig = await DoorsRig.StartAsync();
        List<MqttMessage> heldUp = [];
        for (int i = 0; i < 12; i++) { heldUp.Add(rig.Safe.Beat()); rig.Clock.Advance(TimeSpan.FromSeconds(5)); }

        await rig.TakeAsync([.. heldUp]);
        await rig.TakeAsync(rig.Safe.Beat());

        Assert.Empty(await rig.AlarmsAsync());
        Assert.True(rig.Services.GetRequiredService<Gateway.Doors.Controllers>().Of(rig.Safe.Id).Whole);
    }

    [Fact]
    public async Task An_agent_that_always_delivers_late_is_no_better_than_a_wrong_clock()
    {
        await using DoorsRig rig = await DoorsRig.StartAsync();
        Queue<MqttMessage> late = new();
        for (int i = 0; i < 12; i++)
        {
            late.Enqueue(rig.Safe.Beat());
            rig.Clock.Advance(TimeSpan.FromSeconds(5));
            if (late.Count > 5) { await rig.TakeAsync(late.Dequeue()); }
        }
        Assert.Equal(["door.clock_wrong"], await rig.AlarmsAsync());
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public async Task Our_own_clock_stepped_by_a_day_begins_nothing_and_says_so(int days)
    {
        await using DoorsRig rig = await DoorsRig.StartAsync();
        rig.Safe.Skew = rig.House.Skew = TimeSpan.FromDays(-days);
        rig.Clock.StepWall(TimeSpan.FromDays(days));

        await rig.PassAsync(TimeSpan.FromSeconds(10));
        await rig.EnterAsync(rig.Safe, "vault", "vault-in", DoorsRig.Zhang);

        Assert.Equal(["door.clock_wrong", "door.clock_wrong"], await rig.AlarmsAsync());
        Assert.Equal((PresenceState.Unknown, "historical"), (rig.Where(DoorsRig.ZhangWei).State, rig.Where(DoorsRig.ZhangWei).Cause));
    }

    [Fact]
    public async Task Before_our_time_has_reached_it_a_controller_begins_its_boot_and_shows_nothing()
    {
        await using DoorsRig rig = await DoorsRig.StartAsync(alive: false);
        rig.Safe.Doors.Add(new DoorReport(Vault, DoorMode.Secured, LockState.Locked, LeafState.Closed));
        (rig.Safe.Quality, rig.Safe.Skew) = (ClockQuality.Unknown, TimeSpan.FromDays(-4000));

        await rig.TakeAsync(rig.Safe.Beat());
        Assert.False(rig.Board.View(Vault)!.Online);
        Assert.Contains(rig.Broker.Down, d => d.Message.MessageCase == ToController.MessageOneofCase.SignedTimeRecord);
        Assert.NotNull((await rig.AskAsync(rig.Safe, "vault", "vault-in", DoorsRig.Zhang)).Grant);

        (rig.Safe.Quality, rig.Safe.Skew) = (ClockQuality.Synchronised, TimeSpan.Zero);
        await rig.TakeAsync(rig.Safe.Beat());
        Assert.True(rig.Board.View(Vault)!.Online);
        Assert.Empty(await rig.AlarmsAsync());
    }

    [Fact]
    public async Task A_retained_heartbeat_counts_only_while_it_is_fresh()
    {
        await using DoorsRig rig = await DoorsRig.StartAsync(alive: false);
        rig.Safe.Doors.Add(new DoorReport(Vault, DoorMode.Secured, LockState.Unlocked, LeafState.Open));
        MqttMessage retained = rig.Safe.Beat(retained: true), fresh = rig.Safe.Beat(retained: true);
        rig.Safe.Quality = ClockQuality.Unknown;
        MqttMessage undated = rig.Safe.Beat(retained: true);

        await rig.TakeAsync(undated);
        Assert.Empty(await rig.EntriesAsync());
        rig.Clock.Advance(TimeSpan.FromSeconds(16));
        await rig.TakeAsync(retained);
        Assert.Empty(await rig.EntriesAsync());
        Assert.False(rig.Board.View(Vault)!.Online);
        rig.Clock.StepWall(TimeSpan.FromSeconds(-10));
        await rig.TakeAsync(fresh);
        Assert.True(rig.Board.View(Vault)!.Online);
        Assert.Empty(await rig.AlarmsAsync());
    }

    [Fact]
    public async Task A_heartbeat_replayed_or_from_an_earlier_boot_brings_nothing_back()
    {
        await using DoorsRig rig = await DoorsRig.StartAsync();
        MqttMessage recorded = rig.Safe.Beat();
        await rig.TakeAsync(recorded);
        MqttMessage later = rig.Safe.Beat();
        rig.Safe.Restart();
        await rig.BeginAsync(rig.Safe);
        rig.Safe.Doors.Add(new DoorReport(Vault, DoorMode.Secured, LockState.Locked, LeafState.Closed));
        await rig.LookAsync();
        rig.Clock.Advance(TimeSpan.FromSeconds(14));

        int entries = (await rig.EntriesAsync()).Count;
        await rig.TakeAsync(recorded, later);
        rig.Clock.Advance(TimeSpan.FromSeconds(2));
        await rig.TakeAsync(rig.House.Beat());
        await rig.LookAsync();

        Assert.Equal(entries + 1, (await rig.EntriesAsync()).Count);
        Assert.Equal(["door.controller_silent"], await rig.AlarmsAsync());
    }

    [Fact]
    public async Task A_restarted_controller_leaves_its_rooms_in_doubt()
    {
        await using DoorsRig rig = await DoorsRig.StartAsync();
        await rig.EnterAsync(rig.Safe, "vault", "vault-in", DoorsRig.Zhang);
        await rig.EnterAsync(rig.House, "archive", "archive-in", DoorsRig.Wang);
        rig.Safe.Restart();

        await rig.TakeAsync(rig.Safe.Beat());

        Assert.Equal((PresenceState.Unknown, "vault", "controller_restarted"), rig.Where(DoorsRig.ZhangWei));
        Assert.Equal(PresenceState.Present, rig.Where(DoorsRig.WangFang).State);
    }

    [Fact]
    public async Task A_forged_heartbeat_and_another_agents_show_nothing()
    {
        await using DoorsRig rig = await DoorsRig.StartAsync(alive: false);
        rig.Safe.Doors.Add(new DoorReport(Vault, DoorMode.Secured, LockState.Unlocked, LeafState.Open));
        byte[] genuine = rig.Safe.Heartbeat();
        Record.TryPeek(genuine, out Heartbeat? beat);

        await rig.TakeAsync(rig.Agent1.State(rig.Safe, genuine), rig.Agent2.State(rig.Safe, beat!.Sign(rig.Agent2.Key)));

        Assert.False(rig.Board.View(Vault)!.Online);
        Assert.Equal(["door.event_wrong_agent", "door.event_forged"], await rig.AlarmsAsync());
    }
}
