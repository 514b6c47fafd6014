using System.Net;
using Secure.Gateway.Decisions;
using Secure.Gateway.Decisions.Site;
using Secure.Gateway.Spine;
using Secure.Vocabulary;

namespace Secure.Gateway.Identity;

/// <summary>At which workstation a caller is: by its certificate, else by an address that the site maps, which is weaker.</summary>
internal sealed class Workstations(ISite site)
{
    internal SignInPlace Of(CallerCertificate? certificate, IPAddress address)
    {
        if (certificate is { Kind: CertificateKind.Workstation, Expired: false })
        {
            return WorkstationId.TryParse(certificate.Id, out WorkstationId? own) && site.Current.Workstations.ContainsKey(own)
                ? new SignInPlace(own, WorkstationSource.Certificate, address)
                : new SignInPlace(null, WorkstationSource.None, address);
        }
        // Two workstations at one address: nobody can say which.
        WorkstationId[] mapped = [.. site.Current.Workstations.Values.Where(w => Covers(w, address)).Select(w => w.Id).Take(2)];
        return mapped is [{ } only] ? new SignInPlace(only, WorkstationSource.Address, address) : new SignInPlace(null, WorkstationSource.None, address);
    }

    /// <summary>True where a session's caller is still where the session was opened; a session without a workstation is bound to none.</summary>
    internal bool IsStillAt(SignInPlace place, CallerCertificate? certificate, IPAddress address) => place.Source switch
    {
        WorkstationSource.Certificate => certificate is { Kind: CertificateKind.Workstation, Expired: false } && certificate.Id == place.Workstation?.Text,
        WorkstationSource.Address => place.Address.Equals(address) || Of(certificate, address).Workstation == place.Workstation,
        WorkstationSource.None => true,
    };

    private static bool Covers(Workstation workstation, IPAddress address)
    {
        if (workstation.Address is not { } mapped) { return false; }
        return IPNetwork.TryParse(mapped, out IPNetwork network) ? network.Contains(address) : IPAddress.TryParse(mapped, out IPAddress? one) && one.Equals(address);
    }
}
