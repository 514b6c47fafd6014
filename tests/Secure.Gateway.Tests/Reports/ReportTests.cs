using Microsoft.Extensions.DependencyInjection;
using Secure.Gateway.Audit;
using Secure.Gateway.Decisions;
using Secure.Gateway.Decisions.Site;
using Secure.Gateway.Doors;
using Secure.Gateway.Presence;
using Secure.Gateway.Storage;
using Secure.Gateway.Tests.Alerts;
using Secure.Grants;
using Secure.V1;
using Secure.Vocabulary;
using static Secure.Gateway.Tests.Alerts.AlertsRig;

namespace Secure.Gateway.Tests.Reports;

/// <summary>What the reports say, on a real store and log, over gRPC.</summary>
public sealed class ReportTests : IAsyncLifetime
{
    private AlertsRig _rig = null!;

    private static CancellationToken Limit => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _rig = await StartAsync();

    public async ValueTask DisposeAsync() => await _rig.DisposeAsync();

    [Fact]
    public async Task The_register_tells_who_passed_who_did_not_and_who_was_refused()
    {
        await RecordAsync(Asked("wang-fang", "enter", "d-0"));
        _rig.Clock.StepWall(TimeSpan.FromDays(2));
        await RecordAsync(
            Asked("wang-fang", "enter", "d-1"), OpenedBy("wang-fang", "d-1"), Asked("chen-lei", "enter", "d-2"),
            Asked("chen-lei", "enter", "d-3", "outside_schedule"), AskedForMore("wang-fang", "d-5"), Asked("wang-fang", "leave", "d-4"), OpenedBy("wang-fang", "d-4"), OpenedBy("zhang-wei", "lease/1", offline: true));
        _rig.Clock.StepWall(TimeSpan.FromMinutes(1));

        MakeReportResponse report = await MakeAsync(new MakeReportRequest { Kind = ReportKind.Entries }, Officer);
        ReportTable lines = report.Table("entries.lines"), rooms = report.Table("entries.rooms");

        Assert.Equal(
            ["wang-fang 王芳 进 通行", "chen-lei 陈磊 进 允许，未开门", "chen-lei 陈磊 进 拒绝：不在允许的时间内", "wang-fang 王芳 进 须加强鉴别", "wang-fang 王芳 出 通行", "zhang-wei 张伟 进 脱机通行"],
            lines.Columns("person", "name", "direction", "result"));
        Assert.Equal([false, false, true, false, false, false], lines.Rows.Select(r => lines.Cell(r, "result").Attention));
        Assert.Equal(["档案室 2 1 1 1 1 3"], rooms.Columns("room", "in", "out", "unused", "asked", "denied", "persons"));
        Assert.Equal("09:00:00", lines.Of(lines.Rows[0], "opened"));

        MakeReportResponse ofOne = await MakeAsync(new MakeReportRequest { Kind = ReportKind.Entries, Person = "chen-lei", Room = "archive" }, Auditor);
        Assert.Equal(2, ofOne.Table("entries.lines").Rows.Count);
        Assert.Empty((await MakeAsync(new MakeReportRequest { Kind = ReportKind.Entries, Room = "lobby" }, Officer)).Table("entries.lines").Rows);
    }

