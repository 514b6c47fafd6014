using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Secure.Gateway.Identity.Passkeys;

namespace Secure.Gateway.Tests.Passkeys;

/// <summary>A browser and its authenticator, written from the standard (Web Authentication Level 2, sections 5.8.1, 6.1 and 6.5), that can also do wrong.</summary>
internal sealed class TestAuthenticator : IDisposable
{
    internal const string Origin = "https://console.example:7443";

    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    internal byte[] Id { get; init; } = RandomNumberGenerator.GetBytes(32);

    internal string AtOrigin { get; set; } = Origin;

    internal string RpId { get; set; } = "console.example";

    /// <summary>User present and user verified.</summary>
    internal byte Flags { get; set; } = 0x05;

    internal uint Count { get; set; } = 1;

    internal int Algorithm { get; set; } = -7;

    internal string Format { get; set; } = "none";

    internal string More { get; set; } = "";

    internal byte[] ClientData(string type, byte[] challenge) => Encoding.UTF8.GetBytes(
        $$"""{"type":"{{type}}","challenge":"{{Base64Url.EncodeToString(challenge)}}","origin":"{{AtOrigin}}","crossOrigin":false{{More}}}""");

    internal byte[] Attestation() =>
        [0xA3, .. Text("fmt"), .. Text(Format), .. Text("attStmt"), 0xA0, .. Text("authData"), .. Bytes([.. Data(0x40), .. new byte[16], (byte)(Id.Length >> 8), (byte)Id.Length, .. Id, .. Cose()])];

    internal Assertion Assert(byte[] challenge, byte[]? userHandle = null)
    {
        byte[] clientData = ClientData("webauthn.get", challenge), data = Data(0);
        byte[] signature = _key.SignData([.. data, .. SHA256.HashData(clientData)], HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        return new Assertion(Id, clientData, data, signature, userHandle ?? []);
    }

    public void Dispose() => _key.Dispose();

    private byte[] Data(byte more)
    {
        byte[] count = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(count, Count);
        return [.. SHA256.HashData(Encoding.UTF8.GetBytes(RpId)), (byte)(Flags | more), .. count];
    }

    // {1: 2, 3: alg, -1: 1, -2: x, -3: y}
    private byte[] Cose()
    {
        ECPoint q = _key.ExportParameters(includePrivateParameters: false).Q;
        byte[] algorithm = Algorithm < -24 ? [0x39, (byte)((-1 - Algorithm) >> 8), (byte)(-1 - Algorithm)] : [(byte)(0x20 + (-1 - Algorithm))];
        return [0xA5, 0x01, 0x02, 0x03, .. algorithm, 0x20, 0x01, 0x21, .. Bytes(q.X!), 0x22, .. Bytes(q.Y!)];
    }

    private static byte[] Text(string text) => [(byte)(0x60 + text.Length), .. Encoding.ASCII.GetBytes(text)];

    private static byte[] Bytes(byte[] bytes) => bytes.Length < 256 ? [0x58, (byte)bytes.Length, .. bytes] : [0x59, (byte)(bytes.Length >> 8), (byte)bytes.Length, .. bytes];
}
