using System.Globalization;
using Secure.Gateway.Audit;
using Secure.Gateway.Decisions;
using Secure.Gateway.Decisions.Site;
using Secure.Gateway.Spine;
using Secure.Gateway.Telemetry;
using Secure.Vocabulary;

namespace Secure.Gateway.Access;

/// <summary>
/// The decision at a door by the same snapshot: a room that asks for more than was proved gets a step-up demand, never a
/// permit.
/// </summary>
internal sealed class EntryDecider(ISite site, DecisionIds ids, TimeProvider clock) : IEntryDecider
{
    private static readonly Factor[] Shown = [Factor.Pin, Factor.Face, Factor.Fingerprint];

    /// <summary>What the Doors slice sees to before it grants.</summary>
    private static readonly ObligationSet Fulfilled = ObligationSet.Of([Obligation.Escort, Obligation.TwoPerson]);

    public EntryDecision Decide(Door door, Reader reader, BadgeNumber badge, FactorSet proved = default)
    {
        SiteSnapshot snapshot = site.Current;
        EntryVerdict verdict = EntryRules.Decide(snapshot, new EntryQuestion(door.Id, reader.Id, badge, proved, clock.GetUtcNow(), Fulfilled));
        string id = ids.Next();
        GatewayMeter.Decided("entry", DecisionDesk.Word(verdict.Decision));
        Person? person = verdict.Person is { } known ? snapshot.Persons.GetValueOrDefault(known) : null;
        bool permitted = verdict.Decision is Decision.Permit;
        AuditEvent happened = new(permitted ? AuditKinds.EntryGranted : AuditKinds.EntryDenied)
        {
            Subject = verdict.Person?.Text,
            Person = verdict.Person?.Text,
            Door = door.Id.Text,
            Room = verdict.Room?.Text,
            Resource = verdict.Room is { } room ? "room/" + room.Text : null,
            Action = verdict.Leaving ? "leave" : "enter",
            Decision = DecisionDesk.Word(verdict.Decision),
            Reasons = verdict.Decision is Decision.Deny deny ? [deny.Reason.Code] : [],
            Policy = snapshot.Revision.ToString(CultureInfo.InvariantCulture),
            Factors = verdict.Person is null ? [] : ["badge", .. Shown.Where(proved.Has).Select(DecisionDesk.Name)],
            Details = Details(id, reader, verdict),
        };
        return new EntryDecision(verdict.Decision, person, id, snapshot.Revision, happened);
    }

    private static List<KeyValuePair<string, string>> Details(string id, Reader reader, in EntryVerdict verdict)
    {
        List<KeyValuePair<string, string>> details = [new("decision_id", id), new("reader", reader.Id.Text)];
        if (verdict.Rule is { } rule) { details.Add(new("rule", rule)); }
        if (verdict.Decision is Decision.StepUp stepUp) { details.Add(new("asked", string.Join(',', stepUp.Demand.AnyOf.Select(DecisionDesk.Name)))); }
        return details;
    }
}
