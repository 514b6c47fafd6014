using System.Security.Cryptography;
using Google.Protobuf;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Secure.DoorMessages;
using Secure.Gateway.Decisions;
using Secure.Gateway.Decisions.Site;
using Secure.Gateway.Doors;
using Secure.Grants;
using Secure.Messaging;
using Secure.Vocabulary;
using Record = Secure.Grants.Record;

namespace Secure.Gateway.Tests.Doors;

public sealed class LeaseTests : IAsyncLifetime
{
    private static readonly byte[] Key = SHA256.HashData("lease key"u8);

    private DoorsRig _rig = null!;

    private LeaseIssuer Issuer => _rig.Services.GetRequiredService<LeaseIssuer>();

    public async ValueTask InitializeAsync() => _rig = await DoorsRig.StartAsync();

    public ValueTask DisposeAsync() => _rig.DisposeAsync();

    [Fact]
    public async Task A_controller_that_asks_gets_a_lease_that_names_no_badge_in_plain_and_it_is_on_record()
    {
        Assert.True(await Issuer.AnswerAsync(Ask(_rig.House), CancellationToken.None));

        Lease lease = Leases().Single();
        Assert.Equal((_rig.House.Id, 14_400u, 1), (lease.Controller, lease.LifeSeconds, (int)lease.Parts));
        Assert.Contains(lease.Groups.SelectMany(g => g.Badges), b => b.Hash.SequenceEqual(LeaseKey.HashOf(Key, DoorsRig.Wang)));
        Assert.Equal(["lobby-in"], lease.Groups.SelectMany(g => g.Rights).Select(r => r.Reader.Text).Distinct());
        var entry = (await _rig.EntriesAsync()).Single(e => e.GetProperty("kind").GetString() == LeaseIssuer.Kind);
        Assert.Equal(("door-01", "4", "lobby"), (entry.GetProperty("device").GetString(), entry.GetProperty("details").GetProperty("badges").GetString(), entry.GetProperty("details").GetProperty("doors").GetString()));
    }

    [Fact]
    public async Task A_room_of_tier_three_is_in_no_lease_but_for_leaving()
    {
        await Issuer.AnswerAsync(Ask(_rig.Safe), CancellationToken.None);
        Assert.Equal(["vault-out"], Leases().Single().Groups.SelectMany(g => g.Rights).Select(r => r.Reader.Text).Distinct());
    }

    [Fact]
    public async Task A_question_counts_once_from_the_present_boot_when_it_is_fresh_and_sealed_to_us()
    {
        LeaseRequest asked = Ask(_rig.House);
        Assert.True(await Issuer.AnswerAsync(asked, CancellationToken.None));
        Assert.False(await Issuer.AnswerAsync(asked, CancellationToken.None));
        Assert.False(await Issuer.AnswerAsync(Ask(_rig.House) with { BootId = Token128.NewRandom() }, CancellationToken.None));
        Assert.False(await Issuer.AnswerAsync(Ask(_rig.House) with { SealedKey = [1, 2, 3] }, CancellationToken.None));
        LeaseRequest old = Ask(_rig.House);
        _rig.Clock.Advance(TimeSpan.FromSeconds(31));
        Assert.False(await Issuer.AnswerAsync(old, CancellationToken.None));
        Assert.Single(Leases());
    }

    [Fact]
    public async Task Where_it_cannot_be_recorded_no_lease_leaves()
    {
        _rig.Audit.Broken = true;
        Assert.False(await Issuer.AnswerAsync(Ask(_rig.House), CancellationToken.None));
        Assert.Empty(Leases());
    }

