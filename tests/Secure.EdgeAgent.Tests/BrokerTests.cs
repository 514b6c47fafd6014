using Google.Protobuf;
using Secure.DoorMessages;
using Secure.Messaging;
using Secure.Signatures;
using Secure.TestKit;
using Secure.Vocabulary;

namespace Secure.EdgeAgent.Tests;

public sealed class BrokerTests
{
    private static readonly ToController Order = new() { CommandRecord = ByteString.CopyFromUtf8("lock") };

    [Fact]
    public async Task A_broker_killed_with_events_pending_loses_none_and_keeps_their_order()
    {
        await using Site site = await StartedAsync();
        await using GatewayEars ears = await site.ListenAsync();
        for (ulong i = 1; i <= 400; i++)
        {
            await site.Controller.SendEventAsync(i);
            if (i is 100 or 250) { await site.Broker.KillAsync(); }
            if (i is 150 or 300) { await site.Broker.StartAsync(); }
        }
        await Eventually.True(() => ears.Events.Count == 400, 60);
        Assert.Equal(Enumerable.Range(1, 400).Select(i => (ulong)i), ears.Events);
        AssertChain(ears.Of(UpKind.Event));
    }

    [Fact]
    public async Task After_an_hour_without_the_gateway_everything_arrives_in_order_and_marked_as_history()
    {
        await using Site site = await Site.EnrolledAsync();
        JumpingTime time = new();
        site.Time = time;
        await site.Gateway.StopAsync();
        await site.StartAgentAsync();
        await site.Controller.AcceptAsync();
        for (ulong i = 1; i <= 200; i++) { await site.Controller.SendEventAsync(i); }
        while ((await site.Controller.ReadAsync(ToController.MessageOneofCase.EventsStored)).EventsStored.Sequence < 200) { }
        time.Ahead += TimeSpan.FromHours(1);

        await using GatewayEars ears = await site.ListenAsync();
        await Eventually.True(() => ears.Events.Count == 200);
        Assert.Equal(Enumerable.Range(1, 200).Select(i => (ulong)i), ears.Events);
        Assert.All(ears.Heard.Where(h => h.Topic.Kind == UpKind.Event), h => Assert.True(h.Envelope.Historical));

        await site.Controller.SendEventAsync(201);
        await Eventually.True(() => ears.Events.Count == 201);
        Assert.False(ears.Heard.Last(h => h.Topic.Kind == UpKind.Event).Envelope.Historical);
    }

    [Fact]
    public async Task An_unacknowledged_entry_is_sent_again_and_a_restart_of_the_agent_keeps_it()
    {
        await using Site site = await StartedAsync();
        await using GatewayEars ears = await site.ListenAsync();
        ears.Acknowledges = false;
        await site.Controller.SendEventAsync(1);
        await Eventually.True(() => ears.Relays(UpKind.Event).Count() >= 2);

        await site.StopAgentAsync();
        int before = ears.Relays(UpKind.Event).Count();
        await site.StartAgentAsync();
        await site.Controller.AcceptAsync();
        Assert.Equal(1UL, site.Controller.Hello.LastStoredSequence);
        await Eventually.True(() => ears.Relays(UpKind.Event).Count() > before);
        ears.Acknowledges = true;
        await site.Controller.SendEventAsync(2);
        await Eventually.True(() => ears.Events.Count == 2);
    }

    [Fact]
    public async Task A_signed_command_reaches_its_controller()
    {
        await using Site site = await StartedAsync();
        await using GatewayEars ears = await site.ListenAsync();
        await Eventually.True(() => ears.Of(UpKind.Link).Any());
        await ears.CommandAsync(Site.Agent, Site.Door, Order);
        Assert.Equal("lock", (await site.Controller.ReadAsync(ToController.MessageOneofCase.CommandRecord)).CommandRecord.ToStringUtf8());
    }

    [Fact]
    public async Task A_retained_command_is_rejected_and_told()
    {
        await using Site site = await Site.EnrolledAsync();
        await using GatewayEars ears = await site.ListenAsync();
        await ears.CommandAsync(Site.Agent, Site.Door, Order, retain: true);
        await site.StartAgentAsync();
        await site.Controller.AcceptAsync();

        await Eventually.True(() => ears.Notices.Any(n => n.Code == AgentNotices.RetainedCommand));
        await AssertNextIsAsync(site, ears, "the next one");
    }

