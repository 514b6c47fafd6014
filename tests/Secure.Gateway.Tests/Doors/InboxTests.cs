using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Secure.Gateway.Doors;
using Secure.Gateway.Storage;
using Secure.Grants;
using Secure.Messaging;
using Secure.Vocabulary;

namespace Secure.Gateway.Tests.Doors;

public class InboxTests
{
    [Fact]
    public async Task A_retained_event_alarm_or_reply_is_rejected()
    {
        await using DoorsRig rig = await DoorsRig.StartAsync();
        MqttMessage told = rig.House.Tell(DoorEventKind.ForcedOpen, "lobby");
        int before = (await rig.EntriesAsync()).Count;

        await rig.TakeAsync(told with { Retained = true });

        Assert.Equal(["device.retained_message"], await AlarmsEventuallyAsync(rig, 1));
        Assert.Equal(before + 1, (await rig.EntriesAsync()).Count);
    }

    [Fact]
    public async Task A_device_on_anothers_topic_is_refused()
    {
        await using DoorsRig rig = await DoorsRig.StartAsync();
        MqttMessage told = rig.House.Tell(DoorEventKind.ForcedOpen, "lobby"), beat = rig.House.Beat();

        await rig.TakeAsync(told with { Topic = Topics.Event(rig.Agent2.Id) });
        await rig.TakeAsync(told with { Topic = Topics.Alarm(rig.Agent1.Id) });
        await rig.TakeAsync(beat with { Topic = Topics.State(rig.Agent1.Id, rig.Safe.Id) });
        await rig.TakeAsync(told with { Topic = "dev/agent-01/down/command" }, told with { Topic = "elsewhere" });

        Assert.All(await AlarmsEventuallyAsync(rig, 3), a => Assert.Equal("device.foreign_topic", a));
        Assert.DoesNotContain("door.forced", await rig.AlarmsAsync());
    }

    [Fact]
    public async Task A_forged_envelope_and_a_revoked_agents_are_refused()
    {
        await using DoorsRig rig = await DoorsRig.StartAsync();
        MqttMessage told = rig.House.Tell(DoorEventKind.ForcedOpen, "lobby");
        byte[] altered = [.. told.Payload];
        altered[^70] ^= 1;
        await rig.TakeAsync(told with { Payload = altered });
        await rig.TakeAsync(told with { Payload = [] });
        Assert.Equal(["device.message_refused"], await AlarmsEventuallyAsync(rig, 1));

        rig.Clock.Advance(TimeSpan.FromSeconds(11));
        rig.Devices.Revoke(rig.Agent1.Id);
        await rig.TakeAsync(told, rig.House.Beat());
        Assert.Equal(["device.message_refused", "device.message_refused"], await AlarmsEventuallyAsync(rig, 2));
    }

    [Fact]
    public async Task Names_that_the_site_does_not_know_share_one_alarm()
    {
        await using DoorsRig rig = await DoorsRig.StartAsync();
        for (int i = 0; i < 200; i++) { await rig.TakeAsync(new MqttMessage($"dev/ghost-{i}/up/event", [1], false)); }
        Assert.Equal(["device.message_refused"], await AlarmsEventuallyAsync(rig, 1));
        Assert.Equal("unknown", (await rig.EntriesAsync())[^1].GetProperty("device").GetString());
    }

    [Theory]
    [InlineData("dev/agent-01/up/events", "agent-01")]
    [InlineData("dev/agent-01/up/state/a/b", "agent-01")]
    [InlineData("dev/docflow/up/event/x", "docflow")]
    [InlineData("dev/ghost/up/x", "unknown")]
    [InlineData("dev/agent-01/down/command", "unknown")]
    [InlineData("dev/agent-01", "unknown")]
    public async Task Whose_branch_a_stray_message_lay_in_is_named_where_the_site_knows_it(string topic, string named)
    {
        await using DoorsRig rig = await DoorsRig.StartAsync();
        await rig.TakeAsync(new MqttMessage(topic, [1], false));
        Assert.Equal(["device.foreign_topic"], await AlarmsEventuallyAsync(rig, 1));
        Assert.Equal(named, (await rig.EntriesAsync())[^1].GetProperty("device").GetString());
    }

    [Fact]
    public async Task An_agents_alarm_says_in_both_languages_what_it_means_before_the_agents_own_words()
    {
        string[] codes = [.. typeof(AgentNotices).GetFields().Where(f => f.IsLiteral).Select(f => (string)f.GetRawConstantValue()!).Where(AgentNotices.IsAlarm)];
        Assert.True(codes.Length > 5);
        await using DoorsRig rig = await DoorsRig.StartAsync();
        foreach (string code in codes) { await rig.TakeAsync(rig.Agent1.Notice(code, "its own words")); }
        string[] texts = [.. (await rig.EntriesAsync()).Where(e => e.GetProperty("kind").GetString() == "alarm").Select(e => e.GetProperty("details").GetProperty("text").GetString()!)];
        Assert.Equal(codes.Length, texts.Length);
        Assert.All(texts, t => Assert.Matches("^\\p{IsCJKUnifiedIdeographs}[^·]* · [a-z].* \\(its own words\\)$", t));
    }

