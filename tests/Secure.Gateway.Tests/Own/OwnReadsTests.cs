using Google.Protobuf.WellKnownTypes;
using Secure.Contracts;
using Secure.Gateway.Audit;
using Secure.Gateway.Own;
using Secure.Gateway.Spine;
using Secure.Gateway.Storage;
using Secure.Gateway.Tests.Audit;
using Secure.Gateway.Tests.Fleet;
using Secure.V1;

namespace Secure.Gateway.Tests.Own;

/// <summary>One's own record: everything of one's own, nothing of anybody else's, and on record itself.</summary>
public sealed class OwnReadsTests : IAsyncLifetime
{
    private readonly LogRig _rig = new();
    private readonly TestSession _wang = new();

    private static CancellationToken Limit => TestContext.Current.CancellationToken;

    private OwnReads Reads => new(_rig.Store.Store, new AuditReads(_rig.Store.Store, _rig.Recorder), new TestSite());

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _rig.DisposeAsync();
        _wang.Dispose();
    }

    [Fact]
    public async Task Entries_are_ones_own_with_door_room_and_why_not_the_newest_first()
    {
        await RecordAsync(Entry("wang", AuditKinds.EntryGranted, "permit"), Entry("li", AuditKinds.EntryGranted, "permit"), Asked("wang", "wang"), Entry("wang", AuditKinds.EntryDenied, "deny", "outside_schedule"));

        ListOwnResponse own = await ListAsync(OwnRecords.Entries);

        Assert.Equal(["deny", "permit"], own.Records.Select(r => r.Decision));
        Assert.Equal(("档案室门", "Archive", "enter", "拒绝：不在允许的时间内"), (own.Records[0].Door.Zh, own.Records[0].Room.En, own.Records[0].Action, Assert.Single(own.Records[0].Reasons).Zh));
        Assert.Equal("", own.NextPageToken);
    }

    [Fact]
    public async Task Requests_say_through_which_system_they_came_and_nothing_of_who_else_was_there()
    {
        AuditEvent asked = Asked("docflow", "wang") with { Details = [new("companion", "somebody-else"), new("rule", "need-to-know")] };
        await RecordAsync(Asked("wang", "wang"), asked, Asked("docflow", "li"));

        ListOwnResponse own = await ListAsync(OwnRecords.Requests);

        Assert.Equal(["docflow", ""], own.Records.Select(r => r.AskedBy));
        Assert.All(own.Records, r => Assert.Equal(("material/design-review", "read", null), (r.Resource, r.Action, r.Door)));
        Assert.DoesNotContain("somebody-else", own.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("need-to-know", own.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_lies_behind_much_else_is_found_page_by_page()
    {
        await RecordAsync(Entry("wang", AuditKinds.EntryGranted, "permit"));
        await RecordAsync([.. Enumerable.Repeat(Asked("wang", "wang"), 120)]);
        await RecordAsync([.. Enumerable.Repeat(Entry("wang", AuditKinds.EntryGranted, "permit"), 60)]);

        int found = 0;
        for (string token = "", last = "?"; token != last && found < 1_000;)
        {
            ListOwnResponse page = await ListAsync(OwnRecords.Entries, token);
            found += page.Records.Count;
            if (page.NextPageToken.Length == 0) { break; }
            (last, token) = (token, page.NextPageToken);
        }
        Assert.Equal(61, found);
    }

    [Theory]
    [InlineData("档案", 2)]
    [InlineData("archive door", 2)]
    [InlineData("ARCHIVE", 2)]
    [InlineData("允许的时间", 1)]
    [InlineData("保密室", 0)]
    public async Task What_is_searched_for_is_found_in_door_room_and_reason_in_either_language(string search, int found)
    {
        await RecordAsync(Entry("wang", AuditKinds.EntryGranted, "permit"), Entry("wang", AuditKinds.EntryDenied, "deny", "outside_schedule"), Entry("li", AuditKinds.EntryGranted, "permit"));
        Assert.Equal(found, (await Reads.ListAsync(_wang, new ListOwnRequest { Records = OwnRecords.Entries, Search = search }, Limit)).Records.Count);
    }

    [Fact]
    public async Task A_request_is_found_by_its_resource_and_a_search_longer_than_a_name_is_refused()
    {
        await RecordAsync(Asked("wang", "wang"));
        Assert.Single((await Reads.ListAsync(_wang, new ListOwnRequest { Records = OwnRecords.Requests, Search = "Design-" }, Limit)).Records);
        Assert.Empty((await Reads.ListAsync(_wang, new ListOwnRequest { Records = OwnRecords.Requests, Search = "plan-7" }, Limit)).Records);
        Assert.Equal("invalid_request", (await Assert.ThrowsAsync<RefusedException>(() => Reads.ListAsync(_wang, new ListOwnRequest { Records = OwnRecords.Requests, Search = new string('a', 64) }, Limit))).Refusal.Code);
    }

    [Fact]
    public async Task A_time_says_from_when_and_until_when_and_one_that_is_none_is_refused()
    {
        await RecordAsync(Entry("wang", AuditKinds.EntryGranted, "permit"));
        Timestamp at = Assert.Single((await ListAsync(OwnRecords.Entries)).Records).At, after = at + Duration.FromTimeSpan(TimeSpan.FromMilliseconds(1));
        async Task<int> FoundAsync(Timestamp? from, Timestamp? to) => (await Reads.ListAsync(_wang, new ListOwnRequest { Records = OwnRecords.Entries, From = from, To = to }, Limit)).Records.Count;
        Assert.Equal((1, 0, 1, 0), (await FoundAsync(at, null), await FoundAsync(after, null), await FoundAsync(null, after), await FoundAsync(null, at)));
        await Assert.ThrowsAsync<RefusedException>(() => FoundAsync(new Timestamp { Nanos = -1 }, null));
    }

    [Fact]
    public async Task Whom_a_lease_let_in_finds_it_at_the_time_when_it_happened_and_what_else_a_door_tells_is_no_entry()
    {
        DateTimeOffset then = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
        AuditEvent opened = new(AuditKinds.DoorEvent) { Person = "wang", Door = "archive", Room = "archive", EventTime = then, ClockQuality = "synchronised" };
        await RecordAsync(opened with { Decision = "permit", Action = "leave" }, opened);

        OwnRecord own = Assert.Single((await ListAsync(OwnRecords.Entries)).Records);

        Assert.Equal(("permit", "leave", "档案室门", then), (own.Decision, own.Action, own.Door.Zh, own.At.ToDateTimeOffset()));
    }

    [Fact]
    public async Task Each_reading_is_on_record_and_without_that_nothing_is_told()
    {
        await ListAsync(OwnRecords.Entries);
        Gateway.Storage.LogEntry read = (await _rig.Store.Store.ReadLogAsync(0, 10, Limit))[^1];
        Assert.Contains("\"kind\":\"audit.read\"", System.Text.Encoding.UTF8.GetString(read.Entry), StringComparison.Ordinal);
        OwnReads unrecorded = new(_rig.Store.Store, new AuditReads(_rig.Store.Store, new BreakableAudit(_rig.Recorder) { Broken = true }), new TestSite());
        await Assert.ThrowsAsync<RefusedException>(() => unrecorded.ListAsync(_wang, new ListOwnRequest { Records = OwnRecords.Entries }, Limit));
    }

    [Theory]
    [InlineData(OwnRecords.Unspecified, "")]
    [InlineData(OwnRecords.Entries, "-1")]
    [InlineData(OwnRecords.Entries, "zhang-wei")]
    public async Task A_request_that_cannot_be_read_is_refused(OwnRecords records, string token) =>
        Assert.Equal("invalid_request", (await Assert.ThrowsAsync<RefusedException>(() => ListAsync(records, token))).Refusal.Code);

    private Task<ListOwnResponse> ListAsync(OwnRecords records, string token = "") => Reads.ListAsync(_wang, new ListOwnRequest { Records = records, PageToken = token }, Limit);

    private async Task RecordAsync(params AuditEvent[] events)
    {
        foreach (AuditEvent happened in events) { Assert.IsType<CommitOutcome.Committed>(await _rig.Recorder.RecordAsync(happened, Limit)); }
    }

    private static AuditEvent Entry(string person, string kind, string decision, params string[] reasons) =>
        new(kind) { Subject = person, Person = person, Door = "archive", Room = "archive", Resource = "room/archive", Action = "enter", Decision = decision, Reasons = reasons };

    private static AuditEvent Asked(string subject, string person) =>
        new(AuditKinds.Decision) { Subject = subject, Person = person, Resource = "material/design-review", Action = "read", Decision = "step_up" };
}
