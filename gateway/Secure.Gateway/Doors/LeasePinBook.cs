using Secure.Gateway.Spine;
using Secure.Gateway.StepUp;
using Secure.Grants;
using Secure.Vocabulary;

namespace Secure.Gateway.Doors;

/// <summary>Whose PIN may go into a lease.</summary>
public interface ILeasePins
{
    /// <summary>By person, without those who have none, or whose PIN counts nowhere at present.</summary>
    Task<IReadOnlyDictionary<PersonId, PinVerifiers>> OfAsync(IReadOnlyCollection<PersonId> persons, CancellationToken cancellation);
}

/// <summary>A PIN that is disabled, whose record was altered past the store, or a count of whose failures was, is in no lease.</summary>
internal sealed class LeasePinBook(IPersonPins pins, FactorCounters counters) : ILeasePins
{
    public async Task<IReadOnlyDictionary<PersonId, PinVerifiers>> OfAsync(IReadOnlyCollection<PersonId> persons, CancellationToken cancellation)
    {
        IReadOnlySet<PersonId> barred = await counters.BarredAsync(persons, Factor.Pin, cancellation);
        Dictionary<PersonId, PinVerifiers> known = [];
        foreach (PersonId person in persons.Where(p => !barred.Contains(p)))
        {
            if (await pins.VerifiersAsync(person, cancellation) is { } verifiers) { known[person] = verifiers; }
        }
        return known;
    }
}
