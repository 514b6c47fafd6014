using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Google.Protobuf;
using Grpc.Core;
using Secure.Signatures;
using Secure.V1;
using FleetClient = Secure.V1.Fleet.FleetClient;

namespace Secure.Gateway.Tests.Fleet;

/// <summary>A device as it is before and after it enrols.</summary>
internal sealed class TestDevice(string id, DeviceKind kind) : IDisposable
{
    internal ECDsa Key { get; } = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    internal Ed25519PrivateKey Signing { get; } = Ed25519PrivateKey.Generate();

    internal Ed25519PrivateKey Witness { get; } = Ed25519PrivateKey.Generate();

    /// <summary>With its private key; null before it has enrolled.</summary>
    internal X509Certificate2? Certificate { get; private set; }

    internal byte[] Request(string subject = "CN=whoever,OU=gateway") => new CertificateRequest(subject, Key, HashAlgorithmName.SHA256).CreateSigningRequest();

    internal static async Task<EnrollmentCode> CodeAsync(TestGateway gateway, string id, DeviceKind kind)
    {
        CreateEnrollmentRequest request = new() { Device = id, Kind = kind };
        string text = (await new FleetClient(gateway.Anonymous).CreateEnrollmentAsync(request, await gateway.OfficerAsync())).Code;
        return EnrollmentCode.TryParse(text, out EnrollmentCode? code) ? code : throw new FormatException(text);
    }

    internal CertificateEnrollment Claim(byte[] code)
    {
        CertificateEnrollment claim = new() { Device = id, Kind = kind, Code = ByteString.CopyFrom(code), CertificateRequest = ByteString.CopyFrom(Request()) };
        if (kind != DeviceKind.Agent) { return claim; }
        claim.SigningKey = ByteString.CopyFrom(Signing.PublicKey.Bytes);
        claim.WitnessKey = ByteString.CopyFrom(Witness.PublicKey.Bytes);
        claim.SigningProof = ByteString.CopyFrom(Signing.Sign(EnrollmentCode.ProofText(id, "signing", code, Signing.PublicKey.Bytes)));
        claim.WitnessProof = ByteString.CopyFrom(Witness.Sign(EnrollmentCode.ProofText(id, "witness", code, Witness.PublicKey.Bytes)));
        return claim;
    }

    internal async Task<EnrollResponse> EnrollAsync(TestGateway gateway, byte[]? code = null)
    {
        code ??= (await CodeAsync(gateway, id, kind)).Code;
        return await EnrollAsync(new FleetClient(gateway.Anonymous), code);
    }

    internal async Task<EnrollResponse> EnrollAsync(FleetClient fleet, byte[] code)
    {
        EnrollResponse response = await fleet.EnrollAsync(new EnrollRequest { Certificate = Claim(code) });
        Take(response.CertificateChain[0]);
        return response;
    }

    internal async Task<RenewResponse> RenewAsync(ChannelBase channel)
    {
        RenewResponse response = await new FleetClient(channel).RenewAsync(new RenewRequest { CertificateRequest = ByteString.CopyFrom(Request()) });
        Take(response.CertificateChain[0]);
        return response;
    }

    public void Dispose()
    {
        Key.Dispose();
        Signing.Dispose();
        Witness.Dispose();
        Certificate?.Dispose();
    }

    private void Take(ByteString issued)
    {
        using X509Certificate2 bare = X509CertificateLoader.LoadCertificate(issued.Span);
        Certificate = bare.CopyWithPrivateKey(Key);
    }
}
