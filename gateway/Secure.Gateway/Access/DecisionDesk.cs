using System.Globalization;
using Secure.Gateway.Audit;
using Secure.Gateway.Decisions;
using Secure.Gateway.Decisions.Site;
using Secure.Gateway.Spine;
using Secure.Gateway.Storage;
using Secure.Gateway.Telemetry;
using Secure.Vocabulary;

namespace Secure.Gateway.Access;

/// <summary>A decision with its name and the entry that must be durable before it is told.</summary>
/// <param name="Ticket">Where it is a step-up.</param>
/// <param name="Salt">Of the committed purpose; to be written in the same commit. Null where no purpose was given.</param>
internal readonly record struct Decided(
    Verdict Verdict, string Id, DateTimeOffset At, ulong Revision, bool ByAddress, StepUpTicket? Ticket, AuditEvent Event, RowWrite? Salt);

/// <summary>Gathers the facts, takes the decision, and prepares its record. Nothing here waits.</summary>
internal sealed class DecisionDesk(IPresence presence, IDuress duress, StepUps stepUps, DecisionIds ids, TimeProvider clock)
{
    /// <summary>The detail of a decision's entry that nothing was to be done on.</summary>
    internal const string QuestionDetail = "question";

    private static readonly PresenceFact InDoubt = new(PresenceState.Unknown, null, null, "silent");
    private static readonly string[] PasswordOnly = ["password"];

    private volatile RevisionText _revision = new(0, "0");

    /// <summary>The decision alone: no name, no nonce, no record.</summary>
    /// <param name="proofForThis">When this very request was proved, for actions marked each time.</param>
    internal Verdict Evaluate(SiteSnapshot site, Asker asker, in Question question, DateTimeOffset? proofForThis = null)
    {
        if (asker.Session is not { } session || session.Ended.IsCancellationRequested) { return Denied(DenyReason.SessionEnded); }
        if (asker.Service is { } service && !site.Covers(service, question.Kind, question.Action))
        {
            return Denied(site.Tampered ? DenyReason.IntegrityFailure : DenyReason.ServiceNotRegistered);
        }
        SessionFacts facts = session.Facts;
        // Who is forced gets nothing of tier 3, with an ordinary reason: nobody at the screen may see why.
        PresenceFact place = duress.IsUnder(facts.Person) ? InDoubt : presence.WhereIs(facts.Person);
        return SessionRules.Decide(site, new SessionQuestion(question.Kind, question.Id, question.Action, question.Supported, facts, place, clock.GetUtcNow(), proofForThis));
    }

    /// <summary>The decision, ready to be recorded. What is asked each time is permitted once after its own step-up, and the proof is used up by it.</summary>
    /// <param name="onlyAsks">Nobody acts on the answer: nothing is used up, and the entry says that it was a question.</param>
    internal Decided Decide(SiteSnapshot site, Asker asker, in Question question, bool onlyAsks = false)
    {
        Verdict verdict = Consider(site, asker, question);
        bool spends = !onlyAsks && verdict is { EachTime: true, Decision: Decision.Permit };
        // Where somebody else was faster, the proof is gone.
        if (spends && !stepUps.TryUseProof(asker.Session!.Id, question.Action, NameOf(site, question))) { verdict = Evaluate(site, asker, question); }
        return Finish(site, asker, question, verdict, onlyAsks);
    }

    /// <summary>The decision alone, for who only asks: where this very request was proved and that not used since, it counts, and is kept.</summary>
    internal Verdict Consider(SiteSnapshot site, Asker asker, in Question question)
    {
        Verdict verdict = Evaluate(site, asker, question);
        if (verdict is not { EachTime: true, Decision: Decision.StepUp }) { return verdict; }
        return stepUps.ProofOf(asker.Session!.Id, question.Action, NameOf(site, question)) is { } proved ? Evaluate(site, asker, question, proved) : verdict;
    }

    private static string NameOf(SiteSnapshot site, in Question question) => site.FindResource(question.Kind, question.Id)?.Id.Text ?? question.Kind + "/" + question.Id;

