using System.Net;
using Secure.Contracts;
using Secure.Gateway.Audit;
using Secure.Gateway.Spine;

namespace Secure.Gateway.Fleet;

/// <summary>How often one address may try to enrol.</summary>
internal sealed class EnrollLimiter(FleetOptions options, IRefusalCounter refusals, TimeProvider clock)
{
    private readonly AddressLimiter _limiter = new(options.EnrollBurst, options.EnrollPerSecond, clock);

    /// <exception cref="RefusedException">Too often.</exception>
    internal void Take(IPAddress address)
    {
        if (_limiter.TryTake(address, out TimeSpan retry)) { return; }
        refusals.Count(address.ToString(), "too_many_attempts");
        throw new RefusedException(FleetRefusals.TooMany(retry));
    }
}
