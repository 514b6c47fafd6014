using Secure.Contracts;
using Secure.Gateway.Spine;
using Secure.Gateway.StepUp;
using Secure.Grants;
using Secure.Vocabulary;

namespace Secure.Gateway.Doors;

/// <summary>Whose PIN may go into a lease.</summary>
public interface ILeasePins
{
    /// <summary>Null where the person has none, or it counts nowhere at present.</summary>
    Task<PinVerifiers?> OfAsync(PersonId person, CancellationToken cancellation);
}

/// <summary>A PIN that is disabled after too many wrong ones, or whose record was altered, is in no lease.</summary>
internal sealed class LeasePinBook(IPersonPins pins, FactorCounters counters) : ILeasePins
{
    public async Task<PinVerifiers?> OfAsync(PersonId person, CancellationToken cancellation)
    {
        try { return await counters.IsDisabledAsync(person, Factor.Pin, cancellation) ? null : await pins.VerifiersAsync(person, cancellation); }
        catch (RefusedException) { return null; }
    }
}
