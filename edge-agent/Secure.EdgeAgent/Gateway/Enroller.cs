using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Google.Protobuf;
using Grpc.Core;
using Secure.EdgeAgent.Settings;
using Secure.EdgeAgent.Trust;
using Secure.Signatures;
using Secure.V1;

namespace Secure.EdgeAgent.Gateway;

/// <summary>What became of an enrolment, in words for the fitter.</summary>
/// <param name="Words">Holds no secret.</param>
internal sealed record EnrolOutcome(bool Done, string Words);

/// <summary>
/// Trades a fitter's code for a certificate. The code carries the root's fingerprint: the gateway proves itself by it before it
/// is told anything.
/// </summary>
internal sealed class Enroller(AgentSettings settings, AgentIdentity identity, KeyListHolder keyLists, AgentClock clock)
{
    private static readonly TimeSpan CallMax = TimeSpan.FromSeconds(10);

    public async Task<EnrolOutcome> EnrolAsync(EnrollmentCode code, CancellationToken cancellation)
    {
        try
        {
            using X509Certificate2? root = await FindRootAsync(code, cancellation).ConfigureAwait(false);
            if (root is null) { return new(false, "这不是编码所指的网关 · the gateway there is not the one that the code names"); }
            EnrollResponse answer = await AskAsync(code, root, cancellation).ConfigureAwait(false);
            return Install(code, answer);
        }
        catch (RpcException refused) { return new(false, $"网关未接受：{refused.Status.Detail} · the gateway did not accept: {refused.StatusCode} {refused.Status.Detail}"); }
    }

    private async Task<X509Certificate2?> FindRootAsync(EnrollmentCode code, CancellationToken cancellation)
    {
        using GatewayChannel channel = GatewayChannel.OpenUnchecked(settings.Gateway);
        GetKeyListResponse answer = await channel.Fleet.GetKeyListAsync(new GetKeyListRequest(), Options(cancellation)).ConfigureAwait(false);
        try
        {
            X509Certificate2 root = X509CertificateLoader.LoadCertificate(answer.RootCertificate.Span);
            if (CryptographicOperations.FixedTimeEquals(SiteTrust.Fingerprint(root), code.RootFingerprint)) { return root; }
            root.Dispose();
            return null;
        }
        catch (CryptographicException) { return null; }
    }

    private async Task<EnrollResponse> AskAsync(EnrollmentCode code, X509Certificate2 root, CancellationToken cancellation)
    {
        using GatewayChannel channel = GatewayChannel.OpenAnonymous(settings.Gateway, root, clock);
        EnrollRequest request = new()
        {
            Certificate = new CertificateEnrollment
            {
                Device = settings.Agent,
                Kind = DeviceKind.Agent,
                Code = ByteString.CopyFrom(code.Code),
                CertificateRequest = ByteString.CopyFrom(identity.CertificateRequest()),
                SigningKey = ByteString.CopyFrom(identity.SigningKey.PublicKey.Bytes),
                WitnessKey = ByteString.CopyFrom(identity.WitnessKey.PublicKey.Bytes),
                SigningProof = Proof("signing", code, identity.SigningKey),
                WitnessProof = Proof("witness", code, identity.WitnessKey),
            },
        };
        return await channel.Fleet.EnrollAsync(request, Options(cancellation)).ConfigureAwait(false);
    }

    private EnrolOutcome Install(EnrollmentCode code, EnrollResponse answer)
    {
        byte[][] chain = [.. answer.CertificateChain.Select(one => one.ToByteArray())];
        if (!identity.TryInstall(chain, code.RootFingerprint, answer.WitnessName, clock.CertainlyPassed))
        {
            return new(false, "网关签发的证书不可用 · the certificate that the gateway issued is not one for this key under the site's root");
        }
        keyLists.Offer(answer.KeyList.ToByteArray());
        return keyLists.Current is null
            ? new(false, "密钥清单未经本站根签名 · the key list is not signed by the site's root")
            : new(true, $"已登记：{settings.Agent} · enrolled: {settings.Agent}");
    }

    private ByteString Proof(string role, EnrollmentCode code, Ed25519PrivateKey key) =>
        ByteString.CopyFrom(key.Sign(EnrollmentCode.ProofText(settings.Agent, role, code.Code, key.PublicKey.Bytes)));

    private static CallOptions Options(CancellationToken cancellation) =>
        new(deadline: TimeProvider.System.GetUtcNow().UtcDateTime + CallMax, cancellationToken: cancellation);
}
