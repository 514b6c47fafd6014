using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Secure.Gateway.Audit;
using Secure.Gateway.Fleet.Certificates;
using Secure.Gateway.Spine;

namespace Secure.Gateway.Fleet.Tls;

/// <summary>TLS of the gateway's port: our certificate out; no certificate in, or one that <see cref="ClientCertificates"/> lets in.</summary>
internal sealed class FleetTls(OwnCertificates own, ClientCertificates clients, LiveConnections live, IRefusalCounter refusals, ILogger<FleetTls> log)
{
    internal TlsHandshakeCallbackOptions Options => new()
    {
        OnConnection = context => ValueTask.FromResult(For(context.Connection)),
        HandshakeTimeout = TimeSpan.FromSeconds(10),
    };

    private SslServerAuthenticationOptions For(ConnectionContext connection) => new()
    {
        ServerCertificateContext = own.Server,
        EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
        // Asked for, not demanded: browsers and enrolling devices have none.
        ClientCertificateRequired = true,
        CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
        CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, DisableCertificateDownloads = true, RevocationMode = X509RevocationMode.NoCheck },
        // A resumed session would not be asked for its certificate again.
        AllowTlsResume = false,
        AllowRenegotiation = false,
        ApplicationProtocols = [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11],
        RemoteCertificateValidationCallback = (_, certificate, _, _) => Admit(connection, certificate),
    };

    private bool Admit(ConnectionContext connection, X509Certificate? certificate)
    {
        if (certificate is null) { return true; }
        if (certificate is not X509Certificate2 presented) { return false; }
        if (clients.Check(presented, out string refused) is not { } admitted)
        {
            string source = connection.RemoteEndPoint is IPEndPoint { Address: { } address } ? AddressLimiter.KeyOf(address).ToString() : "unknown";
            refusals.Count(source, "certificate_" + refused);
            log.CertificateRefused(source, refused, presented.Thumbprint);
            return false;
        }
        connection.Features.Set(admitted);
        live.Add(connection, admitted);
        return true;
    }
}
