using System.Security.Cryptography;

namespace Secure.Gateway.Identity.Passkeys;

/// <summary>
/// A public key on P-256 in COSE's form (RFC 9053, section 7.1.1; Web Authentication Level 2, section 6.5.1.1): these five
/// members in this order, the point uncompressed, and nothing else.
/// </summary>
internal static class Es256Key
{
    /// <summary>ECDSA with SHA-256 (RFC 9053, section 2.1).</summary>
    internal const int Algorithm = -7;

    internal const int CoordinateBytes = 32;

    private const int KeyType = 1, Alg = 3, Curve = -1, X = -2, Y = -3;
    private const int KeyTypeEc2 = 2, CurveP256 = 1;

    /// <exception cref="PasskeyFaultException">Another algorithm, another form, or a point that is not on the curve.</exception>
    internal static void Read(ReadOnlySpan<byte> cose, out byte[] x, out byte[] y)
    {
        try
        {
            StrictCbor reader = new(cose);
            int members = reader.ReadMap();
            Require(reader.ReadNumber() == KeyType);
            int type = reader.ReadNumber();
            Require(reader.ReadNumber() == Alg);
            if (reader.ReadNumber() != Algorithm || type != KeyTypeEc2) { throw new PasskeyFaultException(PasskeyFault.WrongAlgorithm); }
            Require(members == 5 && reader.ReadNumber() == Curve && reader.ReadNumber() == CurveP256);
            Require(reader.ReadNumber() == X);
            x = reader.ReadBytes().ToArray();
            Require(reader.ReadNumber() == Y);
            y = reader.ReadBytes().ToArray();
            Require(reader.AtEnd && x.Length == CoordinateBytes && y.Length == CoordinateBytes);
            using ECDsa onTheCurve = Import(x, y);
        }
        catch (Exception unusable) when (unusable is FormatException or CryptographicException) { throw new PasskeyFaultException(PasskeyFault.Malformed); }
    }

    /// <summary>False for anything but this key's signature over that data.</summary>
    /// <param name="der">ASN.1 DER, as section 6.5.6 has it.</param>
    internal static bool Verify(byte[] x, byte[] y, ReadOnlySpan<byte> data, ReadOnlySpan<byte> der)
    {
        try
        {
            using ECDsa key = Import(x, y);
            return key.VerifyData(data, der, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        }
        catch (CryptographicException) { return false; }
    }

    private static ECDsa Import(byte[] x, byte[] y) => ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = new ECPoint { X = x, Y = y } });

    private static void Require(bool holds)
    {
        if (!holds) { throw new PasskeyFaultException(PasskeyFault.Malformed); }
    }
}