    [Fact]
    public async Task A_command_that_the_gateway_did_not_sign_for_this_agent_is_rejected_and_told()
    {
        await using Site site = await StartedAsync();
        await using GatewayEars ears = await site.ListenAsync();
        await Eventually.True(() => ears.Of(UpKind.Link).Any());
        using Ed25519PrivateKey other = Ed25519PrivateKey.Generate();
        await ears.CommandAsync(Site.Agent, Site.Door, Order, key: other);
        await ears.RawAsync(Topics.Command(Site.Agent), [1, 2, 3]);
        await ears.RawAsync(Topics.Ack(Site.Agent), new byte[60_000]);
        await ears.CommandAsync(Site.Agent, Site.Door, Order, writtenTo: DeviceId.Parse("gate-2"));

        await Eventually.True(() => ears.Notices.Any(n => n.Code == AgentNotices.ForgedMessage));
        await AssertNextIsAsync(site, ears, "a good one");
    }

    [Fact]
    public async Task Nothing_but_commands_nonce_requests_and_signed_words_is_handed_down()
    {
        await using Site site = await StartedAsync();
        await using GatewayEars ears = await site.ListenAsync();
        await Eventually.True(() => ears.Of(UpKind.Link).Any());
        await ears.CommandAsync(Site.Agent, Site.Door, new ToController { Grant = new GrantDelivery { GrantRecord = ByteString.CopyFromUtf8("by another way") } });
        await ears.CommandAsync(Site.Agent, Site.Door, new ToController { Hello = new AgentHello() });
        await AssertNextIsAsync(site, ears, "a good one");
    }

    [Fact]
    public async Task A_thousand_forged_messages_make_one_notice()
    {
        await using Site site = await StartedAsync();
        await using GatewayEars ears = await site.ListenAsync();
        await Eventually.True(() => ears.Of(UpKind.Link).Any());
        for (int i = 0; i < 1000; i++) { await ears.RawAsync(Topics.Command(Site.Agent), BitConverter.GetBytes(i)); }
        await AssertNextIsAsync(site, ears, "a good one");
        await Eventually.True(() => ears.Notices.Any(n => n.Code == AgentNotices.ForgedMessage));
        Assert.Single(ears.Notices, n => n.Code == AgentNotices.ForgedMessage);
    }

    [Fact]
    public async Task An_acknowledgement_that_is_forged_drops_nothing()
    {
        await using Site site = await StartedAsync();
        await using GatewayEars ears = await site.ListenAsync();
        ears.Acknowledges = false;
        await site.Controller.SendEventAsync(1);
        await Eventually.True(() => ears.Events.Count == 1);
        EnvelopeContent entry = ears.Of(UpKind.Event).First();
        using Ed25519PrivateKey other = Ed25519PrivateKey.Generate();
        EnvelopeContent ack = entry with
        {
            From = DeviceId.Parse("gateway"),
            To = Site.Agent,
            Stream = EnvelopeStream.Ack,
            Kind = PayloadKind.QueueAck,
            Payload = new QueueAck(EnvelopeStream.Event, entry.Chain, entry.Sequence, ears.Heard.First(h => h.Topic.Kind == UpKind.Event).Envelope.Hash).Encode(),
        };
        await ears.RawAsync(Topics.Ack(Site.Agent), Envelope.Seal(ack.Encode(), false, other));
        int before = ears.Relays(UpKind.Event).Count();
        await Eventually.True(() => ears.Relays(UpKind.Event).Count() > before);
    }

    [Fact]
    public async Task A_gateway_that_was_put_back_to_an_older_state_gets_what_followed_from_an_agent_that_never_stopped()
    {
        await using Site site = await StartedAsync();
        await using GatewayEars ears = await site.ListenAsync();
        for (ulong i = 1; i <= 6; i++) { await site.Controller.SendEventAsync(i); }
        await Eventually.True(() => ears.Events.Count == 6);
        ears.Restore(keeps: 2);
        await site.Controller.SendEventAsync(7);
        await Eventually.True(() => ears.Events.Count == 7);
        Assert.Equal([1UL, 2, 3, 4, 5, 6, 7], ears.Events);
    }

