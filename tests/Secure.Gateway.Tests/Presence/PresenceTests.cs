using Microsoft.Extensions.DependencyInjection;
using Secure.Gateway.Decisions;
using Secure.Gateway.Tests.Doors;
using Secure.Grants;
using Secure.Messaging;
using Secure.Vocabulary;

namespace Secure.Gateway.Tests.Presence;

public class PresenceTests
{
    [Fact]
    public async Task A_granted_entry_begins_presence_when_the_leaf_has_opened_and_not_before()
    {
        await using DoorsRig rig = await DoorsRig.StartAsync();
        Grant grant = (await rig.AskAsync(rig.Safe, "vault", "vault-in", DoorsRig.Zhang)).Grant!;
        Assert.Equal(PresenceState.Absent, rig.Where(DoorsRig.ZhangWei).State);

        await rig.TakeAsync(rig.Safe.Tell(DoorEventKind.Unlocked, "vault", "vault-in", grant.Subject, grant.DecisionId));
        Assert.Equal(PresenceState.Absent, rig.Where(DoorsRig.ZhangWei).State);
        await rig.TakeAsync(rig.Safe.Tell(DoorEventKind.Opened, "vault", "vault-in", grant.Subject, grant.DecisionId));

        Assert.Equal((PresenceState.Present, "vault", "entered"), rig.Where(DoorsRig.ZhangWei));
    }

    [Fact]
    public async Task Who_was_let_in_and_did_not_open_is_not_inside()
    {
        await using DoorsRig rig = await DoorsRig.StartAsync();
        Grant grant = (await rig.AskAsync(rig.Safe, "vault", "vault-in", DoorsRig.Zhang)).Grant!;

        await rig.TakeAsync(rig.Safe.Tell(DoorEventKind.Unlocked, "vault", "vault-in", grant.Subject, grant.DecisionId), rig.Safe.Tell(DoorEventKind.NotOpened, "vault", "vault-in", grant.Subject, grant.DecisionId));

        Assert.Equal(PresenceState.Absent, rig.Where(DoorsRig.ZhangWei).State);
    }

    [Fact]
    public async Task An_opening_begins_presence_once()
    {
        await using DoorsRig rig = await DoorsRig.StartAsync();
        Grant grant = (await rig.AskAsync(rig.Safe, "vault", "vault-in", DoorsRig.Zhang)).Grant!;
        MqttMessage Opened() => rig.Safe.Tell(DoorEventKind.Opened, "vault", "vault-in", grant.Subject, grant.DecisionId);

        await rig.TakeAsync(Opened(), Opened());

        Assert.Equal((PresenceState.Unknown, "vault", "historical"), rig.Where(DoorsRig.ZhangWei));
    }

    [Theory]
    [InlineData("wang-fang", null)]
    [InlineData("zhang-wei", "another decision")]
    public async Task An_opening_for_another_person_or_decision_than_was_granted_begins_nothing(string person, string? decision)
    {
        await using DoorsRig rig = await DoorsRig.StartAsync();
        Grant grant = (await rig.AskAsync(rig.Safe, "vault", "vault-in", DoorsRig.Zhang)).Grant!;

        await rig.TakeAsync(rig.Safe.Tell(DoorEventKind.Opened, "vault", "vault-in", PersonId.Parse(person), decision ?? grant.DecisionId));

        Assert.Equal(PresenceState.Unknown, rig.Where(PersonId.Parse(person)).State);
    }

    [Fact]
    public async Task An_opening_of_a_person_that_the_site_does_not_know_fills_no_book()
    {
        await using DoorsRig rig = await DoorsRig.StartAsync();
        for (int i = 0; i < 10; i++) { await rig.TakeAsync(rig.Safe.Tell(DoorEventKind.Opened, "vault", "vault-in", PersonId.Parse("ghost-" + i), "d")); }
        Assert.Empty(rig.Presence.All());
    }

    [Fact]
    public async Task An_opening_that_comes_too_long_after_its_grant_begins_nothing()
    {
        await using DoorsRig rig = await DoorsRig.StartAsync();
        Grant grant = (await rig.AskAsync(rig.Safe, "vault", "vault-in", DoorsRig.Zhang)).Grant!;
        rig.Clock.Advance(TimeSpan.FromSeconds(49));

        await rig.TakeAsync(rig.Safe.Tell(DoorEventKind.Opened, "vault", "vault-in", grant.Subject, grant.DecisionId));

        Assert.Equal(PresenceState.Unknown, rig.Where(DoorsRig.ZhangWei).State);
    }

    [Fact]
    public async Task A_historical_entry_never_begins_presence()
    {
        await using DoorsRig rig = await DoorsRig.StartAsync();
        Grant grant = (await rig.AskAsync(rig.Safe, "vault", "vault-in", DoorsRig.Zhang)).Grant!;

        await rig.TakeAsync(rig.Agent2.Event(rig.Safe, rig.Safe.Write(DoorEventKind.Opened, "vault", "vault-in", grant.Subject, grant.DecisionId), late: true));

        Assert.Equal((PresenceState.Unknown, "vault", "historical"), rig.Where(DoorsRig.ZhangWei));
    }

