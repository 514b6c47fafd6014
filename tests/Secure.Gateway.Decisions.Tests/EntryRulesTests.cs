using Secure.Gateway.Decisions.Site;
using Secure.Vocabulary;
using static Secure.Gateway.Decisions.Tests.TestSite;

namespace Secure.Gateway.Decisions.Tests;

/// <summary>Every condition at the doors of all three tiers.</summary>
public sealed class EntryRulesTests
{
    private static readonly Dictionary<string, (Func<SiteSnapshot, SiteSnapshot> Site, Func<EntryQuestion, EntryQuestion> Question, string Enter, string Leave)> Table = new()
    {
        ["all is right"] = (s => s, q => q, "permit permit permit", "permit permit permit"),
        ["the stored site was tampered with"] = (s => s with { Tampered = true }, q => q, "integrity_failure integrity_failure integrity_failure", "integrity_failure integrity_failure integrity_failure"),
        ["the door is unknown"] = (s => s, q => q with { Door = DoorId.Parse("other") }, "unknown_resource unknown_resource unknown_resource", "unknown_resource unknown_resource unknown_resource"),
        ["the reader is another door's"] = (s => s, q => q with { Reader = ReaderId.Parse("other") }, "unknown_resource unknown_resource unknown_resource", "unknown_resource unknown_resource unknown_resource"),
        ["the badge is unknown"] = (s => s, q => q with { Badge = BadgeNumber.H10301(1, 9) }, "badge_unknown badge_unknown badge_unknown", "badge_unknown badge_unknown badge_unknown"),
        ["the badge is inactive"] = (s => s with { Badges = new Dictionary<string, Badge> { [Card.Key] = new(Card, Zhang, false) } }, q => q, "badge_inactive badge_inactive badge_inactive", "badge_inactive badge_inactive badge_inactive"),
        ["the badge's person is gone"] = (s => s with { Persons = new Dictionary<PersonId, Person>() }, q => q, "unknown_person unknown_person unknown_person", "unknown_person unknown_person unknown_person"),
        ["the person is inactive"] = (s => s.With(Staff with { Active = false }), q => q, "person_inactive person_inactive person_inactive", "permit permit permit"),
        ["no rule lets anybody in"] = (s => s.With(Reading), q => q, "no_matching_rule no_matching_rule no_matching_rule", "permit permit permit"),
        ["the rule is for another post"] = (s => s.With(Entering with { Posts = [PostId.Parse("guard")] }), q => q, "no_matching_rule no_matching_rule no_matching_rule", "permit permit permit"),
        ["the rule is for one room"] = (s => s.With(Entering with { Ids = ["archive"] }), q => q, "no_matching_rule permit no_matching_rule", "permit permit permit"),
        ["the rule asks what a room has not"] = (s => s.With(Entering with { Labels = ["north"] }), q => q, "no_matching_rule no_matching_rule no_matching_rule", "permit permit permit"),
        ["the rule has an obligation"] = (s => s.With(Entering with { Obligations = [Obligation.Escort] }), q => q, "obligation_unsupported obligation_unsupported obligation_unsupported", "permit permit permit"),
        ["the rule's obligation is seen to at the door"] = (s => s.With(Entering with { Obligations = [Obligation.Escort] }), q => q with { Fulfils = ObligationSet.Of([Obligation.Escort]) }, "permit permit permit", "permit permit permit"),
        ["the rule is closed"] = (s => s.With(Entering with { Schedule = Never }), q => q, "outside_schedule outside_schedule outside_schedule", "permit permit permit"),
        ["the room is closed"] = (s => s.EachRoom(r => r with { Schedule = Never }), q => q, "outside_schedule outside_schedule outside_schedule", "permit permit permit"),
        ["the record is incomplete"] = (s => s.With(Staff with { DocumentConfirmed = false }), q => q, "permit record_incomplete record_incomplete", "permit permit permit"),
        ["the training is overdue"] = (s => s.With(Staff with { TrainingUntil = new DateOnly(2030, 1, 6) }), q => q, "permit training_overdue training_overdue", "permit permit permit"),
        ["the post is not in the room's scope"] = (s => s.EachRoom(r => r with { ScopePosts = [] }), q => q, "permit permit out_of_scope", "permit permit permit"),
        ["the room asks for a PIN"] = (s => s.EachRoom(r => r with { Entry = [Factor.Badge, Factor.Pin] }), q => q, "step_up step_up step_up", "permit permit permit"),
        ["the PIN was shown"] = (s => s.EachRoom(r => r with { Entry = [Factor.Badge, Factor.Pin] }), q => q with { Proved = FactorSet.Of(Factor.Pin) }, "permit permit permit", "permit permit permit"),
        ["the room asks for PIN and face, a PIN was shown"] = (s => s.EachRoom(r => r with { Entry = [Factor.Badge, Factor.Pin, Factor.Face] }), q => q with { Proved = FactorSet.Of(Factor.Pin) }, "step_up step_up step_up", "permit permit permit"),
        ["the room asks for the default"] = (s => s.EachRoom(r => r with { Entry = Room.DefaultEntry(r.Tier) }), q => q, "permit step_up step_up", "permit permit permit"),
        ["the room asks for the default, a finger was shown"] = (s => s.EachRoom(r => r with { Entry = Room.DefaultEntry(r.Tier) }), q => q with { Proved = FactorSet.Of(Factor.Fingerprint) }, "permit permit permit", "permit permit permit"),
        ["the room's list is empty"] = (s => s.EachRoom(r => r with { Entry = [] }), q => q, "permit step_up step_up", "permit permit permit"),
    };

