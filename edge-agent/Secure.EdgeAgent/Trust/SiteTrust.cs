using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Secure.EdgeAgent.Trust;

/// <summary>Checks that a peer is this site's gateway: a chain to the one root, server use, and the reserved name in it.</summary>
internal static class SiteTrust
{
    private const string ServerUse = "1.3.6.1.5.5.7.3.1";

    /// <param name="root">The only trusted root.</param>
    /// <param name="sent">What the peer sent along, besides its own certificate.</param>
    /// <param name="certainlyPassed">A certificate that ended before this is refused.</param>
    public static bool IsGateway(X509Certificate2 peer, X509Certificate2 root, IEnumerable<X509Certificate2> sent, DateTimeOffset certainlyPassed) =>
        peer.GetNameInfo(X509NameType.SimpleName, false) == "gateway" && Chains(peer, root, sent, ServerUse, certainlyPassed);

    /// <summary>Whether a certificate chains to the root for a use and has not certainly ended.</summary>
    /// <param name="use">Object identifier of an extended key usage, or null for any.</param>
    public static bool Chains(X509Certificate2 leaf, X509Certificate2 root, IEnumerable<X509Certificate2> between, string? use, DateTimeOffset certainlyPassed)
    {
        using X509Chain chain = new();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(root);
        foreach (X509Certificate2 one in between) { chain.ChainPolicy.ExtraStore.Add(one); }
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        // Our own clock may be wrong in both directions, so only ends that have certainly passed count, checked below.
        chain.ChainPolicy.VerificationFlags = X509VerificationFlags.IgnoreNotTimeValid;
        if (use is not null) { chain.ChainPolicy.ApplicationPolicy.Add(new Oid(use)); }
        return chain.Build(leaf) && chain.ChainElements.All(element => element.Certificate.NotAfter.ToUniversalTime() >= certainlyPassed.UtcDateTime);
    }

    /// <summary>SHA-256 over the SubjectPublicKeyInfo: what a fitter installs.</summary>
    public static byte[] Fingerprint(X509Certificate2 root) => SHA256.HashData(root.PublicKey.ExportSubjectPublicKeyInfo());
}
