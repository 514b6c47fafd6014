using Secure.Gateway.Decisions.Site;
using Secure.Vocabulary;
using static Secure.Gateway.Decisions.Tests.TestSite;

namespace Secure.Gateway.Decisions.Tests;

public sealed class RuleOrderTests
{
    private static readonly Rule Free = Reading with { Name = "free", Obligations = [] };

    [Fact]
    public void The_first_rule_that_fits_names_the_obligations()
    {
        Assert.Equal("reading", Decide(1, Reading, Free).Rule);
        Assert.Equal("free", Decide(1, Free, Reading).Rule);
    }

    [Fact]
    public void A_rule_whose_obligation_the_caller_cannot_fulfil_gives_way_to_the_next() =>
        Assert.Equal("free", SessionRules.Decide(TestSite.Site.With(Reading, Free), TestSite.Ask(1) with { Supported = ObligationSet.None }).Rule);

    [Fact]
    public void A_rule_that_does_not_fit_takes_nothing_away() =>
        Assert.IsType<Decision.Permit>(Decide(1, Free with { Schedule = Never }, Reading).Decision);

    [Fact]
    public void A_step_up_by_a_later_rule_goes_before_a_denial_by_an_earlier()
    {
        SessionQuestion unproved = TestSite.Ask(2) with { Session = Session with { FactorTimes = Proofs(null) } };
        Verdict verdict = SessionRules.Decide(TestSite.Site.With(Free with { Name = "closed", Schedule = Never }, Free), unproved);
        Assert.IsType<Decision.StepUp>(verdict.Decision);
        Assert.Equal("free", verdict.Rule);
    }

    [Fact]
    public void Where_all_refuse_the_first_that_applies_gives_the_reason()
    {
        Rule otherAction = Free with { Name = "printing", Actions = ["print"] };
        Verdict verdict = Decide(1, otherAction, Free with { Schedule = Never }, Free with { Rooms = [Lobby] });
        Assert.Equal("outside_schedule", SessionMatrixTests.Tell(verdict.Decision));
    }

    [Fact]
    public void A_snapshot_copied_with_other_rules_does_not_decide_by_the_old_ones()
    {
        Assert.IsType<Decision.Permit>(Decide(1, Reading).Decision);
        Assert.IsType<Decision.Deny>(SessionRules.Decide(TestSite.Site.With(Reading).With(), TestSite.Ask(1)).Decision);
    }

    [Fact]
    public void A_permit_costs_no_memory()
    {
        SessionQuestion[] questions = [TestSite.Ask(1), TestSite.Ask(2), TestSite.Ask(3)];
        for (int i = 0; i < 100; i++) { Assert.IsType<Decision.Permit>(SessionRules.Decide(TestSite.Site, questions[i % 3]).Decision); }
        foreach (SessionQuestion question in questions)
        {
            SessionRules.Decide(TestSite.Site, question);
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 1000; i++) { SessionRules.Decide(TestSite.Site, question); }
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 2000);
        }
    }

    private static Verdict Decide(int tier, params Rule[] rules) => SessionRules.Decide(TestSite.Site.With(rules), TestSite.Ask(tier));
}
