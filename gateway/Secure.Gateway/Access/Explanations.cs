using System.Globalization;
using Grpc.Core;
using Secure.Gateway.Audit;
using Secure.Gateway.Decisions;
using Secure.Gateway.Decisions.Site;
using Secure.Gateway.Spine;
using Secure.V1;
using Secure.Vocabulary;
using Factor = Secure.Vocabulary.Factor;
using WorkstationSource = Secure.Gateway.Decisions.WorkstationSource;

namespace Secure.Gateway.Access;

/// <summary>Tells an officer how a decision comes about. It grants nothing, and the log says that it was an explanation.</summary>
internal sealed class Explanations(ISite site, ICallers callers, ISessions sessions, IPresence presence, DecisionIds ids, IAudit audit, TimeProvider clock)
{
    private const string Kind = "decision.explain";

    internal async Task<ExplainResponse> ExplainAsync(ExplainRequest request, ServerCallContext context)
    {
        ISession officer = callers.RequireRight(context, OfficerAction.ExplainDecision);
        if (!PersonId.TryParse(request.Person, out PersonId? person)) { throw AccessRefusals.Malformed("person", "must be a person's id"); }
        Question q = Question.Read(request.Item);
        SiteSnapshot snapshot = site.Current;
        DateTimeOffset now = clock.GetUtcNow();
        SessionFacts facts = FactsOf(request, person, snapshot, now);
        SessionQuestion question = new(q.Kind, q.Id, q.Action, q.Supported, facts, presence.WhereIs(person), now);
        Verdict verdict = SessionRules.Explain(snapshot, question, out IReadOnlyList<Decisions.TraceLine> trace);
        Decided decided = new(verdict, ids.Next(), now, snapshot.Revision, facts.Source == WorkstationSource.Address, null, Told(officer, person, q, verdict, snapshot), null);
        AuditEvent happened = decided.Event with { Details = [new("decision_id", decided.Id), .. decided.Event.Details] };
        ulong index = AccessRefusals.Index(await audit.RecordAsync(happened, context.CancellationToken));
        return new ExplainResponse { Decision = DecisionMapping.ToWire(decided, index), Trace = { trace.Select(ToWire) } };
    }

    private SessionFacts FactsOf(ExplainRequest request, PersonId person, SiteSnapshot snapshot, DateTimeOffset now)
    {
        SessionFacts facts = new("supposed", person, null, WorkstationSource.None, new Dictionary<Factor, DateTimeOffset> { [Factor.Password] = now }, MustChangePassword: false);
        if (request.SessionId.Length > 0)
        {
            ISession? live = request.SessionId.Length <= 128 ? sessions.FindById(request.SessionId) : null;
            facts = live?.Person == person ? live.Facts : throw AccessRefusals.Malformed("session_id", "names no live session of this person");
        }
        if (request.Workstation.Length == 0) { return facts; }
        return WorkstationId.TryParse(request.Workstation, out WorkstationId? workstation) && snapshot.Workstations.ContainsKey(workstation)
            ? facts with { Workstation = workstation, Source = WorkstationSource.Certificate }
            : throw AccessRefusals.Malformed("workstation", "must be the id of a workstation of the site");
    }

    private static AuditEvent Told(ISession officer, PersonId person, in Question q, in Verdict verdict, SiteSnapshot site) => new(Kind)
    {
        Subject = officer.Person.Text,
        Person = person.Text,
        Session = officer.Id,
        Resource = q.Kind + "/" + q.Id,
        Action = q.Action,
        Decision = DecisionDesk.Word(verdict.Decision),
        Reasons = verdict.Decision is Secure.Vocabulary.Decision.Deny deny ? [deny.Reason.Code] : [],
        Policy = site.Revision.ToString(CultureInfo.InvariantCulture),
        Details = [new("explanation", "true")],
    };

    private static V1.TraceLine ToWire(Decisions.TraceLine line) => new()
    {
        Rule = line.Rule is null ? line.Check : line.Rule + "." + line.Check,
        Satisfied = line.Satisfied,
        Text = DecisionMapping.ToWire(line.Text),
    };
}