    [Fact]
    public async Task A_message_out_of_order_waits_for_the_one_before_and_a_known_one_is_acknowledged_again()
    {
        await using DoorsRig rig = await DoorsRig.StartAsync();
        MqttMessage first = rig.House.Tell(DoorEventKind.ReaderOnline, "lobby", "lobby-in"), second = rig.House.Tell(DoorEventKind.ReaderOnline, "archive", "archive-in");

        await rig.TakeAsync(second);
        Assert.Equal(1UL, rig.Broker.Acks(rig.Agent1.Id).Last().Sequence);
        await rig.TakeAsync(first);
        Assert.Equal(2UL, rig.Broker.Acks(rig.Agent1.Id).Last().Sequence);
        await rig.TakeAsync(second);
        Assert.Equal(3UL, rig.Broker.Acks(rig.Agent1.Id).Last().Sequence);
        int count = rig.Broker.Acks(rig.Agent1.Id).Count();
        await rig.TakeAsync(first);

        Assert.Equal((count + 1, 3UL), (rig.Broker.Acks(rig.Agent1.Id).Count(), rig.Broker.Acks(rig.Agent1.Id).Last().Sequence));
        Assert.Empty(await rig.AlarmsAsync());
    }

    [Fact]
    public async Task A_queue_that_begins_anew_alarms_and_its_old_chain_is_refused_from_then_on()
    {
        await using DoorsRig rig = await DoorsRig.StartAsync();
        MqttMessage old = rig.Agent1.Notice("controller-lost", "old");
        await rig.TakeAsync(old);
        rig.Agent1.LoseQueues();
        MqttMessage first = rig.Agent1.Notice("controller-lost", "new"), second = rig.Agent1.Notice("controller-lost", "newer");

        await rig.TakeAsync(second);
        Assert.Equal(["controller-lost"], await rig.AlarmsAsync());
        await rig.TakeAsync(first, second);
        await rig.TakeAsync(old);

        Assert.Equal(["controller-lost", "controller-lost", "device.queue_restarted", "controller-lost", "device.queue_replayed"], await rig.AlarmsAsync());
        Assert.Equal(2UL, rig.Broker.Acks(rig.Agent1.Id).Last().Sequence);
    }

    [Fact]
    public async Task A_queue_that_does_not_continue_its_own_history_alarms()
    {
        await using DoorsRig rig = await DoorsRig.StartAsync();
        rig.Agent1.BreakChain();

        await rig.TakeAsync(rig.House.Tell(DoorEventKind.ReaderOnline, "lobby", "lobby-in"));

        Assert.Equal(["device.queue_broken"], await rig.AlarmsAsync());
    }

    [Fact]
    public async Task The_first_of_an_unknown_queue_is_waited_for_but_not_for_ever()
    {
        await using DoorsRig rig = await DoorsRig.StartAsync(alive: false);
        MqttMessage first = rig.Agent1.Notice("controller-lost", "1"), second = rig.Agent1.Notice("controller-lost", "2"), third = rig.Agent1.Notice("controller-lost", "3");

        await rig.TakeAsync(second);
        Assert.Empty(await rig.AlarmsAsync());
        await rig.TakeAsync(first, second);
        Assert.Equal(2, (await rig.AlarmsAsync()).Count);

        await rig.RestartAsync(folder => DoorsRig.Alter(folder, "DELETE FROM rows WHERE tbl = 'agent_queues'"));
        await rig.TakeAsync(third);
        Assert.Equal(2, (await rig.AlarmsAsync()).Count);
        rig.Clock.Advance(TimeSpan.FromSeconds(15));
        await rig.TakeAsync(third);
        Assert.Equal(["controller-lost", "device.queue_restarted"], (await rig.AlarmsAsync()).TakeLast(2));
    }

