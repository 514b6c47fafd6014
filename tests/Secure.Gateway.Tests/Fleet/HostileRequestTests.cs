using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Google.Protobuf;
using Secure.Contracts;
using Secure.Gateway.Fleet;
using Secure.Gateway.Fleet.Certificates;
using Secure.Grants;
using Secure.Signatures;
using Secure.V1;
using Secure.Vocabulary;

namespace Secure.Gateway.Tests.Fleet;

public sealed class HostileRequestTests
{
    [Fact]
    public void A_certificate_request_with_any_bit_turned_over_is_refused()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        byte[] request = new CertificateRequest("CN=x", key, HashAlgorithmName.SHA256).CreateSigningRequest();
        Assert.True(DeviceRequest.TryRead(request, out _));
        for (int bit = 0; bit < request.Length * 8; bit++)
        {
            byte[] altered = [.. request];
            altered[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(DeviceRequest.TryRead(altered, out _), $"bit {bit}");
        }
    }

    [Fact]
    public void A_certificate_request_cut_short_prolonged_or_of_another_kind_of_key_is_refused()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256), large = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        using RSA rsa = RSA.Create(2048);
        byte[] request = new CertificateRequest("CN=x", key, HashAlgorithmName.SHA256).CreateSigningRequest();
        for (int length = 0; length < request.Length; length++) { Assert.False(DeviceRequest.TryRead(request[..length], out _)); }
        Assert.False(DeviceRequest.TryRead([.. request, 0], out _));
        Assert.False(DeviceRequest.TryRead(new byte[5000], out _));
        Assert.False(DeviceRequest.TryRead(new CertificateRequest("CN=x", large, HashAlgorithmName.SHA384).CreateSigningRequest(), out _));
        Assert.False(DeviceRequest.TryRead(new CertificateRequest("CN=x", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSigningRequest(), out _));
    }

    [Fact]
    public void A_controllers_request_with_any_byte_altered_is_refused_in_words()
    {
        using RSA sealing = RSA.Create(3072);
        using Ed25519PrivateKey key = Ed25519PrivateKey.Generate();
        byte[] publicKey = key.PublicKey.Bytes.ToArray();
        byte[] box = ControllerEnrollment.SealCode(sealing.ExportSubjectPublicKeyInfo(), new byte[16], publicKey);
        byte[] request = new ControllerEnrollment(DeviceId.Parse("door-01"), publicKey, box).Sign(key);
        Assert.Equal("door-01", EnrollmentClaims.Read(request, sealing).Device);
        for (int i = 0; i < request.Length; i++)
        {
            byte[] altered = [.. request];
            altered[i] ^= 0x41;
            Assert.Throws<RefusedException>(() => EnrollmentClaims.Read(altered, sealing));
            Assert.Throws<RefusedException>(() => EnrollmentClaims.Read(request[..i], sealing));
        }
    }

    [Fact]
    public void Random_enrolments_are_refused_in_words()
    {
        Random random = new(1);
        byte[] bytes = new byte[300];
        for (int round = 0; round < 2000; round++)
        {
            random.NextBytes(bytes);
            CertificateEnrollment claim = new()
            {
                Device = round % 2 == 0 ? "agent-01" : Convert.ToBase64String(bytes, 0, round % 90),
                Kind = (DeviceKind)(round % 7),
                Code = ByteString.CopyFrom(bytes, 0, 16 - round % 2),
                CertificateRequest = ByteString.CopyFrom(bytes),
                SigningKey = ByteString.CopyFrom(bytes, 0, 32),
                SigningProof = ByteString.CopyFrom(bytes, 32, 64),
            };
            Assert.Throws<RefusedException>(() => EnrollmentClaims.Read(claim));
        }
    }
}