    [Fact]
    public async Task A_historical_exit_ends_presence()
    {
        await using DoorsRig rig = await DoorsRig.StartAsync();
        await rig.EnterAsync(rig.Safe, "vault", "vault-in", DoorsRig.Zhang);

        await rig.TakeAsync(rig.Agent2.Event(rig.Safe, rig.Safe.Write(DoorEventKind.Opened, "vault", "vault-out", DoorsRig.ZhangWei, "long ago"), late: true));

        Assert.Equal((PresenceState.Unknown, "lobby", "historical"), rig.Where(DoorsRig.ZhangWei));
    }

    [Theory]
    [InlineData(DoorEventKind.ExitOpened, "rex")]
    [InlineData(DoorEventKind.ForcedOpen, "forced")]
    [InlineData(DoorEventKind.HeldOpen, "held_open")]
    [InlineData(DoorEventKind.DeviceFault, "device_fault")]
    public async Task An_exit_without_a_badge_a_force_and_a_fault_leave_the_room_in_doubt_and_no_other(DoorEventKind happened, string cause)
    {
        await using DoorsRig rig = await DoorsRig.StartAsync();
        await rig.EnterAsync(rig.Safe, "vault", "vault-in", DoorsRig.Zhang);
        await rig.EnterAsync(rig.House, "archive", "archive-in", DoorsRig.Wang);

        await rig.TakeAsync(rig.Safe.Tell(happened, "vault"));

        Assert.Equal((PresenceState.Unknown, "vault", cause), rig.Where(DoorsRig.ZhangWei));
        Assert.Equal((PresenceState.Present, "archive", "entered"), rig.Where(DoorsRig.WangFang));
    }

    [Fact]
    public async Task A_door_opened_by_an_officers_command_may_have_let_anybody_out()
    {
        await using DoorsRig rig = await DoorsRig.StartAsync();
        await rig.EnterAsync(rig.Safe, "vault", "vault-in", DoorsRig.Zhang);

        await rig.TakeAsync(rig.Safe.Tell(DoorEventKind.Opened, "vault", null, PersonId.Parse("li-officer"), "d", 7));

        Assert.Equal((PresenceState.Unknown, "vault", "opened_without_entry"), rig.Where(DoorsRig.ZhangWei));
        Assert.Equal(PresenceState.Absent, rig.Where(PersonId.Parse("li-officer")).State);
    }

    [Theory]
    [InlineData(DoorEventKind.Closed)]
    [InlineData(DoorEventKind.Locked)]
    [InlineData(DoorEventKind.GrantRefused)]
    [InlineData(DoorEventKind.ReaderOffline)]
    [InlineData(DoorEventKind.ModeChanged)]
    public async Task What_lets_nobody_through_leaves_places_alone(DoorEventKind happened)
    {
        await using DoorsRig rig = await DoorsRig.StartAsync();
        await rig.EnterAsync(rig.Safe, "vault", "vault-in", DoorsRig.Zhang);

        await rig.TakeAsync(rig.Safe.Tell(happened, "vault"));

        Assert.Equal(PresenceState.Present, rig.Where(DoorsRig.ZhangWei).State);
    }

    [Fact]
    public async Task Nothing_counts_that_could_not_be_recorded()
    {
        await using DoorsRig rig = await DoorsRig.StartAsync();
        Grant grant = (await rig.AskAsync(rig.Safe, "vault", "vault-in", DoorsRig.Zhang)).Grant!;
        rig.Audit.Broken = true;

        await rig.TakeAsync(rig.Safe.Tell(DoorEventKind.Opened, "vault", "vault-in", grant.Subject, grant.DecisionId));

        Assert.Equal(PresenceState.Absent, rig.Where(DoorsRig.ZhangWei).State);
    }

    [Fact]
    public async Task After_our_restart_places_are_unknown_until_heartbeats_show_that_nothing_was_missed()
    {
        await using DoorsRig rig = await DoorsRig.StartAsync();
        await rig.EnterAsync(rig.Safe, "vault", "vault-in", DoorsRig.Zhang);
        await rig.EnterAsync(rig.House, "archive", "archive-in", DoorsRig.Wang);
        await rig.RestartAsync();
        Assert.Equal((PresenceState.Unknown, "vault", "gateway_restarted"), rig.Where(DoorsRig.ZhangWei));

        await rig.TakeAsync(rig.Safe.Beat());
        Assert.Equal((PresenceState.Present, "vault", "entered"), rig.Where(DoorsRig.ZhangWei));
        Assert.Equal(PresenceState.Unknown, rig.Where(DoorsRig.WangFang).State);
        await rig.TakeAsync(rig.House.Beat());
        Assert.Equal((PresenceState.Present, "archive", "entered"), rig.Where(DoorsRig.WangFang));
    }

