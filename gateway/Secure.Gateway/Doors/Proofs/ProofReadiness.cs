using Secure.Contracts;
using Secure.Gateway.Spine;
using Secure.Gateway.StepUp;
using Secure.Vocabulary;

namespace Secure.Gateway.Doors.Proofs;

/// <summary>Which of the demanded factors can be asked of this person at this door: what would be in vain is not begun.</summary>
internal sealed class ProofReadiness(IBiometrics biometrics, ITemplates templates, SensorProofs sensors, IPersonPins pins, FactorCounters counters, ShownFrames shown)
{
    /// <returns>The usable ones, and why the last of the others is not; the reason counts where none is usable.</returns>
    internal async Task<(IReadOnlyList<Factor> Usable, DenyReason Obstacle)> OfAsync(DemandedEntry demanded, CancellationToken cancellation)
    {
        List<Factor> usable = [];
        DenyReason obstacle = DenyReason.NoCapture;
        foreach (Factor factor in demanded.AnyOf.Where(f => f == Factor.Pin || (f is Factor.Face or Factor.Fingerprint && demanded.Asked.Door.Captures.Has(f))))
        {
            if (await ObstacleAsync(demanded, factor, cancellation) is { } found) { obstacle = found; }
            else { usable.Add(factor); }
        }
        return (usable, obstacle);
    }

    private async Task<DenyReason?> ObstacleAsync(DemandedEntry demanded, Factor factor, CancellationToken cancellation)
    {
        PersonId person = demanded.Decided.Person!.Id;
        bool onSensor = factor == Factor.Fingerprint && sensors.IsUsed(demanded.Asked.Door.Id);
        if (factor != Factor.Pin && !onSensor && !(factor == Factor.Face ? biometrics.Status.Face : biometrics.Status.Fingerprint).On) { return DenyReason.FactorUnavailable; }
        try
        {
            await counters.RequireUsableAsync(person, factor, FactorCounters.PlaceOf(demanded.Asked.Door.Id), cancellation);
            if (factor == Factor.Face) { await shown.RequireWholeAsync(person, cancellation); }
        }
        catch (RefusedException refused) { return refused.Refusal.RetryDelay is null ? DenyReason.FactorUnavailable : DenyReason.FactorDelayed; }
        if (factor == Factor.Pin) { return await pins.HasAsync(person, cancellation) ? null : DenyReason.FactorNotEnrolled; }
        if (onSensor) { return await sensors.HasAsync(demanded.Asked.Door.Id, person, cancellation) ? null : DenyReason.FactorNotEnrolled; }
        using TemplateSet own = await templates.OfAsync(person, factor, cancellation);
        return own.Templates.Count == 0 ? DenyReason.FactorNotEnrolled : null;
    }
}
