using Secure.Contracts;
using Secure.Gateway.Spine;
using Secure.Vocabulary;

namespace Secure.Gateway.People;

/// <summary>Keeps somebody able in each of the three roles when one of them is suspended: without one nobody could ever undo it. Leavings are the roles' own to refuse.</summary>
internal sealed class AbleOfficers(IRoles roles)
{
    /// <exception cref="RefusedException">Nobody else who holds this person's role could use it.</exception>
    internal void NotTheLast(PeopleState state, string person)
    {
        Roles own = roles.Of(PersonId.Parse(person)) & OfficerActions.Separated;
        if (own == Roles.None || roles.Holding(own).Any(p => p.Text != person && IsAble(state, p.Text))) { return; }
        throw new RefusedException(PeopleRefusals.LastAble);
    }

    // An officer of a store older than the people on record has no record, and may sign in all the same.
    private static bool IsAble(PeopleState state, string officer) =>
        state.Persons.TryGetValue(officer, out HeldPerson? held) ? held.Row.Standing == Standing.Active : !state.Altered.Contains(officer);
}
