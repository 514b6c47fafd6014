using Secure.Vocabulary;

namespace Secure.Gateway.Spine;

/// <summary>Who holds which role, as of now.</summary>
public interface IRoles
{
    /// <summary>None for whoever holds none, and for whoever's row was altered past the store.</summary>
    Roles Of(PersonId person);

    /// <summary>Raised after a person's roles have changed; handlers are quick and do not throw.</summary>
    event Action<PersonId>? Changed;
}