    [Fact]
    public async Task A_queue_that_a_restore_put_back_goes_on_with_the_oldest_that_its_agent_still_has()
    {
        await using DoorsRig rig = await DoorsRig.StartAsync(alive: false);
        await rig.TakeAsync(rig.Agent1.Notice("controller-lost", "1"));
        _ = rig.Agent1.Notice("controller-lost", "given up since the backup");
        MqttMessage third = rig.Agent1.Notice("controller-lost", "3"), fourth = rig.Agent1.Notice("controller-lost", "4");
        void Later() => rig.Clock.Advance(TimeSpan.FromSeconds(61));

        // Held back by the broker, it is never given up.
        await rig.TakeAsync(third);
        Later();
        await rig.TakeAsync(third);
        Assert.Single(await rig.AlarmsAsync());

        await rig.Services.GetRequiredService<IStore>().CommitAsync(new StoreChange { Rows = rig.Services.GetRequiredService<AgentQueues>().MarkRestored() }, TestContext.Current.CancellationToken);
        await rig.RestartAsync(_ => { });
        await rig.TakeAsync(fourth, third);
        Assert.Equal(1UL, rig.Broker.Acks(rig.Agent1.Id).Last().Sequence);
        Later();
        await rig.TakeAsync(fourth);
        Assert.Single(await rig.AlarmsAsync());
        await rig.TakeAsync(third, fourth);
        Assert.Equal(["controller-lost", "controller-lost", "device.queue_broken", "controller-lost"], await rig.AlarmsAsync());
        Assert.Equal(4UL, rig.Broker.Acks(rig.Agent1.Id).Last().Sequence);
    }

    [Fact]
    public async Task Of_an_agents_notices_only_some_are_alarms_and_none_is_too_long()
    {
        await using DoorsRig rig = await DoorsRig.StartAsync();
        byte[] huge = new Signatures.CanonicalWriter().Text("x" + new string('\u0001', 20_000)).Text(new string('\u0002', 20_000)).Text(string.Concat(Enumerable.Repeat("😀", 4_000))).ToArray();

        await rig.TakeAsync(rig.Agent1.Notice("agent-started"), rig.Agent1.Queue(EnvelopeStream.Alarm, PayloadKind.AgentNotice, huge, late: true), rig.Agent1.Notice("outbox-full"));

        Assert.Equal(1, await rig.CountAsync("device.notice"));
        List<JsonElement> alarms = [.. (await rig.EntriesAsync()).Where(e => e.GetProperty("kind").GetString() == "alarm")];
        Assert.Equal(64, alarms[0].GetProperty("reasons")[0].GetString()!.Length);
        Assert.Equal(string.Concat(Enumerable.Repeat("😀", 250)), alarms[0].GetProperty("details").GetProperty("text").GetString());
        Assert.Equal("outbox-full", alarms[1].GetProperty("reasons")[0].GetString());
    }

    [Fact]
    public async Task A_queued_message_that_is_no_record_is_refused_and_does_not_hold_up_the_queue()
    {
        await using DoorsRig rig = await DoorsRig.StartAsync();

        await rig.TakeAsync(rig.Agent1.Queue(EnvelopeStream.Event, PayloadKind.ControllerEvent, [1, 2, 3], late: false), rig.Agent1.Queue(EnvelopeStream.Event, PayloadKind.Link, [1], late: false));
        await rig.TakeAsync(rig.House.Tell(DoorEventKind.ReaderOnline, "lobby", "lobby-in"));

        Assert.Equal(["device.message_refused"], await rig.AlarmsAsync());
        Assert.Equal(2, (await rig.EntriesAsync()).Count(e => e.GetProperty("kind").GetString() == "door.event" && e.GetProperty("device").GetString() == "door-01"));
    }

    [Fact]
    public async Task On_a_full_disk_what_doors_did_and_alarms_get_through_although_a_notice_beside_them_does_not()
    {
        await using DoorsRig rig = await DoorsRig.StartAsync();
        Grant grant = (await rig.AskAsync(rig.Safe, "vault", "vault-in", DoorsRig.Zhang)).Grant!;
        MqttMessage notice = rig.Agent2.Notice("agent-started");
        MqttMessage[] batch = [notice, rig.Safe.Tell(DoorEventKind.Opened, "vault", "vault-in", grant.Subject, grant.DecisionId), rig.Agent2.Event(rig.Safe, [1, 2, 3])];
        rig.Audit.Full = true;

        await rig.TakeAsync(batch);

        Assert.Equal((Decisions.PresenceState.Present, "vault", "entered"), rig.Where(DoorsRig.ZhangWei));
        Assert.Equal(["door.event_forged"], await rig.AlarmsAsync());
        Assert.Equal(0, await rig.CountAsync("device.notice"));
        rig.Audit.Full = false;
        await rig.TakeAsync(notice);
        Assert.Equal(1, await rig.CountAsync("device.notice"));
    }

