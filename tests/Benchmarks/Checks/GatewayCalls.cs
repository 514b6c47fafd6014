using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Grpc.Net.Client;

namespace Secure.Benchmarks.Checks;

/// <summary>Connections to the gateway under test, as another system's: HTTP/2 over TLS, its certificate checked against the site's root.</summary>
internal static class GatewayCalls
{
    /// <param name="root">File of the site's root certificate, PEM.</param>
    /// <param name="credential">Folder with certificate.pem and key.pem; null: no client certificate.</param>
    public static GrpcChannel Open(string address, string root, string? credential = null)
    {
        X509ChainPolicy policy = new() { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.Add(X509CertificateLoader.LoadCertificateFromFile(root));
        SslClientAuthenticationOptions tls = new() { CertificateChainPolicy = policy };
        if (credential is not null) { tls.ClientCertificateContext = Load(credential); }
        return GrpcChannel.ForAddress(address, new GrpcChannelOptions { HttpHandler = new SocketsHttpHandler { SslOptions = tls, UseProxy = false }, DisposeHttpClient = true });
    }

    private static SslStreamCertificateContext Load(string folder)
    {
        string certificate = Path.Combine(folder, "certificate.pem");
        X509Certificate2Collection chain = [];
        chain.ImportFromPemFile(certificate);
        return SslStreamCertificateContext.Create(X509Certificate2.CreateFromPemFile(certificate, Path.Combine(folder, "key.pem")), chain, offline: true);
    }
}
