using Secure.Gateway.Decisions.Site;
using Secure.Vocabulary;
using static Secure.Gateway.Decisions.Tests.TestSite;

namespace Secure.Gateway.Decisions.Tests;

/// <summary>Every condition at every tier, with the reason that is told.</summary>
public sealed class SessionMatrixTests
{
    private static readonly Dictionary<string, (Func<SiteSnapshot, SiteSnapshot> Site, Func<SessionQuestion, SessionQuestion> Question, string Expected)> Table = new()
    {
        ["all is right"] = (Same, Ask, "permit permit permit"),

        // Who
        ["the stored site was tampered with"] = (s => s with { Tampered = true }, Ask, "integrity_failure integrity_failure integrity_failure"),
        ["the person is not registered"] = (s => s with { Persons = new Dictionary<PersonId, Person>() }, Ask, "unknown_person unknown_person unknown_person"),
        ["the person is inactive"] = (s => s.With(Staff with { Active = false }), Ask, "person_inactive person_inactive person_inactive"),
        ["the password must be changed"] = (Same, q => Of(q, f => f with { MustChangePassword = true }), "password_change_required password_change_required password_change_required"),
        ["no password was given"] = (Same, q => Of(q, f => f with { FactorTimes = new Dictionary<Factor, DateTimeOffset> { [Factor.Face] = Now } }), "password_required password_required password_required"),
        ["the password is dated tomorrow"] = (Same, q => Of(q, f => f with { FactorTimes = new Dictionary<Factor, DateTimeOffset> { [Factor.Password] = Now.AddDays(1), [Factor.Face] = Now } }), "password_required password_required password_required"),

        // What
        ["the resource is not registered"] = (Same, q => q with { Id = "other" }, "unknown_resource unknown_resource unknown_resource"),
        ["the kind is not registered"] = (Same, q => q with { Kind = "system" }, "unknown_resource unknown_resource unknown_resource"),
        ["the resource has no mark"] = (s => s.Each(r => r with { Classification = null }), Ask, "unmarked_resource unmarked_resource unmarked_resource"),
        ["the clearance is only 公开"] = (s => s.With(Staff with { Clearance = Classification.Public }), Ask, "clearance_too_low clearance_too_low clearance_too_low"),
        ["the clearance is 秘密"] = (s => s.With(Staff with { Clearance = Classification.Confidential }), Ask, "permit clearance_too_low clearance_too_low"),
        ["the clearance is 机密"] = (s => s.With(Staff with { Clearance = Classification.Secret }), Ask, "permit permit clearance_too_low"),

        // Rules
        ["the action is another"] = (Same, q => q with { Action = "print" }, "no_matching_rule no_matching_rule no_matching_rule"),
        ["there is no rule"] = (s => s.With(), Ask, "no_matching_rule no_matching_rule no_matching_rule"),
        ["the rule is for another post"] = (s => s.With(Reading with { Posts = [PostId.Parse("guard")] }), Ask, "no_matching_rule no_matching_rule no_matching_rule"),
        ["the rule is for a department"] = (s => s.With(Reading with { Posts = [], Departments = [DepartmentId.Parse("research")] }), Ask, "no_matching_rule no_matching_rule no_matching_rule"),
        ["the rule names the person"] = (s => s.With(Reading with { Posts = [], Persons = [Zhang] }), Ask, "permit permit permit"),
        ["the rule is for everyone"] = (s => s.With(Reading with { Posts = [] }), Ask, "permit permit permit"),
        ["the rule is about another kind"] = (s => s.With(Reading with { Kind = "system" }), Ask, "no_matching_rule no_matching_rule no_matching_rule"),
        ["the rule names one resource"] = (s => s.With(Reading with { Ids = ["m2"] }), Ask, "no_matching_rule permit no_matching_rule"),
        ["the rule asks for a label"] = (s => s.With(Reading with { Labels = ["north"] }), Ask, "no_matching_rule no_matching_rule no_matching_rule"),
        ["the rule ends at 机密"] = (s => s.With(Reading with { ClassificationMax = Classification.Secret }), Ask, "permit permit no_matching_rule"),

        // Training and scope
        ["the training ended yesterday"] = (s => s.With(Staff with { TrainingUntil = new DateOnly(2030, 1, 6) }), Ask, "permit training_overdue training_overdue"),
        ["there is no training on record"] = (s => s.With(Staff with { TrainingUntil = null }), Ask, "permit training_overdue training_overdue"),
        ["the pledge ended yesterday"] = (s => s.With(Staff with { PledgeUntil = new DateOnly(2030, 1, 6) }), Ask, "permit record_incomplete record_incomplete"),
        ["there is no pledge on record"] = (s => s.With(Staff with { PledgeUntil = null }), Ask, "permit record_incomplete record_incomplete"),
        ["nobody has confirmed the document"] = (s => s.With(Staff with { DocumentConfirmed = false }), Ask, "permit record_incomplete record_incomplete"),
        ["the record is incomplete and no biometric proved"] = (s => s.With(Staff with { DocumentConfirmed = false }), q => Of(q, f => f with { FactorTimes = Proofs(null) }), "permit record_incomplete record_incomplete"),
        ["the post is not in scope"] = (s => s.Each(r => r with { ScopePosts = [] }), Ask, "permit permit out_of_scope"),
        ["the person is in scope by name"] = (s => s.Each(r => r with { ScopePosts = [], ScopePersons = [Zhang] }), Ask, "permit permit permit"),

        // Place
        ["the person is absent"] = (Same, q => q with { Presence = PresenceFact.NeverSeen }, "permit permit not_present"),
        ["the person is absent and has no biometric"] = (Same, q => Of(q with { Presence = PresenceFact.NeverSeen }, f => f with { FactorTimes = Proofs(null) }), "permit step_up not_present"),
        ["the person is in another room"] = (Same, q => q with { Presence = InVault with { Room = Lobby } }, "permit permit not_present"),
        ["the place is unknown"] = (Same, q => q with { Presence = InVault with { State = PresenceState.Unknown } }, "permit permit presence_unknown"),
        ["present in no named room"] = (Same, q => q with { Presence = InVault with { Room = null } }, "permit permit not_present"),
        ["the resource names no room"] = (s => s.Each(r => r with { Rooms = [] }), Ask, "permit permit not_present"),
        ["the rule is for another room"] = (s => s.With(Reading with { Rooms = [Lobby] }), Ask, "workstation_not_in_room workstation_not_in_room not_present"),
        ["the rule is for this room"] = (s => s.With(Reading with { Rooms = [Vault] }), Ask, "permit permit permit"),

        // Workstation
        ["no workstation is known"] = (Same, q => Of(q, f => f with { Workstation = null, Source = WorkstationSource.None }), "permit workstation_unknown workstation_unknown"),
        ["the workstation is claimed by nobody"] = (Same, q => Of(q, f => f with { Source = WorkstationSource.None }), "permit workstation_unknown workstation_unknown"),
        ["the workstation is not the site's"] = (Same, q => Of(q, f => f with { Workstation = WorkstationId.Parse("laptop") }), "permit workstation_unknown workstation_unknown"),
        ["a room is asked and no workstation known"] = (s => s.With(Reading with { Rooms = [Vault] }), q => Of(q, f => f with { Workstation = null }), "workstation_unknown workstation_unknown workstation_unknown"),
        ["the workstation is known by address"] = (Same, ByAddress, "permit workstation_too_weak workstation_too_weak"),
        ["address up to tier 2"] = (s => s with { Settings = s.Settings with { AddressTierMax = Tier.Two } }, ByAddress, "permit permit workstation_too_weak"),
        ["address up to tier 3"] = (s => s with { Settings = s.Settings with { AddressTierMax = Tier.Three } }, ByAddress, "permit permit permit"),
        ["the workstation stands elsewhere"] = (Same, q => Of(q, f => f with { Workstation = LobbyPc }), "permit permit workstation_not_in_room"),

        // Hours
        ["the resource is closed"] = (s => s.Each(r => r with { Schedule = Never }), Ask, "outside_schedule outside_schedule outside_schedule"),
        ["the rule is closed"] = (s => s.With(Reading with { Schedule = Never }), Ask, "outside_schedule outside_schedule outside_schedule"),
        ["nothing names a schedule"] = (s => s.Each(r => r with { Schedule = null }), Ask, "permit permit outside_schedule"),
        ["only the rule names a schedule"] = (s => s.Each(r => r with { Schedule = null }).With(Reading with { Schedule = Always }), Ask, "permit permit permit"),

        // Obligations
        ["the caller supports no obligation"] = (Same, q => q with { Supported = ObligationSet.None }, "obligation_unsupported obligation_unsupported obligation_unsupported"),
        ["the caller supports another obligation"] = (Same, q => q with { Supported = ObligationSet.Of([Obligation.Escort]) }, "obligation_unsupported obligation_unsupported obligation_unsupported"),
        ["unsupported, and no biometric either"] = (Same, q => Of(q with { Supported = ObligationSet.None }, f => f with { FactorTimes = Proofs(null) }), "obligation_unsupported obligation_unsupported obligation_unsupported"),

        // Factors
        ["no biometric was proved"] = (Same, q => Of(q, f => f with { FactorTimes = Proofs(null) }), "permit step_up step_up"),
        ["the biometric is 5 minutes old"] = (Same, q => Of(q, f => f with { FactorTimes = Proofs(Now.AddMinutes(-5)) }), "permit permit step_up"),
        ["the biometric is just under 15 minutes old"] = (Same, q => Of(q, f => f with { FactorTimes = Proofs(Now.AddMinutes(-15).AddTicks(1)) }), "permit permit step_up"),
        ["the biometric is 15 minutes old"] = (Same, q => Of(q, f => f with { FactorTimes = Proofs(Now.AddMinutes(-15)) }), "permit step_up step_up"),
        ["the biometric is dated in a minute"] = (Same, q => Of(q, f => f with { FactorTimes = Proofs(Now.AddMinutes(1)) }), "permit step_up step_up"),
        ["a finger is fresh and the face is old"] = (Same, q => Of(q, f => f with { FactorTimes = new Dictionary<Factor, DateTimeOffset>(Proofs(Now.AddHours(-1))) { [Factor.Fingerprint] = Now } }), "permit permit permit"),
        ["each time, nothing proved for this"] = (s => s.With(Reading with { EachTime = true }), Ask, "step_up step_up step_up"),
        ["each time, proved for this"] = (s => s.With(Reading with { EachTime = true }), q => q with { ProofForThis = Now.AddSeconds(-3) }, "permit permit permit"),
        ["each time, proved tomorrow"] = (s => s.With(Reading with { EachTime = true }), q => q with { ProofForThis = Now.AddDays(1) }, "step_up step_up step_up"),
        ["each time, proved too long ago"] = (s => s.With(Reading with { EachTime = true }), q => q with { ProofForThis = Now.AddMinutes(-6) }, "permit permit step_up"),

        // Tiers
        ["the site makes 秘密 tier 2"] = (s => s with { Settings = s.Settings with { Tiers = new Dictionary<Classification, Tier> { [Classification.Confidential] = Tier.Two } } }, q => Of(q, f => f with { FactorTimes = Proofs(null) }), "step_up step_up step_up"),
        ["the site tries to loosen 绝密"] = (s => s with { Settings = s.Settings with { Tiers = new Dictionary<Classification, Tier> { [Classification.TopSecret] = Tier.One } } }, q => q with { Presence = PresenceFact.NeverSeen }, "permit permit not_present"),
        ["the rule asks for tier 3"] = (s => s.With(Reading with { TierMin = Tier.Three }), q => q with { Presence = PresenceFact.NeverSeen }, "not_present not_present not_present"),
        ["the rule asks for tier 1"] = (s => s.With(Reading with { TierMin = Tier.One }), q => q with { Presence = PresenceFact.NeverSeen }, "permit permit not_present"),
    };

