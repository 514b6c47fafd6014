using Secure.Gateway.Audit;
using Secure.Gateway.Storage;

namespace Secure.Gateway.People;

/// <summary>What one commit changes: whole records, and what is said of it in the log.</summary>
internal sealed record PeopleChange(IReadOnlyList<PersonRow> Persons, IReadOnlyList<BadgeRow> Badges, IReadOnlyList<AuditEvent> Events)
{
    /// <summary>Rows of other slices that change with it.</summary>
    internal IReadOnlyList<RowWrite> Others { get; init; } = [];

    internal static PeopleChange Of(PersonRow person, AuditEvent happened) => new([person], [], [happened]);

    internal static PeopleChange Of(BadgeRow badge, AuditEvent happened) => new([], [badge], [happened]);
}
