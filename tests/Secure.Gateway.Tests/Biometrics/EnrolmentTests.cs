using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Secure.Gateway.Biometrics.Enrolments;
using Secure.Gateway.Spine;
using Secure.Gateway.Storage;
using Secure.Gateway.Tests.Fleet;
using Secure.Gateway.Tests.People;
using Secure.V1;
using Factor = Secure.V1.Factor;

namespace Secure.Gateway.Tests.Biometrics;

public class EnrolmentTests
{
    [Fact]
    public async Task Nothing_of_a_person_is_measured_before_the_consent_to_the_present_text_is_on_record()
    {
        await using PeopleRig rig = await PeopleRig.StartAsync();
        await Refused.AsAsync("consent_required", () => rig.BeginAsync());
        await Refused.AsAsync("other_consent_text", async () => await rig.Biometrics().RecordConsentAsync(new RecordConsentRequest { Person = EnrolmentRig.Wang, Factor = Factor.Face, TextVersion = "0" }, EnrolmentRig.Officer));
        await rig.ConsentAsync(factor: Factor.Fingerprint);
        await Refused.AsAsync("consent_required", () => rig.BeginAsync());

        await rig.ConsentAsync();
        await rig.BeginAsync();

        Assert.Contains(PeopleRig.Security, (await rig.EntriesAsync("biometrics.consent"))[0], StringComparison.Ordinal);
        FactorState face = (await rig.Biometrics().ListTemplatesAsync(new ListTemplatesRequest { Person = EnrolmentRig.Wang }, EnrolmentRig.Officer)).Factors[0];
        Assert.Equal((true, "1", PeopleRig.Security), (face.Consent, face.ConsentVersion, face.ConsentBy));
    }

