using System.Buffers.Binary;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Secure.DoorMessages;
using Secure.Messaging;
using Secure.TestKit;
using Secure.V1;

namespace Secure.EdgeAgent.Tests;

public sealed class RelayTests
{
    private static readonly byte[] Nonce = [.. Enumerable.Range(1, 16).Select(i => (byte)i)];

    [Fact]
    public async Task A_presentation_goes_up_unopened_and_the_grant_comes_down()
    {
        await using Site site = await StartedAsync();
        site.Gateway.Entry = _ => new RequestEntryResponse { Grant = ByteString.CopyFromUtf8("the grant") };

        await site.Controller.SendAsync(Presentation());

        ToController answer = await site.Controller.ReadAsync(ToController.MessageOneofCase.Grant);
        Assert.Equal("the grant", answer.Grant.GrantRecord.ToStringUtf8());
        Assert.Equal("sealed badge", System.Text.Encoding.UTF8.GetString(site.Gateway.Presentations.Single()));
        Assert.Equal("gate-1", site.Gateway.Callers.Single());
    }

    [Fact]
    public async Task A_refusal_names_the_presentation_it_answers()
    {
        await using Site site = await StartedAsync();
        await site.Controller.SendAsync(Presentation());
        ToController answer = await site.Controller.ReadAsync(ToController.MessageOneofCase.EntryRefused);
        Assert.Equal(("no_permission", ByteString.CopyFrom(Nonce)), (answer.EntryRefused.Reason, answer.EntryRefused.Nonce));
    }

    [Fact]
    public async Task Without_a_gateway_an_entry_is_refused_and_with_it_again_it_is_asked()
    {
        await using Site site = await StartedAsync();
        await site.Gateway.StopAsync();
        await site.Controller.SendAsync(Presentation());
        Assert.Equal("unavailable", (await site.Controller.ReadAsync(ToController.MessageOneofCase.EntryRefused)).EntryRefused.Reason);

        await site.Gateway.StartAsync();
        string reason;
        do
        {
            await site.Controller.SendAsync(Presentation());
            reason = (await site.Controller.ReadAsync(ToController.MessageOneofCase.EntryRefused)).EntryRefused.Reason;
        }
        while (reason == "unavailable");
        Assert.Equal("no_permission", reason);
    }

    [Fact]
    public async Task A_journal_event_is_stored_then_told_so_and_reaches_the_gateway_signed_and_unopened()
    {
        await using Site site = await StartedAsync();
        await using GatewayEars ears = await site.ListenAsync();
        await site.Controller.SendEventAsync(1);
        Assert.Equal(1UL, (await site.Controller.ReadAsync(ToController.MessageOneofCase.EventsStored)).EventsStored.Sequence);

        await Eventually.True(() => ears.Events.Count == 1);
        Relayed relayed = ears.Relays(UpKind.Event).First();
        Assert.Equal((Site.Door, 1UL), (relayed.Controller, relayed.Sequence));
        Assert.Equal(FakeController.Record(1), relayed.Bytes);
        Assert.Empty(ears.Faults);
    }

    [Fact]
    public async Task The_gateway_is_told_how_the_agent_does_and_a_controllers_own_word_goes_up_unopened()
    {
        await using Site site = await StartedAsync();
        await using GatewayEars ears = await site.ListenAsync();
        Assert.True(site.Controller.Hello.TakesStatus);
        await Eventually.True(() => ears.Of(UpKind.Link).Any());
        ears.Acknowledges = false;
        await site.Controller.SendEventAsync(1);
        await site.Controller.SendAsync(new FromController { StatusRecord = ByteString.CopyFromUtf8("its own word") });

        await Eventually.True(() => ears.Of(UpKind.Reply).Any(c => c.Kind == PayloadKind.ControllerStatus));
        Assert.True(Relayed.TryDecode(ears.Of(UpKind.Reply).First(c => c.Kind == PayloadKind.ControllerStatus).Payload, out Relayed? relayed));
        Assert.Equal((Site.Door, "its own word"), (relayed.Controller, System.Text.Encoding.UTF8.GetString(relayed.Bytes)));
        // It tells at its start and every ten seconds: the event is in the next one. It names the doors with a camera.
        await Eventually.True(() => ears.Of(UpKind.Reply).Any(c => c.Kind == PayloadKind.AgentStatus && AgentStatus.TryDecode(c.Payload, out AgentStatus? status)
            && status.EventsWaiting >= 1 && status.Version.Length > 0 && status.FullestPercent <= 100 && status.Cameras is [{ Text: "archive" }]));
        Assert.Empty(ears.Faults);
    }

