using Secure.Vocabulary;

namespace Secure.Gateway.Spine;

/// <summary>Who holds which role, as of now.</summary>
public interface IRoles
{
    /// <summary>None for whoever holds none, and for whoever's row was altered past the store.</summary>
    Roles Of(PersonId person);

    /// <summary>Everybody who holds one of these roles, by id.</summary>
    IReadOnlyList<PersonId> Holding(Roles any);

    /// <summary>Those of the three separated roles that nobody deputises for. A site with any is not ready for use.</summary>
    Roles WithoutDeputy { get; }

    /// <summary>Looks at the person's record again, as at each sign-in. One altered past the store gives no role, and an alarm.</summary>
    Task RefreshAsync(PersonId person, CancellationToken cancellation);

    /// <summary>Raised after a person's roles have changed; handlers are quick and do not throw.</summary>
    event Action<PersonId>? Changed;
}

/// <summary>What follows from holding a role.</summary>
public static class RoleQuestions
{
    /// <summary>Holds one of the three.</summary>
    public static bool IsOfficer(this IRoles roles, PersonId person) => (roles.Of(person) & OfficerActions.Separated) != Roles.None;
}
