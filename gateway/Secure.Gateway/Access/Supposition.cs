using Secure.Gateway.Decisions;
using Secure.Gateway.Decisions.Site;
using Secure.Vocabulary;

namespace Secure.Gateway.Access;

/// <summary>Whether a person may do something at all: supposed to have proved everything, now, in some room of the site at a workstation there.</summary>
internal static class Supposition
{
    internal static bool May(SiteSnapshot site, PersonId person, in Question question, DateTimeOffset now)
    {
        if (Permits(site, Facts(person, null, now), PresenceFact.NeverSeen, question, now)) { return true; }
        HashSet<RoomId> tried = [];
        foreach (Workstation workstation in site.Workstations.Values)
        {
            if (!tried.Add(workstation.Room)) { continue; }
            PresenceFact inside = new(PresenceState.Present, workstation.Room, now, "supposed");
            if (Permits(site, Facts(person, workstation.Id, now), inside, question, now)) { return true; }
        }
        return false;
    }

    private static bool Permits(SiteSnapshot site, SessionFacts facts, PresenceFact place, in Question q, DateTimeOffset now) =>
        SessionRules.Decide(site, new SessionQuestion(q.Kind, q.Id, q.Action, q.Supported, facts, place, now, now)).Decision is Decision.Permit;

    private static SessionFacts Facts(PersonId person, WorkstationId? workstation, DateTimeOffset now) => new(
        "supposed", person, workstation, workstation is null ? WorkstationSource.None : WorkstationSource.Certificate,
        new Dictionary<Factor, DateTimeOffset> { [Factor.Password] = now, [Factor.Face] = now }, MustChangePassword: false);
}
