using Secure.Vocabulary;

namespace Secure.Vocabulary.Tests;

public class MarksTests
{
    [Theory]
    [InlineData(Classification.Public, Tier.One, "公开")]
    [InlineData(Classification.Internal, Tier.One, "内部")]
    [InlineData(Classification.Confidential, Tier.One, "秘密")]
    [InlineData(Classification.Secret, Tier.Two, "机密")]
    [InlineData(Classification.TopSecret, Tier.Three, "绝密")]
    public void Each_mark_has_its_tier_and_its_stamp(Classification mark, Tier tier, string stamp) => Assert.Equal((tier, stamp), (mark.DefaultTier(), mark.Chinese()));

    [Fact]
    public void A_mark_that_is_none_asks_for_the_most() => Assert.Equal(Tier.Three, ((Classification)99).DefaultTier());

    [Fact]
    public void A_higher_mark_never_asks_for_less()
    {
        Classification[] marks = [.. Enum.GetValues<Classification>().Order()];
        Assert.Equal(marks.Select(m => m.DefaultTier()).Order(), marks.Select(m => m.DefaultTier()));
    }

    [Fact]
    public void A_decision_is_taken_apart_in_one_way()
    {
        Decision[] family = [new Decision.Permit([], null), new Decision.StepUp(new StepUpDemand([Factor.Face], TimeSpan.FromMinutes(5))), new Decision.Deny(DenyReason.NotPresent)];
        Assert.Equal(["permit", "step-up", "not_present"], family.Select(d => d.Match(_ => "permit", _ => "step-up", deny => deny.Reason.Code)));
    }
}