    [Fact]
    public async Task A_question_comes_by_its_own_agent_alone()
    {
        LeaseRequest asked = Ask(_rig.House);
        await _rig.TakeAsync(_rig.Agent2.Reply(_rig.House, asked.Sign(_rig.House.Key), PayloadKind.ControllerLeaseRequest));
        await _rig.TakeAsync(_rig.Agent1.Reply(_rig.House, asked.Sign(_rig.Safe.Key), PayloadKind.ControllerLeaseRequest));
        await _rig.TakeAsync(_rig.Agent1.Reply(_rig.House, Ask(_rig.House).Sign(_rig.House.Key), PayloadKind.ControllerLeaseRequest));
        for (int i = 0; i < 100 && !Leases().Any(); i++) { await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, TestContext.Current.CancellationToken); }
        Assert.NotEqual(asked.Request, Leases().Single().Request);
    }

    [Fact]
    public async Task A_revoked_badge_leaves_the_next_lease_and_the_controllers_are_told_to_ask_within_two_seconds()
    {
        LeaseHints hints = _rig.Services.GetServices<IHostedService>().OfType<LeaseHints>().Single();
        await hints.StartAsync(CancellationToken.None);
        SiteSnapshot now = _rig.Site.Current;
        DateTimeOffset revoked = _rig.Clock.GetUtcNow();
        _rig.Site.Replace(now with { Badges = now.Badges.ToDictionary(b => b.Key, b => b.Value.Number == DoorsRig.Wang ? b.Value with { Active = false } : b.Value, StringComparer.Ordinal) });
        // Real time only lets the other thread run; the gateway's own is what counts.
        for (int i = 0; i < 2_000 && Hints().Count() < 2; i++)
        {
            if (_rig.Clock.GetUtcNow() - revoked < TimeSpan.FromSeconds(1.5)) { _rig.Clock.Advance(TimeSpan.FromMilliseconds(10)); }
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, TestContext.Current.CancellationToken);
        }
        Assert.Equal(["door-01", "door-02"], Hints().Order());
        Assert.True(_rig.Clock.GetUtcNow() - revoked < TimeSpan.FromSeconds(2));

        await Issuer.AnswerAsync(Ask(_rig.House), CancellationToken.None);
        Assert.DoesNotContain(Leases().Single().Groups.SelectMany(g => g.Badges), b => b.Hash.SequenceEqual(LeaseKey.HashOf(Key, DoorsRig.Wang)));
        Assert.Equal("badge_inactive", (await _rig.AskAsync(_rig.House, "lobby", "lobby-in", DoorsRig.Wang)).Refused);
        await hints.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task A_drained_entry_tells_who_it_was_and_begins_no_presence()
    {
        await Issuer.AnswerAsync(Ask(_rig.House), CancellationToken.None);
        Lease lease = Leases().Single();
        string id = LeaseEntry.IdOf(lease.Number, lease.Groups.SelectMany(g => g.Badges).Single(b => b.Hash.SequenceEqual(LeaseKey.HashOf(Key, DoorsRig.Wang))).Handle);
        await _rig.RestartAsync();
        await _rig.TakeAsync(_rig.House.Beat());
        await _rig.TakeAsync(
            _rig.House.Tell(DoorEventKind.EntryOffline, "lobby", "lobby-in", decision: id), _rig.House.Tell(DoorEventKind.Opened, "lobby", "lobby-in", decision: id),
            _rig.House.Tell(DoorEventKind.LinkChanged, reason: "online"));

        var entry = (await _rig.EntriesAsync()).Single(e => e.GetProperty("details").TryGetProperty("event", out var kind) && kind.GetString() == "EntryOffline");
        Assert.Equal(("wang-fang", "true"), (entry.GetProperty("person").GetString(), entry.GetProperty("details").GetProperty("offline").GetString()));
        Assert.Equal(PresenceState.Unknown, _rig.Where(DoorsRig.WangFang).State);
    }

    [Fact]
    public async Task A_controller_that_was_alone_alarms_when_it_tells_so()
    {
        await _rig.TakeAsync(_rig.House.Tell(DoorEventKind.LinkChanged, reason: "degraded"), _rig.House.Tell(DoorEventKind.LinkChanged, reason: "online"));
        Assert.Equal(["door.was_offline"], await _rig.AlarmsAsync());
    }

    [Fact]
    public async Task In_maintenance_the_leaf_alarms_nobody()
    {
        byte[] told = new DoorEvent(
            _rig.House.Id, _rig.House.Boot, 1, (ulong)_rig.House.Journal.Count + 1, DoorEvent.HashOf(_rig.House.Journal[^1]), _rig.House.Time, DoorEventKind.ForcedOpen, DoorId.Parse("lobby"), null, null, "", 0, "",
            DoorMode.Maintenance, LockState.Locked, LeafState.Forced).Sign(_rig.House.Key);
        await _rig.TakeAsync(_rig.Agent1.Event(_rig.House, told));
        Assert.Empty(await _rig.AlarmsAsync());
    }

    [Fact]
    public void A_hundred_thousand_badges_fit_into_a_lease_and_every_part_into_a_record()
    {
        Door door = _rig.Site.Current.Doors[DoorId.Parse("lobby")];
        PassRight[] rights = [new(door, door.Readers[0], [new PassSpan(TimeSpan.Zero, TimeSpan.FromHours(4))])];
        BadgeNumber[] badges = [.. Enumerable.Range(0, 100_000).Select(i => BadgeNumber.H10301((byte)(i >> 16), (ushort)i))];

        IReadOnlyList<IReadOnlyList<LeaseGroup>> parts = LeasePacking.Parts([new PassGroup(rights, badges)], [], [], Key, badge => 1);

        Assert.Equal(badges.Length, parts.SelectMany(p => p).Sum(g => g.Badges.Count));
        foreach (IReadOnlyList<LeaseGroup> part in parts)
        {
            byte[] signed = new Lease(DeviceId.Parse(new string('c', 63)), ulong.MaxValue, Token128.NewRandom(), 0, 1, ulong.MaxValue, 1, 60, part).Sign(_rig.Keys.Lease);
            Assert.True(Record.TryVerify(signed, [_rig.Keys.Lease.PublicKey], out Lease? _));
        }
        Assert.Equal([], LeasePacking.Parts([], [], [], Key, badge => 1).Single());
    }

    [Fact]
    public async Task Where_the_controller_keeps_rules_by_itself_the_lease_counts_only_beside_the_very_plan_that_says_them()
    {
        SiteSnapshot now = _rig.Site.Current;
        Door lobby = now.Doors[DoorId.Parse("lobby")];
        await Issuer.AnswerAsync(Ask(_rig.House), CancellationToken.None);
        Assert.Empty(Leases().Single().Plans);

        SiteSnapshot apart = now with { Rooms = now.Rooms.ToDictionary(r => r.Key, r => r.Key == lobby.Into ? r.Value with { TwoPerson = true } : r.Value) };
        _rig.Site.Replace(apart);
        await Issuer.AnswerAsync(Ask(_rig.House), CancellationToken.None);
        Assert.Empty(Leases().Last().Groups);

        _rig.Site.Replace(apart with { Doors = apart.Doors.ToDictionary(d => d.Key, d => d.Value with { Controller = lobby.Controller }) });
        await Issuer.AnswerAsync(Ask(_rig.House), CancellationToken.None);
        LeasePlan plan = Leases().Last().Plans.Single();
        Assert.Equal((lobby.Id, Convert.ToHexString(DoorPlanner.Make(_rig.Site.Current, lobby, 77).Digest())), (plan.Door, Convert.ToHexString(plan.Digest)));
        Assert.Contains("lobby-in", Leases().Last().Groups.SelectMany(g => g.Rights).Select(r => r.Reader.Text));
    }

    [Fact]
    public async Task A_room_with_a_limit_of_persons_stands_in_the_lease_with_who_is_or_may_be_inside()
    {
        SiteSnapshot now = _rig.Site.Current;
        Door lobby = now.Doors[DoorId.Parse("lobby")];
        _rig.Site.Replace(now with
        {
            Rooms = now.Rooms.ToDictionary(r => r.Key, r => r.Key == lobby.Into ? r.Value with { OccupancyMax = 3 } : r.Value),
            Doors = now.Doors.ToDictionary(d => d.Key, d => d.Value with { Controller = lobby.Controller }),
        });
        await _rig.EnterAsync(_rig.House, "lobby", "lobby-in", DoorsRig.Wang);
        await _rig.TakeAsync(_rig.House.Tell(DoorEventKind.ForcedOpen, "lobby"));
        await Issuer.AnswerAsync(Ask(_rig.House), CancellationToken.None);

        Lease lease = Leases().Single();
        LeaseLimit limit = lease.Limits.Single();
        Assert.Equal((lobby.Into, 3u, 0u), (limit.Room, limit.Max, limit.Others));
        Assert.Equal([lease.Groups.SelectMany(g => g.Badges).Single(b => b.Hash.SequenceEqual(LeaseKey.HashOf(Key, DoorsRig.Wang))).Handle], limit.Inside);
        Assert.Contains(lobby.Id, lease.Plans.Select(p => p.Door));
    }

    [Fact]
    public void More_persons_inside_than_a_lease_can_name_are_counted_and_all_of_it_fits()
    {
        Room room = _rig.Site.Current.Rooms[_rig.Site.Current.Doors[DoorId.Parse("lobby")].Into] with { OccupancyMax = 10_000 };
        IReadOnlyList<LeaseLimit> limits = LeasePacking.Limits([room, room], of => [.. Enumerable.Range(0, 300).Select(i => (ulong)i)]);
        Assert.Equal([(300, 0u), (212, 88u)], limits.Select(l => (l.Inside.Count, l.Others)));

        Door door = _rig.Site.Current.Doors[DoorId.Parse("lobby")];
        PassRight[] rights = [new(door, door.Readers[0], [new PassSpan(TimeSpan.Zero, TimeSpan.FromHours(4))])];
        LeasePlan[] plans = [new LeasePlan(door.Id, new byte[DoorPlan.DigestLength])];
        BadgeNumber[] badges = [.. Enumerable.Range(0, 1_000).Select(i => BadgeNumber.H10301((byte)(i >> 16), (ushort)i))];
        IReadOnlyList<IReadOnlyList<LeaseGroup>> parts = LeasePacking.Parts([new PassGroup(rights, badges)], plans, limits, Key, badge => 1);
        byte[] signed = new Lease(DeviceId.Parse(new string('c', 63)), ulong.MaxValue, Token128.NewRandom(), 0, 1, ulong.MaxValue, 1, 60, parts[0]) { Plans = plans, Limits = limits }.Sign(_rig.Keys.Lease);
        Assert.True(Record.TryVerify(signed, [_rig.Keys.Lease.PublicKey], out Lease? read));
        Assert.Equal(limits.Select(l => l.Inside.Count), read.Limits.Select(l => l.Inside.Count));
        Assert.Equal(badges.Length, parts.SelectMany(p => p).Sum(g => g.Badges.Count));
    }

    [Fact]
    public async Task Two_badges_of_one_person_have_one_handle()
    {
        BadgeNumber second = BadgeNumber.H10301(9, 9);
        SiteSnapshot now = _rig.Site.Current;
        _rig.Site.Replace(now with { Badges = new Dictionary<string, Badge>(now.Badges, StringComparer.Ordinal) { [second.Key] = new(second, DoorsRig.WangFang, true) } });
        await Issuer.AnswerAsync(Ask(_rig.House), CancellationToken.None);
        LeaseBadge[] badges = [.. Leases().Single().Groups.SelectMany(g => g.Badges)];
        ulong HandleOf(BadgeNumber badge) => badges.Single(b => b.Hash.SequenceEqual(LeaseKey.HashOf(Key, badge))).Handle;
        Assert.Equal(HandleOf(DoorsRig.Wang), HandleOf(second));
        Assert.Equal(badges.Length - 1, badges.Select(b => b.Handle).Distinct().Count());
    }

    private LeaseRequest Ask(ControllerPeer controller)
    {
        Token128 request = Token128.NewRandom();
        return new LeaseRequest(controller.Id, controller.Boot, request, controller.Time, LeaseRequest.Seal(_rig.Keys.Sealing.ExportSubjectPublicKeyInfo(), request, Key));
    }

    private IEnumerable<string> Hints() => _rig.Broker.Down.Where(d => d.Message.MessageCase == ToController.MessageOneofCase.LeaseDue).Select(d => d.Controller.Text);

    private IEnumerable<Lease> Leases() => _rig.Broker.Down.Where(d => d.Message.MessageCase == ToController.MessageOneofCase.LeaseRecord)
        .Select(d => Record.TryVerify(d.Message.LeaseRecord.Span, [_rig.Keys.Lease.PublicKey], out Lease? lease) ? lease : throw new FormatException());
}