    [Fact]
    public async Task A_long_register_is_given_out_a_page_at_a_time_and_searched_whole()
    {
        const int Lines = 1_203;
        await RecordAsync([.. Enumerable.Range(0, Lines).Select(n => Asked(n % 100 == 7 ? "wang-fang" : "chen-lei", "enter", $"d-{n}"))]);
        _rig.Clock.StepWall(TimeSpan.FromMinutes(1));

        MakeReportResponse first = await MakeAsync(new MakeReportRequest { Kind = ReportKind.Entries }, Officer);
        ReportTable lines = first.Table("entries.lines");
        Assert.Equal((1_000, Lines, true, false), (lines.Rows.Count, (int)lines.Total, lines.More, lines.Cut));
        await RecordAsync(Asked("zhang-wei", "enter", "later"));
        _rig.Clock.StepWall(TimeSpan.FromMinutes(1));

        // The rest of the same time: what came after it is not in it, and of other tables nothing is repeated.
        MakeReportResponse second = await MakeAsync(new MakeReportRequest { Kind = ReportKind.Entries, From = first.From, To = first.To, Table = "entries.lines", After = 1_000 }, Officer);
        ReportTable rest = second.Table("entries.lines");
        Assert.Equal((Lines - 1_000, Lines, false), (rest.Rows.Count, (int)rest.Total, rest.More));
        Assert.Equal(Lines, lines.Columns("entry").Concat(rest.Columns("entry")).Distinct().Count());
        Assert.Empty(second.Table("entries.rooms").Rows);

        ReportTable found = (await MakeAsync(new MakeReportRequest { Kind = ReportKind.Entries, From = first.From, To = first.To, Search = " WANG-fang " }, Officer)).Table("entries.lines");
        Assert.Equal((12, 12, false), (found.Rows.Count, (int)found.Total, found.More));
        Assert.Equal(["wang-fang"], found.Columns("person").Distinct());
        ReportTable words = (await MakeAsync(new MakeReportRequest { Kind = ReportKind.Entries, From = first.From, To = first.To, Search = "nobody says this" }, Officer)).Table("entries.lines");
        Assert.Equal((0, 0), (words.Rows.Count, (int)words.Total));
        Assert.Equal("invalid_request", await RefusedAsync(_rig.Reports.MakeAsync(new MakeReportRequest { Kind = ReportKind.Entries, Search = new string('a', 101) }, As(Officer))));
        Assert.Equal("invalid_request", await RefusedAsync(_rig.Reports.MakeAsync(new MakeReportRequest { Kind = ReportKind.Entries, After = uint.MaxValue }, As(Officer))));
    }

    [Fact]
    public async Task Alerts_are_told_with_who_took_them_up_and_whether_in_time()
    {
        await _rig.RaiseAsync(Forced());
        V1.Alert alert = await _rig.OnlyAsync();
        _rig.Clock.StepWall(TimeSpan.FromSeconds(90));
        alert = (await _rig.Client.AcknowledgeAsync(new AcknowledgeAlertRequest { Id = alert.Id, Version = alert.Version }, As(Guard))).Alert;
        await _rig.RaiseAsync(Forced("archive"));
        _rig.Clock.StepWall(TimeSpan.FromHours(5));

        MakeReportResponse report = await MakeAsync(new MakeReportRequest { Kind = ReportKind.Alerts }, Auditor);
        ReportTable lines = report.Table("alerts.lines");

        Assert.Equal(["紧急 2 1 1 0 2 2 0"], report.Table("alerts.summary").Columns("severity", "raised", "ack_in_time", "ack_late", "closed_in_time", "closed_late", "open", "false"));
        Assert.Equal(["门被强行打开 签收 zhi-ban 00:01:30", "门被强行打开 未签收  "], lines.Columns("text", "state", "acknowledged_by", "ack_after"));
        Assert.Equal("the door was forced open", lines.Cell(lines.Rows[0], "text").Words.En);
    }

    [Fact]
    public void People_stand_in_a_report_by_name_and_id_and_by_the_id_alone_where_nobody_knows_the_name()
    {
        Secure.Gateway.Reports.Names names = new(_rig.Services.GetRequiredService<Secure.Gateway.Spine.ISite>().Current);
        Assert.Equal("王芳 wang-fang, an-quan, 张伟 zhang-wei", names.People("wang-fang an-quan zhang-wei").Text);
        Assert.Equal(Secure.V1.ReportCell.ValueOneofCase.None, names.People("").ValueCase);
    }

