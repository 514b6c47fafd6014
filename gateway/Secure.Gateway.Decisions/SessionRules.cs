using Secure.Gateway.Decisions.Site;
using Secure.Vocabulary;

namespace Secure.Gateway.Decisions;

/// <summary>What a session asks, with everything that is known about it. A pure function of this and a snapshot is the decision.</summary>
/// <param name="Now">Taken after the facts were gathered: a proof from later than this does not count.</param>
/// <param name="ProofForThis">When a biometric was proved in answer to this very request's step-up and not used since; counts for actions marked each time.</param>
public readonly record struct SessionQuestion(
    string Kind, string Id, string Action, ObligationSet Supported, SessionFacts Session, PresenceFact Presence, DateTimeOffset Now,
    DateTimeOffset? ProofForThis = null);

/// <summary>A decision and on what it stood.</summary>
/// <param name="Tier">The tier that was asked of it; null where it was denied before a tier was known.</param>
/// <param name="Rule">Name of the rule that permits, would permit after the step-up, or applied first; null where none did.</param>
/// <param name="EachTime">The permit is single-use and bound to its request.</param>
public readonly record struct Verdict(Decision Decision, Tier? Tier, string? Rule, bool EachTime);

/// <summary>
/// The decision about a session's question, for all three tiers. The order of the checks is the order in which reasons
/// are told: who, what, mark, then for each rule that applies training and record, scope, place, hours, obligations and last the
/// fresh factor, so that nobody is asked for a proof that would not help.
/// </summary>
public static class SessionRules
{
    public static Verdict Decide(SiteSnapshot site, in SessionQuestion question)
    {
        NoTrace none = default;
        return Evaluate(site, question, ref none);
    }

    /// <summary>The same decision by the same code, with every step on the way.</summary>
    public static Verdict Explain(SiteSnapshot site, in SessionQuestion question, out IReadOnlyList<TraceLine> trace)
    {
        List<TraceLine> lines = [];
        KeptTrace kept = new(lines);
        trace = lines;
        return Evaluate(site, question, ref kept);
    }

    private static Verdict Evaluate<T>(SiteSnapshot site, in SessionQuestion q, ref T trace) where T : struct, ITrace
    {
        SiteIndex index = site.Index;
        IndexedPerson? person = index.FindPerson(q.Session.Person);
        if (RefusePerson(site, person, q, ref trace) is { } early) { return new Verdict(Denials.Of(early), null, null, false); }
        IndexedResource? resource = index.FindResource(q.Kind, q.Id);
        if (RefuseResource(person!.Person, resource, q, ref trace) is { } reason) { return new Verdict(Denials.Of(reason), resource?.Tier, null, false); }
        Verdict best = default;
        foreach (IndexedRule rule in resource!.Rules)
        {
            if (!rule.Allows(q.Action) || !person.Holds(rule)) { continue; }
            Verdict verdict = RuleCheck.Judge(site, person, resource, rule, q, ref trace);
            if (verdict.Decision is Decision.Permit) { return verdict; }
            if (best.Decision is null || (best.Decision is Decision.Deny && verdict.Decision is Decision.StepUp)) { best = verdict; }
        }
        trace.Is(Check.AnyRule, default, best.Decision is not null, resource.Resource.Id, q.Action);
        return best.Decision is null ? new Verdict(Denials.Of(DenyReason.NoMatchingRule), resource.Tier, null, false) : best;
    }

    private static DenyReason? RefusePerson<T>(SiteSnapshot site, IndexedPerson? person, in SessionQuestion q, ref T trace) where T : struct, ITrace
    {
        SessionFacts session = q.Session;
        if (!trace.Is(Check.SiteIntact, default, !site.Tampered, 0, 0)) { return DenyReason.IntegrityFailure; }
        if (!trace.Is(Check.PersonKnown, default, person is not null, session.Person, 0)) { return DenyReason.UnknownPerson; }
        if (!trace.Is(Check.PersonActive, default, person!.Person.Active, session.Person, 0)) { return DenyReason.PersonInactive; }
        if (!trace.Is(Check.PasswordCurrent, default, !session.MustChangePassword, 0, 0)) { return DenyReason.PasswordChangeRequired; }
        bool password = session.FactorTimes.TryGetValue(Factor.Password, out DateTimeOffset proved) && proved <= q.Now;
        return trace.Is(Check.PasswordSession, default, password, 0, 0) ? null : DenyReason.PasswordRequired;
    }

    private static DenyReason? RefuseResource<T>(Person person, IndexedResource? resource, in SessionQuestion q, ref T trace) where T : struct, ITrace
    {
        if (!trace.Is(Check.ResourceKnown, default, resource is not null, q.Kind, q.Id)) { return DenyReason.UnknownResource; }
        Classification? mark = resource!.Resource.Classification;
        if (!trace.Is(Check.Marked, default, mark is not null, q.Id, 0)) { return DenyReason.UnmarkedResource; }
        bool cleared = person.Clearance >= mark!.Value;
        return trace.Is(Check.Clearance, default, cleared, person.Clearance, mark.Value) ? null : DenyReason.ClearanceTooLow;
    }
}