    [Fact]
    public async Task A_room_with_doors_of_two_controllers_is_certain_when_both_have_spoken()
    {
        await using DoorsRig rig = await DoorsRig.StartAsync();
        await rig.EnterAsync(rig.House, "lobby", "lobby-in", DoorsRig.Wang);
        await rig.RestartAsync();

        await rig.TakeAsync(rig.House.Beat());
        Assert.Equal(PresenceState.Unknown, rig.Where(DoorsRig.WangFang).State);
        await rig.TakeAsync(rig.Safe.Beat());
        Assert.Equal(PresenceState.Present, rig.Where(DoorsRig.WangFang).State);
    }

    [Fact]
    public async Task A_heartbeat_that_announces_more_than_we_hold_restores_nothing_until_it_has_come()
    {
        await using DoorsRig rig = await DoorsRig.StartAsync();
        await rig.EnterAsync(rig.Safe, "vault", "vault-in", DoorsRig.Zhang);
        byte[] missed = rig.Safe.Write(DoorEventKind.ExitOpened, "vault");
        await rig.RestartAsync();

        await rig.TakeAsync(rig.House.Beat(), rig.Safe.Beat());
        Assert.Equal((PresenceState.Unknown, "vault", "gateway_restarted"), rig.Where(DoorsRig.ZhangWei));
        await rig.TakeAsync(rig.Agent2.Event(rig.Safe, missed, late: true));
        await rig.TakeAsync(rig.House.Beat(), rig.Safe.Beat());

        Assert.Equal((PresenceState.Unknown, "vault", "rex"), rig.Where(DoorsRig.ZhangWei));
    }

    [Fact]
    public async Task A_controller_that_restarted_while_we_were_away_restores_nothing()
    {
        await using DoorsRig rig = await DoorsRig.StartAsync();
        await rig.EnterAsync(rig.Safe, "vault", "vault-in", DoorsRig.Zhang);
        await rig.RestartAsync();
        rig.Safe.Restart();

        await rig.TakeAsync(rig.House.Beat(), rig.Safe.Beat());
        await rig.PassAsync(TimeSpan.FromSeconds(20));

        Assert.Equal((PresenceState.Unknown, "vault", "controller_restarted"), rig.Where(DoorsRig.ZhangWei));
    }

    [Theory]
    [InlineData("presence", "UPDATE rows SET value = CAST(replace(CAST(value AS TEXT), 'lobby', 'vault') AS BLOB) WHERE tbl = 'presence'")]
    [InlineData("presence", "UPDATE rows SET value = zeroblob(3) WHERE tbl = 'presence'")]
    [InlineData("controllers", "UPDATE rows SET value = CAST('{}' AS BLOB) WHERE tbl = 'controllers' AND key = 'door-01'")]
    [InlineData("controllers", "UPDATE rows SET seal = NULL WHERE tbl = 'controllers' AND key = 'door-01'")]
    [InlineData("agent_queues", "UPDATE rows SET value = CAST('[]' AS BLOB) WHERE tbl = 'agent_queues' AND key LIKE 'agent-01%'")]
    public async Task A_row_that_somebody_altered_puts_nobody_anywhere_alarms_and_does_not_stop_the_doors(string table, string sql)
    {
        await using DoorsRig rig = await DoorsRig.StartAsync();
        await rig.EnterAsync(rig.House, "lobby", "lobby-in", DoorsRig.Wang);

        await rig.RestartAsync(folder => DoorsRig.Alter(folder, sql));
        Assert.Equal(PresenceState.Unknown, rig.Where(DoorsRig.WangFang).State);
        string told = (await rig.EntriesAsync()).Single(e => e.GetProperty("kind").GetString() == "alarm").GetProperty("details").GetProperty("row_1").GetString()!;
        Assert.StartsWith(table + "/", told, StringComparison.Ordinal);

        await rig.PassAsync(TimeSpan.FromSeconds(20));
        MqttMessage next = rig.House.Tell(DoorEventKind.ReaderOnline, "lobby", "lobby-in");
        await rig.TakeAsync(next);
        rig.Clock.Advance(TimeSpan.FromSeconds(16));
        await rig.TakeAsync(next);
        Assert.Equal((ulong)rig.House.Journal.Count, rig.Services.GetRequiredService<Gateway.Doors.Controllers>().Of(rig.House.Id).State.Sequence);
    }

    [Fact]
    public async Task Silence_and_an_exit_in_the_same_moment_leave_store_and_memory_the_same()
    {
        await using DoorsRig rig = await DoorsRig.StartAsync();
        for (int i = 0; i < 20; i++)
        {
            await rig.EnterAsync(rig.Safe, "vault", "vault-in", DoorsRig.Zhang);
            MqttMessage left = rig.Safe.Tell(DoorEventKind.Opened, "vault", "vault-out", DoorsRig.ZhangWei, "d");
            rig.Clock.Advance(TimeSpan.FromSeconds(16));

            await Task.WhenAll(Task.Run(() => rig.LookAsync()), Task.Run(() => rig.TakeAsync(left)));

            var memory = rig.Where(DoorsRig.ZhangWei);
            await rig.RestartAsync();
            Assert.Equal((memory.State, memory.Room, memory.Cause), rig.Where(DoorsRig.ZhangWei));
            await rig.TakeAsync(rig.House.Beat(), rig.Safe.Beat());
        }
    }
}