    [Fact]
    public async Task A_drill_ends_with_its_times_against_the_deadlines_and_stands_in_both_languages()
    {
        V1.Alert drill = (await _rig.Client.StartDrillAsync(new StartDrillRequest { Room = "vault", Text = "机房进水 · water in the vault" }, As(Officer))).Alert;
        Assert.Equal("演练：机房进水 · drill: water in the vault", drill.Text);
        _rig.Clock.StepWall(TimeSpan.FromMinutes(20));
        await _rig.LookAsync();
        drill = (await _rig.Client.AcknowledgeAsync(new AcknowledgeAlertRequest { Id = drill.Id, Version = drill.Version }, As(Guard))).Alert;
        _rig.Clock.StepWall(TimeSpan.FromMinutes(1));
        drill = (await _rig.Client.AssignAsync(new AssignAlertRequest { Id = drill.Id, Version = drill.Version, Person = Deputy }, As(Officer))).Alert;
        drill = (await _rig.Client.HandleAsync(new HandleAlertRequest { Id = drill.Id, Version = drill.Version, Measure = "已到场" }, As(Deputy))).Alert;
        _rig.Clock.StepWall(TimeSpan.FromHours(1));
        await _rig.Client.ResolveAsync(new ResolveAlertRequest { Id = drill.Id, Version = drill.Version, Reason = "演练结束" }, As(Deputy));
        _rig.Clock.StepWall(TimeSpan.FromDays(200));

        MakeReportResponse report = await MakeAsync(new MakeReportRequest { Kind = ReportKind.Drills, Alert = drill.Id }, Officer);
        ReportTable summary = report.Table("drills.summary"), steps = report.Table("drills.steps");

        Assert.Equal(["an-quan 办结 00:20:00 00:15:00 00:21:00 01:21:00 1.00:00:00 否"], summary.Columns("by", "state", "ack_after", "ack_limit", "assigned_after", "closed_after", "close_limit", "passed"));
        Assert.Equal((true, false), (summary.Cell(summary.Rows[0], "ack_after").Attention, summary.Cell(summary.Rows[0], "closed_after").Attention));
        Assert.Equal("drill: water in the vault", summary.Cell(summary.Rows[0], "text").Words.En);
        Assert.Equal(["报警  ", "升级  ", "签收 zhi-ban ", "指派 an-quan ", "处置 an-fu 已到场", "办结 an-fu 演练结束"], steps.Columns("step", "by", "reason"));
        Assert.Empty((await MakeAsync(new MakeReportRequest { Kind = ReportKind.Drills }, Officer)).Table("drills.summary").Rows);
        Assert.Equal("unknown_drill", await RefusedAsync(_rig.Reports.MakeAsync(new MakeReportRequest { Kind = ReportKind.Drills, Alert = "20300107-0009" }, As(Officer))));
    }

    [Fact]
    public async Task A_handover_tells_what_is_open_in_trouble_in_maintenance_and_who_is_inside()
    {
        await _rig.RaiseAsync(Forced());
        DoorBoard board = _rig.Services.GetRequiredService<DoorBoard>();
        Token128 boot = Token128.NewRandom();
        DeviceTime time = new(1, _rig.Clock.GetUtcNow().ToUnixTimeMilliseconds(), Vocabulary.ClockQuality.Synchronised);
        board.Heard(new DoorReport(DoorId.Parse("lobby"), Vocabulary.DoorMode.Secured, Vocabulary.LockState.Locked, Vocabulary.LeafState.Closed), boot, time);
        board.Heard(new DoorReport(DoorId.Parse("archive"), Vocabulary.DoorMode.Maintenance, Vocabulary.LockState.Jammed, Vocabulary.LeafState.Closed), boot, time);
        _rig.Services.GetRequiredService<PresenceBook>().Apply(
        [
            new(PersonId.Parse("wang-fang"), new PresenceFact(Decisions.PresenceState.Present, RoomId.Parse("archive"), _rig.Clock.GetUtcNow(), "entered")),
            new(PersonId.Parse("zhang-wei"), new PresenceFact(Decisions.PresenceState.Unknown, RoomId.Parse("vault"), _rig.Clock.GetUtcNow(), "rex")),
            new(PersonId.Parse("chen-lei"), new PresenceFact(Decisions.PresenceState.Absent, null, _rig.Clock.GetUtcNow(), "left")),
        ]);

        MakeReportResponse report = await MakeAsync(new MakeReportRequest { Kind = ReportKind.Handover }, Guard);

        Assert.Equal(["紧急 未签收 门被强行打开"], report.Table("handover.alerts").Columns("severity", "state", "text"));
        string[] trouble = report.Table("handover.trouble").Columns("door", "trouble");
        Assert.Equal(_rig.Site.Current.Doors.Count - 1, trouble.Length);
        Assert.Contains("档案室门 锁未动作", trouble);
        Assert.Contains("保密室门 失去联系，状态未知", trouble);
        Assert.DoesNotContain(trouble, line => line.StartsWith("大厅门", StringComparison.Ordinal));
        Assert.Equal(["档案室门 维护"], report.Table("handover.modes").Columns("door", "mode"));
        Assert.Equal(["档案室 王芳 在室内", "保密室 张伟 未知，须核实"], report.Table("handover.inside").Columns("room", "name", "state"));
        Assert.Null(report.From);
    }

