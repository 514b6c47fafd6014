using Secure.Gateway.Audit;
using Secure.Gateway.Spine;
using Secure.Vocabulary;

namespace Secure.Gateway.Biometrics.Enrolments;

/// <summary>What the log holds of enrolments: who, whom, which factor, which template; nothing of the template itself.</summary>
internal static class EnrolmentEvents
{
    internal static AuditEvent Of(string kind, ISession officer, PersonId person, Factor factor, string? template = null) => new(kind)
    {
        Subject = officer.Person.Text,
        Person = person.Text,
        Session = officer.Id,
        Details = [new("factor", EnrolmentTables.Word(factor)), .. template is null ? [] : new KeyValuePair<string, string>[] { new("template", template) }],
    };

    /// <summary>Who approved it, where it took two.</summary>
    internal static AuditEvent With(this AuditEvent happened, Approved? second) => second is null ? happened : happened with { Details = [.. happened.Details, .. second.Details] };
}
