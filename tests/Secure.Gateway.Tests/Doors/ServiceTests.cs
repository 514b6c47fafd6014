using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Secure.DoorMessages;
using Secure.Gateway.Decisions.Site;
using Secure.Gateway.Spine;
using Secure.Grants;
using Secure.V1;
using Secure.Vocabulary;
using Record = Secure.Grants.Record;

namespace Secure.Gateway.Tests.Doors;

public sealed class ServiceTests : DoorCallTests
{
    [Fact]
    public async Task An_agent_asks_and_brings_back_a_grant_or_a_reason_in_words()
    {
        Metadata agent = new() { { "test-caller", "agent-02" } };

        RequestEntryResponse granted = await Doors.RequestEntryAsync(Ask(Rig.Safe.Present("vault", "vault-in", DoorsRig.Zhang)), agent, cancellationToken: Limit);
        RequestEntryResponse refused = await Doors.RequestEntryAsync(Ask(Rig.Safe.Present("vault", "vault-in", DoorsRig.Stranger)), agent, cancellationToken: Limit);

        Assert.True(Record.TryVerify(granted.Grant.Span, [Rig.Keys.Grant.PublicKey], out Grant? _));
        Assert.Equal(("badge_unknown", "拒绝：门禁卡未登记"), (refused.Refused.Reason, refused.Refused.Text.Zh));
    }

    [Fact]
    public async Task Only_a_device_may_ask_for_entry_and_only_with_a_record_that_can_be_one()
    {
        Assert.Equal("device_certificate_required", await CodeAsync(Doors.RequestEntryAsync(new RequestEntryRequest(), AsOfficer)));
        Assert.Equal("malformed", await CodeAsync(Doors.RequestEntryAsync(Ask(new byte[4097]), new Metadata { { "test-caller", "agent-02" } })));
    }