    public static TheoryData<string> Rows => [.. Table.Keys];

    [Theory]
    [MemberData(nameof(Rows))]
    public void Each_condition_has_its_reason_at_each_tier(string row)
    {
        var (change, ask, expected) = Table[row];
        SiteSnapshot site = change(TestSite.Site);
        string[] told = [.. Enumerable.Range(1, 3).Select(tier => Tell(SessionRules.Decide(site, ask(TestSite.Ask(tier))).Decision))];
        Assert.Equal(expected, string.Join(' ', told));
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void An_explanation_comes_to_the_same_decision_and_shows_what_failed(string row)
    {
        var (change, ask, _) = Table[row];
        SiteSnapshot site = change(TestSite.Site);
        for (int tier = 1; tier <= 3; tier++)
        {
            SessionQuestion question = ask(TestSite.Ask(tier));
            Verdict explained = SessionRules.Explain(site, question, out IReadOnlyList<TraceLine> trace);
            Assert.Equal(Tell(SessionRules.Decide(site, question).Decision), Tell(explained.Decision));
            Assert.Equal(explained.Decision is Decision.Permit, trace.All(l => l.Satisfied));
        }
    }

    [Fact]
    public void A_step_up_names_the_factors_and_their_age()
    {
        SessionQuestion question = Of(TestSite.Ask(3), f => f with { FactorTimes = Proofs(null) });
        StepUpDemand demand = Assert.IsType<Decision.StepUp>(SessionRules.Decide(TestSite.Site, question).Decision).Demand;
        Assert.Equal([Factor.Face, Factor.Fingerprint], demand.AnyOf);
        Assert.Equal(TimeSpan.FromMinutes(5), demand.MaxAge);
    }

    [Fact]
    public void A_permit_ends_with_its_first_ground()
    {
        Decision.Permit PermitOf(int tier) => Assert.IsType<Decision.Permit>(SessionRules.Decide(TestSite.Site, TestSite.Ask(tier)).Decision);
        Assert.Null(PermitOf(1).ValidUntil);
        Assert.Equal(Now.AddMinutes(14), PermitOf(2).ValidUntil);
        Assert.Equal(Now.AddMinutes(4), PermitOf(3).ValidUntil);
        Assert.Equal([Obligation.Watermark], PermitOf(3).Obligations);
    }

    [Fact]
    public void Training_that_ends_at_midnight_ends_the_permit_then()
    {
        SessionQuestion late = TestSite.Ask(2) with { Now = new DateTimeOffset(2030, 1, 7, 15, 59, 0, TimeSpan.Zero) };
        late = Of(late, f => f with { FactorTimes = Proofs(late.Now) });
        var permit = Assert.IsType<Decision.Permit>(SessionRules.Decide(TestSite.Site, late).Decision);
        Assert.Equal(new DateTimeOffset(2030, 1, 7, 16, 0, 0, TimeSpan.Zero), permit.ValidUntil);
    }

    [Fact]
    public void Overdue_training_names_its_date()
    {
        Verdict verdict = SessionRules.Decide(TestSite.Site.With(Staff with { TrainingUntil = new DateOnly(2029, 5, 1) }), TestSite.Ask(2));
        DenyReason reason = Assert.IsType<Decision.Deny>(verdict.Decision).Reason;
        Assert.Equal(DenyReason.TrainingOverdue, reason);
        Assert.Contains("2029-05-01", reason.Text.Zh, StringComparison.Ordinal);
    }

    internal static string Tell(Decision decision) => decision.Match(_ => "permit", _ => "step_up", d => d.Reason.Code);

    private static SiteSnapshot Same(SiteSnapshot site) => site;

    private static SessionQuestion Ask(SessionQuestion question) => question;

    private static SessionQuestion ByAddress(SessionQuestion question) => Of(question, f => f with { Source = WorkstationSource.Address });

    private static SessionQuestion Of(SessionQuestion question, Func<SessionFacts, SessionFacts> change) => question with { Session = change(question.Session) };
}
