using Secure.Gateway.Decisions.Site;
using Secure.Vocabulary;
using static Secure.Gateway.Decisions.Tests.TestSite;

namespace Secure.Gateway.Decisions.Tests;

/// <summary>Knowing less about somebody never opens anything: over every subset of the facts that count.</summary>
public sealed class MonotonyTests
{
    [Flags]
    private enum Known
    {
        Active = 1 << 0,
        Password = 1 << 1,
        PasswordKept = 1 << 2,
        Biometric = 1 << 3,
        Present = 1 << 4,
        Workstation = 1 << 5,
        Certificate = 1 << 6,
        Training = 1 << 7,
        Clearance = 1 << 8,
        Scope = 1 << 9,
        Open = 1 << 10,
        Watermark = 1 << 11,
        FirstRule = 1 << 12,
        SecondRule = 1 << 13,
        Record = 1 << 14,
        All = (1 << 15) - 1,
    }

    /// <summary>By tier and by what is known.</summary>
    private static readonly bool[][] Permits = [[], Ask(1), Ask(2), Ask(3)];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Taking_a_fact_away_never_makes_a_permit(int tier)
    {
        bool[] permits = Permits[tier];
        Assert.True(permits[(int)Known.All]);
        for (int known = 0; known < permits.Length; known++)
        {
            if (permits[known]) { continue; }
            for (int fact = 1; fact < permits.Length; fact <<= 1)
            {
                Assert.False((known & fact) != 0 && permits[known & ~fact], $"tier {tier}: {(Known)known} is refused, and permitted without {(Known)fact}");
            }
        }
    }

    [Fact]
    public void The_higher_tier_needs_all_that_the_lower_needs()
    {
        for (int known = 0; known <= (int)Known.All; known++)
        {
            Assert.False(Permits[3][known] && !Permits[2][known], $"{(Known)known}");
            Assert.False(Permits[2][known] && !Permits[1][known], $"{(Known)known}");
        }
    }

    private static bool[] Ask(int tier) => [.. Enumerable.Range(0, (int)Known.All + 1).Select(known => IsPermit(tier, (Known)known))];

    /// <summary>The first rule binds to the room and to an obligation, the second to neither: the tempting case, where less could fit the second.</summary>
    private static bool IsPermit(int tier, Known known)
    {
        bool Has(Known fact) => (known & fact) != 0;
        Rule first = Reading with { Name = "first", Rooms = [Vault], Posts = [], Persons = [Has(Known.FirstRule) ? Zhang : PersonId.Parse("nobody")] };
        Rule second = Reading with { Name = "second", Obligations = [], Posts = [], Persons = [Has(Known.SecondRule) ? Zhang : PersonId.Parse("nobody")] };
        SiteSnapshot site = TestSite.Site.With(first, second)
            .With(Staff with { Active = Has(Known.Active), TrainingUntil = Has(Known.Training) ? new DateOnly(2031, 1, 1) : null, DocumentConfirmed = Has(Known.Record), PledgeUntil = new DateOnly(2031, 1, 1), Clearance = Has(Known.Clearance) ? Classification.TopSecret : Classification.Public })
            .Each(r => r with { ScopePosts = Has(Known.Scope) ? [Lead] : [], Schedule = Has(Known.Open) ? Always : Never });
        Dictionary<Factor, DateTimeOffset> proofs = [];
        if (Has(Known.Password)) { proofs[Factor.Password] = Now; }
        if (Has(Known.Biometric)) { proofs[Factor.Face] = Now; }
        SessionFacts facts = new("s", Zhang, Has(Known.Workstation) ? VaultPc : null, Has(Known.Certificate) ? WorkstationSource.Certificate : WorkstationSource.Address, proofs, !Has(Known.PasswordKept));
        SessionQuestion question = TestSite.Ask(tier) with
        {
            Session = facts,
            Presence = Has(Known.Present) ? InVault : PresenceFact.NeverSeen,
            Supported = Has(Known.Watermark) ? ObligationSet.Of([Obligation.Watermark]) : ObligationSet.None,
        };
        return SessionRules.Decide(site, question).Decision is Decision.Permit;
    }
}
