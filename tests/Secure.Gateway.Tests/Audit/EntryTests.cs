using System.Text;
using System.Text.Json;
using Secure.Gateway.Audit;
using Secure.Gateway.Storage;
using Secure.TestKit;
using Secure.TransparencyLog;

namespace Secure.Gateway.Tests.Audit;

public sealed class EntryTests
{
    private static readonly DateTimeOffset Now = new(2030, 1, 7, 9, 0, 0, 123, TimeSpan.Zero);

    [Fact]
    public void An_entry_is_one_json_object_with_its_fields_in_a_fixed_order()
    {
        AuditEvent all = new("decision")
        {
            Details = [new("b", "2"), new("a", "1")],
            SourceSequence = ulong.MaxValue,
            ClockQuality = "synchronised",
            EventTime = new DateTimeOffset(2030, 1, 7, 17, 0, 0, TimeSpan.FromHours(8)),
            Evidence = [[0xab, 0xcd]],
            Factors = ["password:812s", "face:42s"],
            Policy = "12",
            Reasons = ["not_present"],
            Decision = "deny",
            Action = "read",
            Resource = "material:plan-7",
            Workstation = "ws-3",
            Room = "archive",
            Door = "archive-door",
            Device = "agent-1",
            Session = "s1",
            Person = "li",
            Subject = "docs",
        };

        Assert.Equal(
            """{"v":1,"kind":"decision","time":"2030-01-07T09:00:00.123Z","subject":"docs","person":"li","session":"s1","device":"agent-1","door":"archive-door","room":"archive","workstation":"ws-3","resource":"material:plan-7","action":"read","decision":"deny","reasons":["not_present"],"policy":"12","factors":["password:812s","face:42s"],"evidence":["abcd"],"event_time":"2030-01-07T09:00:00.000Z","clock":"synchronised","source_seq":18446744073709551615,"details":{"b":"2","a":"1"}}""",
            Text(EntryEncoder.Encode(all, Now)));
        Assert.Equal("""{"v":1,"kind":"x","time":"2030-01-07T09:00:00.123Z"}""", Text(EntryEncoder.Encode(new AuditEvent("x"), Now)));
    }

    [Theory]
    [InlineData("\"},{\"kind\":\"alarm")]
    [InlineData("\n\r\0\u0001\u2028\\")]
    [InlineData("机密★10年 🔑 éø")]
    [InlineData("\ud800 lone \udc00")]
    public void Hostile_text_stays_inside_its_own_field(string hostile)
    {
        LogAppend entry = EntryEncoder.Encode(new AuditEvent("x") { Person = hostile, Details = [new("text", hostile)] }, Now);

        using JsonDocument read = JsonDocument.Parse(entry.Entry);
        string expected = new(Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(hostile)));
        Assert.Equal(expected, read.RootElement.GetProperty("person").GetString());
        Assert.Equal(expected, read.RootElement.GetProperty("details").GetProperty("text").GetString());
        Assert.Equal(["v", "kind", "time", "person", "details"], read.RootElement.EnumerateObject().Select(p => p.Name));
        Assert.DoesNotContain((byte)'\n', entry.Entry.ToArray());
    }

    [Fact]
    public void The_leaf_hash_is_that_of_rfc_6962_and_the_kind_can_be_read_back()
    {
        LogAppend first = EntryEncoder.Encode(new AuditEvent("door.event") { Person = new string('x', 3_000) }, Now);
        LogAppend second = EntryEncoder.Encode(new AuditEvent("decision"), Now); // the same thread's buffers again

        Assert.All(new[] { first, second }, e => Assert.Equal(Merkle.Leaf(e.Entry.Span).Bytes, e.LeafHash.Span));
        Assert.Equal(["door.event", "decision"], new[] { first, second }.Select(e => AuditReads.KindOf(e.Entry.Span)));
    }

    [Fact]
    public void What_does_not_fit_into_an_entry_is_refused()
    {
        Assert.Throws<ArgumentException>(() => EntryEncoder.Encode(new AuditEvent("x") { Action = new string('x', StoreLimits.EntryBytes) }, Now));
        Assert.Throws<ArgumentException>(() => EntryEncoder.Encode(new AuditEvent("x") { Details = [.. Enumerable.Range(0, 33).Select(i => KeyValuePair.Create($"{i}", ""))] }, Now));
    }

    [Theory]
    [InlineData(AuditKinds.Alarm, true)]
    [InlineData(AuditKinds.Failure, true)]
    [InlineData(AuditKinds.DoorEvent, true)]
    [InlineData(AuditKinds.Revoked, true)]
    [InlineData(AuditKinds.Decision, false)]
    [InlineData(AuditKinds.EntryGranted, false)]
    [InlineData(AuditKinds.SessionBegin, false)]
    [InlineData("alarming", false)]
    public void Only_failures_alarms_revocations_and_door_events_may_use_the_reserve(string kind, bool may) => Assert.Equal(may, AuditKinds.MayUseReserve(kind));

    [Fact]
    public async Task An_event_and_its_row_are_one_commit_and_can_be_found_by_person_and_decision()
    {
        await using TempStore temp = TempStore.Open();
        Recorder recorder = new(temp.Store, TimeProvider.System);
        RowWrite row = new("sessions", "s1", [1], ExpectedVersion: 0);
        AuditEvent begin = new(AuditKinds.SessionBegin) { Person = "li", Decision = "permit" };

        Assert.IsType<CommitOutcome.Committed>(await recorder.RecordAsync(begin, CancellationToken.None, row));
        Assert.IsType<CommitOutcome.Conflict>(await recorder.RecordAsync(begin, CancellationToken.None, row));

        LogPage found = await temp.Store.SearchLogAsync(new LogQuery { Keys = new SearchKeys(Person: "li", Decision: "permit") }, CancellationToken.None);
        Assert.Single(found.Entries);
        Assert.Equal(1, temp.Store.LogSize);
    }

    [Fact]
    public void A_commitment_hides_its_text_and_is_proved_by_its_salt_alone()
    {
        Commitment first = Commitment.To("关于某某的报告"), second = Commitment.To("关于某某的报告");

        Assert.NotEqual(first.Text, second.Text);
        Assert.True(Commitment.IsOf(first.Text, first.Salt.Value!, "关于某某的报告"));
        Assert.False(Commitment.IsOf(first.Text, second.Salt.Value!, "关于某某的报告"));
        Assert.False(Commitment.IsOf(first.Text, first.Salt.Value!, "关于别人的报告"));
    }

    private static string Text(LogAppend entry) => Encoding.UTF8.GetString(entry.Entry.Span);
}
