using Secure.Gateway.Decisions.Site;
using Secure.Vocabulary;
using static Secure.Gateway.Decisions.Tests.TestSite;

namespace Secure.Gateway.Decisions.Tests;

/// <summary>What a review shows as somebody's rights.</summary>
public sealed class HeldRightsTests
{
    private static readonly Dictionary<string, (Func<SiteSnapshot, SiteSnapshot> Change, string Held)> Table = new()
    {
        ["all is right"] = (s => s, "material/m1 material/m2 material/m3 room/archive room/lobby room/vault"),
        ["the stored site was tampered with"] = (s => s with { Tampered = true }, ""),
        ["the person is inactive"] = (s => s.With(Staff with { Active = false }), ""),
        ["the post is in no material's scope"] = (s => s.Each(r => r with { ScopePosts = [] }), "material/m1 material/m2 room/archive room/lobby room/vault"),
        ["the post is in no room's scope"] = (s => s.EachRoom(r => r with { ScopePosts = [] }), "material/m1 material/m2 material/m3 room/archive room/lobby"),
        ["the rule raises each to tier 3, the post is in no scope"] = (s => s.Each(r => r with { ScopePosts = [] }).With(Reading with { TierMin = Tier.Three }), ""),
        ["the person is cleared for less"] = (s => s.With(Staff with { Clearance = Classification.Secret }), "material/m1 material/m2 room/archive room/lobby room/vault"),
        ["a material has no mark"] = (s => s.Each(r => r with { Classification = null }), "room/archive room/lobby room/vault"),
        ["hours and training do not matter here"] = (s => s.With(Staff with { TrainingUntil = null }).With(Reading with { Schedule = Never }, Entering with { Schedule = Never }), "material/m1 material/m2 material/m3 room/archive room/lobby room/vault"),
        ["entering is asked for each time"] = (s => s.With(Entering with { EachTime = true }), ""),
        ["no rule"] = (s => s.With(), ""),
    };

    public static TheoryData<string> Rows => [.. Table.Keys];

    [Theory]
    [MemberData(nameof(Rows))]
    public void Rights_are_those_that_the_rules_give_apart_from_hours_place_and_proofs(string row)
    {
        var (change, held) = Table[row];
        Assert.Equal(held, string.Join(' ', HeldRights.Of(change(TestSite.Site)).Select(r => r.Resource.Text).Order(StringComparer.Ordinal)));
    }

    [Fact]
    public void Two_rules_for_the_same_action_are_one_right_by_the_first()
    {
        SiteSnapshot site = TestSite.Site.With(Reading, Reading with { Name = "again", Actions = ["read", "print"] });
        Assert.Equal(["read reading", "print again"], HeldRights.Of(site).Where(r => r.Resource.Text == "material/m1").Select(r => r.Action + " " + r.Rule));
    }
}