    public static TheoryData<string> Rows => [.. Table.Keys];

    [Theory]
    [MemberData(nameof(Rows))]
    public void Each_condition_has_its_reason_at_each_door(string row)
    {
        var (change, ask, enter, leave) = Table[row];
        SiteSnapshot site = change(TestSite.Site);
        Assert.Equal(enter, Tell(site, ask, "-in"));
        Assert.Equal(leave, Tell(site, ask, "-out"));
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void An_explanation_comes_to_the_same_decision(string row)
    {
        var (change, ask, _, _) = Table[row];
        SiteSnapshot site = change(TestSite.Site);
        foreach (string door in (string[])["lobby", "archive", "vault"])
        {
            EntryQuestion question = ask(Present(door, "-in"));
            EntryVerdict explained = EntryRules.Explain(site, question, out IReadOnlyList<TraceLine> trace);
            Assert.Equal(SessionMatrixTests.Tell(EntryRules.Decide(site, question).Decision), SessionMatrixTests.Tell(explained.Decision));
            Assert.Equal(explained.Decision is Decision.Permit, trace.All(l => l.Satisfied));
            Assert.False(explained.Leaving);
        }
    }

    [Fact]
    public void Only_a_permit_holds_the_door_open()
    {
        Assert.Equal(TimeSpan.FromSeconds(5), EntryRules.Decide(TestSite.Site, Present("vault", "-in")).Hold);
        Assert.Equal(TimeSpan.Zero, EntryRules.Decide(TestSite.Site.With(), Present("vault", "-in")).Hold);
    }

    [Fact]
    public void The_demand_names_the_first_factor_that_is_missing()
    {
        SiteSnapshot site = TestSite.Site.EachRoom(r => r with { Entry = [Factor.Badge, Factor.Pin, Factor.Face] });
        EntryQuestion question = Present("vault", "-in");
        Assert.Equal([Factor.Pin], Assert.IsType<Decision.StepUp>(EntryRules.Decide(site, question).Decision).Demand.AnyOf);
        Assert.Equal([Factor.Face], Assert.IsType<Decision.StepUp>(EntryRules.Decide(site, question with { Proved = FactorSet.Of(Factor.Pin) }).Decision).Demand.AnyOf);
    }

    private static EntryQuestion Present(string door, string side) => new(DoorId.Parse(door), ReaderId.Parse(door + side), Card, FactorSet.None, Now);

    private static string Tell(SiteSnapshot site, Func<EntryQuestion, EntryQuestion> ask, string side)
    {
        string[] doors = ["lobby", "archive", "vault"];
        return string.Join(' ', doors.Select(d => SessionMatrixTests.Tell(EntryRules.Decide(site, ask(Present(d, side))).Decision)));
    }
}
