using System.Net;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Secure.Contracts;
using Secure.DoorMessages;
using Secure.Gateway.Audit;
using Secure.Gateway.Decisions.Site;
using Secure.Gateway.Doors;
using Secure.Gateway.Doors.Details;
using Secure.Gateway.Grpc;
using Secure.Gateway.Spine;
using Secure.Gateway.Storage;
using Secure.Grants;
using Secure.V1;
using Secure.Vocabulary;
using Record = Secure.Grants.Record;

namespace Secure.Gateway.Tests.Doors;

public sealed class ServiceTests : IAsyncLifetime
{
    private static readonly Metadata AsOfficer = new() { { "test-caller", "officer" } };

    private readonly OfficerSession _officer = new();
    private readonly AskedApprovals _approvals = new();
    private DoorsRig _rig = null!;
    private WebApplication _app = null!;
    private GrpcChannel _channel = null!;

    private static CancellationToken Limit => TestContext.Current.CancellationToken;

    private V1.Doors.DoorsClient Doors => new(_channel);

    private V1.Presence.PresenceClient Presence => new(_channel);

    public async ValueTask InitializeAsync()
    {
        _rig = await DoorsRig.StartAsync();
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0, l => l.Protocols = HttpProtocols.Http2));
        builder.Services.AddSingleton<TimeProvider>(_rig.Clock).AddSingleton<ISite>(_rig.Site).AddSingleton(_rig.Proofs).AddSingleton(_rig.Commands).AddSingleton<OfficerOrders>().AddSingleton(_rig.Services.GetRequiredService<BreakGlassBook>()).AddSingleton<BreakGlassMaker>().AddSingleton<IAudit>(_rig.Audit).AddSingleton<IApprovals>(_approvals).AddSingleton(new ReaderInstalls(_rig.Commands, _approvals, _rig.Audit)).AddSingleton(_rig.Board).AddSingleton(_rig.Presence);
        builder.Services.AddSingleton(_rig.Services.GetRequiredService<IStore>()).AddSingleton<AuditReads>().AddSingleton<DoorHistory>().AddSingleton(ActivatorUtilities.CreateInstance<JournalGaps>(_rig.Services, _approvals)).AddSingleton(ActivatorUtilities.CreateInstance<ClockSettings>(_rig.Services, _approvals));
        builder.Services.AddSingleton(_officer).AddSingleton<ICallers, OfficerCallers>();
        builder.Services.AddSecureGrpc();
        _app = builder.Build();
        _app.MapSecureGrpc();
        _app.MapDoors();
        await _app.StartAsync();
        _channel = GrpcChannel.ForAddress(_app.Urls.Single());
    }

    public async ValueTask DisposeAsync()
    {
        _channel.Dispose();
        await _app.DisposeAsync();
        await _rig.DisposeAsync();
        _officer.Dispose();
    }

    [Fact]
    public async Task An_agent_asks_and_brings_back_a_grant_or_a_reason_in_words()
    {
        Metadata agent = new() { { "test-caller", "agent-02" } };

        RequestEntryResponse granted = await Doors.RequestEntryAsync(Ask(_rig.Safe.Present("vault", "vault-in", DoorsRig.Zhang)), agent, cancellationToken: Limit);
        RequestEntryResponse refused = await Doors.RequestEntryAsync(Ask(_rig.Safe.Present("vault", "vault-in", DoorsRig.Stranger)), agent, cancellationToken: Limit);

        Assert.True(Record.TryVerify(granted.Grant.Span, [_rig.Keys.Grant.PublicKey], out Grant? _));
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
        Assert.Equal(0, await _rig.CountAsync("door.command"));
    }

    [Fact]
    public async Task An_unlock_answers_with_what_the_door_did_and_how_it_stands()
    {
        _rig.Safe.Doors.Add(new DoorReport(DoorId.Parse("vault"), Vocabulary.DoorMode.Secured, Vocabulary.LockState.Locked, Vocabulary.LeafState.Closed));
        await _rig.TakeAsync(_rig.Safe.Beat());
        List<Command> commands = Peers.Obey(_rig, _rig.Safe);

        DoorResult result = (await Doors.UnlockAsync(new UnlockRequest { Door = "vault", Reason = "because", Hold = new Duration { Seconds = 3 } }, AsOfficer, cancellationToken: Limit)).Result;

        Assert.Equal((true, "vault", LinkState.Online), (result.Done, result.Door, result.State.Link));
        Assert.Equal(3000u, Assert.Single(commands).HoldMs);
    }

    [Fact]
    public async Task Readers_get_their_keys_only_when_a_second_officer_has_approved_and_both_stand_in_the_log()
    {
        List<Command> commands = Peers.Obey(_rig, _rig.Safe);
        InstallReadersRequest request = new() { Door = "vault", Reason = "new readers" };
        _approvals.Given = false;

        Assert.Equal("approval_required", await CodeAsync(Doors.InstallReadersAsync(request, AsOfficer)));
        Assert.Empty(commands);
        _approvals.Given = true;
        DoorResult result = (await Doors.InstallReadersAsync(request, AsOfficer, cancellationToken: Limit)).Result;

        Assert.True(result.Done);
        Assert.Equal(Vocabulary.DoorCommand.InstallReaders, Assert.Single(commands).Order);
        Assert.Equal((1, 1), (await _rig.CountAsync("door.install_window"), await _rig.CountAsync("door.command")));
    }

    [Fact]
    public async Task A_lockdown_of_the_site_tells_of_each_door_what_became_of_it()
    {
        Peers.Obey(_rig, _rig.Safe);
        Peers.Obey(_rig, _rig.House, DoorEventKind.CommandRefused, "lock_jammed");

        LockdownResponse answer = await Doors.LockdownAsync(new LockdownRequest { Site = true, Reason = "because" }, AsOfficer, cancellationToken: Limit);

        Assert.Equal(
            [("archive", false, "lock_jammed"), ("lobby", false, "lock_jammed"), ("vault", true, "")],
            answer.Results.Select(r => (r.Door, r.Done, r.Reason)).OrderBy(r => r.Door, StringComparer.Ordinal));
        Assert.Equal(3, await _rig.CountAsync("door.command"));
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
        List<Command> commands = Peers.Obey(_rig, _rig.Safe);

        CommandDoorsResponse answer = await Doors.CommandAsync(new CommandDoorsRequest { Door = "vault", Order = order, Level = level, Reason = "because" }, AsOfficer, cancellationToken: Limit);

        Assert.Equal([("vault", true)], answer.Results.Select(r => (r.Door, r.Done)));
        Assert.Equal(as_, Assert.Single(commands).Order);
        Assert.Empty(_approvals.Asked);
        Assert.Equal(1, await _rig.CountAsync("door.commands"));
    }

    [Fact]
    public async Task A_floors_order_covers_the_doors_of_its_rooms_and_tells_of_one_that_is_offline()
    {
        SiteSnapshot now = _rig.Site.Current;
        _rig.Site.Replace(now with { Rooms = now.Rooms.ToDictionary(r => r.Key, r => r.Value with { Floor = r.Key.Text == "vault" ? "b1" : "f1" }) });
        Peers.Obey(_rig, _rig.House);
        async Task<string> Order(CommandDoorsRequest request) => string.Join(' ', (await Doors.CommandAsync(new CommandDoorsRequest(request) { Order = DoorOrder.Unlock, Reason = "because" }, AsOfficer, cancellationToken: Limit))
            .Results.Select(r => r.Door + ":" + (r.Done ? "done" : r.Reason)).Order(StringComparer.Ordinal));
        _rig.Clock.Advance(TimeSpan.FromSeconds(16));
        await _rig.TakeAsync(_rig.House.Beat());

        Assert.Equal("vault:offline", await Order(new CommandDoorsRequest { Floor = "b1" }));
        Assert.Equal("archive:done lobby:done vault:offline", await Order(new CommandDoorsRequest { Floor = "f1" }));
        Assert.Equal("archive:done", await Order(new CommandDoorsRequest { Room = "archive" }));
        Assert.Equal("unknown_door", await CodeAsync(Doors.CommandAsync(new CommandDoorsRequest { Floor = "f9", Order = DoorOrder.Lock, Reason = "because" }, AsOfficer)));
    }

    [Fact]
    public async Task To_unlock_more_than_one_door_takes_a_second_officer()
    {
        Peers.Obey(_rig, _rig.House);
        _approvals.Given = false;
        CommandDoorsRequest request = new() { Room = "archive", Order = DoorOrder.Unlock, Reason = "because" };

        Assert.Equal("approval_required", await CodeAsync(Doors.CommandAsync(request, AsOfficer)));
        Assert.Equal(0, await _rig.CountAsync("door.command"));
        Assert.Equal([OfficerAction.UnlockDoors], _approvals.Asked);
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
        Peers.Obey(_rig, _rig.Safe);
        Peers.Obey(_rig, _rig.House);
        async Task<string> Doors(string room) => string.Join(' ', (await this.Doors.LockdownAsync(new LockdownRequest { Room = room, Reason = "because" }, AsOfficer, cancellationToken: Limit)).Results.Select(r => r.Door).Order(StringComparer.Ordinal));

        Assert.Equal("vault", await Doors("vault"));
        Assert.Equal("archive lobby vault", await Doors("lobby"));
        Assert.Equal("unknown_door", await CodeAsync(this.Doors.LockdownAsync(new LockdownRequest { Room = "nowhere", Reason = "because" }, AsOfficer)));
    }

    [Fact]
    public async Task A_lockdown_goes_on_when_the_officers_connection_breaks()
    {
        List<Command> commands = Peers.Obey(_rig, _rig.House);
        using CancellationTokenSource breaks = new();
        _rig.Broker.Heard += (_, message) => message.MessageCase == ToController.MessageOneofCase.CommandRecord ? breaks.CancelAsync() : Task.CompletedTask;

        await Assert.ThrowsAsync<RpcException>(async () => await Doors.LockdownAsync(new LockdownRequest { Site = true, Reason = "because" }, AsOfficer, cancellationToken: breaks.Token));

        await TestKit.Eventually.True(() => commands.Count == 2);
        Assert.Equal(["archive", "lobby"], commands.Select(c => c.Door.Text).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_watcher_sees_every_door_then_each_change_and_a_sign_of_life_every_five_seconds()
    {
        using AsyncServerStreamingCall<WatchDoorsResponse> call = Doors.Watch(new WatchDoorsRequest(), AsOfficer, cancellationToken: Limit);
        Assert.Equal(["archive", "lobby", "vault"], (await NextAsync(call)).Doors.Select(d => d.Door));

        _rig.Clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Empty((await NextAsync(call)).Doors);

        _rig.Safe.Doors.Add(new DoorReport(DoorId.Parse("vault"), Vocabulary.DoorMode.Blocked, Vocabulary.LockState.Locked, Vocabulary.LeafState.Closed));
        await _rig.TakeAsync(_rig.Safe.Beat());
        DoorState vault = Assert.Single((await NextAsync(call)).Doors);
        Assert.Equal(("vault", V1.DoorMode.Blocked, LinkState.Online), (vault.Door, vault.Mode, vault.Link));

        for (int i = 0; i < 3; i++) { _rig.Clock.Advance(TimeSpan.FromSeconds(5)); Assert.Empty((await NextAsync(call)).Doors); }
        _rig.Clock.Advance(TimeSpan.FromSeconds(5));
        DoorState stale = Assert.Single((await NextAsync(call)).Doors);
        Assert.Equal(("vault", V1.DoorMode.Unspecified, LinkState.Unknown, V1.LockState.Unknown), (stale.Door, stale.Mode, stale.Link, stale.Lock));
    }

    [Fact]
    public async Task A_watch_of_one_door_tells_of_no_other_and_an_unknown_one_is_refused()
    {
        using AsyncServerStreamingCall<WatchDoorsResponse> call = Doors.Watch(new WatchDoorsRequest { Doors = { "vault" } }, AsOfficer, cancellationToken: Limit);
        Assert.Equal("vault", Assert.Single((await NextAsync(call)).Doors).Door);
        using AsyncServerStreamingCall<WatchDoorsResponse> unknown = Doors.Watch(new WatchDoorsRequest { Doors = { "nowhere" } }, AsOfficer, cancellationToken: Limit);
        Assert.Equal("unknown_door", (await Assert.ThrowsAsync<RpcException>(() => unknown.ResponseStream.MoveNext(Limit))).ToRefusal()?.Code);
    }

    [Fact]
    public async Task Watches_end_with_the_session()
    {
        using AsyncServerStreamingCall<WatchDoorsResponse> doors = Doors.Watch(new WatchDoorsRequest(), AsOfficer, cancellationToken: Limit);
        using AsyncServerStreamingCall<WatchPresenceResponse> presence = Presence.Watch(new WatchPresenceRequest(), AsOfficer, cancellationToken: Limit);
        await NextAsync(doors);
        await NextAsync(presence);

        _officer.End();

        Assert.Equal(StatusCode.Unauthenticated, (await Assert.ThrowsAsync<RpcException>(() => doors.ResponseStream.MoveNext(Limit))).StatusCode);
        Assert.Equal(StatusCode.Unauthenticated, (await Assert.ThrowsAsync<RpcException>(() => presence.ResponseStream.MoveNext(Limit))).StatusCode);
    }

    [Fact]
    public async Task Who_watches_a_room_sees_people_come_and_learns_where_they_went()
    {
        using AsyncServerStreamingCall<WatchPresenceResponse> call = Presence.Watch(new WatchPresenceRequest { Room = "vault" }, AsOfficer, cancellationToken: Limit);
        Assert.Empty((await NextAsync(call)).Persons);

        await _rig.EnterAsync(_rig.Safe, "vault", "vault-in", DoorsRig.Zhang);
        PersonPresence came = Assert.Single((await NextAsync(call)).Persons);
        Assert.Equal(("zhang-wei", "vault", V1.PresenceState.Present, "entered"), (came.Person, came.Room, came.State, came.Cause));

        await _rig.EnterAsync(_rig.Safe, "vault", "vault-out", DoorsRig.Zhang);
        PersonPresence went = Assert.Single((await NextAsync(call)).Persons);
        Assert.Equal(("zhang-wei", "lobby", "left"), (went.Person, went.Room, went.Cause));

        _rig.Clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Empty((await NextAsync(call)).Persons);
        Assert.Equal("zhang-wei", Assert.Single((await Presence.ListAsync(new ListPresenceRequest { Room = "lobby" }, AsOfficer, cancellationToken: Limit)).Persons).Person);
        Assert.Empty((await Presence.ListAsync(new ListPresenceRequest { Room = "vault" }, AsOfficer, cancellationToken: Limit)).Persons);
        Assert.Equal("unknown_room", await CodeAsync(Presence.ListAsync(new ListPresenceRequest { Room = "nowhere" }, AsOfficer)));
    }

    [Fact]
    public async Task A_door_tells_whom_its_rules_let_in_when_and_how()
    {
        DescribeDoorResponse vault = await Doors.DescribeAsync(new DescribeDoorRequest { Door = "vault" }, AsOfficer, cancellationToken: Limit);

        DoorRule rule = Assert.Single(vault.Rules);
        Assert.Equal(("leads-enter-the-vault", "project-lead security-officer", 0), (rule.Name, string.Join(' ', rule.Posts), rule.Persons.Count));
        Assert.Equal(("always", "1 2 3 4 5 6 7", "00:00", "24:00"), (vault.Hours.Schedule, string.Join(' ', vault.Hours.Spans[0].Days), vault.Hours.Spans[0].From, vault.Hours.Spans[0].To));
        Assert.Equal(["vault-in False", "vault-out True"], vault.Readers.Select(r => $"{r.Reader} {r.Inside}"));
        Assert.Equal(([V1.Factor.Badge], false, null), (vault.Entry, vault.Offline, vault.FreeHours));
        Assert.Equal("unknown_door", await CodeAsync(Doors.DescribeAsync(new DescribeDoorRequest { Door = "nowhere" }, AsOfficer)));
    }

    [Fact]
    public async Task What_happened_at_a_door_is_told_newest_first_and_whoever_asks_is_recorded_before()
    {
        await _rig.EnterAsync(_rig.Safe, "vault", "vault-in", DoorsRig.Zhang);
        await _rig.AskAsync(_rig.Safe, "vault", "vault-in", DoorsRig.Stranger);
        await _rig.Audit.RecordAsync(new AuditEvent("clip.kept") { Door = "vault", Evidence = [Enumerable.Repeat((byte)0xAB, 32).ToArray()] }, Limit);
        DoorHistoryResponse kept = await Doors.HistoryAsync(new DoorHistoryRequest { Door = "vault", PageSize = 1 }, AsOfficer, cancellationToken: Limit);
        Assert.Equal(("clip.kept", string.Concat(Enumerable.Repeat("ab", 32))), (kept.Happenings.Single().Kind, kept.Happenings.Single().Evidence.Single()));
        await _rig.AskAsync(_rig.Safe, "vault", "vault-in", DoorsRig.Stranger);
        DoorHistoryResponse first = await Doors.HistoryAsync(new DoorHistoryRequest { Door = "vault", PageSize = 1 }, AsOfficer, cancellationToken: Limit);
        DoorHistoryResponse rest = await Doors.HistoryAsync(new DoorHistoryRequest { Door = "vault", PageToken = first.NextPageToken }, AsOfficer, cancellationToken: Limit);

        DoorHappening refused = Assert.Single(first.Happenings);
        Assert.Equal(("entry.denied", "deny", "badge_unknown"), (refused.Kind, refused.Decision, Assert.Single(refused.Reasons)));
        Assert.Contains(rest.Happenings, h => h is { Kind: "entry.granted", Person: "zhang-wei" });
        Assert.Contains(rest.Happenings, h => h is { Event: "Opened", Person: "zhang-wei" });
        Assert.Equal(rest.Happenings.Select(h => h.LogIndex).OrderDescending(), rest.Happenings.Select(h => h.LogIndex));
        Assert.DoesNotContain((await Doors.HistoryAsync(new DoorHistoryRequest { Door = "archive" }, AsOfficer, cancellationToken: Limit)).Happenings, h => h.Kind.StartsWith("entry.", StringComparison.Ordinal));
        Assert.Equal(4, await _rig.CountAsync(AuditKinds.AuditRead));

        _rig.Audit.Broken = true;
        Assert.Equal("record_unavailable", await CodeAsync(Doors.HistoryAsync(new DoorHistoryRequest { Door = "vault" }, AsOfficer)));
        foreach (DoorHistoryRequest bad in new DoorHistoryRequest[] { new() { Door = "vault", PageSize = 201 }, new() { Door = "vault", PageToken = "x" } }) { Assert.Equal("malformed", await CodeAsync(Doors.HistoryAsync(bad, AsOfficer))); }
    }

    private static RequestEntryRequest Ask(byte[] presentation) => new() { Presentation = ByteString.CopyFrom(presentation) };

    private static async Task<string?> CodeAsync<T>(AsyncUnaryCall<T> call) => (await Assert.ThrowsAsync<RpcException>(async () => await call)).ToRefusal()?.Code;

    private static async Task<T> NextAsync<T>(AsyncServerStreamingCall<T> call) => await call.ResponseStream.MoveNext(Limit) ? call.ResponseStream.Current : throw new EndOfStreamException();

    /// <summary>Believes the metadata, as long as the session lives: who calls is another slice's work.</summary>
    private sealed class OfficerCallers(OfficerSession officer) : ICallers
    {
        public Caller Of(ServerCallContext context) => context.RequestHeaders.GetValue("test-caller") switch
        {
            null => new Caller(null, null, IPAddress.Loopback),
            "officer" => new Caller(null, officer.Ended.IsCancellationRequested ? null : officer, IPAddress.Loopback),
            string agent => new Caller(new CallerCertificate(CertificateKind.Agent, agent, "00", "00", Expired: false), null, IPAddress.Loopback),
        };

        public Spine.ISession RequireSession(ServerCallContext context) =>
            Of(context).Session ?? throw new RefusedException(new Refusal(StatusCode.Unauthenticated, "no_session", new Vocabulary.Sentence("未登录", "no session")));

        public Spine.ISession RequireRight(ServerCallContext context, OfficerAction action) => RequireSession(context);
    }
}

/// <summary>Another officer, who says yes at once, or has not said anything yet.</summary>
internal sealed class AskedApprovals : IApprovals
{
    public bool Given { get; set; } = true;

    public List<OfficerAction> Asked { get; } = [];

    public Task<Approved> RequireAsync(Spine.ISession requester, OfficerAction action, IMessage request, Vocabulary.Sentence what, string why, CancellationToken cancellation)
    {
        Asked.Add(action);
        return Given
            ? Task.FromResult(new Approved("a-1", Vocabulary.PersonId.Parse("li-admin"), new Storage.RowWrite(CommandNumbers.Table, "approval", new byte[8])))
            : throw new RefusedException(new Refusal(StatusCode.FailedPrecondition, "approval_required", new Vocabulary.Sentence("须另一人批准", "another officer must approve")));
    }
}
