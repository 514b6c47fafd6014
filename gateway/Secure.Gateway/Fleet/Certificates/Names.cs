using System.Security.Cryptography.X509Certificates;
using Secure.Gateway.Spine;

namespace Secure.Gateway.Fleet.Certificates;

/// <summary>Subjects of certificates: CN is the id, OU the kind, O the site. Nothing of it ever comes from a request.</summary>
internal static class Names
{
    private const string CommonName = "2.5.4.3";
    private const string OrganizationalUnit = "2.5.4.11";

    internal static X500DistinguishedName Of(string id, CertificateKind? kind, string site)
    {
        X500DistinguishedNameBuilder builder = new();
        builder.AddOrganizationName(site);
        if (kind is { } k) { builder.AddOrganizationalUnitName(Word(k)); }
        builder.AddCommonName(id);
        return builder.Build();
    }

    /// <summary>The kind as written in a subject, a row's key and the log.</summary>
    internal static string Word(CertificateKind kind) => kind.ToString().ToLowerInvariant();

    /// <summary>False unless there is exactly one id and one known kind.</summary>
    internal static bool TryRead(X500DistinguishedName subject, out CertificateKind kind, out string id)
    {
        (kind, id) = (default, "");
        int names = 0, kinds = 0;
        foreach (X500RelativeDistinguishedName part in subject.EnumerateRelativeDistinguishedNames())
        {
            if (part.HasMultipleElements) { return false; }
            string? value = part.GetSingleElementValue();
            if (part.GetSingleElementType().Value == CommonName) { (id, names) = (value ?? "", names + 1); }
            else if (part.GetSingleElementType().Value == OrganizationalUnit && Enum.TryParse(value, ignoreCase: true, out kind)) { kinds++; }
        }
        return names == 1 && kinds == 1 && id.Length > 0 && Enum.IsDefined(kind);
    }
}
