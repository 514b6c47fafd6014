using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Secure.DoorMessages;
using Secure.Gateway.Decisions;
using Secure.Grants;
using Secure.Messaging;
using Secure.Vocabulary;
using Record = Secure.Grants.Record;

namespace Secure.Gateway.Tests.Doors;

public class JournalTests
{
    [Fact]
    public async Task Each_entry_is_recorded_once_and_then_acknowledged_in_the_gateways_name()
    {
        await using DoorsRig rig = await DoorsRig.StartAsync();
        MqttMessage told = rig.House.Tell(DoorEventKind.ReaderOnline, "lobby", "lobby-in");

        await rig.TakeAsync(told);
        await rig.TakeAsync(told, told);

        JsonElement entry = (await rig.EntriesAsync())[^1];
        Assert.Equal(("door.event", "door-01", "lobby", "lobby", 2UL), (entry.GetProperty("kind").GetString(), entry.GetProperty("device").GetString(), entry.GetProperty("door").GetString(), entry.GetProperty("room").GetString(), entry.GetProperty("source_seq").GetUInt64()));
        Assert.Equal(2, (await rig.EntriesAsync()).Count(e => e.TryGetProperty("source_seq", out _) && e.GetProperty("device").GetString() == "door-01"));
        Assert.Equal(2UL, Acknowledged(rig, rig.House));
        Assert.Equal(2UL, rig.Broker.Acks(rig.Agent1.Id).Last().Sequence);
    }

    [Fact]
    public async Task Nothing_is_acknowledged_that_could_not_be_recorded_and_its_repetition_is_taken()
    {
        await using DoorsRig rig = await DoorsRig.StartAsync();
        MqttMessage told = rig.House.Tell(DoorEventKind.ReaderOnline, "lobby", "lobby-in");
        rig.Audit.Broken = true;

        await rig.TakeAsync(told, rig.House.Tell(DoorEventKind.ReaderOnline, "archive", "archive-in"));
        Assert.Equal((1UL, 1UL), (Acknowledged(rig, rig.House), rig.Broker.Acks(rig.Agent1.Id).Last().Sequence));

        rig.Audit.Broken = false;
        await rig.TakeAsync(told);
        Assert.Equal(2UL, Acknowledged(rig, rig.House));
    }

    [Fact]
    public async Task An_entry_that_an_agent_invents_changes_nothing_and_alarms()
    {
        await using DoorsRig rig = await DoorsRig.StartAsync();
        DoorEvent invented = new(
            rig.Safe.Id, rig.Safe.Boot, 1, 2, DoorEvent.HashOf(rig.Safe.Journal[0]), rig.Safe.Time, DoorEventKind.Opened, DoorId.Parse("vault"), ReaderId.Parse("vault-in"),
            DoorsRig.WangFang, "d", 0, "", DoorMode.Secured, LockState.Unlocked, LeafState.Open);

        await rig.TakeAsync(rig.Agent2.Event(rig.Safe, invented.Sign(rig.Agent2.Key)));

        Assert.Equal(["door.event_forged"], await rig.AlarmsAsync());
        Assert.Equal(PresenceState.Absent, rig.Where(DoorsRig.WangFang).State);
        Assert.Equal(1UL, Acknowledged(rig, rig.Safe));
    }

    [Fact]
    public async Task An_agent_speaks_for_its_own_controllers_only()
    {
        await using DoorsRig rig = await DoorsRig.StartAsync();
        byte[] genuine = rig.Safe.Write(DoorEventKind.ForcedOpen, "vault");

        await rig.TakeAsync(rig.Agent1.Event(rig.Safe, genuine));
        await rig.TakeAsync(rig.Agent1.Alarm(rig.Safe, genuine));

        Assert.Equal(["door.event_wrong_agent"], await rig.AlarmsAsync());
    }

