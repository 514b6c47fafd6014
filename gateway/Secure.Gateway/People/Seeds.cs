using System.Globalization;
using Secure.Gateway.Audit;
using Secure.Gateway.Decisions.Site;

namespace Secure.Gateway.People;

/// <summary>What the site file says of people, taken over once. Who is on record already stays as recorded.</summary>
internal static class Seeds
{
    internal static PeopleChange Of(SiteSnapshot site, PeopleState state, DateTimeOffset now)
    {
        long ms = now.ToUnixTimeMilliseconds();
        PersonRow[] persons = [.. site.Persons.Values.Where(p => !state.Persons.ContainsKey(p.Id.Text) && !state.Altered.Contains(p.Id.Text)).Select(p => PersonRow.FromSite(p, ms))];
        Dictionary<string, Badge> taken = state.Cards();
        BadgeRow[] badges = [.. site.Badges.Values.Where(b => !taken.ContainsKey(b.Number.Key)).Select(b => BadgeCards.New(b.Person, b.Number, ms) with { State = b.Active ? CardState.Active : CardState.Suspended })];
        AuditEvent happened = new(PeopleKinds.Seeded)
        {
            Policy = site.Revision.ToString(CultureInfo.InvariantCulture),
            Details = [new("persons", persons.Length.ToString(CultureInfo.InvariantCulture)), new("badges", badges.Length.ToString(CultureInfo.InvariantCulture))],
        };
        return new PeopleChange(persons, badges, [happened]);
    }
}