    [Fact]
    public async Task What_grew_old_while_the_gate_was_shut_is_let_go()
    {
        await using DoorsRig rig = await DoorsRig.StartAsync();
        rig.Broker.Incoming.Writer.TryWrite(rig.House.Beat());
        rig.Clock.Advance(TimeSpan.FromSeconds(60));
        DeviceInbox inbox = rig.Services.GetServices<IHostedService>().OfType<DeviceInbox>().Single();
        int before = rig.Broker.Published.Count;

        await inbox.StartAsync(CancellationToken.None);
        await TestKit.Eventually.True(() => rig.Broker.Incoming.Reader.Count == 0);
        rig.Broker.Incoming.Writer.TryWrite(rig.Safe.Beat());
        await TestKit.Eventually.True(() => rig.Broker.Published.Count > before);
        await inbox.StopAsync(CancellationToken.None);

        Assert.All(rig.Broker.Published.Skip(before), p => Assert.Contains("agent-02", p.Topic, StringComparison.Ordinal));
        Assert.Empty(await rig.AlarmsAsync());
    }

    [Fact]
    public async Task Ten_thousand_hostile_messages_change_nothing_and_none_stops_the_loop()
    {
        await using DoorsRig rig = await DoorsRig.StartAsync();
        MqttMessage[] good = [rig.House.Tell(DoorEventKind.ReaderOnline, "lobby", "lobby-in"), rig.House.Beat(), rig.Agent1.Notice("agent-started"), rig.Agent1.Alarm(rig.House, rig.House.Journal[^1])];
        int before = (await rig.EntriesAsync()).Count(e => e.GetProperty("kind").GetString() != "alarm");
        Random random = new(20300107);
        for (int i = 0; i < 10_000; i += 20)
        {
            MqttMessage[] batch = [.. Enumerable.Range(0, 20).Select(_ => Spoil(random, good[random.Next(good.Length)]))];
            await rig.TakeAsync(batch);
        }
        Assert.Equal(before, (await rig.EntriesAsync()).Count(e => e.GetProperty("kind").GetString() != "alarm"));
        Assert.Empty(rig.Log.Errors);
        await rig.TakeAsync(good);
        Assert.Equal(before + 2, (await rig.EntriesAsync()).Count(e => e.GetProperty("kind").GetString() != "alarm"));
    }

    [Fact]
    public async Task A_backlog_of_ten_thousand_entries_is_taken_by_the_loop_in_order_and_to_the_last()
    {
        await using DoorsRig rig = await DoorsRig.StartAsync();
        DeviceInbox inbox = rig.Services.GetServices<IHostedService>().OfType<DeviceInbox>().Single();
        MqttMessage[] backlog = [.. Enumerable.Range(0, 10_000).Select(_ => rig.House.Tell(DoorEventKind.ReaderOnline, "lobby", "lobby-in"))];
        rig.Broker.Incoming.Writer.TryWrite(rig.Safe.Beat());
        await inbox.StartAsync(CancellationToken.None);
        await TestKit.Eventually.True(() => rig.Broker.Incoming.Reader.Count == 0);
        long began = TimeProvider.System.GetTimestamp();

        foreach (MqttMessage message in backlog) { rig.Broker.Incoming.Writer.TryWrite(message); }
        await TestKit.Eventually.True(() => rig.Broker.Published.Count > 0 && rig.Broker.Acks(rig.Agent1.Id).Last().Sequence == 10_001, seconds: 120);
        TestContext.Current.TestOutputHelper?.WriteLine($"{10_000 / TimeProvider.System.GetElapsedTime(began).TotalSeconds:0} entries a second");
        await inbox.StopAsync(CancellationToken.None);

        Assert.Equal(10_001UL, rig.Services.GetRequiredService<Gateway.Doors.Controllers>().Of(rig.House.Id).State.Sequence);
        Assert.Equal(Enumerable.Range(1, 10_001).Select(i => (ulong)i), (await rig.EntriesAsync()).Where(e => e.TryGetProperty("source_seq", out _) && e.GetProperty("device").GetString() == "door-01").Select(e => e.GetProperty("source_seq").GetUInt64()));
    }

    private static MqttMessage Spoil(Random random, MqttMessage good)
    {
        byte[] payload = random.Next(4) == 0 ? RandomNumberGenerator.GetBytes(random.Next(400)) : [.. good.Payload];
        if (payload.Length > 0) { payload[random.Next(payload.Length)] ^= (byte)random.Next(1, 256); }
        string topic = random.Next(4) == 0 ? Topics.Event(DeviceId.Parse("agent-0" + random.Next(1, 4))) : good.Topic;
        return new MqttMessage(topic, payload, random.Next(10) == 0);
    }

    // These alarms are raised beside the loop.
    private static async Task<List<string>> AlarmsEventuallyAsync(DoorsRig rig, int count)
    {
        for (int i = 0; i < 300 && (await rig.AlarmsAsync()).Count < count; i++) { await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System); }
        return await rig.AlarmsAsync();
    }
}
