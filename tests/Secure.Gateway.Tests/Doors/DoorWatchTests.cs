using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Secure.Contracts;
using Secure.Gateway.Audit;
using Secure.Grants;
using Secure.V1;
using Secure.Vocabulary;

namespace Secure.Gateway.Tests.Doors;

/// <summary>How officers see doors, rooms and what happened.</summary>
public sealed class DoorWatchTests : DoorCallTests
{
    [Fact]
    public async Task A_watcher_sees_every_door_then_each_change_and_a_sign_of_life_every_five_seconds()
    {
        using AsyncServerStreamingCall<WatchDoorsResponse> call = Doors.Watch(new WatchDoorsRequest(), AsOfficer, cancellationToken: Limit);
        Assert.Equal(["archive", "lobby", "vault"], (await NextAsync(call)).Doors.Select(d => d.Door));

        Rig.Clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Empty((await NextAsync(call)).Doors);

        Rig.Safe.Doors.Add(new DoorReport(DoorId.Parse("vault"), Vocabulary.DoorMode.Blocked, Vocabulary.LockState.Locked, Vocabulary.LeafState.Closed));
        await Rig.TakeAsync(Rig.Safe.Beat());
        DoorState vault = Assert.Single((await NextAsync(call)).Doors);
        Assert.Equal(("vault", V1.DoorMode.Blocked, LinkState.Online), (vault.Door, vault.Mode, vault.Link));

        for (int i = 0; i < 3; i++) { Rig.Clock.Advance(TimeSpan.FromSeconds(5)); Assert.Empty((await NextAsync(call)).Doors); }
        Rig.Clock.Advance(TimeSpan.FromSeconds(5));
        DoorState stale = Assert.Single((await NextAsync(call)).Doors);
        Assert.Equal(("vault", V1.DoorMode.Unspecified, LinkState.Unknown, V1.LockState.Unknown), (stale.Door, stale.Mode, stale.Link, stale.Lock));
    }

    [Fact]
    public async Task A_box_that_is_opened_is_told_at_once_for_each_of_its_doors_and_its_end_too()
    {
        using AsyncServerStreamingCall<WatchDoorsResponse> call = Doors.Watch(new WatchDoorsRequest { Doors = { "archive", "lobby" } }, AsOfficer, cancellationToken: Limit);
        Assert.All((await NextAsync(call)).Doors, d => Assert.False(d.BoxTampered));

        await Rig.TakeAsync(Rig.Agent1.Event(Rig.House, Rig.House.Write(DoorEventKind.Tampered, null, null, reason: "opened")));
        Assert.Equal([("archive", true), ("lobby", true)], (await ChangedAsync(call)).Select(d => (d.Door, d.BoxTampered)));

        await Rig.TakeAsync(Rig.Agent1.Event(Rig.House, Rig.House.Write(DoorEventKind.Tampered, null, null, reason: "ended")));
        Assert.Equal([("archive", false), ("lobby", false)], (await ChangedAsync(call)).Select(d => (d.Door, d.BoxTampered)));
    }

    [Fact]
    public async Task A_door_that_rests_is_told_once_a_minute_so_that_its_time_does_not_grow_old_on_the_page()
    {
        Rig.Safe.Doors.Add(new DoorReport(DoorId.Parse("vault"), Vocabulary.DoorMode.Secured, Vocabulary.LockState.Locked, Vocabulary.LeafState.Closed));
        await Rig.TakeAsync(Rig.Safe.Beat());
        using AsyncServerStreamingCall<WatchDoorsResponse> call = Doors.Watch(new WatchDoorsRequest { Doors = { "vault" } }, AsOfficer, cancellationToken: Limit);
        DateTimeOffset first = Assert.Single((await NextAsync(call)).Doors).AsOf.ToDateTimeOffset();
        for (int i = 0; i < 11; i++) { await RestAsync(); }
        Assert.Empty((await NextAsync(call)).Doors);

        await RestAsync();
        Assert.Equal(first + TimeSpan.FromMinutes(1), Assert.Single(await ChangedAsync(call)).AsOf.ToDateTimeOffset());

        async Task RestAsync()
        {
            Rig.Clock.Advance(TimeSpan.FromSeconds(5));
            await Rig.TakeAsync(Rig.Safe.Beat());
        }
    }

    [Fact]
    public async Task A_watch_names_the_sites_revision()
    {
        using AsyncServerStreamingCall<WatchDoorsResponse> call = Doors.Watch(new WatchDoorsRequest(), AsOfficer, cancellationToken: Limit);
        Assert.Equal(Rig.Site.Current.Revision, (await NextAsync(call)).SiteRevision);
    }

