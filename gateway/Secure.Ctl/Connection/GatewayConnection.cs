using System.CommandLine;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Net.Client;

namespace Secure.Ctl.Connection;

/// <summary>A TLS connection to the gateway, which must chain to the site's own root, with the session of the account in use.</summary>
internal sealed class GatewayConnection : IDisposable
{
    /// <summary>What the caller did wrong, in words.</summary>
    public sealed class UsageException(string message) : Exception(message);

    // Kestrel can lose an answer on a stream that it uses again while the client still makes room for the one before
    // (dotnet/aspnetcore issue 53736): with room for the longest answer, 4 MiB, no stream's window is ever moved.
    private const int StreamWindowBytes = 4 * 1024 * 1024;

    private readonly GrpcChannel _channel;
    private readonly SocketsHttpHandler _handler;
    private readonly string? _token;

    private GatewayConnection(GrpcChannel channel, SocketsHttpHandler handler, SessionStore sessions, string? token) =>
        (_channel, _handler, Sessions, _token) = (channel, handler, sessions, token);

    public SessionStore Sessions { get; }

    public CallInvoker Invoker => _channel.CreateCallInvoker().Intercept(new AnswerLimit(TimeProvider.System));

    /// <exception cref="UsageException">No root certificate, or files that do not read.</exception>
    /// <param name="withSession">False for calls that open a session or need none: a stored one then has no part in them.</param>
    public static GatewayConnection Open(ParseResult parsed, bool withSession)
    {
        string rootFile = parsed.GetValue(ConnectionOptions.Root) ?? throw new UsageException("请用 --root 或 SECURE_ROOT 指定站点根证书 · name the site's root certificate by --root or SECURE_ROOT");
        SslClientAuthenticationOptions tls = new() { CertificateChainPolicy = OfferedOnly(), RemoteCertificateValidationCallback = ChainsTo(LoadRoot(rootFile)) };
        if (parsed.GetValue(ConnectionOptions.Credential) is { } folder) { tls.ClientCertificateContext = LoadCredential(folder); }
        SocketsHttpHandler handler = new() { SslOptions = tls, EnableMultipleHttp2Connections = true, UseProxy = false, InitialHttp2StreamWindowSize = StreamWindowBytes };
        SessionStore sessions = new(parsed.GetValue(ConnectionOptions.Sessions)!);
        StoredSession? session = withSession ? sessions.Find(parsed.GetValue(ConnectionOptions.As)) : null;
        if ((parsed.GetValue(ConnectionOptions.From) ?? session?.From) is { } from)
        {
            if (!IPAddress.TryParse(from, out IPAddress? local)) { throw new UsageException($"不是网络地址 · not an address: {from}"); }
            handler.ConnectCallback = (context, cancellation) => ConnectFromAsync(local, context, cancellation);
        }
        GrpcChannel channel = GrpcChannel.ForAddress(AddressOf(parsed.GetValue(ConnectionOptions.Gateway)!), new GrpcChannelOptions { HttpHandler = handler });
        return new GatewayConnection(channel, handler, sessions, session?.Token);
    }

    /// <summary>Metadata that names the session; empty where nobody has signed in.</summary>
    public Metadata Session() => _token is null ? [] : new Metadata { { "authorization", "Bearer " + _token } };

    public void Dispose()
    {
        _channel.Dispose();
        _handler.Dispose();
    }

    private static Uri AddressOf(string text) => Uri.TryCreate(text, UriKind.Absolute, out Uri? address) && address.Scheme == Uri.UriSchemeHttps && address.Host.Length > 0
        ? address
        : throw new UsageException($"网关地址应为 https://主机:端口 · the gateway's address is https://HOST:PORT, not: {text}");

    private static X509Certificate2 LoadRoot(string file)
    {
        try { return X509CertificateLoader.LoadCertificateFromFile(file); }
        catch (Exception unreadable) when (unreadable is IOException or System.Security.Cryptography.CryptographicException)
        {
            throw new UsageException($"站点根证书无法读取 · the root certificate does not read: {file}");
        }
    }

    private static SslStreamCertificateContext LoadCredential(string folder)
    {
        string certificate = Path.Combine(folder, "certificate.pem"), key = Path.Combine(folder, "key.pem");
        try
        {
            X509Certificate2Collection chain = [];
            chain.ImportFromPemFile(certificate);
            return SslStreamCertificateContext.Create(X509Certificate2.CreateFromPemFile(certificate, key), chain, offline: true);
        }
        catch (Exception unreadable) when (unreadable is IOException or System.Security.Cryptography.CryptographicException)
        {
            throw new UsageException($"客户端证书无法读取 · the client certificate does not read: {folder}");
        }
    }

    /// <summary>Puts what the gateway sent in order for our own check; the authorities that this machine trusts, slow to read, have no say.</summary>
    private static X509ChainPolicy OfferedOnly() => new() { TrustMode = X509ChainTrustMode.CustomRootTrust, DisableCertificateDownloads = true, RevocationMode = X509RevocationMode.NoCheck };

    private static RemoteCertificateValidationCallback ChainsTo(X509Certificate2 root) => (_, certificate, chain, errors) =>
    {
        if (certificate is not X509Certificate2 leaf || (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) != SslPolicyErrors.None) { return false; }
        using X509Chain own = new();
        own.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        own.ChainPolicy.CustomTrustStore.Add(root);
        own.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        foreach (X509ChainElement element in chain?.ChainElements ?? new X509Chain().ChainElements) { own.ChainPolicy.ExtraStore.Add(element.Certificate); }
        return own.Build(leaf);
    };

    private static async ValueTask<Stream> ConnectFromAsync(IPAddress address, SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        Socket socket = new(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            socket.Bind(new IPEndPoint(address, 0));
            string host = address.AddressFamily == AddressFamily.InterNetwork && context.DnsEndPoint.Host == "localhost" ? "127.0.0.1" : context.DnsEndPoint.Host;
            await socket.ConnectAsync(host, context.DnsEndPoint.Port, cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch { socket.Dispose(); throw; }
    }
}
