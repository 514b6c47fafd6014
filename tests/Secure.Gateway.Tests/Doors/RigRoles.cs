using System.Text;
using Secure.Gateway.Spine;
using Secure.Gateway.Storage;
using Secure.Vocabulary;

namespace Secure.Gateway.Tests.Doors;

/// <summary>Two security officers, and nobody else of any role.</summary>
internal sealed class RigRoles : IRoles
{
    internal static readonly PersonId Officer = PersonId.Parse("li-officer"), Deputy = PersonId.Parse("he-deputy");

    public event Action<PersonId>? Changed { add { } remove { } }

    public Roles WithoutDeputy => Roles.None;

    public Roles Of(PersonId person) => person == Officer || person == Deputy ? Roles.SecurityOfficer : Roles.None;

    public IReadOnlyList<PersonId> Holding(Roles any) => (any & Roles.SecurityOfficer) != Roles.None ? [Officer, Deputy] : [];

    public Task RefreshAsync(PersonId person, CancellationToken cancellation) => Task.CompletedTask;
}

/// <summary>Keeps what failed.</summary>
internal sealed class KeptFailures : IStepUpFailures
{
    internal const string Table = "kept";

    public List<FailedStepUp> All { get; } = [];

    public RowWrite Keep(FailedStepUp failed) => new(Table, failed.Attempt!, Encoding.UTF8.GetBytes(failed.Cause));

    public ValueTask FailAsync(FailedStepUp failed, CancellationToken cancellation)
    {
        All.Add(failed);
        return ValueTask.CompletedTask;
    }
}
