using Secure.Gateway.Decisions.Site;
using Secure.Vocabulary;

namespace Secure.Gateway.Spine;

/// <summary>People as sentences name them.</summary>
internal static class PersonWords
{
    /// <summary>By name, and by the id that the record goes by: two may have one name. Of somebody who is not on record, the id alone.</summary>
    internal static Sentence Called(this SiteSnapshot site, PersonId person) => site.Persons.GetValueOrDefault(person) is { Name.Length: > 0 } known
        ? new Sentence($"{known.Name}（{person.Text}）", $"{known.Name} ({person.Text})")
        : new Sentence(person.Text, person.Text);
}