    /// <summary>The next word that is no mere sign of life.</summary>
    private static async Task<IReadOnlyList<DoorState>> ChangedAsync(AsyncServerStreamingCall<WatchDoorsResponse> call)
    {
        while (true)
        {
            if ((await NextAsync(call)).Doors is { Count: > 0 } doors) { return doors; }
        }
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

        Officer.End();

        Assert.Equal(StatusCode.Unauthenticated, (await Assert.ThrowsAsync<RpcException>(() => doors.ResponseStream.MoveNext(Limit))).StatusCode);
        Assert.Equal(StatusCode.Unauthenticated, (await Assert.ThrowsAsync<RpcException>(() => presence.ResponseStream.MoveNext(Limit))).StatusCode);
    }

    [Fact]
    public async Task Who_watches_a_room_sees_people_come_and_learns_where_they_went()
    {
        using AsyncServerStreamingCall<WatchPresenceResponse> call = Presence.Watch(new WatchPresenceRequest { Room = "vault" }, AsOfficer, cancellationToken: Limit);
        Assert.Empty((await NextAsync(call)).Persons);

        await Rig.EnterAsync(Rig.Safe, "vault", "vault-in", DoorsRig.Zhang);
        PersonPresence came = Assert.Single((await NextAsync(call)).Persons);
        Assert.Equal(("zhang-wei", "vault", V1.PresenceState.Present, "entered"), (came.Person, came.Room, came.State, came.Cause));

        await Rig.EnterAsync(Rig.Safe, "vault", "vault-out", DoorsRig.Zhang);
        PersonPresence went = Assert.Single((await NextAsync(call)).Persons);
        Assert.Equal(("zhang-wei", "lobby", "left"), (went.Person, went.Room, went.Cause));

        Rig.Clock.Advance(TimeSpan.FromSeconds(5));
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
    public async Task Doors_are_found_by_what_they_are_called_in_either_language_a_page_at_a_time()
    {
        async Task<string> FoundAsync(string search) => string.Join(' ', (await Doors.ListAsync(new ListDoorsRequest { Search = search }, AsOfficer, cancellationToken: Limit)).Doors.Select(d => d.Door));
        Assert.Equal("archive lobby vault", await FoundAsync(""));
        foreach (string search in (string[])["VAULT", "保密室", " vault door "]) { Assert.Equal("vault", await FoundAsync(search)); }
        foreach (string hostile in (string[])["%", "' OR 1=1 --", "\u202E", "<b>"]) { Assert.Equal("", await FoundAsync(hostile)); }

        ListDoorsResponse first = await Doors.ListAsync(new ListDoorsRequest { PageSize = 2 }, AsOfficer, cancellationToken: Limit);
        ListDoorsResponse last = await Doors.ListAsync(new ListDoorsRequest { PageSize = 2, PageToken = first.NextPageToken }, AsOfficer, cancellationToken: Limit);
        Assert.Equal((3u, "archive", "lobby", "vault", ""), (first.Total, first.Doors[0].Door, first.Doors[1].Door, Assert.Single(last.Doors).Door, last.NextPageToken));
        Assert.Empty((await Doors.ListAsync(new ListDoorsRequest { PageToken = "zzz" }, AsOfficer, cancellationToken: Limit)).Doors);
        foreach (ListDoorsRequest bad in (ListDoorsRequest[])[new() { PageSize = 501 }, new() { Search = new string('x', 65) }]) { Assert.Equal("invalid_request", await CodeAsync(Doors.ListAsync(bad, AsOfficer))); }
    }

    [Fact]
    public async Task What_happened_at_a_door_is_searched_by_person_word_and_time_and_an_empty_part_is_not_the_end()
    {
        await Rig.EnterAsync(Rig.Safe, "vault", "vault-in", DoorsRig.Zhang);
        DateTimeOffset entered = Rig.Clock.GetUtcNow();
        Rig.Clock.Advance(TimeSpan.FromMinutes(1));
        for (int i = 0; i < 12; i++) { await Rig.AskAsync(Rig.Safe, "vault", "vault-in", DoorsRig.Stranger); }
        async Task<DoorHistoryResponse> ReadAsync(DoorHistoryRequest request) => await Doors.HistoryAsync(new DoorHistoryRequest(request) { Door = "vault" }, AsOfficer, cancellationToken: Limit);

        foreach (string person in (string[])["zhang-wei", "张伟"])
        {
            Assert.All((await ReadAsync(new() { Search = person })).Happenings, h => Assert.Equal("zhang-wei", h.Person));
            Assert.NotEmpty((await ReadAsync(new() { Search = person })).Happenings);
        }
        foreach (string denied in (string[])["拒绝通行", "entry DENIED", "entry.denied", "badge_unknown"]) { Assert.Equal(12, (await ReadAsync(new() { Search = denied })).Happenings.Count); }
        // Words that only the reader's screen has, sent as their codes.
        Assert.Equal(["Opened"], (await ReadAsync(new() { Search = "开门", Codes = { "Opened" } })).Happenings.Select(h => h.Event).Distinct());
        Assert.DoesNotContain((await ReadAsync(new() { From = entered.AddSeconds(30).ToTimestamp() })).Happenings, h => h.Person == "zhang-wei");
        Assert.Empty((await ReadAsync(new() { To = entered.AddDays(-1).ToTimestamp() })).Happenings);
        foreach (string hostile in (string[])["%", "' OR 1=1 --", "<script>"]) { Assert.Empty((await ReadAsync(new() { Search = hostile })).Happenings); }

        // Eight looks of one entry each find nothing of the one who came first; what follows does.
        DoorHistoryRequest small = new() { Search = "zhang-wei", PageSize = 1 };
        DoorHistoryResponse none = await ReadAsync(small);
        Assert.Empty(none.Happenings);
        Assert.NotEmpty(none.NextPageToken);
        small.PageToken = none.NextPageToken;
        Assert.Equal("zhang-wei", Assert.Single((await ReadAsync(small)).Happenings).Person);

        DoorHistoryRequest codes = new() { Codes = { Enumerable.Repeat("x", 101) } };
        foreach (DoorHistoryRequest bad in (DoorHistoryRequest[])[new() { Search = new string('x', 65) }, codes, new() { From = new() { Seconds = long.MaxValue } }])
        {
            Assert.Contains(await CodeAsync(Doors.HistoryAsync(new DoorHistoryRequest(bad) { Door = "vault" }, AsOfficer)), (string[])["invalid_request", "malformed"]);
        }
    }

    [Fact]
    public async Task What_happened_at_a_door_is_told_newest_first_and_whoever_asks_is_recorded_before()
    {
        await Rig.EnterAsync(Rig.Safe, "vault", "vault-in", DoorsRig.Zhang);
        await Rig.AskAsync(Rig.Safe, "vault", "vault-in", DoorsRig.Stranger);
        await Rig.Audit.RecordAsync(new AuditEvent("clip.kept") { Door = "vault", Evidence = [Enumerable.Repeat((byte)0xAB, 32).ToArray()] }, Limit);
        DoorHistoryResponse kept = await Doors.HistoryAsync(new DoorHistoryRequest { Door = "vault", PageSize = 1 }, AsOfficer, cancellationToken: Limit);
        Assert.Equal(("clip.kept", string.Concat(Enumerable.Repeat("ab", 32))), (kept.Happenings.Single().Kind, kept.Happenings.Single().Evidence.Single()));
        await Rig.AskAsync(Rig.Safe, "vault", "vault-in", DoorsRig.Stranger);
        DoorHistoryResponse first = await Doors.HistoryAsync(new DoorHistoryRequest { Door = "vault", PageSize = 1 }, AsOfficer, cancellationToken: Limit);
        DoorHistoryResponse rest = await Doors.HistoryAsync(new DoorHistoryRequest { Door = "vault", PageToken = first.NextPageToken }, AsOfficer, cancellationToken: Limit);

        DoorHappening refused = Assert.Single(first.Happenings);
        Assert.Equal(("entry.denied", "deny", "badge_unknown"), (refused.Kind, refused.Decision, Assert.Single(refused.Reasons)));
        Assert.Contains(rest.Happenings, h => h is { Kind: "entry.granted", Person: "zhang-wei" });
        Assert.Contains(rest.Happenings, h => h is { Event: "Opened", Person: "zhang-wei" });
        Assert.Equal(rest.Happenings.Select(h => h.LogIndex).OrderDescending(), rest.Happenings.Select(h => h.LogIndex));
        Assert.DoesNotContain((await Doors.HistoryAsync(new DoorHistoryRequest { Door = "archive" }, AsOfficer, cancellationToken: Limit)).Happenings, h => h.Kind.StartsWith("entry.", StringComparison.Ordinal));
        Assert.Equal(4, await Rig.CountAsync(AuditKinds.AuditRead));

        Rig.Audit.Broken = true;
        Assert.Equal("record_unavailable", await CodeAsync(Doors.HistoryAsync(new DoorHistoryRequest { Door = "vault" }, AsOfficer)));
        foreach (DoorHistoryRequest bad in new DoorHistoryRequest[] { new() { Door = "vault", PageSize = 201 }, new() { Door = "vault", PageToken = "x" } }) { Assert.Equal("malformed", await CodeAsync(Doors.HistoryAsync(bad, AsOfficer))); }
    }
}