    [Fact]
    public async Task A_right_that_was_used_is_not_among_the_unused_and_nothing_is_permitted_that_is_not_held()
    {
        AuditEvent read = new(AuditKinds.Decision) { Person = "wang-fang", Resource = "material/design-review", Action = "read", Decision = "permit" };
        await RecordAsync(Asked("wang-fang", "enter", "d-1"), read, read with { Person = "zhang-wei", Details = [new("question", "true")] });
        _rig.Clock.StepWall(TimeSpan.FromMinutes(1));
        MakeReportResponse report = await MakeAsync(new MakeReportRequest { Kind = ReportKind.UnusedRights }, Officer);
        string[] unused = report.Table("unused.lines").Columns("person", "resource", "action");

        Assert.DoesNotContain("wang-fang material/design-review read", unused);
        // Asked whether it may be read, and no more.
        Assert.Contains("zhang-wei material/design-review read", unused);

        Assert.DoesNotContain("wang-fang room/archive enter", unused);
        Assert.Contains("zhang-wei room/archive enter", unused);
        Assert.Contains("安全审计员", report.Table("unused.roles").Columns("roles"));

        SiteSnapshot site = _rig.Site.Current;
        HashSet<(string, string)> held = [.. HeldRights.Of(site).Select(r => (r.Person.Id.Text, r.Resource.Text))];
        FactorSet all = FactorSet.Of([Vocabulary.Factor.Pin, Vocabulary.Factor.Face, Vocabulary.Factor.Fingerprint]);
        int permitted = 0;
        foreach (Decisions.Site.Badge badge in site.Badges.Values)
        {
            foreach (Decisions.Site.Door door in site.Doors.Values)
            {
                EntryQuestion question = new(door.Id, door.Readers.First(r => !r.Inside).Id, badge.Number, all, _rig.Clock.GetUtcNow(), ObligationSet.Of([Vocabulary.Obligation.Escort, Vocabulary.Obligation.TwoPerson]));
                if (EntryRules.Decide(site, question).Decision is not Vocabulary.Decision.Permit) { continue; }
                permitted++;
                Assert.Contains((badge.Person.Text, "room/" + door.Into.Text), held);
            }
        }
        Assert.True(permitted > 3);
        // 陈磊 is cleared for tier 1 alone.
        Assert.DoesNotContain(("chen-lei", "room/vault"), held);
    }