    [Fact]
    public async Task A_revoked_controllers_words_count_no_more()
    {
        await using DoorsRig rig = await DoorsRig.StartAsync();
        MqttMessage told = rig.Safe.Tell(DoorEventKind.ReaderOnline, "vault", "vault-in");
        rig.Devices.Revoke(rig.Safe.Id);

        await rig.TakeAsync(told, rig.Safe.Beat());

        Assert.Equal(["door.event_forged"], await rig.AlarmsAsync());
    }

    [Fact]
    public async Task A_controller_cannot_speak_of_anothers_door()
    {
        await using DoorsRig rig = await DoorsRig.StartAsync();
        await rig.EnterAsync(rig.Safe, "vault", "vault-in", DoorsRig.Zhang);

        await rig.TakeAsync(rig.House.Tell(DoorEventKind.ForcedOpen, "vault"));
        await rig.TakeAsync(rig.House.Tell(DoorEventKind.Opened, "vault", "vault-out", DoorsRig.ZhangWei, "d"));

        Assert.Equal(PresenceState.Present, rig.Where(DoorsRig.ZhangWei).State);
        Assert.All((await rig.EntriesAsync()).TakeLast(3), e => Assert.False(e.TryGetProperty("door", out _)));
    }

    [Fact]
    public async Task Yesterdays_entries_replayed_change_nothing()
    {
        await using DoorsRig rig = await DoorsRig.StartAsync();
        await rig.EnterAsync(rig.Safe, "vault", "vault-in", DoorsRig.Zhang);
        await rig.EnterAsync(rig.Safe, "vault", "vault-out", DoorsRig.Zhang);
        int before = (await rig.EntriesAsync()).Count;

        foreach (byte[] old in rig.Safe.Journal) { await rig.TakeAsync(rig.Agent2.Event(rig.Safe, old)); }

        Assert.Equal((PresenceState.Present, "lobby", "left"), rig.Where(DoorsRig.ZhangWei));
        Assert.Equal(before, (await rig.EntriesAsync()).Count);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_alarm_that_comes_through_both_queues_is_one_alarm_and_one_event(bool alarmFirst)
    {
        await using DoorsRig rig = await DoorsRig.StartAsync();
        await rig.TakeAsync(rig.Safe.Tell(DoorEventKind.ReaderOnline, "vault", "vault-in"));
        byte[] backlog = rig.Safe.Write(DoorEventKind.Closed, "vault"), forced = rig.Safe.Write(DoorEventKind.ForcedOpen, "vault");
        MqttMessage alarm = rig.Agent2.Alarm(rig.Safe, forced);
        MqttMessage[] events = [rig.Agent2.Event(rig.Safe, backlog), rig.Agent2.Event(rig.Safe, forced)];

        if (alarmFirst)
        {
            await rig.TakeAsync(alarm);
            Assert.Equal(["door.forced"], await rig.AlarmsAsync());
            await rig.TakeAsync(alarm);
            await rig.RestartAsync();
            await rig.TakeAsync(events);
        }
        else
        {
            await rig.TakeAsync(events);
            await rig.TakeAsync(alarm);
        }

        Assert.Equal(["door.forced"], await rig.AlarmsAsync());
        Assert.Single(await rig.EntriesAsync(), e => e.GetProperty("kind").GetString() == "door.event" && e.GetProperty("details").GetProperty("event").GetString() == "ForcedOpen");
    }

    [Fact]
    public async Task An_alarm_puts_the_room_into_doubt_before_the_backlog_has_come()
    {
        await using DoorsRig rig = await DoorsRig.StartAsync();
        await rig.EnterAsync(rig.Safe, "vault", "vault-in", DoorsRig.Zhang);
        rig.Safe.Write(DoorEventKind.Closed, "vault");

        await rig.TakeAsync(rig.Agent2.Alarm(rig.Safe, rig.Safe.Write(DoorEventKind.ForcedOpen, "vault")));

        Assert.Equal((PresenceState.Unknown, "vault", "forced"), rig.Where(DoorsRig.ZhangWei));
    }

    [Fact]
    public async Task The_ordinary_events_of_an_alarm_queue_raise_none()
    {
        await using DoorsRig rig = await DoorsRig.StartAsync();
        await rig.TakeAsync(rig.Agent2.Alarm(rig.Safe, rig.Safe.Write(DoorEventKind.Locked, "vault")));
        Assert.Empty(await rig.AlarmsAsync());
    }

    [Fact]
    public async Task A_backlog_of_an_earlier_boot_does_not_take_the_present_ones_place()
    {
        await using DoorsRig rig = await DoorsRig.StartAsync();
        MqttMessage stopping = rig.Safe.Tell(DoorEventKind.ControllerStopping);
        rig.Safe.Restart();
        MqttMessage started = rig.Safe.Tell(DoorEventKind.ControllerStarted);
        await rig.TakeAsync(rig.Safe.Beat());

        await rig.TakeAsync(stopping);
        Assert.NotNull((await rig.AskAsync(rig.Safe, "vault", "vault-in", DoorsRig.Zhang)).Grant);
        await rig.TakeAsync(started);
        rig.Clock.Advance(TimeSpan.FromSeconds(5));
        await rig.TakeAsync(rig.Safe.Beat());

        Assert.NotNull((await rig.AskAsync(rig.Safe, "vault", "vault-in", DoorsRig.Zhang)).Grant);
        await rig.LookAsync();
        Assert.Empty(await rig.AlarmsAsync());
    }

    [Fact]
    public async Task What_is_historical_does_not_change_the_board_nor_does_what_a_heartbeat_has_overtaken()
    {
        await using DoorsRig rig = await DoorsRig.StartAsync();
        DoorId vault = DoorId.Parse("vault");
        byte[] opened = rig.Safe.Write(DoorEventKind.Opened, "vault", leaf: LeafState.Open), closed = rig.Safe.Write(DoorEventKind.Closed, "vault");
        rig.Safe.Doors.Add(new DoorReport(vault, DoorMode.Secured, LockState.Locked, LeafState.Closed));
        await rig.TakeAsync(rig.Safe.Beat());

        await rig.TakeAsync(rig.Agent2.Event(rig.Safe, opened));
        Assert.Equal(LeafState.Closed, rig.Board.View(vault)!.Leaf);

        await rig.TakeAsync(rig.Agent2.Event(rig.Safe, closed, late: true), rig.Agent2.Event(rig.Safe, rig.Safe.Write(DoorEventKind.ForcedOpen, "vault", leaf: LeafState.Forced), late: true));
        Assert.Equal(LeafState.Closed, rig.Board.View(vault)!.Leaf);

        await rig.TakeAsync(rig.Agent2.Event(rig.Safe, rig.Safe.Write(DoorEventKind.ForcedOpen, "vault", leaf: LeafState.Forced)));
        Assert.Equal(LeafState.Forced, rig.Board.View(vault)!.Leaf);
    }

    [Fact]
    public async Task An_event_that_its_agent_held_back_counts_as_history_whatever_the_agent_says()
    {
        await using DoorsRig rig = await DoorsRig.StartAsync();
        byte[] held = rig.Safe.Write(DoorEventKind.Opened, "vault", leaf: LeafState.Open);
        rig.Clock.Advance(TimeSpan.FromMinutes(10));

        await rig.TakeAsync(rig.Agent2.Event(rig.Safe, held));

        Assert.Equal("true", (await rig.EntriesAsync())[^1].GetProperty("details").GetProperty("historical").GetString());
        Assert.Equal(LeafState.Unknown, rig.Board.View(DoorId.Parse("vault"))!.Leaf);
    }

    internal static ulong Acknowledged(DoorsRig rig, ControllerPeer controller)
    {
        ToController last = rig.Broker.Down.Last(d => d.Controller == controller.Id && d.Message.MessageCase == ToController.MessageOneofCase.AcknowledgementRecord).Message;
        Assert.True(Record.TryVerify(last.AcknowledgementRecord.Span, [rig.Keys.Command.PublicKey], out Acknowledgement? word));
        Assert.Equal(controller.Id, word.Controller);
        return word.Sequence;
    }
}
