using Secure.Gateway.Decisions.Site;
using Secure.Vocabulary;

namespace Secure.Gateway.Spine;

/// <summary>The site in force. Take <see cref="Current"/> once per decision.</summary>
public interface ISite
{
    /// <summary>Never null once the gateway serves; before a site file was applied the snapshot is empty and denies all.</summary>
    SiteSnapshot Current { get; }

    /// <summary>Raised after <see cref="Current"/> has been replaced.</summary>
    event Action<SiteSnapshot>? Replaced;
}

/// <summary>The way in which the people on record come into the site in force.</summary>
public interface ISitePeople
{
    /// <summary>
    /// Replaces the persons and badges of the site in force, whole; every later site carries them too. Whoever is told by
    /// <see cref="ISite.Replaced"/> has been told when this returns. Nothing of a site that failed its integrity check changes.
    /// </summary>
    void UsePeople(IReadOnlyDictionary<PersonId, Person> persons, IReadOnlyDictionary<string, Badge> badges);
}
