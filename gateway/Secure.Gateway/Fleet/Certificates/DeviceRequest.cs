using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Secure.Gateway.Fleet.Certificates;

/// <summary>Takes the public key, and nothing else, out of a PKCS#10 request (RFC 2986).</summary>
internal static class DeviceRequest
{
    private const int BytesMax = 4096;
    private const string EllipticCurve = "1.2.840.10045.2.1";
    private const string P256 = "1.2.840.10045.3.1.7";

    /// <summary>False unless it is an ECDSA P-256 key that signed this very request. Never throws on a stranger's bytes.</summary>
    internal static bool TryRead(byte[] request, [NotNullWhen(true)] out PublicKey? key)
    {
        key = null;
        if (request.Length is 0 or > BytesMax) { return false; }
        try
        {
            CertificateRequest read = CertificateRequest.LoadSigningRequest(request, HashAlgorithmName.SHA256, out int used, CertificateRequestLoadOptions.Default);
            if (used != request.Length || read.PublicKey.Oid.Value != EllipticCurve) { return false; }
            using ECDsa? ecdsa = read.PublicKey.GetECDsaPublicKey();
            if (ecdsa is null || ecdsa.ExportParameters(false).Curve is not { IsNamed: true, Oid.Value: P256 }) { return false; }
            key = read.PublicKey;
            return true;
        }
        catch (Exception malformed) when (malformed is CryptographicException or ArgumentException or NotSupportedException) { return false; }
    }
}