    [Fact]
    public async Task Each_reading_is_recorded_first_and_a_silent_alert_stands_on_no_sheet()
    {
        await _rig.RaiseAsync(Forced());
        V1.Alert alert = await _rig.OnlyAsync();
        Gateway.Alerts.Alert silent = _rig.Book.Find(alert.Id)! with { Silent = true, Told = [Officer] };
        Assert.IsType<CommitOutcome.Committed>(await _rig.Book.ChangeAsync(alert.Id, _ => (silent, new AuditEvent("test.silenced")), _rig.Audit, Limit));
        _rig.Clock.StepWall(TimeSpan.FromMinutes(1));

        Assert.Empty((await MakeAsync(new MakeReportRequest { Kind = ReportKind.Alerts }, Officer)).Table("alerts.lines").Rows);
        Assert.Empty((await MakeAsync(new MakeReportRequest { Kind = ReportKind.Handover }, Officer)).Table("handover.alerts").Rows);
        Assert.Equal(["alerts", "handover"], (await _rig.EntriesAsync(AuditKinds.AuditRead)).Select(e => e.GetProperty("details").GetProperty("report").GetString()));
        _rig.Services.GetRequiredService<Fleet.BreakableAudit>().Broken = true;
        Assert.NotNull(await RefusedAsync(_rig.Reports.MakeAsync(new MakeReportRequest { Kind = ReportKind.Handover }, As(Officer))));
    }

    [Theory]
    [InlineData(ReportKind.Unspecified, "", 0)]
    [InlineData(ReportKind.Entries, "a b", 0)]
    [InlineData(ReportKind.Entries, "", -1)]
    [InlineData(ReportKind.Entries, "", 401)]
    public async Task A_request_that_cannot_be_read_is_refused(ReportKind kind, string room, int days)
    {
        Google.Protobuf.WellKnownTypes.Timestamp from = Google.Protobuf.WellKnownTypes.Timestamp.FromDateTimeOffset(_rig.Clock.GetUtcNow().AddDays(-days));
        Assert.Equal("invalid_request", await RefusedAsync(_rig.Reports.MakeAsync(new MakeReportRequest { Kind = kind, Room = room, From = from }, As(Officer))));
    }

    /// <summary>The report, of which every word that is ours stands in both languages.</summary>
    private async Task<MakeReportResponse> MakeAsync(MakeReportRequest request, string who)
    {
        MakeReportResponse report = await _rig.Reports.MakeAsync(request, As(who), cancellationToken: Limit);
        IEnumerable<V1.Sentence> words = report.Tables.SelectMany(t => t.Rows).SelectMany(r => r.Cells).Select(c => c.Words).OfType<V1.Sentence>();
        Assert.All(
            words.Concat(report.Tables.Select(t => t.Title)).Concat(report.Tables.SelectMany(t => t.Columns).Select(c => c.Title)).Append(report.Title),
            said => Assert.True(said.Zh.Any(IsHan) && said.En.Length > 0 && !said.En.Any(IsHan), said.ToString()));
        return report;
    }

    private static bool IsHan(char sign) => sign is >= '\u4E00' and <= '\u9FFF';

    private async Task RecordAsync(params AuditEvent[] events)
    {
        foreach (AuditEvent happened in events) { Assert.IsType<CommitOutcome.Committed>(await _rig.Audit.RecordAsync(happened, Limit)); }
    }

    private static AuditEvent Asked(string person, string action, string decision, params string[] reasons) => new(reasons.Length == 0 ? AuditKinds.EntryGranted : AuditKinds.EntryDenied)
    {
        Subject = person,
        Person = person,
        Door = "archive",
        Room = "archive",
        Resource = "room/archive",
        Action = action,
        Decision = reasons.Length == 0 ? "permit" : "deny",
        Reasons = reasons,
        Details = [new("decision_id", decision)],
    };

    /// <summary>The answer to a badge where the room wants a PIN or a face too: no refusal yet.</summary>
    private static AuditEvent AskedForMore(string person, string decision) =>
        Asked(person, "enter", decision) with { Kind = AuditKinds.EntryDenied, Decision = "step_up" };

    private AuditEvent OpenedBy(string person, string decision, bool offline = false) => new(AuditKinds.DoorEvent)
    {
        Person = person,
        Door = "archive",
        Room = "archive",
        EventTime = _rig.Clock.GetUtcNow(),
        Details = [new("event", "Opened"), new("decision_id", decision), .. offline ? [new("offline", "true")] : Array.Empty<KeyValuePair<string, string>>()],
    };
}
