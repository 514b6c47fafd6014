using System.Text.Json;
using Google.Protobuf.WellKnownTypes;
using Secure.Gateway.Audit;
using Secure.Gateway.Storage;
using Secure.Gateway.Tests.Alerts;
using Secure.V1;
using static Secure.Gateway.Tests.Alerts.AlertsRig;

namespace Secure.Gateway.Tests.Reports;

/// <summary>季度审查: its counts are the log's own, and it counts all or nothing.</summary>
public sealed class ReviewTests : IAsyncLifetime
{
    private static readonly string[] Kinds = [AuditKinds.Decision, AuditKinds.EntryGranted, AuditKinds.EntryDenied, AuditKinds.SessionBegin, AuditKinds.DoorEvent, "alert.acknowledged", "person.changed"];
    private static readonly string[] Outcomes = ["permit", "step_up", "deny"];

    /// <summary>A room that asks for a PIN or a face first answers the badge with that demand.</summary>
    private static readonly string[] NotPermitted = ["step_up", "deny"];
    private static readonly string[] Reasons = ["outside_schedule", "badge_unknown", "something_new"];
    private static readonly string[] Rooms = ["lobby", "archive", "vault"];

    private AlertsRig _rig = null!;

    private static CancellationToken Limit => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _rig = await StartAsync();

    public async ValueTask DisposeAsync() => await _rig.DisposeAsync();

    [Fact]
    public async Task Every_count_equals_that_of_the_raw_log()
    {
        await RecordAsync(seed: 1, 300);
        _rig.Clock.StepWall(TimeSpan.FromHours(1));
        DateTimeOffset from = _rig.Clock.GetUtcNow();
        await RecordAsync(seed: 2, 2_300);
        await _rig.RaiseAsync(Forced());
        await _rig.RaiseAsync(Forced("archive"));
        await _rig.Client.StartDrillAsync(new StartDrillRequest { Text = "消防" }, As(Officer));
        await _rig.Reports.MakeAsync(new MakeReportRequest { Kind = ReportKind.Review }, As(Auditor));
        _rig.Clock.StepWall(TimeSpan.FromHours(1));
        DateTimeOffset to = _rig.Clock.GetUtcNow();
        await RecordAsync(seed: 3, 200);
        _rig.Clock.StepWall(TimeSpan.FromHours(1));

        MakeReportResponse report = await _rig.Reports.MakeAsync(new MakeReportRequest { Kind = ReportKind.Review, From = from.ToTimestamp(), To = to.ToTimestamp() }, As(Auditor));

        List<JsonElement> whole = await _rig.EntriesAsync();
        JsonElement[] raw = [.. whole.Where(e => e.GetProperty("time").GetDateTimeOffset() >= from && e.GetProperty("time").GetDateTimeOffset() < to)];
        Assert.True(raw.Length > 2_300);
        Assert.Equal((raw.Length, whole.IndexOf(raw[0])), (report.Table("review.total").Rows[0].Cells[0].Number, report.Table("review.total").Rows[0].Cells[1].Number));
        Assert.Equal(Count(raw, e => $"{KindWords.All.GetValueOrDefault(Text(e, "kind"))?.Zh} {Text(e, "kind")}"), report.Table("review.kinds").Counts());
        Assert.Equal(raw.Length, report.Table("review.kinds").Counts().Values.Sum());
        Assert.Equal(
            Count(raw.Where(e => Text(e, "kind") == "decision"), e => Text(e, "decision") switch { "permit" => "允许", "deny" => "拒绝", _ => "须加强鉴别" }), report.Table("review.decisions").Counts());
        JsonElement[] denied = [.. raw.Where(e => Text(e, "kind") is "decision" or "entry.denied" && Text(e, "decision") == "deny")];
        Assert.Equal(denied.Length, report.Table("review.reasons").Counts().Values.Sum());
        Assert.Equal(denied.Count(e => e.GetProperty("reasons")[0].GetString() == "outside_schedule"), report.Table("review.reasons").Counts()["拒绝：不在允许的时间内 outside_schedule"]);
        foreach (string room in Rooms)
        {
            string name = _rig.Site.Current.Rooms[Vocabulary.RoomId.Parse(room)].Name.Zh;
            Assert.Equal(raw.Count(e => Text(e, "kind") == "entry.granted" && Text(e, "room") == room), report.Table("review.rooms").Counts()[name + " 允许"]);
            Assert.Equal(raw.Count(e => Text(e, "kind") == "entry.denied" && Text(e, "decision") == "deny" && Text(e, "room") == room), report.Table("review.rooms").Counts()[name + " 拒绝"]);
            Assert.Equal(raw.Count(e => Text(e, "kind") == "entry.denied" && Text(e, "decision") == "step_up" && Text(e, "room") == room), report.Table("review.rooms").Counts()[name + " 须加强鉴别"]);
        }
        Assert.Equal(new Dictionary<string, long> { ["door.forced 否"] = 2, ["drill 是"] = 1 }, report.Table("review.alarms").Counts());
        Assert.Equal(new Dictionary<string, long> { ["shen-ji report"] = 1 }, report.Table("review.reads").Counts());
    }

    [Fact]
    public async Task More_than_a_report_may_read_is_refused_and_not_counted_in_part()
    {
        await RecordAsync(seed: 4, ReportEntriesMax + 1);
        _rig.Clock.StepWall(TimeSpan.FromMinutes(1));
        Assert.Equal("report_too_large", await RefusedAsync(_rig.Reports.MakeAsync(new MakeReportRequest { Kind = ReportKind.Review }, As(Auditor))));
    }

    private async Task RecordAsync(int seed, int count)
    {
        Random random = new(seed);
        string Any(string[] of) => of[random.Next(of.Length)];
        for (int begun = 0; begun < count; begun += 100)
        {
            AuditEvent[] events = [.. Enumerable.Range(0, Math.Min(100, count - begun)).Select(_ =>
            {
                string kind = Any(Kinds), outcome = kind == AuditKinds.EntryGranted ? "permit" : kind == AuditKinds.EntryDenied ? Any(NotPermitted) : Any(Outcomes);
                return new AuditEvent(kind) { Subject = "wang-fang", Person = "wang-fang", Room = Any(Rooms), Resource = "material/core-design", Action = "read", Decision = outcome, Reasons = outcome == "deny" ? [Any(Reasons)] : [] };
            })];
            Assert.IsType<CommitOutcome.Committed>(await _rig.Audit.RecordAsync(events, Limit));
        }
    }

    private static Dictionary<string, long> Count(IEnumerable<JsonElement> of, Func<JsonElement, string> by) => of.GroupBy(by).ToDictionary(g => g.Key, g => g.LongCount());

    private static string Text(JsonElement of, string name) => of.TryGetProperty(name, out JsonElement value) ? value.GetString()! : "";
}
