using Secure.Gateway.Decisions.Site;
using Secure.Vocabulary;
using static Secure.Gateway.Decisions.Tests.TestSite;

namespace Secure.Gateway.Decisions.Tests;

/// <summary>What makes a person's record complete, and who hears what it lacks.</summary>
public sealed class RecordTests
{
    private static readonly DateOnly Today = new(2030, 1, 7);

    [Fact]
    public void A_record_is_complete_through_the_last_day_of_training_and_pledge()
    {
        Assert.Empty(Staff.Missing(Today));
        Assert.Equal([RecordGap.Training, RecordGap.Pledge], Staff.Missing(Today.AddDays(1)));
        Assert.Equal([RecordGap.Document], (Staff with { DocumentConfirmed = false }).Missing(Today));
    }

    [Fact]
    public void Whether_a_record_is_complete_turns_at_midnight_of_the_sites_calendar()
    {
        DateTimeOffset midnight = new(2030, 1, 7, 16, 0, 0, TimeSpan.Zero);
        Assert.True(TestSite.Site.HasCompleteRecord(Zhang, midnight.AddTicks(-1)));
        Assert.False(TestSite.Site.HasCompleteRecord(Zhang, midnight));
        Assert.Equal(Today, TestSite.Site.DayOf(midnight.AddTicks(-1)));
        Assert.Equal(Today.AddDays(1), TestSite.Site.DayOf(midnight));
        Assert.False(TestSite.Site.HasCompleteRecord(PersonId.Parse("nobody"), midnight.AddDays(-1)));
    }

    [Fact]
    public void The_person_hears_that_the_record_is_incomplete_and_never_what_it_lacks()
    {
        SiteSnapshot site = TestSite.Site.With(Staff with { PledgeUntil = null });
        DenyReason reason = Assert.IsType<Decision.Deny>(SessionRules.Decide(site, TestSite.Ask(2)).Decision).Reason;
        Assert.Equal(("record_incomplete", "denied: the record is incomplete, ask your officer"), (reason.Code, reason.Text.En));
        Assert.DoesNotContain("承诺", reason.Text.Zh, StringComparison.Ordinal);
    }

    [Fact]
    public void A_pledge_that_ends_first_ends_the_permit_at_its_midnight()
    {
        SiteSnapshot site = TestSite.Site.With(Staff with { TrainingUntil = new DateOnly(2031, 1, 1) });
        DateTimeOffset late = new(2030, 1, 7, 15, 58, 0, TimeSpan.Zero);
        SessionQuestion question = TestSite.Ask(2) with { Now = late, Session = Session with { FactorTimes = new Dictionary<Factor, DateTimeOffset> { [Factor.Password] = late, [Factor.Face] = late } } };
        Decision.Permit permit = Assert.IsType<Decision.Permit>(SessionRules.Decide(site, question).Decision);
        Assert.Equal(new DateTimeOffset(2030, 1, 7, 16, 0, 0, TimeSpan.Zero), permit.ValidUntil?.ToUniversalTime());
    }
}
