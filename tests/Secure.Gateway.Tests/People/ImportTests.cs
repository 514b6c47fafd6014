using System.Text;
using Google.Protobuf;
using Secure.Contracts;
using Secure.Gateway.Decisions;
using Secure.Gateway.Tests.Fleet;
using Secure.V1;
using Secure.Vocabulary;
using static Secure.Gateway.Tests.People.PeopleRig;

namespace Secure.Gateway.Tests.People;

/// <summary>People by file: tried first, applied whole or not at all.</summary>
public sealed class ImportTests
{
    [Fact]
    public async Task A_dry_run_tells_what_would_be_and_the_import_does_just_that()
    {
        await using PeopleRig rig = await StartAsync();
        const string csv = "\uFEFFid,name,staff_number,department,document_number\r\nsun-li,孙丽,S-1,research,11010519491231002X\r\nhe-ping,\"何, 平\",S-2,,\r\nwang-fang,王芳,S-3,research,\r\nchen-lei,陈磊,,research,\r\n";
        ImportPeopleResponse dry = await ImportAsync(rig, csv, dry: true);
        Assert.Equal((4U, 2U, 1U, 1U, false), (dry.Rows, dry.Joined, dry.Changed, dry.Unchanged, dry.Applied));
        Assert.Equal(4, rig.Site.Persons.Count);
        long before = rig.Store.LogSize;
        ImportPeopleResponse done = await ImportAsync(rig, csv);
        Assert.Equal((2U, 1U, 1U, true), (done.Joined, done.Changed, done.Unchanged, done.Applied));
        Assert.Equal(before + 4, rig.Store.LogSize);
        Assert.Equal(("何, 平", "S-3"), ((await rig.GetAsync("he-ping")).Name, (await rig.GetAsync("wang-fang")).StaffNumber));
        Assert.Equal((await rig.GetAsync("sun-li")).Version, (await rig.GetAsync("he-ping")).Version);
        Assert.False((await ImportAsync(rig, csv)).Applied);
    }

    [Fact]
    public async Task Every_bad_row_is_told_by_number_at_once_and_none_is_applied()
    {
        await using PeopleRig rig = await StartAsync();
        await rig.JoinCompleteAsync();
        await rig.Client.LeaveAsync(new LeaveRequest { Person = "chen-lei", Reason = "离职" }, As(Administrator));
        string csv = string.Join("\r\n",
            "id,name,staff_number,department,document_number",
            "good-one,好,G-1,research,",
            "Bad Id,坏,,,",
            "no-name,,,,",
            "rtl,\"张\u202E伟\",,,",
            "where,人,,nowhere,",
            "twin-a,双,G-2,,E7654321",
            "twin-b,胞,G-2,,e76-54321",
            "good-one,再,,,",
            "short,少,",
            "quote,\"a\"b,,,",
            "chen-lei,陈磊,,,",
            "doc,证,,,110105194912310021",
            "doc-2,证,,,11010519491231002X",
            ",,,,",
            "long," + new string('长', 65) + ",,,");
        ImportPeopleResponse response = await ImportAsync(rig, csv);
        Assert.False(response.Applied);
        Assert.Equal(
            "3:id 4:name 5:name 6:department 8:staff_number 8:document_number 9:id 10: 11: 12: 13:document_number 14:document_number 16:name",
            string.Join(' ', response.BadRows.Select(b => b.Row + ":" + b.Column)));
        Assert.Equal("须为 1 至 64 个可见字符", response.BadRows.Single(b => b.Row == 16).Text.Zh);
        Assert.All(response.BadRows, b => Assert.DoesNotContain("1101051949", b.Text.Zh + b.Text.En, StringComparison.Ordinal));
        Assert.DoesNotContain("good-one", rig.Site.Persons.Keys.Select(p => p.Text));
        Assert.Empty(await rig.EntriesAsync("people.imported"));
    }

    [Fact]
    public async Task Each_officer_imports_the_columns_of_the_role_and_nobody_oneself()
    {
        await using PeopleRig rig = await StartAsync();
        const string rights = "id,posts,level,clearance,training_until,pledge_until\nwang-fang,project-lead; archivist,核心,绝密,2031-01-01,2031-01-01\n";
        await Refused.AsAsync("role_required", () => ImportAsync(rig, rights));
        await Refused.AsAsync("role_required", () => ImportAsync(rig, "id,name\nx,某\n", officer: Security));
        await Refused.AsAsync("role_required", () => ImportAsync(rig, "id,name,clearance\nx,某,绝密\n", officer: Security));
        Assert.True((await ImportAsync(rig, rights, officer: Security)).Applied);
        Assert.Equal("permit", rig.Enter("vault", 1002));
        Assert.Single(await rig.EntriesAsync("people.entrusted"));

        ImportPeopleResponse own = await ImportAsync(rig, "id,clearance\nli-officer,公开\nnobody,秘密\n", officer: Security);
        Assert.Equal([(2U, "本人"), (3U, "人员未登记")], own.BadRows.Select(b => (b.Row, b.Text.Zh.Contains("本人", StringComparison.Ordinal) ? "本人" : b.Text.Zh)));
    }

