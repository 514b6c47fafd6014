using System.Text;
using Grpc.Core;
using Secure.Contracts;
using Secure.Gateway.Tests.Fleet;
using Secure.V1;
using static Secure.Gateway.Tests.People.PeopleRig;

namespace Secure.Gateway.Tests.People;

/// <summary>What records keep, who may touch them, and what becomes of them when somebody else does.</summary>
public sealed class RecordTests
{
    private const string Document = "11010519491231002X";

    [Fact]
    public async Task Document_number_and_name_are_nowhere_in_store_log_or_answers()
    {
        await using PeopleRig rig = await StartAsync();
        await rig.JoinCompleteAsync();
        await Refused.AsAsync("document_differs", async () => await rig.Client.ConfirmDocumentAsync(new ConfirmDocumentRequest { Person = "sun-li", DocumentNumber = "440524188001010014" }, As(Security)));
        Refusal wrong = await Refused.AsAsync("invalid_request", async () => await rig.Client.ConfirmDocumentAsync(new ConfirmDocumentRequest { Person = "sun-li", DocumentNumber = "110105194912310021" }, As(Security)));
        string answers = wrong + string.Concat(wrong.Fields) + await rig.Client.GetAsync(new GetPersonRequest { Person = "sun-li" }, As(Auditor)) + await rig.Client.ListAsync(new ListPeopleRequest(), As(Auditor))
            + (await rig.Client.ExportAsync(new ExportPeopleRequest(), As(Auditor))).Csv.ToStringUtf8();
        string kept = Encoding.UTF8.GetString(await rig.BytesAsync());
        string logged = string.Join('\n', rig.Log.All);
        foreach (string secret in new[] { Document, "1101051949", "440524188001010014", "110105194912310021" })
        {
            Assert.DoesNotContain(secret, answers, StringComparison.Ordinal);
            Assert.DoesNotContain(secret, kept, StringComparison.Ordinal);
            Assert.DoesNotContain(secret, logged, StringComparison.Ordinal);
        }
        Assert.Contains("孙丽", answers, StringComparison.Ordinal);
        Assert.DoesNotContain("孙丽", kept, StringComparison.Ordinal);
        Assert.DoesNotContain("孙丽", logged, StringComparison.Ordinal);
        Assert.Single(await rig.EntriesAsync("people.document_differs"));
    }

    [Fact]
    public async Task One_document_and_one_staff_number_belong_to_one_person()
    {
        await using PeopleRig rig = await StartAsync();
        await rig.JoinCompleteAsync();
        await Refused.AsAsync("document_taken", async () => await rig.Client.JoinAsync(new JoinRequest { Person = "he-other", Name = "何", DocumentNumber = "1101 0519 4912 3100 2x" }, As(Administrator)));
        await Refused.AsAsync("staff_number_taken", async () => await rig.Client.JoinAsync(new JoinRequest { Person = "he-other", Name = "何", StaffNumber = "S-sun-li" }, As(Administrator)));
        await rig.Client.LeaveAsync(new LeaveRequest { Person = "sun-li", Reason = "离职" }, As(Administrator));
        await rig.Client.JoinAsync(new JoinRequest { Person = "sun-li-2", Name = "孙丽", StaffNumber = "S-sun-li", DocumentNumber = Document }, As(Administrator));
    }

    [Fact]
    public async Task Another_document_number_must_be_confirmed_anew()
    {
        await using PeopleRig rig = await StartAsync();
        PersonRecord sun = await rig.JoinCompleteAsync();
        sun = (await rig.Client.ChangeAsync(new ChangePersonRequest { Person = "sun-li", ExpectedVersion = sun.Version, DocumentNumber = Document.ToLowerInvariant() }, As(Administrator))).Person;
        Assert.Equal(DocumentState.Confirmed, sun.Document);
        sun = (await rig.Client.ChangeAsync(new ChangePersonRequest { Person = "sun-li", ExpectedVersion = sun.Version, DocumentNumber = "E12345678" }, As(Administrator))).Person;
        Assert.Equal((DocumentState.Given, ""), (sun.Document, sun.DocumentConfirmedBy));
        Assert.Equal("record_incomplete", rig.Read("sun-li", "design-review"));
    }

