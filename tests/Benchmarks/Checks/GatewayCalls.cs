using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Grpc.Net.Client;

namespace Secure.Benchmarks.Checks;

/// <summary>Connections to the gateway under test, as another system's: HTTP/2 over TLS, its certificate checked against the site's root.</summary>
internal static class GatewayCalls
{
    /// <param name="root">File of the site's root certificate, PEM.</param>
    /// <param name="credential">Folder with certificate.pem and key.pem; null: no client certificate.</param>
    /// <param name="from">The loopback address to call from; null: the usual one.</param>
    public static GrpcChannel Open(string address, string root, string? credential = null, IPAddress? from = null)
    {
        X509ChainPolicy policy = new() { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.Add(X509CertificateLoader.LoadCertificateFromFile(root));
        SslClientAuthenticationOptions tls = new() { CertificateChainPolicy = policy };
        if (credential is not null) { tls.ClientCertificateContext = Load(credential); }
        SocketsHttpHandler handler = new() { SslOptions = tls, UseProxy = false };
        if (from is not null) { handler.ConnectCallback = (context, cancellation) => ConnectAsync(from, context.DnsEndPoint.Port, cancellation); }
        return GrpcChannel.ForAddress(address, new GrpcChannelOptions { HttpHandler = handler, DisposeHttpClient = true });
    }

    private static async ValueTask<Stream> ConnectAsync(IPAddress from, int port, CancellationToken cancellation)
    {
        Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.Bind(new IPEndPoint(from, 0));
        await socket.ConnectAsync(IPAddress.Loopback, port, cancellation);
        return new NetworkStream(socket, ownsSocket: true);
    }

    private static SslStreamCertificateContext Load(string folder)
    {
        string certificate = Path.Combine(folder, "certificate.pem");
        X509Certificate2Collection chain = [];
        chain.ImportFromPemFile(certificate);
        return SslStreamCertificateContext.Create(X509Certificate2.CreateFromPemFile(certificate, Path.Combine(folder, "key.pem")), chain, offline: true);
    }
}
