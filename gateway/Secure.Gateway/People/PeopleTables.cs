namespace Secure.Gateway.People;

/// <summary>The tables that People keeps, all sealed.</summary>
public static class PeopleTables
{
    /// <summary>Key: the person's id.</summary>
    internal const string Persons = "people.persons";

    /// <summary>Key: the badge card's id.</summary>
    internal const string Badges = "people.badges";

    /// <summary>One row, <see cref="OriginKey"/>: the site's persons and badges have been taken over, and are not again.</summary>
    internal const string Origin = "people.origin";

    internal const string OriginKey = "origin";

    public static IReadOnlyList<string> Sealed { get; } = [Persons, Badges, Origin];
}