    [Fact]
    public async Task Of_two_officers_who_change_the_same_version_one_hears_that_the_other_came_first()
    {
        await using PeopleRig rig = await StartAsync();
        ulong version = (await rig.GetAsync("wang-fang")).Version;
        Task<bool>[] both = [.. new[] { "王小芳", "王大芳" }.Select(async name =>
        {
            try { await rig.Client.ChangeAsync(new ChangePersonRequest { Person = "wang-fang", ExpectedVersion = version, Name = name }, As(Administrator)); return true; }
            catch (RpcException refused) { Assert.Equal((StatusCode.Aborted, "changed_meanwhile"), (refused.StatusCode, refused.ToRefusal()!.Code)); return false; }
        })];
        Assert.Single(await Task.WhenAll(both), done => done);
        await Refused.AsAsync("changed_meanwhile", async () => await rig.Client.EntrustAsync(new EntrustRequest { Person = "wang-fang", ExpectedVersion = version, Clearance = V1.Classification.TopSecret }, As(Security)));
        await Refused.AsAsync("invalid_request", async () => await rig.Client.ChangeAsync(new ChangePersonRequest { Person = "wang-fang", Name = "无版本" }, As(Administrator)));
    }

    [Fact]
    public async Task Of_many_who_join_at_once_with_one_staff_number_one_joins()
    {
        await using PeopleRig rig = await StartAsync();
        Task<bool>[] all = [.. Enumerable.Range(0, 8).Select(async i =>
        {
            try { await rig.Client.JoinAsync(new JoinRequest { Person = "new-" + i, Name = "新人", StaffNumber = "S-1" }, As(Administrator)); return true; }
            catch (RpcException refused) { Assert.Equal("staff_number_taken", refused.ToRefusal()!.Code); return false; }
        })];
        Assert.Single(await Task.WhenAll(all), joined => joined);
        Assert.Equal(5, rig.Site.Persons.Count);
    }

    [Theory]
    [InlineData("UPDATE rows SET value = zeroblob(64) WHERE tbl = 'people.persons' AND key = 'zhang-wei'")]
    [InlineData("UPDATE rows SET value = (SELECT value FROM rows WHERE tbl = 'people.persons' AND key = 'li-officer') WHERE tbl = 'people.persons' AND key = 'zhang-wei'")]
    [InlineData("UPDATE rows SET seal = zeroblob(32) WHERE tbl = 'people.persons' AND key = 'zhang-wei'")]
    public async Task A_person_whose_row_was_altered_is_denied_everywhere_and_raises_an_alarm(string sql)
    {
        await using PeopleRig first = await StartAsync();
        await first.SignInAsync("zhang-wei", "zhang");
        PeopleRig rig = await first.RestartAsync(sql);
        Assert.Equal(("person_inactive", "person_inactive", "permit"), (rig.Enter("vault", 1001), rig.Read("zhang-wei", "canteen-menu"), rig.Enter("archive", 1002)));
        await Refused.AsAsync("sign_in_failed", () => rig.TrySignInAsync("zhang"));
        await Refused.AsAsync("record_altered", () => rig.GetAsync("zhang-wei"));
        await Refused.AsAsync("record_altered", async () => await rig.Client.JoinAsync(new JoinRequest { Person = "zhang-wei", Name = "张伟" }, As(Administrator)));
        string alarm = Assert.Single(await rig.EntriesAsync("alarm"));
        Assert.Contains("store.tampered", alarm, StringComparison.Ordinal);
        Assert.Contains("zhang-wei", alarm, StringComparison.Ordinal);
        await rig.StopAsync();
    }

    [Fact]
    public async Task A_badge_whose_row_was_altered_opens_nothing_and_raises_an_alarm()
    {
        await using PeopleRig first = await StartAsync();
        PeopleRig rig = await first.RestartAsync("UPDATE rows SET value = value || x'00' WHERE tbl = 'people.badges'");
        Assert.Equal(("badge_unknown", "badge_unknown"), (rig.Enter("lobby", 1001), rig.Enter("lobby", 1004)));
        Assert.Equal(4, (await rig.EntriesAsync("alarm")).Length);
        await rig.StopAsync();
    }

