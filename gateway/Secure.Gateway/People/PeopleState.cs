using System.Collections.Immutable;
using Secure.Gateway.Decisions.Site;
using Secure.Vocabulary;

namespace Secure.Gateway.People;

/// <summary>A record with the version that its row has in the store.</summary>
/// <param name="Fact">What decisions know of it, made once.</param>
internal sealed record HeldPerson(PersonRow Row, long Version, Person Fact);

internal sealed record HeldBadge(BadgeRow Row, long Version);

/// <summary>Everybody on record at one moment. Immutable: who reads holds one and is not disturbed.</summary>
internal sealed record PeopleState
{
    internal static readonly PeopleState Empty = new();

    /// <summary>By id in ordinal order.</summary>
    internal ImmutableSortedDictionary<string, HeldPerson> Persons { get; init; } = ImmutableSortedDictionary.Create<string, HeldPerson>(StringComparer.Ordinal);

    internal ImmutableSortedDictionary<string, HeldBadge> Badges { get; init; } = ImmutableSortedDictionary.Create<string, HeldBadge>(StringComparer.Ordinal);

    /// <summary>Ids whose row failed its integrity check: such a person is nobody, and stays out until the row is set right.</summary>
    internal ImmutableHashSet<string> Altered { get; init; } = ImmutableHashSet.Create<string>(StringComparer.Ordinal);

    /// <summary>The record says that there were people and their rows have gone: nobody may be added to what is left.</summary>
    internal bool Gone { get; init; }

    internal PeopleState With(PeopleChange change, long version) => this with
    {
        Persons = Persons.SetItems(change.Persons.Select(p => KeyValuePair.Create(p.Id, new HeldPerson(p, version, p.ToFact())))),
        Badges = Badges.SetItems(change.Badges.Select(b => KeyValuePair.Create(b.Id, new HeldBadge(b, version)))),
    };

    internal IEnumerable<HeldBadge> BadgesOf(string person) => Badges.Values.Where(b => b.Row.Person == person);

    /// <summary>Who holds this number, returned cards left out; null: it is free.</summary>
    internal HeldBadge? HolderOf(BadgeNumber number) => Badges.Values.FirstOrDefault(b => b.Row.Occupies && b.Row.Number == number.Key);

    /// <summary>Persons as decisions see them. An altered row stands as somebody inactive, so that no account passes for one whom the site never knew.</summary>
    internal Dictionary<PersonId, Person> Facts()
    {
        Dictionary<PersonId, Person> facts = new(Persons.Count + Altered.Count);
        foreach (HeldPerson held in Persons.Values) { facts[held.Fact.Id] = held.Fact; }
        foreach (string id in Altered)
        {
            if (PersonId.TryParse(id, out PersonId? person)) { facts[person] = new Person(person, person.Text, null, [], Classification.Public, Active: false, null); }
        }
        return facts;
    }

    /// <summary>Cards that are out of the office, by number. Two with one number, which no change allows, open nothing.</summary>
    internal Dictionary<string, Badge> Cards()
    {
        Dictionary<string, Badge> cards = new(StringComparer.Ordinal);
        foreach (BadgeRow row in Badges.Values.Select(b => b.Row).Where(r => r.Occupies))
        {
            Badge card = new(row.ToNumber(), PersonId.Parse(row.Person), row.State == CardState.Active);
            if (!cards.TryAdd(row.Number, card)) { cards[row.Number] = card with { Active = false }; }
        }
        return cards;
    }
}
