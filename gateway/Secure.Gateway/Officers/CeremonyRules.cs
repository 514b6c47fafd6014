using Secure.Contracts;
using Secure.Gateway.Identity;
using Secure.Gateway.Spine;
using Secure.Vocabulary;

namespace Secure.Gateway.Officers;

/// <summary>One of those whom the ceremony makes.</summary>
/// <param name="Field">Its field in the request.</param>
internal sealed record Candidate(string Field, Roles Role, bool Deputy, V1.NewOfficer Officer);

/// <summary>Reads a ceremony's request: all faults at once, so that six people need not come back for each.</summary>
internal static class CeremonyRules
{
    private const int NameMax = 64;

    /// <summary>Those who are named.</summary>
    internal static IReadOnlyList<Candidate> Candidates(V1.HoldCeremonyRequest request) => [.. new (string Field, Roles Role, bool Deputy, V1.NewOfficer? Officer)[]
    {
        ("system_administrator", Roles.SystemAdministrator, false, request.SystemAdministrator),
        ("security_officer", Roles.SecurityOfficer, false, request.SecurityOfficer),
        ("security_auditor", Roles.SecurityAuditor, false, request.SecurityAuditor),
        ("system_administrator_deputy", Roles.SystemAdministrator, true, request.SystemAdministratorDeputy),
        ("security_officer_deputy", Roles.SecurityOfficer, true, request.SecurityOfficerDeputy),
        ("security_auditor_deputy", Roles.SecurityAuditor, true, request.SecurityAuditorDeputy),
    }.Where(c => c.Officer is not null).Select(c => new Candidate(c.Field, c.Role, c.Deputy, c.Officer!))];

    internal static IReadOnlyList<FieldViolation> Faults(IReadOnlyList<Candidate> candidates, PasswordRules rules)
    {
        List<FieldViolation> faults = [.. candidates.SelectMany(c => FaultsOf(c, rules))];
        foreach (Roles role in RoleWords.All.Where(r => OfficerActions.Separated.HasFlag(r) && !candidates.Any(c => c.Role == r && !c.Deputy)))
        {
            faults.Add(new FieldViolation(string.Concat(role.Codes()), "missing"));
        }
        faults.AddRange(Twice(candidates, "person", c => c.Officer.Person));
        faults.AddRange(Twice(candidates, "account", c => c.Officer.Account));
        return faults;
    }

    private static IEnumerable<FieldViolation> FaultsOf(Candidate candidate, PasswordRules rules)
    {
        V1.NewOfficer officer = candidate.Officer;
        if (!PersonId.TryParse(officer.Person, out _)) { yield return new(candidate.Field + ".person", "not an identifier"); }
        if (officer.Name.Length is 0 or > NameMax || Written.Hides(officer.Name)) { yield return new(candidate.Field + ".name", "1 to 64 characters"); }
        if (!Account.IsName(officer.Account)) { yield return new(candidate.Field + ".account", "1 to 63 of a-z, 0-9, '.', '_', '-'"); }
        if (rules.Fault(officer.Password, officer.Account, strict: true) is { } fault) { yield return new(candidate.Field + ".password", fault); }
    }

    // One person holds at most one of the three, and nobody deputises for himself.
    private static IEnumerable<FieldViolation> Twice(IEnumerable<Candidate> candidates, string what, Func<Candidate, string> of) =>
        candidates.GroupBy(of, StringComparer.Ordinal).SelectMany(g => g.Skip(1)).Select(c => new FieldViolation($"{c.Field}.{what}", "named already: each officer is another person"));
}
