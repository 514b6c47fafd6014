using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Secure.DoorMessages;
using Secure.Gateway.Decisions;
using Secure.Gateway.Doors;
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

    [Fact]
    public async Task A_withheld_exit_makes_the_place_unknown_alarms_once_and_loses_nothing()
    {
        await using DoorsRig rig = await DoorsRig.StartAsync();
        await rig.EnterAsync(rig.Safe, "vault", "vault-in", DoorsRig.Zhang);
        ulong held = (ulong)rig.Safe.Journal.Count;
        byte[] withheld = rig.Safe.Write(DoorEventKind.Opened, "vault", "vault-out", DoorsRig.ZhangWei, "d");
        byte[][] rest = [rig.Safe.Write(DoorEventKind.Closed, "vault"), rig.Safe.Write(DoorEventKind.Locked, "vault"), rig.Safe.Write(DoorEventKind.ReaderOffline, "vault", "vault-in")];

        foreach (byte[] told in rest) { await rig.TakeAsync(rig.Agent2.Event(rig.Safe, told)); }
        await rig.PassAsync(TimeSpan.FromSeconds(30));

        Assert.Equal((PresenceState.Unknown, "vault", "journal_gap"), rig.Where(DoorsRig.ZhangWei));
        Assert.Equal(["door.journal_gap"], await rig.AlarmsAsync());
        Assert.Equal(held, Acknowledged(rig, rig.Safe));

        // Another agent brings it all: the controller has kept it, because nothing was acknowledged.
        foreach (byte[] told in rest.Prepend(withheld)) { await rig.TakeAsync(rig.Agent2.Event(rig.Safe, told, late: true)); }
        Assert.Equal(held + 4, Acknowledged(rig, rig.Safe));
        Assert.Equal(["door.journal_gap", "door.reader_offline"], await rig.AlarmsAsync());
    }

    [Fact]
    public async Task An_entry_that_heartbeats_announce_and_nobody_brings_is_missed_after_five_seconds()
    {
        await using DoorsRig rig = await DoorsRig.StartAsync();
        await rig.EnterAsync(rig.Safe, "vault", "vault-in", DoorsRig.Zhang);
        rig.Safe.Write(DoorEventKind.Opened, "vault", "vault-out", DoorsRig.ZhangWei, "d");

        await rig.TakeAsync(rig.Safe.Beat());
        Assert.Equal(PresenceState.Present, rig.Where(DoorsRig.ZhangWei).State);
        await rig.PassAsync(TimeSpan.FromSeconds(5));

        Assert.Equal((PresenceState.Unknown, "journal_gap"), (rig.Where(DoorsRig.ZhangWei).State, rig.Where(DoorsRig.ZhangWei).Cause));
        await rig.PassAsync(TimeSpan.FromSeconds(60));
        Assert.Equal(["door.journal_gap"], await rig.AlarmsAsync());
    }

    [Fact]
    public async Task A_backlog_that_comes_in_slowly_leaves_places_in_doubt_and_is_no_gap()
    {
        await using DoorsRig rig = await DoorsRig.StartAsync();
        await rig.EnterAsync(rig.Safe, "vault", "vault-in", DoorsRig.Zhang);
        List<MqttMessage> backlog = [.. Enumerable.Range(0, 10).Select(_ => rig.Safe.Tell(DoorEventKind.ReaderOnline, "vault", "vault-in"))];

        foreach (MqttMessage told in backlog)
        {
            await rig.PassAsync(TimeSpan.FromSeconds(5));
            await rig.TakeAsync(told);
        }

        Assert.Empty(await rig.AlarmsAsync());
        Assert.Equal((PresenceState.Unknown, "journal_gap"), (rig.Where(DoorsRig.ZhangWei).State, rig.Where(DoorsRig.ZhangWei).Cause));
    }

    [Fact]
    public async Task A_busy_door_whose_heartbeats_overtake_its_entries_is_not_taken_for_one_that_misses_them()
    {
        await using DoorsRig rig = await DoorsRig.StartAsync();
        for (int i = 0; i < 10; i++)
        {
            MqttMessage told = rig.House.Tell(DoorEventKind.ReaderOnline, "lobby", "lobby-in");
            rig.Clock.Advance(TimeSpan.FromSeconds(5));
            await rig.TakeAsync(rig.House.Beat());
            await rig.TakeAsync(told);
        }
        Assert.Empty(await rig.AlarmsAsync());
    }

    [Fact]
    public async Task A_gap_is_told_again_once_it_had_been_filled()
    {
        await using DoorsRig rig = await DoorsRig.StartAsync();
        for (int i = 0; i < 2; i++)
        {
            byte[] missing = rig.House.Write(DoorEventKind.ReaderOnline, "lobby", "lobby-in"), next = rig.House.Write(DoorEventKind.ReaderOnline, "archive", "archive-in");
            await rig.TakeAsync(rig.Agent1.Event(rig.House, next));
            await rig.TakeAsync(rig.Agent1.Event(rig.House, missing), rig.Agent1.Event(rig.House, next));
            await rig.PassAsync(TimeSpan.FromSeconds(5));
        }
        Assert.Equal(["door.journal_gap", "door.journal_gap"], await rig.AlarmsAsync());
    }

    [Fact]
    public async Task A_journal_that_does_not_continue_its_own_history_alarms_and_leaves_the_room_in_doubt()
    {
        await using DoorsRig rig = await DoorsRig.StartAsync();
        await rig.EnterAsync(rig.Safe, "vault", "vault-in", DoorsRig.Zhang);
        rig.Safe.Journal[^1] = rig.House.Write(DoorEventKind.Closed, "lobby");

        await rig.TakeAsync(rig.Safe.Tell(DoorEventKind.ReaderOnline, "vault", "vault-in"));

        Assert.Equal(["door.journal_forked"], await rig.AlarmsAsync());
        Assert.Equal((PresenceState.Unknown, "journal_forked"), (rig.Where(DoorsRig.ZhangWei).State, rig.Where(DoorsRig.ZhangWei).Cause));
        Assert.Equal((ulong)rig.Safe.Journal.Count, Acknowledged(rig, rig.Safe));
    }

    [Fact]
    public async Task A_heartbeat_with_another_head_than_the_journals_alarms_once()
    {
        await using DoorsRig rig = await DoorsRig.StartAsync();
        await rig.EnterAsync(rig.Safe, "vault", "vault-in", DoorsRig.Zhang);
        rig.Safe.Journal[^1] = rig.House.Write(DoorEventKind.Closed, "lobby");

        await rig.PassAsync(TimeSpan.FromSeconds(20));

        Assert.Contains("door.journal_forked", await rig.AlarmsAsync());
        Assert.Single(await rig.AlarmsAsync(), a => a == "door.journal_forked");
        Assert.Equal(PresenceState.Unknown, rig.Where(DoorsRig.ZhangWei).State);
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
    public async Task A_journal_that_comes_back_shorter_is_told_once_puts_presence_in_doubt_and_is_ended_by_a_new_enrolment()
    {
        await using DoorsRig rig = await DoorsRig.StartAsync();
        await rig.EnterAsync(rig.Safe, "vault", "vault-in", DoorsRig.Zhang);
        ulong held = (ulong)rig.Safe.Journal.Count;
        rig.Safe.Journal.RemoveRange(1, rig.Safe.Journal.Count - 1);
        rig.Safe.Restart();
        await rig.BeginAsync(rig.Safe);

        // It may be that entries overtook the heartbeat.
        await rig.PassAsync(TimeSpan.FromSeconds(25));
        Assert.Empty(await rig.AlarmsAsync());
        await rig.PassAsync(TimeSpan.FromSeconds(60));
        Assert.Equal(["door.journal_lost"], await rig.AlarmsAsync());
        Assert.Equal((PresenceState.Unknown, "vault"), (rig.Where(DoorsRig.ZhangWei).State, rig.Where(DoorsRig.ZhangWei).Room));
        LiveController live = rig.Services.GetRequiredService<Controllers>().Of(rig.Safe.Id);
        Assert.Equal((false, held), (live.Whole, live.State.Sequence));

        rig.Safe.Key = Signatures.Ed25519PrivateKey.Generate();
        rig.Safe.Journal.Clear();
        rig.Safe.Restart();
        rig.Devices.Enrol(rig.Safe.Id, rig.Safe.Key.PublicKey);
        await rig.BeginAsync(rig.Safe);
        await rig.PassAsync(TimeSpan.FromSeconds(60));
        Assert.Equal(["door.journal_lost"], await rig.AlarmsAsync());
        Assert.Equal((true, 1UL), (live.Whole, live.State.Sequence));
    }

    [Fact]
    public async Task A_heartbeat_that_its_own_entries_overtook_is_no_loss()
    {
        await using DoorsRig rig = await DoorsRig.StartAsync();
        for (int i = 0; i < 20; i++)
        {
            MqttMessage beat = rig.Safe.Beat();
            await rig.TakeAsync(rig.Safe.Tell(DoorEventKind.Closed, "vault"), beat);
            rig.Clock.Advance(Heartbeat.Period);
        }
        Assert.Empty(await rig.AlarmsAsync());
    }

    [Fact]
    public async Task A_new_key_begins_a_new_journal()
    {
        await using DoorsRig rig = await DoorsRig.StartAsync();
        for (int i = 0; i < 5; i++) { await rig.TakeAsync(rig.Safe.Tell(DoorEventKind.ReaderOnline, "vault", "vault-in")); }
        rig.Safe.Key = Signatures.Ed25519PrivateKey.Generate();
        rig.Safe.Journal.Clear();
        rig.Safe.Epoch = 0;
        rig.Safe.Restart();
        rig.Devices.Enrol(rig.Safe.Id, rig.Safe.Key.PublicKey);

        await rig.BeginAsync(rig.Safe);
        await rig.TakeAsync(rig.Agent2.Alarm(rig.Safe, rig.Safe.Write(DoorEventKind.ForcedOpen, "vault")));

        Assert.Equal(1UL, Acknowledged(rig, rig.Safe));
        Assert.Equal(["door.forced"], await rig.AlarmsAsync());
        Assert.NotNull((await rig.AskAsync(rig.Safe, "vault", "vault-in", DoorsRig.Zhang)).Grant);
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

    private static ulong Acknowledged(DoorsRig rig, ControllerPeer controller)
    {
        ToController last = rig.Broker.Down.Last(d => d.Controller == controller.Id && d.Message.MessageCase == ToController.MessageOneofCase.AcknowledgementRecord).Message;
        Assert.True(Record.TryVerify(last.AcknowledgementRecord.Span, [rig.Keys.Command.PublicKey], out Acknowledgement? word));
        Assert.Equal(controller.Id, word.Controller);
        return word.Sequence;
    }
}