    [Fact]
    public async Task An_alarm_does_not_wait_behind_the_backlog()
    {
        await using Site site = await StartedAsync();
        await using GatewayEars ears = await site.ListenAsync();
        ears.Acknowledges = false;
        for (ulong i = 1; i <= 300; i++) { await site.Controller.SendEventAsync(i); }
        await site.Controller.SendEventAsync(301, alarm: true);

        await Eventually.True(() => ears.Relays(UpKind.Alarm).Any(r => r.Sequence == 301));
        Assert.True(ears.Events.Count <= 64);
        ears.Acknowledges = true;
        await Eventually.True(() => ears.Events.Count == 301);
        Assert.Equal(Enumerable.Range(1, 301).Select(i => (ulong)i), ears.Events);
    }

    [Fact]
    public async Task A_heartbeat_becomes_the_retained_state_of_its_controller()
    {
        await using Site site = await StartedAsync();
        await using (GatewayEars ears = await site.ListenAsync())
        {
            await Eventually.True(() => ears.Of(UpKind.Link).Any());
            await site.Controller.SendAsync(new FromController { HeartbeatRecord = ByteString.CopyFromUtf8("alive") });
            await Eventually.True(() => ears.Relays(UpKind.State).Any());
        }
        await using GatewayEars late = await site.ListenAsync();
        await Eventually.True(() => late.Heard.Any(h => h.Topic.Kind == UpKind.State));
        (UpTopic topic, Envelope envelope, bool retained) = late.Heard.First(h => h.Topic.Kind == UpKind.State);
        Assert.True(retained);
        Assert.Equal(Site.Door, topic.Source);
        Assert.Equal("alive", System.Text.Encoding.UTF8.GetString(late.Relays(UpKind.State).First().Bytes));
        Assert.NotEqual(0, envelope.Content.MonotonicNs);
    }

    [Fact]
    public async Task A_nonce_goes_up_as_a_reply()
    {
        await using Site site = await StartedAsync();
        await using GatewayEars ears = await site.ListenAsync();
        await Eventually.True(() => ears.Of(UpKind.Link).Any());
        await site.Controller.SendAsync(new FromController { NonceRecord = ByteString.CopyFromUtf8("nonce") });
        await Eventually.True(() => ears.Relays(UpKind.Reply).Any(r => r.Controller == Site.Door));
    }

    [Fact]
    public async Task A_controllers_enrolment_is_carried_and_its_answer_too()
    {
        await using Site site = await StartedAsync();
        await site.Controller.SendAsync(new FromController { EnrollmentRecord = ByteString.CopyFromUtf8("please") });
        Assert.Contains("no such code", (await site.Controller.ReadAsync(ToController.MessageOneofCase.EnrollmentRefused)).EnrollmentRefused.Reason, StringComparison.Ordinal);

        site.Gateway.ControllerEnrolment = record => new EnrollResponse { Accepted = ByteString.CopyFromUtf8("accepted " + record.ToStringUtf8()) };
        await site.Controller.SendAsync(new FromController { EnrollmentRecord = ByteString.CopyFromUtf8("please") });
        Assert.Equal("accepted please", (await site.Controller.ReadAsync(ToController.MessageOneofCase.AcceptedRecord)).AcceptedRecord.ToStringUtf8());
    }

    [Fact]
    public async Task A_controller_that_asks_twice_is_enrolled_once_and_never_told_that_its_used_code_is_bad()
    {
        await using Site site = await StartedAsync();
        int asked = 0;
        site.Gateway.ControllerEnrolment = _ => Interlocked.Increment(ref asked) == 1
            ? new EnrollResponse { Accepted = ByteString.CopyFromUtf8("accepted") }
            : throw new RpcException(new Status(StatusCode.PermissionDenied, "used"));
        for (int i = 0; i < 3; i++) { await site.Controller.SendAsync(new FromController { EnrollmentRecord = ByteString.CopyFromUtf8("please") }); }
        Assert.Equal(ToController.MessageOneofCase.AcceptedRecord, (await site.Controller.ReadAsync())!.MessageCase);
        await site.Controller.SendAsync(new FromController { EnrollmentRecord = ByteString.CopyFromUtf8("please") });
        await site.Controller.SendEventAsync(1);
        Assert.Equal(ToController.MessageOneofCase.EventsStored, (await site.Controller.ReadAsync())!.MessageCase);
        Assert.Equal(1, asked);
    }