    [Theory]
    [InlineData("DELETE FROM rows WHERE tbl LIKE 'people.%'")]
    [InlineData("DELETE FROM rows WHERE tbl = 'people.origin'")]
    [InlineData("UPDATE rows SET value = zeroblob(9) WHERE tbl = 'people.origin'")]
    public async Task People_taken_from_the_store_do_not_come_back_out_of_the_site_file(string sql)
    {
        await using PeopleRig first = await StartAsync();
        await first.Client.LeaveAsync(new LeaveRequest { Person = "wang-fang", Reason = "调离" }, As(Administrator));
        PeopleRig rig = await first.RestartAsync(sql);
        Assert.Empty(rig.Site.Persons);
        Assert.Equal("badge_unknown", rig.Enter("archive", 1002));
        Assert.Contains("people.origin", Assert.Single(await rig.EntriesAsync("alarm")), StringComparison.Ordinal);
        await Refused.AsAsync("people_gone", async () => await rig.Client.JoinAsync(new JoinRequest { Person = "eve", Name = "夏娃" }, As(Administrator)));
        await rig.StopAsync();
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("张\u202E伟")]
    [InlineData("张\u200B伟")]
    [InlineData("张\n伟")]
    [InlineData("张\0伟")]
    [InlineData("张\uE000伟")]
    [InlineData("张\u2028伟")]
    public async Task A_name_holds_nothing_that_cannot_be_seen(string name)
    {
        await using PeopleRig rig = await StartAsync();
        Refusal refusal = await Refused.AsAsync("invalid_request", async () => await rig.Client.JoinAsync(new JoinRequest { Person = "new", Name = name }, As(Administrator)));
        Assert.Equal("name", Assert.Single(refusal.Fields).Field);
    }

    [Fact]
    public async Task Every_fault_of_a_request_is_told_at_once_and_names_of_any_script_are_taken()
    {
        await using PeopleRig rig = await StartAsync();
        JoinRequest request = new() { Person = "new", Name = new string('长', 65), StaffNumber = "a b", Department = "nowhere", DocumentNumber = "12345" };
        Refusal refusal = await Refused.AsAsync("invalid_request", async () => await rig.Client.JoinAsync(request, As(Administrator)));
        Assert.Equal(["department", "document_number", "name", "staff_number"], refusal.Fields.Select(f => f.Field).Order());
        foreach ((string id, string name) in new[] { ("long", new string('长', 64)), ("arabic", "مريم"), ("dotted", "阿卜杜拉·买买提"), ("rare", "𠮷田") })
        {
            Assert.Equal(name, (await rig.Client.JoinAsync(new JoinRequest { Person = id, Name = name }, As(Administrator))).Person.Name);
        }
    }

    [Fact]
    public async Task A_list_is_searched_and_paged_by_the_server_and_each_reading_is_on_record()
    {
        await using PeopleRig rig = await StartAsync();
        for (int i = 0; i < 5; i++) { await rig.Client.JoinAsync(new JoinRequest { Person = "temp-" + i, Name = "临时工" }, As(Administrator)); }
        List<string> found = [];
        ListPeopleRequest request = new() { Search = "临时", PageSize = 2 };
        do
        {
            ListPeopleResponse page = await rig.Client.ListAsync(request, As(Auditor));
            found.AddRange(page.Persons.Select(p => p.Id));
            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0);
        Assert.Equal(["temp-0", "temp-1", "temp-2", "temp-3", "temp-4"], found);
        Assert.Equal(5u, (await rig.Client.ListAsync(new ListPeopleRequest { Search = "临时", PageSize = 1 }, As(Auditor))).Total);
        await rig.Client.JoinAsync(new JoinRequest { Person = "in-security", Name = "新人", Department = "security" }, As(Administrator));
        Assert.Contains((await rig.Client.ListAsync(new ListPeopleRequest { Search = "保密办" }, As(Security))).Persons, p => p.Id == "in-security");
        Assert.Equal(6, (await rig.Client.ListAsync(new ListPeopleRequest { IncompleteOnly = true }, As(Security))).Persons.Count);
        Assert.Equal(6, (await rig.EntriesAsync("people.read")).Length);
        await Refused.AsAsync("invalid_request", async () => await rig.Client.ListAsync(new ListPeopleRequest { PageSize = 501 }, As(Security)));
        await Refused.AsAsync("invalid_request", async () => await rig.Client.ListAsync(new ListPeopleRequest { Search = new string('x', 65) }, As(Security)));
        await Refused.AsAsync("session_required", async () => await rig.Client.ListAsync(new ListPeopleRequest()));
    }
}
