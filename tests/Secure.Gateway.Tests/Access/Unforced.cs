using Secure.Gateway.Spine;
using Secure.Vocabulary;

namespace Secure.Gateway.Tests.Access;

/// <summary>Nobody is forced to anything, unless the test says so.</summary>
internal sealed class Unforced : IDuress
{
    public HashSet<PersonId> Forced { get; } = [];

    public KeyValuePair<string, string> Note(string decisionId, bool duress) => throw new NotSupportedException();

    public bool IsUnder(PersonId person) => Forced.Contains(person);
}