    /// <summary>Names the decision, issues the nonce of a step-up and writes the entry.</summary>
    internal Decided Finish(SiteSnapshot site, Asker asker, in Question question, in Verdict verdict, bool onlyAsks)
    {
        SessionFacts? facts = asker.Session?.Facts;
        string resource = NameOf(site, question), id = ids.Next();
        StepUpTicket? ticket = verdict.Decision is Decision.StepUp && facts is not null ? stepUps.Issue(facts.SessionId, question.Action, resource, id) : null;
        Commitment? purpose = question.Purpose is { } text ? Commitment.To(text) : null;
        DateTimeOffset now = clock.GetUtcNow();
        GatewayMeter.Decided("check", Word(verdict.Decision));
        bool byAddress = facts is { Workstation: not null, Source: WorkstationSource.Address };
        AuditEvent happened = new(AuditKinds.Decision)
        {
            Subject = asker.Service?.Text ?? facts?.Person.Text,
            Person = facts?.Person.Text,
            Session = facts?.SessionId,
            Room = facts?.Workstation is { } at && site.Workstations.TryGetValue(at, out Workstation? workstation) ? workstation.Room.Text : null,
            Workstation = facts?.Workstation?.Text,
            Resource = resource,
            Action = question.Action,
            Decision = Word(verdict.Decision),
            Reasons = verdict.Decision is Decision.Deny deny ? [deny.Reason.Code] : [],
            Policy = TextOf(site.Revision),
            Factors = facts is null ? [] : FactorsOf(facts, now),
            Details = Details(id, verdict, byAddress, onlyAsks, purpose),
        };
        return new Decided(verdict, id, now, site.Revision, byAddress, ticket, happened, purpose?.Salt);
    }

    internal static string Word(Decision decision) => decision switch
    {
        Decision.Permit => "permit",
        Decision.StepUp => "step_up",
        _ => "deny",
    };

    private static Verdict Denied(DenyReason reason) => new(Denials.Of(reason), null, null, false);

    private static List<KeyValuePair<string, string>> Details(string id, in Verdict verdict, bool byAddress, bool onlyAsks, Commitment? purpose)
    {
        List<KeyValuePair<string, string>> details = new(7) { new("decision_id", id) };
        if (verdict.Tier is { } tier) { details.Add(new("tier", tier switch { Tier.One => "1", Tier.Two => "2", _ => "3" })); }
        if (verdict.Rule is { } rule) { details.Add(new("rule", rule)); }
        if (byAddress) { details.Add(new("workstation_source", "address")); }
        if (onlyAsks) { details.Add(new(QuestionDetail, "true")); }
        if (verdict.Decision is Decision.Permit { Obligations.Count: > 0 } permit) { details.Add(new("obligations", string.Join(',', permit.Obligations.Select(Name)))); }
        if (purpose is not null) { details.Add(new("purpose", purpose.Text)); }
        return details;
    }

    /// <summary>Each with its age in seconds; the password, which a session always has, without.</summary>
    private static string[] FactorsOf(SessionFacts facts, DateTimeOffset now)
    {
        if (facts.FactorTimes.Count == 1 && facts.FactorTimes.ContainsKey(Factor.Password)) { return PasswordOnly; }
        string[] told = new string[facts.FactorTimes.Count];
        int count = 0;
        for (Factor factor = Factor.Password; factor <= Factor.Pin; factor++)
        {
            if (!facts.FactorTimes.TryGetValue(factor, out DateTimeOffset at)) { continue; }
            told[count++] = factor == Factor.Password ? "password" : $"{Name(factor)}:{Math.Max(0, (long)(now - at).TotalSeconds)}s";
        }
        return told[..count];
    }

    internal static string Name(Factor factor) => factor switch
    {
        Factor.Password => "password",
        Factor.Face => "face",
        Factor.Fingerprint => "fingerprint",
        Factor.Badge => "badge",
        Factor.Pin => "pin",
    };

    /// <summary>As the site file writes it.</summary>
    private static string Name(Obligation obligation) => obligation switch
    {
        Obligation.RecordVideo => "record_video",
        Obligation.TwoPerson => "two_person",
        Obligation.Watermark => "watermark",
        Obligation.Escort => "escort",
        Obligation.ReadOnly => "read_only",
    };

    private string TextOf(ulong revision)
    {
        RevisionText known = _revision;
        if (known.Revision != revision) { _revision = known = new RevisionText(revision, revision.ToString(CultureInfo.InvariantCulture)); }
        return known.Text;
    }

    private sealed record RevisionText(ulong Revision, string Text);
}
