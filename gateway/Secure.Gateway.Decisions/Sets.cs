using Secure.Vocabulary;

namespace Secure.Gateway.Decisions;

/// <summary>A set of obligations without an allocation.</summary>
public readonly record struct ObligationSet(uint Bits)
{
    public static readonly ObligationSet None;

    /// <summary>For questions that ask what could be, not what one caller can do.</summary>
    public static readonly ObligationSet All = new(uint.MaxValue);

    public ObligationSet With(Obligation obligation) => new(Bits | 1u << (int)obligation);

    public bool Covers(ObligationSet needed) => (needed.Bits & ~Bits) == 0;

    public static ObligationSet Of(IReadOnlyList<Obligation> obligations)
    {
        ObligationSet set = None;
        for (int i = 0; i < obligations.Count; i++) { set = set.With(obligations[i]); }
        return set;
    }
}

/// <summary>A set of factors without an allocation.</summary>
public readonly record struct FactorSet(uint Bits)
{
    public static readonly FactorSet None;

    public FactorSet With(Factor factor) => new(Bits | 1u << (int)factor);

    public bool Has(Factor factor) => (Bits & 1u << (int)factor) != 0;

    public static FactorSet Of(params IReadOnlyList<Factor> factors)
    {
        FactorSet set = None;
        for (int i = 0; i < factors.Count; i++) { set = set.With(factors[i]); }
        return set;
    }
}
