using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Secure.Signatures;
using Secure.V1;

namespace Secure.Benchmarks.Checks;

/// <summary>Of each person, in order: the password of the account that bears the person's id, and a session handle.</summary>
internal sealed record Prepared(string[] Passwords, string[] Handles)
{
    public override string ToString() => $"{Handles.Length} sessions";
}

/// <summary>
/// Does through the public API what a real site does: the officers' ceremony, an account and a session for each person, a
/// certificate for the service that will ask, and a handle for it from each session.
/// </summary>
internal sealed class Preparation(GrpcChannel channel)
{
    private readonly Identity.IdentityClient _identity = new(channel);
    private readonly Fleet.FleetClient _fleet = new(channel);

    /// <param name="credential">Folder to be made for the service's key and certificate.</param>
    public static async Task<Prepared> RunAsync(BenchGateway gateway, int persons, string credential, CancellationToken cancellation)
    {
        using GrpcChannel channel = GatewayCalls.Open(gateway.Address, gateway.Root);
        Preparation preparation = new(channel);
        Metadata officer = (await BenchOfficers.HoldCeremonyAsync(gateway, channel, cancellation)).Administrator;
        await preparation.EnrollAsync(officer, credential, cancellation);
        Prepared prepared = new([.. Enumerable.Range(0, persons).Select(_ => BenchOfficers.NewPassword())], new string[persons]);
        for (int i = 0; i < persons; i++) { prepared.Handles[i] = await preparation.HandleAsync(officer, BenchSite.Person(i), prepared.Passwords[i], cancellation); }
        return prepared;
    }

    private async Task EnrollAsync(Metadata officer, string folder, CancellationToken cancellation)
    {
        CreateEnrollmentRequest wanted = new() { Device = BenchSite.Service, Kind = DeviceKind.Service };
        CreateEnrollmentResponse made = await _fleet.CreateEnrollmentAsync(wanted, officer, cancellationToken: cancellation);
        if (!EnrollmentCode.TryParse(made.Code, out EnrollmentCode? code)) { throw new InvalidOperationException("The gateway made no enrolment code."); }
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        byte[] request = new CertificateRequest("CN=" + BenchSite.Service, key, HashAlgorithmName.SHA256).CreateSigningRequest();
        CertificateEnrollment enrollment = new() { Device = BenchSite.Service, Kind = DeviceKind.Service, Code = ByteString.CopyFrom(code.Code), CertificateRequest = ByteString.CopyFrom(request) };
        EnrollResponse enrolled = await _fleet.EnrollAsync(new EnrollRequest { Certificate = enrollment }, cancellationToken: cancellation);
        Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        await File.WriteAllTextAsync(Path.Combine(folder, "key.pem"), key.ExportPkcs8PrivateKeyPem(), cancellation);
        string chain = string.Join('\n', enrolled.CertificateChain.Select(c => PemEncoding.WriteString("CERTIFICATE", c.Span)));
        await File.WriteAllTextAsync(Path.Combine(folder, "certificate.pem"), chain + "\n", cancellation);
    }

    private async Task<string> HandleAsync(Metadata officer, string person, string password, CancellationToken cancellation)
    {
        await _identity.SetPasswordAsync(new SetPasswordRequest { Person = person, Account = person, Password = password }, officer, cancellationToken: cancellation);
        Metadata session = await BenchOfficers.SignInAsync(channel, person, password, cancellation);
        MintHandleResponse minted = await _identity.MintHandleAsync(new MintHandleRequest { Service = BenchSite.Service }, session, cancellationToken: cancellation);
        return minted.SessionHandle;
    }
}
