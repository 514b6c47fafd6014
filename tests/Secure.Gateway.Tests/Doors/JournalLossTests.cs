using Microsoft.Extensions.DependencyInjection;
using Secure.Gateway.Decisions;
using Secure.Gateway.Doors;
using Secure.Grants;
using Secure.Messaging;
using Secure.Vocabulary;

namespace Secure.Gateway.Tests.Doors;

/// <summary>Entries that are withheld, come late, do not continue what came before, or are gone.</summary>
public class JournalLossTests
{
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
        Assert.Equal(held, JournalTests.Acknowledged(rig, rig.Safe));

        // Another agent brings it all: the controller has kept it, because nothing was acknowledged.
        foreach (byte[] told in rest.Prepend(withheld)) { await rig.TakeAsync(rig.Agent2.Event(rig.Safe, told, late: true)); }
        Assert.Equal(held + 4, JournalTests.Acknowledged(rig, rig.Safe));
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
        Assert.Equal((ulong)rig.Safe.Journal.Count, JournalTests.Acknowledged(rig, rig.Safe));
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

        Assert.Equal(1UL, JournalTests.Acknowledged(rig, rig.Safe));
        Assert.Equal(["door.forced"], await rig.AlarmsAsync());
        Assert.NotNull((await rig.AskAsync(rig.Safe, "vault", "vault-in", DoorsRig.Zhang)).Grant);
    }
}
