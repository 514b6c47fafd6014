using Secure.Gateway.Decisions;
using Secure.Gateway.Spine;
using Secure.Vocabulary;

namespace Secure.Gateway.Alerts;

/// <summary>
/// Told at once: the heads of the department of the person concerned, and the security officers. Told when nobody
/// acknowledged: the guards and the system administrators, so that it is somebody else who hears of it (and any security
/// officer since appointed); where all of those were told already or there are none, the auditors. Nobody is told of an alarm about themselves by this rule alone: the
/// others are always told as well.
/// </summary>
internal sealed class Duty(IRoles roles, ISite site, IPresence presence) : IDuty
{
    public IReadOnlyList<string> First(AlertSubject about) => Distinct([.. HeadsOf(about.Person), .. roles.Holding(Roles.SecurityOfficer)], []);

    public IReadOnlyList<string> Second(AlertSubject about, IReadOnlyList<string> told)
    {
        IReadOnlyList<string> others = Distinct([.. roles.Holding(Roles.SecurityOfficer), .. roles.Holding(Roles.Guard), .. roles.Holding(Roles.SystemAdministrator)], told);
        return others.Count > 0 ? others : Distinct(roles.Holding(Roles.SecurityAuditor), told);
    }

    public IReadOnlyList<string> Elsewhere(AlertSubject about, IReadOnlyList<string> told)
    {
        IReadOnlyList<string> officers = Distinct(roles.Holding(Roles.SecurityOfficer), [.. told, about.Person]);
        IReadOnlyList<string> away = [.. officers.Where(p => !IsIn(p, about.Room))];
        if (told.Count == 0 && away.Count >= 2) { return away; }
        IReadOnlyList<string> others = Distinct([.. roles.Holding(Roles.Guard), .. roles.Holding(Roles.SystemAdministrator), .. roles.Holding(Roles.SecurityAuditor)], [.. told, .. officers, about.Person]);
        string[] all = [.. away, .. others.Where(p => !IsIn(p, about.Room))];
        // Where everybody is in that room, somebody must be told nevertheless.
        return all.Length > 0 || told.Count > 0 ? all : officers;
    }

    private bool IsIn(string person, string room) =>
        room.Length > 0 && PersonId.TryParse(person, out PersonId? id) && presence.WhereIs(id) is { State: PresenceState.Present, Room: { } at } && at.Text == room;

    public bool MayOwn(PersonId person) => (roles.Of(person) & OfficerActions.Of(OfficerAction.HandleAlerts).May) != Roles.None;

    private IEnumerable<PersonId> HeadsOf(string concerned)
    {
        if (!PersonId.TryParse(concerned, out PersonId? person) || !site.Current.Persons.TryGetValue(person, out Decisions.Site.Person? known) || known.Department is not { } department) { return []; }
        return roles.Holding(Roles.DepartmentHead).Where(h => h != person && site.Current.Persons.TryGetValue(h, out Decisions.Site.Person? head) && head.Department == department);
    }

    private static IReadOnlyList<string> Distinct(IReadOnlyList<PersonId> persons, IReadOnlyList<string> without) => [.. persons.Select(p => p.Text).Distinct(StringComparer.Ordinal).Where(p => !without.Contains(p))];
}