    [Fact]
    public async Task The_clock_is_unknown_until_the_gateway_has_signed_and_is_the_gateways_from_then_on()
    {
        await using Site site = await StartedAsync();
        await using GatewayEars ears = await site.ListenAsync(clockOffset: TimeSpan.FromHours(5));
        await site.Controller.SendEventAsync(1);
        await Eventually.True(() => ears.Events.Count == 1);
        await site.Controller.SendEventAsync(2);
        await Eventually.True(() => ears.Events.Count == 2);
        ulong next = 3;
        while (ears.Of(UpKind.Event).Last().Quality == ClockQuality.Unknown && next < 20)
        {
            await site.Controller.SendEventAsync(next);
            await Eventually.True(() => ears.Events.Count == (int)next);
            next++;
        }
        EnvelopeContent last = ears.Of(UpKind.Event).Last();
        Assert.Equal(ClockQuality.Synchronised, last.Quality);
        double apart = (DateTimeOffset.FromUnixTimeMilliseconds(last.WallMs) - TimeProvider.System.GetUtcNow() - ears.ClockOffset).TotalSeconds;
        Assert.InRange(apart, -60, 60);
        await Eventually.True(() => ears.Of(UpKind.Alarm).Any());
        Assert.Equal(ClockQuality.Unknown, ears.Of(UpKind.Alarm).First().Quality);
    }

    [Fact]
    public async Task The_link_state_follows_the_agent()
    {
        await using Site site = await StartedAsync();
        await using GatewayEars ears = await site.ListenAsync();
        await Eventually.True(() => ears.Of(UpKind.Link).Any() && ears.Of(UpKind.Link).Last().Payload[0] == 1);
        await site.StopAgentAsync();
        await Eventually.True(() => ears.Of(UpKind.Link).Last().Payload[0] == 0);
    }

    [Fact]
    public async Task A_damaged_queue_is_put_aside_told_and_the_journal_is_asked_for_again()
    {
        await using Site site = await StartedAsync();
        for (ulong i = 1; i <= 5; i++) { await site.Controller.SendEventAsync(i); }
        while ((await site.Controller.ReadAsync(ToController.MessageOneofCase.EventsStored)).EventsStored.Sequence < 5) { }
        await site.StopAgentAsync();
        string file = Directory.GetFiles(Path.Combine(site.DataFolder, "queues", "events")).Single();
        byte[] bytes = File.ReadAllBytes(file);
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(file, bytes);

        await using GatewayEars ears = await site.ListenAsync();
        await site.StartAgentAsync();
        await site.Controller.AcceptAsync();
        Assert.Equal(0UL, site.Controller.Hello.LastStoredSequence);
        await Eventually.True(() => ears.Notices.Any(n => n.Code == AgentNotices.OutboxDamaged));
        for (ulong i = 1; i <= 6; i++) { await site.Controller.SendEventAsync(i); }
        await Eventually.True(() => ears.Events.Count == 6);
        Assert.Single(Directory.GetDirectories(Path.Combine(site.DataFolder, "queues"), "events.damaged-*"));
    }

    /// <summary>
    /// The next command on the socket is this one: whatever was sent before did not get through. It is sent until it comes:
    /// the agent's inbox holds 64 messages, and after a flood the first may still find it full.
    /// </summary>
    private static async Task AssertNextIsAsync(Site site, GatewayEars ears, string word)
    {
        Task<string> next = NextAsync(site);
        do { await ears.CommandAsync(Site.Agent, Site.Door, new ToController { CommandRecord = ByteString.CopyFromUtf8(word) }); }
        while (await Task.WhenAny(next, Task.Delay(TimeSpan.FromSeconds(3), TimeProvider.System)) != next);
        Assert.Equal(word, await next);
    }

    private static async Task<string> NextAsync(Site site)
    {
        while (await site.Controller.ReadAsync() is { } message)
        {
            if (message.MessageCase is not (ToController.MessageOneofCase.EventsStored or ToController.MessageOneofCase.KeyList)) { return message.CommandRecord.ToStringUtf8(); }
        }
        return "the agent closed";
    }

    private static void AssertChain(IEnumerable<EnvelopeContent> heard)
    {
        EnvelopeContent[] chain = [.. heard.DistinctBy(c => c.Sequence).OrderBy(c => c.Sequence)];
        for (int i = 1; i < chain.Length; i++)
        {
            Assert.Equal(chain[i - 1].Sequence + 1, chain[i].Sequence);
            Assert.Equal(EnvelopeContent.Hash(chain[i - 1].Encode()), chain[i].Previous);
        }
    }

    private static async Task<Site> StartedAsync()
    {
        Site site = await Site.EnrolledAsync();
        await site.StartAgentAsync();
        await site.Controller.AcceptAsync();
        return site;
    }
}