    [Fact]
    public async Task Five_good_samples_make_a_template_that_step_up_gets_and_the_list_describes()
    {
        await using PeopleRig rig = await PeopleRig.StartAsync();
        TemplateInfo made = await rig.EnrolAsync();

        Assert.Equal(Enumerable.Repeat("wang", 5), await rig.OwnersAsync());
        TemplateInfo listed = Assert.Single(await rig.ListAsync());
        Assert.Equal(made, listed);
        Assert.Equal((Factor.Face, PeopleRig.Security, "words-1"), (listed.Factor, listed.EnrolledBy, listed.Model));
        Assert.Equal(TimeSpan.FromDays(1095), listed.ExpiresAt.ToDateTimeOffset() - listed.EnrolledAt.ToDateTimeOffset());
        Assert.Contains(made.TemplateId, Assert.Single(await rig.EntriesAsync("biometrics.enrolled")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("blurred", "blurred")]
    [InlineData("twofaces", "two_faces")]
    [InlineData("noface", "no_face")]
    [InlineData("sideways", "sideways")]
    [InlineData("eyesclosed", "eyes_closed")]
    [InlineData("toodark", "too_dark")]
    [InlineData("dead", "not_live")]
    [InlineData("zhao", "other_person")]
    [InlineData("junk", "unreadable")]
    [InlineData("wang 1", "same_picture")]
    public async Task A_sample_that_does_not_serve_is_not_counted_and_says_what_would_help(string picture, string guidance)
    {
        await using PeopleRig rig = await PeopleRig.StartAsync();
        await rig.ConsentAsync();
        string enrolment = await rig.BeginAsync();
        await rig.SendAsync(enrolment, 1, "wang 1");

        SendSampleResponse said = await rig.SendAsync(enrolment, 2, picture);

        Assert.Equal((false, guidance, 1u), (said.Accepted, said.Guidance, said.GoodSamples));
        Assert.NotEmpty(said.Text.Zh);
    }

    [Fact]
    public async Task A_finger_is_enrolled_with_five_touches_of_one_finger_and_up_to_four_fingers()
    {
        await using PeopleRig rig = await PeopleRig.StartAsync();
        await rig.ConsentAsync(factor: Factor.Fingerprint);
        string enrolment = await rig.BeginAsync(factor: Factor.Fingerprint);
        await rig.SendAsync(enrolment, 1, "thumb 1");
        Assert.Equal("other_finger", (await rig.SendAsync(enrolment, 2, "index 1")).Guidance);
        Assert.Equal("smudged", (await rig.SendAsync(enrolment, 3, "smudged")).Guidance);
        foreach (string finger in new[] { "thumb", "index", "middle", "ring" }) { await rig.EnrolAsync(factor: Factor.Fingerprint, face: finger); }

        Assert.Equal(["thumb", "index", "middle", "ring"], await rig.OwnersAsync(factor: Vocabulary.Factor.Fingerprint));
        await Refused.AsAsync("too_many_templates", () => rig.BeginAsync(factor: Factor.Fingerprint));
    }

    [Fact]
    public async Task A_face_enrolled_anew_takes_the_place_of_the_one_before()
    {
        await using PeopleRig rig = await PeopleRig.StartAsync();
        TemplateInfo first = await rig.EnrolAsync();
        TemplateInfo second = await rig.EnrolAsync(face: "wang-with-glasses");
        Assert.NotEqual(first.TemplateId, second.TemplateId);
        Assert.Equal(second, Assert.Single(await rig.ListAsync()));
    }

    [Theory]
    [InlineData(Factor.Face, "")]
    [InlineData(Factor.Fingerprint, "")]
    [InlineData(Factor.Face, "delete")]
    [InlineData(Factor.Fingerprint, "delete")]
    [InlineData(Factor.Face, "withdraw")]
    public async Task Another_face_or_finger_of_somebody_who_has_or_had_one_takes_a_second_officer(Factor factor, string before)
    {
        await using PeopleRig rig = await PeopleRig.StartAsync();
        Alerts.RigApprovals second = rig.Services.GetRequiredService<Alerts.RigApprovals>();
        second.Given = false;
        TemplateInfo first = await rig.EnrolAsync(factor: factor);
        Assert.Empty(second.Asked);
        if (before == "delete") { await rig.Biometrics().DeleteTemplateAsync(new DeleteTemplateRequest { Person = EnrolmentRig.Wang, TemplateId = first.TemplateId }, EnrolmentRig.Officer); }
        if (before == "withdraw") { await rig.Biometrics().WithdrawConsentAsync(new WithdrawConsentRequest { Person = EnrolmentRig.Wang, Factor = factor }, EnrolmentRig.Officer); }
        await rig.ConsentAsync(factor: factor);

        await Refused.AsAsync("approval_required", () => rig.BeginAsync(factor: factor));
        Assert.Equal((OfficerAction.ResetFactor, new BeginEnrolmentRequest { Person = EnrolmentRig.Wang, Factor = factor }), second.Last);

        second.Given = true;
        string enrolment = await rig.SampledAsync(factor: factor, face: "another");
        second.Given = false;
        await Refused.AsAsync("approval_required", () => rig.FinishAsync(enrolment));
        Assert.DoesNotContain((await rig.ListAsync()).Select(t => t.TemplateId), id => id != first.TemplateId);
        second.Given = true;
        TemplateInfo made = await rig.FinishAsync(enrolment);
        Assert.Contains(made, await rig.ListAsync());
        // The approval is used up by the commit that stores the template, and the log says whose it was.
        Assert.IsType<RowRead.Found>(await rig.Store.ReadRowAsync("rig.approvals", "a-1", CancellationToken.None));
        Assert.Contains("\"approved_by\":\"li-admin\"", (await rig.EntriesAsync("biometrics.enrolled"))[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Four_samples_make_no_template()
    {
        await using PeopleRig rig = await PeopleRig.StartAsync();
        await rig.ConsentAsync();
        string enrolment = await rig.BeginAsync();
        for (ulong i = 1; i <= 4; i++) { await rig.SendAsync(enrolment, i, $"wang {i}"); }
        await Refused.AsAsync("samples_missing", () => rig.FinishAsync(enrolment));
        await NothingStoredAsync(rig);
    }

    [Fact]
    public async Task A_sample_out_of_order_is_refused()
    {
        await using PeopleRig rig = await PeopleRig.StartAsync();
        await rig.ConsentAsync();
        string enrolment = await rig.BeginAsync();
        await rig.SendAsync(enrolment, 5, "wang 1");
        await Refused.AsAsync("out_of_order", () => rig.SendAsync(enrolment, 5, "wang 2"));
        await Refused.AsAsync("out_of_order", () => rig.SendAsync(enrolment, 4, "wang 2"));
    }

    public static TheoryData<string> Endings => new("session", "time", "another", "person", "consent");

    [Theory]
    [MemberData(nameof(Endings))]
    public async Task An_enrolment_that_ends_midway_leaves_nothing(string by)
    {
        await using PeopleRig rig = await PeopleRig.StartAsync();
        string enrolment = await rig.SampledAsync();
        switch (by)
        {
            case "session": ((RightsCallers)rig.Services.GetRequiredService<ICallers>()).SessionOf(PeopleRig.Security).End(); break;
            case "time": rig.Clock.Advance(TimeSpan.FromMinutes(5)); break;
            case "another": await rig.ConsentAsync(EnrolmentRig.Zhang); await rig.BeginAsync(EnrolmentRig.Zhang); break;
            case "person": await rig.Client.LeaveAsync(new LeaveRequest { Person = EnrolmentRig.Wang, Reason = "调离" }, PeopleRig.As(PeopleRig.Administrator)); break;
            default: await rig.Biometrics().WithdrawConsentAsync(new WithdrawConsentRequest { Person = EnrolmentRig.Wang, Factor = Factor.Face }, EnrolmentRig.Officer); break;
        }
        await Refused.AsAsync(by == "consent" ? "consent_required" : "unknown_enrolment", () => rig.FinishAsync(enrolment));
        await NothingStoredAsync(rig);
    }

    [Fact]
    public async Task Another_officers_session_cannot_touch_it()
    {
        await using PeopleRig rig = await PeopleRig.StartAsync();
        string enrolment = await rig.SampledAsync();
        OpenEnrolments open = rig.Services.GetRequiredService<OpenEnrolments>();
        using Access.RigSession other = new(Vocabulary.PersonId.Parse("another-officer"), null, officer: true, rig.Clock.GetUtcNow());
        Assert.Equal("unknown_enrolment", Assert.Throws<Contracts.RefusedException>(() => open.Find(enrolment, other)).Refusal.Code);
    }

    [Fact]
    public async Task An_engine_that_is_off_says_so_and_one_that_goes_down_midway_leaves_nothing()
    {
        await using PeopleRig rig = await PeopleRig.StartAsync();
        await rig.SampledAsync();
        rig.Engines().Off = true;
        await rig.ConsentAsync(EnrolmentRig.Zhang);
        Assert.Contains("because", (await Refused.AsAsync("factor_off", () => rig.BeginAsync(EnrolmentRig.Zhang))).Text.En, StringComparison.Ordinal);
        rig.Engines().Off = false;
        string fresh = await rig.BeginAsync();
        rig.Engines().Off = true;
        await Refused.AsAsync("factor_off", () => rig.SendAsync(fresh, 1, "wang 9"));
        await NothingStoredAsync(rig);
    }

    [Fact]
    public async Task Where_the_record_cannot_be_written_nothing_is_stored_and_the_officer_can_try_again()
    {
        await using PeopleRig rig = await PeopleRig.StartAsync();
        string enrolment = await rig.SampledAsync();
        rig.Audit.Broken = true;
        await Refused.AsAsync("record_unavailable", () => rig.FinishAsync(enrolment));
        rig.Audit.Broken = false;
        await NothingStoredAsync(rig);
        await rig.FinishAsync(enrolment);
        Assert.Single(await rig.ListAsync());
    }

    [Theory]
    [InlineData(Factor.Face, Vocabulary.Factor.Face)]
    [InlineData(Factor.Fingerprint, Vocabulary.Factor.Fingerprint)]
    public async Task What_is_enrolled_for_another_person_is_refused_and_raises_an_alarm(Factor factor, Vocabulary.Factor kept)
    {
        await using PeopleRig rig = await PeopleRig.StartAsync();
        await rig.EnrolAsync(EnrolmentRig.Zhang, factor, "twin");
        string enrolment = await rig.SampledAsync(factor: factor, face: "twin");

        Assert.Contains(EnrolmentRig.Zhang, (await Refused.AsAsync("enrolled_for_another", () => rig.FinishAsync(enrolment))).Text.En, StringComparison.Ordinal);

        Assert.Contains("biometrics.enrolled_twice", Assert.Single(await rig.EntriesAsync("alarm")), StringComparison.Ordinal);
        Assert.Empty(await rig.OwnersAsync(factor: kept));
        Assert.Equal(0, rig.Engines().Galleries);
    }

    [Fact]
    public async Task Nobody_enrols_themselves_a_stranger_or_one_who_left()
    {
        await using PeopleRig rig = await PeopleRig.StartAsync();
        await Refused.AsAsync("unknown_person", () => rig.ConsentAsync("ghost"));
        await Refused.AsAsync("own_enrolment", () => rig.ConsentAsync(PeopleRig.Security));
        await rig.ConsentAsync();
        await rig.Client.LeaveAsync(new LeaveRequest { Person = EnrolmentRig.Wang, Reason = "调离" }, PeopleRig.As(PeopleRig.Administrator));
        await Refused.AsAsync("unknown_person", () => rig.BeginAsync());
    }

    [Theory]
    [InlineData(PeopleRig.Administrator)]
    [InlineData(PeopleRig.Auditor)]
    public async Task Only_the_security_officer_enrols_and_deletes(string officer)
    {
        await using PeopleRig rig = await PeopleRig.StartAsync();
        TemplateInfo made = await rig.EnrolAsync();
        Metadata other = PeopleRig.As(officer);
        V1.Biometrics.BiometricsClient client = rig.Biometrics();
        await Refused.AsAsync("role_required", async () => await client.RecordConsentAsync(new RecordConsentRequest { Person = EnrolmentRig.Wang, Factor = Factor.Face, TextVersion = "1" }, other));
        await Refused.AsAsync("role_required", async () => await client.WithdrawConsentAsync(new WithdrawConsentRequest { Person = EnrolmentRig.Wang, Factor = Factor.Face }, other));
        await Refused.AsAsync("role_required", async () => await client.BeginEnrolmentAsync(new BeginEnrolmentRequest { Person = EnrolmentRig.Wang, Factor = Factor.Face }, other));
        await Refused.AsAsync("role_required", async () => await client.SendSampleAsync(new SendSampleRequest(), other));
        await Refused.AsAsync("role_required", async () => await client.FinishEnrolmentAsync(new FinishEnrolmentRequest(), other));
        await Refused.AsAsync("role_required", async () => await client.DeleteTemplateAsync(new DeleteTemplateRequest { Person = EnrolmentRig.Wang, TemplateId = made.TemplateId }, other));
    }

    private static async Task NothingStoredAsync(PeopleRig rig)
    {
        Assert.IsType<RowRead.Absent>(await rig.Store.ReadRowAsync(EnrolmentTables.Templates, EnrolmentRig.Wang + "/face", CancellationToken.None));
        Assert.Empty(await rig.OwnersAsync());
    }
}
