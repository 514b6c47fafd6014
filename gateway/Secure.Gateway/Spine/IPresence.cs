using Secure.Gateway.Decisions;
using Secure.Vocabulary;

namespace Secure.Gateway.Spine;

/// <summary>Who is in which room.</summary>
public interface IPresence
{
    PresenceFact WhereIs(PersonId person);

    /// <summary>Raised after a person's presence changed; handlers are quick and do not throw.</summary>
    event Action<PersonId>? Changed;
}