    [Fact]
    public async Task A_controller_gets_the_newest_key_list_at_once_and_every_newer_one()
    {
        await using Site site = await Site.EnrolledAsync();
        site.Controller.KeyListNumber = 0;
        await site.StartAgentAsync();
        await site.Controller.AcceptAsync();
        Assert.Equal(site.Gateway.SignedKeyList, (await site.Controller.ReadAsync(ToController.MessageOneofCase.KeyList)).KeyList.ToByteArray());

        await site.StopAgentAsync();
        site.Gateway.SignedKeyList = site.Gateway.KeyListOf(2);
        site.Controller.KeyListNumber = 1;
        await site.StartAgentAsync();
        await site.Controller.AcceptAsync();
        Assert.Equal(site.Gateway.SignedKeyList, (await site.Controller.ReadAsync(ToController.MessageOneofCase.KeyList)).KeyList.ToByteArray());
    }

    [Fact]
    public async Task A_controller_that_comes_back_is_told_where_the_journal_stands_and_one_with_a_new_key_begins_anew()
    {
        await using Site site = await StartedAsync();
        for (ulong i = 1; i <= 5; i++) { await site.Controller.SendEventAsync(i); }
        while ((await site.Controller.ReadAsync(ToController.MessageOneofCase.EventsStored)).EventsStored.Sequence < 5) { }
        await site.Controller.AcceptAgainAsync();
        Assert.Equal(5UL, site.Controller.Hello.LastStoredSequence);

        site.Controller.Key = new byte[32];
        await site.Controller.AcceptAgainAsync();
        Assert.Equal(0UL, site.Controller.Hello.LastStoredSequence);
    }

    [Fact]
    public async Task The_gateway_is_told_when_a_controller_goes_and_comes()
    {
        await using Site site = await StartedAsync();
        await using GatewayEars ears = await site.ListenAsync();
        await Eventually.True(() => ears.Notices.Any(n => n.Code == AgentNotices.ControllerConnected && n.About == "door-1"));
        await site.Controller.StopAsync();
        await Eventually.True(() => ears.Notices.Any(n => n.Code == AgentNotices.ControllerLost && n.About == "door-1"));
        site.Controller.Listen();
        await site.Controller.AcceptAsync();
    }

    [Fact]
    public async Task An_agent_that_is_told_to_stop_in_the_middle_of_a_question_ends_without_a_fault()
    {
        await using Site site = await StartedAsync();
        await Eventually.True(() => site.Gateway.SensorsAsked > 0);
        BackgroundService[] parts = [.. site.Services.GetServices<IHostedService>().OfType<BackgroundService>()];
        await site.StopAgentAsync();
        Assert.NotEmpty(parts);
        Assert.All(parts, p => Assert.False(p.ExecuteTask?.IsFaulted, $"{p.GetType().Name}: {p.ExecuteTask?.Exception}"));
    }

    public static TheoryData<string> Misbehaviours => ["second hello", "nothing inside", "too long", "no protobuf", "record too long", "empty record", "not the hello first", "another id"];

    [Theory]
    [MemberData(nameof(Misbehaviours))]
    public async Task A_controller_that_breaks_the_protocol_is_disconnected_told_of_and_may_come_back(string what)
    {
        await using Site site = await Site.EnrolledAsync();
        await using GatewayEars ears = await site.ListenAsync();
        await site.StartAgentAsync();
        if (what == "not the hello first") { await site.Controller.AcceptSilentlyAsync(); await site.Controller.SendEventAsync(1); }
        else if (what == "another id") { await site.Controller.AcceptAsync(asId: "door-2"); }
        else
        {
            await site.Controller.AcceptAsync();
            await site.Controller.Raw.WriteAsync(Hostile(what));
        }

        Assert.True(await site.Controller.IsClosedAsync());
        await Eventually.True(() => ears.Notices.Any(n => n.Code == AgentNotices.ControllerMisbehaved));
        Assert.Empty(ears.Events);
        await site.Controller.AcceptAsync();
    }

    private static byte[] Hostile(string what)
    {
        byte[] body = what switch
        {
            "second hello" => new FromController { Hello = new ControllerHello { Controller = "door-1" } }.ToByteArray(),
            "record too long" => new FromController { JournalEvent = new JournalEvent { Sequence = 1, EventRecord = ByteString.CopyFrom(new byte[8193]) } }.ToByteArray(),
            "empty record" => new FromController { HeartbeatRecord = ByteString.Empty }.ToByteArray(),
            "no protobuf" => [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF],
            _ => [],
        };
        byte[] head = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(head, what == "too long" ? Framing.LengthMax + 1 : body.Length);
        return [.. head, .. body];
    }

    private static FromController Presentation() => new()
    {
        Presentation = new PresentationDelivery { PresentationRecord = ByteString.CopyFromUtf8("sealed badge"), Nonce = ByteString.CopyFrom(Nonce) },
    };

    private static async Task<Site> StartedAsync()
    {
        Site site = await Site.EnrolledAsync();
        await site.StartAgentAsync();
        await site.Controller.AcceptAsync();
        return site;
    }
}
