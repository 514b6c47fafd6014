using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Secure.Gateway.Biometrics.Enrolments;
using Secure.Gateway.Storage;
using Secure.Gateway.Tests.Fleet;
using Secure.Gateway.Tests.People;
using Secure.V1;
using Factor = Secure.V1.Factor;

namespace Secure.Gateway.Tests.Biometrics;

/// <summary>Templates at rest: encrypted, bound, and gone when erased.</summary>
public class TemplateRestTests
{
    [Fact]
    public async Task No_file_of_the_store_holds_a_template_in_the_clear()
    {
        await using PeopleRig rig = await PeopleRig.StartAsync();
        await rig.EnrolAsync();
        await rig.EnrolAsync(factor: Factor.Fingerprint, face: "thumb");
        Assert.False(await rig.OnDiskAsync(Encoding.UTF8.GetBytes(TestEngines.Mark)));
        Assert.False(await rig.OnDiskAsync(Encoding.UTF8.GetBytes(Convert.ToBase64String(Encoding.UTF8.GetBytes(TestEngines.Mark)))));
        Assert.True(await rig.OnDiskAsync(await rig.CiphertextAsync()));
    }

    [Theory]
    [InlineData("zhang-wei", Vocabulary.Factor.Face, "zhang-wei/face")]
    [InlineData("wang-fang", Vocabulary.Factor.Fingerprint, "wang-fang/fingerprint")]
    public async Task A_template_moved_to_another_person_or_purpose_does_not_open_and_raises_an_alarm(string person, Vocabulary.Factor factor, string key)
    {
        await using PeopleRig rig = await PeopleRig.StartAsync();
        await rig.EnrolAsync();
        RowRead.Found own = Assert.IsType<RowRead.Found>(await rig.Store.ReadRowAsync(EnrolmentTables.Templates, "wang-fang/face", CancellationToken.None));
        // By the store itself, so that the seal of the row is right.
        await rig.Store.CommitAsync(new StoreChange { Rows = [new RowWrite(EnrolmentTables.Templates, key, own.Row.Value)] }, CancellationToken.None);

        Assert.Empty(await rig.OwnersAsync(person, factor));
        Assert.Contains("store.tampered", Assert.Single(await rig.EntriesAsync("alarm")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_template_row_altered_past_the_store_counts_as_none()
    {
        PeopleRig first = await PeopleRig.StartAsync();
        await first.EnrolAsync();
        await using PeopleRig rig = await first.RestartAsync("UPDATE rows SET version=version+1 WHERE tbl='biometrics.templates'");
        Assert.Empty(await rig.OwnersAsync());
        Assert.NotEmpty(await rig.EntriesAsync("alarm"));
    }

    [Fact]
    public async Task Altered_rows_are_healed_by_consenting_and_enrolling_anew()
    {
        PeopleRig first = await PeopleRig.StartAsync();
        await first.EnrolAsync();
        await using PeopleRig rig = await first.RestartAsync("UPDATE rows SET version=version+1 WHERE tbl IN ('biometrics.templates','biometrics.consents')");
        await Refused.AsAsync("consent_required", () => rig.BeginAsync());
        await rig.EnrolAsync();
        Assert.Equal(5, (await rig.OwnersAsync()).Length);
    }

    [Theory]
    [InlineData("delete")]
    [InlineData("withdraw")]
    [InlineData("leave")]
    [InlineData("anew")]
    [InlineData("expire")]
    public async Task What_is_erased_is_in_no_file_of_the_store_from_the_answer_on(string how)
    {
        await using PeopleRig rig = await PeopleRig.StartAsync();
        TemplateInfo made = await rig.EnrolAsync();
        await rig.EnrolAsync(EnrolmentRig.Zhang, face: "zhang");
        byte[] ciphertext = await rig.CiphertextAsync(), others = await rig.CiphertextAsync(EnrolmentRig.Zhang);
        Assert.True(await rig.OnDiskAsync(ciphertext));

        switch (how)
        {
            case "delete": await rig.Biometrics().DeleteTemplateAsync(new DeleteTemplateRequest { Person = EnrolmentRig.Wang, TemplateId = made.TemplateId }, EnrolmentRig.Officer); break;
            case "withdraw": await rig.Biometrics().WithdrawConsentAsync(new WithdrawConsentRequest { Person = EnrolmentRig.Wang, Factor = Factor.Face }, EnrolmentRig.Officer); break;
            case "leave": await rig.Client.LeaveAsync(new LeaveRequest { Person = EnrolmentRig.Wang, Reason = "调离" }, PeopleRig.As(PeopleRig.Administrator)); break;
            case "anew": await rig.EnrolAsync(face: "wang-older"); break;
            default: await ExpireAsync(rig); break;
        }

        Assert.False(await rig.OnDiskAsync(ciphertext));
        Assert.Equal(how != "expire", await rig.OnDiskAsync(others));
        Assert.Equal(how == "anew" ? 5 : 0, (await rig.OwnersAsync()).Length);
    }

    [Fact]
    public async Task A_template_whose_time_is_over_is_not_used_even_before_it_is_erased()
    {
        await using PeopleRig rig = await PeopleRig.StartAsync();
        await rig.EnrolAsync();
        rig.Clock.StepWall(TimeSpan.FromDays(1096));
        Assert.Empty(await rig.OwnersAsync());
    }

    [Fact]
    public async Task Deleting_what_is_not_there_is_refused()
    {
        await using PeopleRig rig = await PeopleRig.StartAsync();
        await rig.EnrolAsync();
        await Refused.AsAsync("unknown_template", async () => await rig.Biometrics().DeleteTemplateAsync(new DeleteTemplateRequest { Person = EnrolmentRig.Wang, TemplateId = "t-0" }, EnrolmentRig.Officer));
        Assert.Single(await rig.ListAsync());
    }

    [Fact]
    public async Task The_log_names_the_template_and_holds_nothing_of_it()
    {
        await using PeopleRig rig = await PeopleRig.StartAsync();
        await rig.EnrolAsync();
        string log = string.Join('\n', (await rig.Store.ReadLogAsync(0, 4096, CancellationToken.None)).Select(e => Encoding.UTF8.GetString(e.Entry)));
        Assert.DoesNotContain(Encoding.UTF8.GetString(await rig.CiphertextAsync()), log, StringComparison.Ordinal);
        Assert.DoesNotContain(TestEngines.Mark, log, StringComparison.Ordinal);
        Assert.DoesNotContain(TestEngines.Mark, string.Join('\n', rig.Log.All), StringComparison.Ordinal);
    }

    private static async Task ExpireAsync(PeopleRig rig)
    {
        rig.Clock.StepWall(TimeSpan.FromDays(1096));
        await rig.Services.GetRequiredService<TemplateErasing>().EraseExpiredAsync(CancellationToken.None);
    }
}
