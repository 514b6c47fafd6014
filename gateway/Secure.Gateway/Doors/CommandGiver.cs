using Secure.Vocabulary;

namespace Secure.Gateway.Doors;

/// <summary>In whose name a door is told something.</summary>
/// <param name="Session">Null where nobody sits behind it.</param>
internal sealed record CommandGiver(PersonId Name, string? Session, string? Workstation)
{
    /// <summary>The site's own policy. It stands where commands and records name a person, and is none.</summary>
    internal static readonly CommandGiver Policy = new(PersonId.Parse("site-policy"), null, null);

    internal static CommandGiver Of(ISession officer) => new(officer.Person, officer.Id, officer.Facts.Workstation?.Text);
}