    [Fact]
    public async Task What_is_exported_can_be_imported_again_changes_nothing_and_runs_in_no_spreadsheet()
    {
        await using PeopleRig rig = await StartAsync();
        await rig.Client.JoinAsync(new JoinRequest { Person = "evil", Name = "=HYPERLINK(\"http://x\",\"y\")" }, As(Administrator));
        await rig.JoinCompleteAsync();
        await rig.JoinCompleteAsync("gone", "E12345678");
        await rig.Client.LeaveAsync(new LeaveRequest { Person = "gone", Reason = "离职" }, As(Administrator));
        string csv = (await rig.Client.ExportAsync(new ExportPeopleRequest(), As(Auditor))).Csv.ToStringUtf8();
        Assert.Contains("evil,\"'=HYPERLINK", csv, StringComparison.Ordinal);
        Assert.StartsWith("\uFEFFid,name,staff_number,department,posts,level,clearance,training_until,pledge_until,status\r\n", csv, StringComparison.Ordinal);
        string[][] rows = [.. csv.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Select(l => l.Split(','))];
        string names = string.Join('\n', csv.Split("\r\n").Where(l => !l.StartsWith("evil", StringComparison.Ordinal)).Select(l => string.Join(',', l.Split(',').Take(4))));
        ImportPeopleResponse again = await ImportAsync(rig, names);
        Assert.Equal((5U, 0U, 0U, 0), (again.Unchanged, again.Joined, again.Changed, again.BadRows.Count));
        Assert.Equal(7, rows.Length);
        string left = (await rig.Client.ExportAsync(new ExportPeopleRequest { Status = PersonStatus.Declassifying }, As(Auditor))).Csv.ToStringUtf8();
        Assert.EndsWith("gone,孙丽,S-gone,research,,重要,公开,2030-12-31,2030-12-31,declassifying\r\n", left, StringComparison.Ordinal);
        Assert.Equal(2, (await rig.EntriesAsync("people.exported")).Length);
    }

    [Theory]
    [InlineData("", "文件是空的")]
    [InlineData("name\n张\n", "第 1 行：缺少 id 列")]
    [InlineData("id,name,name\n", "第 1 行：有重复的列")]
    [InlineData("id,role\n", "第 1 行：没有名为“role”的列")]
    [InlineData("\"id\n", "第 1 行：")]
    public async Task A_file_whose_first_row_names_no_columns_is_refused_in_words(string csv, string words)
    {
        await using PeopleRig rig = await StartAsync();
        Refusal refusal = await Refused.AsAsync("invalid_request", () => ImportAsync(rig, csv));
        Assert.Equal("csv", Assert.Single(refusal.Fields).Field);
        Assert.StartsWith(words, refusal.Text.Zh, StringComparison.Ordinal);
        Assert.Equal(refusal.Fields[0].Message, refusal.Text.En);
    }

    [Fact]
    public async Task A_file_of_another_encoding_is_told_from_a_broken_one()
    {
        await using PeopleRig rig = await StartAsync();
        ImportPeopleRequest request = new() { Csv = ByteString.CopyFrom([.. "id,name\nx,"u8, 0xD0, 0xD5, 0xC3, 0xFB]) };
        await Refused.AsAsync("not_utf8", async () => await rig.Client.ImportAsync(request, As(Administrator)));
    }

    [Fact]
    public async Task An_import_that_cannot_be_recorded_changes_nothing()
    {
        await using PeopleRig rig = await StartAsync();
        rig.Audit.Broken = true;
        await Refused.AsAsync("record_unavailable", () => ImportAsync(rig, "id,name\nsun-li,孙丽\n"));
        Assert.Equal(4, rig.Site.Persons.Count);
    }

    [Fact]
    public async Task Ten_thousand_people_join_by_one_file_load_again_and_one_of_them_changes()
    {
        await using PeopleRig first = await StartAsync();
        StringBuilder csv = new("id,name,staff_number,department\n");
        for (int i = 0; i < 10_000; i++) { csv.Append(System.Globalization.CultureInfo.InvariantCulture, $"p{i:00000},员工{i},S{i},research\n"); }
        ImportPeopleResponse done = await ImportAsync(first, csv.ToString());
        Assert.Equal((10_000U, true), (done.Joined, done.Applied));
        await Refused.AsAsync("invalid_request", () => ImportAsync(first, csv.Append("one-more,多,,\n").ToString()));
        PeopleRig rig = await first.RestartAsync();
        Assert.Equal(10_004, rig.Site.Persons.Count);
        await rig.Client.SuspendAsync(new SuspendPersonRequest { Person = "p05000", Reason = "核查" }, As(Security));
        Assert.Equal(DenyReason.PersonInactive.Code, rig.Read("p05000", "canteen-menu"));
        await rig.StopAsync();
    }

    private static async Task<ImportPeopleResponse> ImportAsync(PeopleRig rig, string csv, bool dry = false, string officer = Administrator) =>
        await rig.Client.ImportAsync(new ImportPeopleRequest { Csv = ByteString.CopyFromUtf8(csv), DryRun = dry }, As(officer));
}