    [Fact]
    public async Task Only_an_officer_watches_commands_and_lists()
    {
        Assert.Equal("no_session", await CodeAsync(Doors.UnlockAsync(new UnlockRequest())));
        Assert.Equal("no_session", await CodeAsync(Doors.LockdownAsync(new LockdownRequest())));
        Assert.Equal("no_session", await CodeAsync(Doors.DescribeAsync(new DescribeDoorRequest { Door = "vault" })));
        Assert.Equal("no_session", await CodeAsync(Doors.HistoryAsync(new DoorHistoryRequest { Door = "vault" })));
        Assert.Equal("no_session", await CodeAsync(Presence.ListAsync(new ListPresenceRequest())));
        foreach (AsyncServerStreamingCall<WatchDoorsResponse> call in new[] { Doors.Watch(new WatchDoorsRequest()) })
        {
            RpcException refused = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(Limit));
            Assert.Equal(StatusCode.Unauthenticated, refused.StatusCode);
        }
    }

    [Fact]
    public async Task Commands_need_a_known_door_a_reason_and_a_hold_within_its_range()
    {
        UnlockRequest good = new() { Door = "vault", Reason = "because" };
        Assert.Equal("unknown_door", await CodeAsync(Doors.UnlockAsync(new UnlockRequest(good) { Door = "nowhere" }, AsOfficer)));
        Assert.Equal("unknown_door", await CodeAsync(Doors.UnlockAsync(new UnlockRequest(good) { Door = "No Id" }, AsOfficer)));
        foreach (string reason in new[] { "", "  ", new string('汉', 86) }) { Assert.Equal("malformed", await CodeAsync(Doors.UnlockAsync(new UnlockRequest(good) { Reason = reason }, AsOfficer))); }
        foreach (Duration hold in new[] { new Duration(), new Duration { Seconds = -1 }, new Duration { Nanos = 1000 }, new Duration { Seconds = 30, Nanos = 1_000_000 } })
        {
            Assert.Equal("malformed", await CodeAsync(Doors.UnlockAsync(new UnlockRequest(good) { Hold = hold }, AsOfficer)));
        }
        Assert.Equal("unknown_door", await CodeAsync(Doors.LockdownAsync(new LockdownRequest { Reason = "because" }, AsOfficer)));
        Assert.Equal("unknown_door", await CodeAsync(Doors.LockdownAsync(new LockdownRequest { Reason = "because", Site = false }, AsOfficer)));
        Assert.Equal(0, await Rig.CountAsync("door.command"));
    }

    [Fact]
    public async Task An_unlock_answers_with_what_the_door_did_and_how_it_stands()
    {
        Rig.Safe.Doors.Add(new DoorReport(DoorId.Parse("vault"), Vocabulary.DoorMode.Secured, Vocabulary.LockState.Locked, Vocabulary.LeafState.Closed));
        await Rig.TakeAsync(Rig.Safe.Beat());
        List<Command> commands = Peers.Obey(Rig, Rig.Safe);

        DoorResult result = (await Doors.UnlockAsync(new UnlockRequest { Door = "vault", Reason = "because", Hold = new Duration { Seconds = 3 } }, AsOfficer, cancellationToken: Limit)).Result;

        Assert.Equal((true, "vault", LinkState.Online), (result.Done, result.Door, result.State.Link));
        Assert.Equal(3000u, Assert.Single(commands).HoldMs);
    }

    [Fact]
    public async Task Readers_get_their_keys_only_when_a_second_officer_has_approved_and_both_stand_in_the_log()
    {
        List<Command> commands = Peers.Obey(Rig, Rig.Safe);
        InstallReadersRequest request = new() { Door = "vault", Reason = "new readers" };
        Approvals.Given = false;

        Assert.Equal("approval_required", await CodeAsync(Doors.InstallReadersAsync(request, AsOfficer)));
        Assert.Empty(commands);
        Approvals.Given = true;
        DoorResult result = (await Doors.InstallReadersAsync(request, AsOfficer, cancellationToken: Limit)).Result;

        Assert.True(result.Done);
        Assert.Equal(Vocabulary.DoorCommand.InstallReaders, Assert.Single(commands).Order);
        Assert.Equal((1, 1), (await Rig.CountAsync("door.install_window"), await Rig.CountAsync("door.command")));
    }

    [Fact]
    public async Task A_lockdown_of_the_site_tells_of_each_door_what_became_of_it()
    {
        Peers.Obey(Rig, Rig.Safe);
        Peers.Obey(Rig, Rig.House, DoorEventKind.CommandRefused, "lock_jammed");

        LockdownResponse answer = await Doors.LockdownAsync(new LockdownRequest { Site = true, Reason = "because" }, AsOfficer, cancellationToken: Limit);

        Assert.Equal(
            [("archive", false, "lock_jammed"), ("lobby", false, "lock_jammed"), ("vault", true, "")],
            answer.Results.Select(r => (r.Door, r.Done, r.Reason)).OrderBy(r => r.Door, StringComparer.Ordinal));
        Assert.Equal(3, await Rig.CountAsync("door.command"));
    }

    [Theory]
    [InlineData(DoorOrder.Lock, 0u, DoorCommand.Lock)]
    [InlineData(DoorOrder.Block, 0u, DoorCommand.Block)]
    [InlineData(DoorOrder.Lockdown, 0u, DoorCommand.Lockdown)]
    [InlineData(DoorOrder.Lockdown, 2u, DoorCommand.LockdownTwo)]
    [InlineData(DoorOrder.Lockdown, 3u, DoorCommand.LockdownThree)]
    [InlineData(DoorOrder.Release, 0u, DoorCommand.Release)]
    [InlineData(DoorOrder.Maintenance, 0u, DoorCommand.Maintenance)]
    [InlineData(DoorOrder.Unlock, 0u, DoorCommand.Unlock)]
    public async Task Every_order_reaches_the_door_as_itself(DoorOrder order, uint level, DoorCommand as_)
    {
        List<Command> commands = Peers.Obey(Rig, Rig.Safe);

        CommandDoorsResponse answer = await Doors.CommandAsync(new CommandDoorsRequest { Door = "vault", Order = order, Level = level, Reason = "because" }, AsOfficer, cancellationToken: Limit);

        Assert.Equal([("vault", true)], answer.Results.Select(r => (r.Door, r.Done)));
        Assert.Equal(as_, Assert.Single(commands).Order);
        Assert.Empty(Approvals.Asked);
        Assert.Equal(1, await Rig.CountAsync("door.commands"));
    }

    [Fact]
    public async Task Where_the_log_takes_no_more_in_the_middle_of_an_order_each_door_that_was_done_is_still_told()
    {
        Peers.Obey(Rig, Rig.House);
        Peers.Obey(Rig, Rig.Safe);
        Rig.Audit.BrokenFor = "archive";

        CommandDoorsResponse answer = await Doors.CommandAsync(new CommandDoorsRequest { Site = true, Order = DoorOrder.Lockdown, Reason = "because" }, AsOfficer, cancellationToken: Limit);

        Assert.Equal(
            [("archive", false, "record_unavailable"), ("lobby", true, ""), ("vault", true, "")],
            answer.Results.Select(r => (r.Door, r.Done, r.Reason)).OrderBy(r => r.Door, StringComparer.Ordinal));
        Assert.Equal("record_unavailable", await CodeAsync(Doors.CommandAsync(new CommandDoorsRequest { Door = "archive", Order = DoorOrder.Lock, Reason = "because" }, AsOfficer)));
    }

    [Fact]
    public async Task A_floors_order_covers_the_doors_of_its_rooms_and_tells_of_one_that_is_offline()
    {
        SiteSnapshot now = Rig.Site.Current;
        Rig.Site.Replace(now with { Rooms = now.Rooms.ToDictionary(r => r.Key, r => r.Value with { Floor = r.Key.Text == "vault" ? "b1" : "f1" }) });
        Peers.Obey(Rig, Rig.House);
        async Task<string> Order(CommandDoorsRequest request) => string.Join(' ', (await Doors.CommandAsync(new CommandDoorsRequest(request) { Order = DoorOrder.Unlock, Reason = "because" }, AsOfficer, cancellationToken: Limit))
            .Results.Select(r => r.Door + ":" + (r.Done ? "done" : r.Reason)).Order(StringComparer.Ordinal));
        Rig.Clock.Advance(TimeSpan.FromSeconds(16));
        await Rig.TakeAsync(Rig.House.Beat());

        Assert.Equal("vault:offline", await Order(new CommandDoorsRequest { Floor = "b1" }));
        Assert.Equal("archive:done lobby:done vault:offline", await Order(new CommandDoorsRequest { Floor = "f1" }));
        Assert.Equal("archive:done", await Order(new CommandDoorsRequest { Room = "archive" }));
        Assert.Equal("unknown_door", await CodeAsync(Doors.CommandAsync(new CommandDoorsRequest { Floor = "f9", Order = DoorOrder.Lock, Reason = "because" }, AsOfficer)));
    }

    [Fact]
    public async Task To_unlock_more_than_one_door_takes_a_second_officer()
    {
        Peers.Obey(Rig, Rig.House);
        Approvals.Given = false;
        CommandDoorsRequest request = new() { Room = "archive", Order = DoorOrder.Unlock, Reason = "because" };

        Assert.Equal("approval_required", await CodeAsync(Doors.CommandAsync(request, AsOfficer)));
        Assert.Equal(0, await Rig.CountAsync("door.command"));
        Assert.Equal([OfficerAction.UnlockDoors], Approvals.Asked);
    }

    [Fact]
    public async Task An_order_that_means_nothing_is_refused()
    {
        CommandDoorsRequest good = new() { Door = "vault", Order = DoorOrder.Lock, Reason = "because" };
        foreach (CommandDoorsRequest bad in new[]
        {
            new CommandDoorsRequest(good) { Reason = " " }, new(good) { Level = 1 }, new(good) { Order = DoorOrder.Lockdown, Level = 4 }, new(good) { Order = DoorOrder.Unspecified },
            new(good) { Hold = new Duration { Seconds = 1 } }, new(good) { Order = DoorOrder.Unlock, Hold = new Duration { Seconds = 31 } },
        })
        {
            Assert.Equal("malformed", await CodeAsync(Doors.CommandAsync(bad, AsOfficer)));
        }
        Assert.Equal("unknown_door", await CodeAsync(Doors.CommandAsync(new CommandDoorsRequest(good) { Door = "nowhere" }, AsOfficer)));
        Assert.Equal("unknown_door", await CodeAsync(Doors.CommandAsync(new CommandDoorsRequest { Order = DoorOrder.Lock, Reason = "because" }, AsOfficer)));
    }

    [Fact]
    public async Task A_rooms_lockdown_covers_every_door_to_it()
    {
        Peers.Obey(Rig, Rig.Safe);
        Peers.Obey(Rig, Rig.House);
        async Task<string> Doors(string room) => string.Join(' ', (await this.Doors.LockdownAsync(new LockdownRequest { Room = room, Reason = "because" }, AsOfficer, cancellationToken: Limit)).Results.Select(r => r.Door).Order(StringComparer.Ordinal));

        Assert.Equal("vault", await Doors("vault"));
        Assert.Equal("archive lobby vault", await Doors("lobby"));
        Assert.Equal("unknown_door", await CodeAsync(this.Doors.LockdownAsync(new LockdownRequest { Room = "nowhere", Reason = "because" }, AsOfficer)));
    }

    [Fact]
    public async Task A_lockdown_goes_on_when_the_officers_connection_breaks()
    {
        List<Command> commands = Peers.Obey(Rig, Rig.House);
        using CancellationTokenSource breaks = new();
        Rig.Broker.Heard += (_, message) => message.MessageCase == ToController.MessageOneofCase.CommandRecord ? breaks.CancelAsync() : Task.CompletedTask;

        await Assert.ThrowsAsync<RpcException>(async () => await Doors.LockdownAsync(new LockdownRequest { Site = true, Reason = "because" }, AsOfficer, cancellationToken: breaks.Token));

        await TestKit.Eventually.True(() => commands.Count == 2);
        Assert.Equal(["archive", "lobby"], commands.Select(c => c.Door.Text).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(DoorOrder.Release)]
    [InlineData(DoorOrder.Maintenance)]
    [InlineData(DoorOrder.Unlock)]
    public async Task An_order_that_opens_goes_to_no_other_doors_than_were_shown(DoorOrder order)
    {
        List<Command> commands = Peers.Obey(Rig, Rig.House);
        CommandDoorsRequest request = new() { Room = "archive", Order = order, Reason = "because", Shown = { "lobby" } };

        Assert.Equal("doors_changed", await CodeAsync(Doors.CommandAsync(request, AsOfficer)));

        Assert.Empty(commands);
        Assert.Empty(Approvals.Asked);
    }

    [Fact]
    public async Task An_order_that_secures_goes_to_the_scope_as_it_is()
    {
        Peers.Obey(Rig, Rig.Safe);
        CommandDoorsRequest request = new() { Room = "vault", Order = DoorOrder.Lockdown, Reason = "because", Shown = { "lobby", "archive" } };

        Assert.Equal(["vault"], (await Doors.CommandAsync(request, AsOfficer, cancellationToken: Limit)).Results.Select(r => r.Door));
    }

    [Fact]
    public async Task A_release_goes_to_the_doors_that_were_shown()
    {
        Peers.Obey(Rig, Rig.Safe);
        CommandDoorsRequest request = new() { Room = "vault", Order = DoorOrder.Release, Reason = "because", Shown = { "vault" } };

        Assert.Equal(["vault"], (await Doors.CommandAsync(request, AsOfficer, cancellationToken: Limit)).Results.Select(r => r.Door));
    }

    private static RequestEntryRequest Ask(byte[] presentation) => new() { Presentation = ByteString.CopyFrom(presentation) };
}
