namespace Secure.Vocabulary;

/// <summary>The answer: permit, step-up or deny, and nothing else.</summary>
public abstract record Decision
{
    private Decision() { }

    /// <param name="Obligations">What the enforcer must do for this to count.</param>
    /// <param name="ValidUntil">When the permit's ground ends; null while nothing changes.</param>
    public sealed record Permit(IReadOnlyList<Obligation> Obligations, DateTimeOffset? ValidUntil) : Decision;

    public sealed record StepUp(StepUpDemand Demand) : Decision;

    public sealed record Deny(DenyReason Reason) : Decision;

    /// <summary>The one way to take a decision apart, so that no case is forgotten.</summary>
    public T Match<T>(Func<Permit, T> permit, Func<StepUp, T> stepUp, Func<Deny, T> deny) => this switch
    {
        Permit p => permit(p),
        StepUp s => stepUp(s),
        Deny d => deny(d),
        _ => throw new InvalidOperationException("The family of decisions is closed."),
    };
}

/// <summary>What a step-up asks for.</summary>
/// <param name="AnyOf">One of these factors, fresh.</param>
/// <param name="MaxAge">How old the proof may be.</param>
public sealed record StepUpDemand(IReadOnlyList<Factor> AnyOf, TimeSpan MaxAge);
