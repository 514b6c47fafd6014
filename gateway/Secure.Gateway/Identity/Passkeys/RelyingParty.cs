using System.Security.Cryptography;
using System.Text;

namespace Secure.Gateway.Identity.Passkeys;

/// <summary>The page as officers' browsers see it. A passkey is bound to it: made for one, it is worth nothing to another.</summary>
internal sealed class RelyingParty
{
    /// <param name="origin">As <c>https://secure.example:7443</c>, checked by <see cref="IdentityOptions"/>.</param>
    internal RelyingParty(string origin)
    {
        Uri page = new(origin);
        (Id, Origin) = (page.Host, page.GetLeftPart(UriPartial.Authority));
        IdHash = SHA256.HashData(Encoding.UTF8.GetBytes(Id));
    }

    /// <summary>The host's name: a domain, never an address (section 5.1.2 of Web Authentication Level 2).</summary>
    internal string Id { get; }

    internal string Origin { get; }

    internal byte[] IdHash { get; }

    /// <summary>True for an origin that can have passkeys.</summary>
    internal static bool IsOrigin(string origin) =>
        Uri.TryCreate(origin, UriKind.Absolute, out Uri? page) && page.Scheme == Uri.UriSchemeHttps && page.HostNameType == UriHostNameType.Dns && page.GetLeftPart(UriPartial.Authority) == origin;
}
