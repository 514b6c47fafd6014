using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Grpc.Net.Client;
using Secure.EdgeAgent.Settings;
using Secure.EdgeAgent.Trust;
using Secure.V1;

namespace Secure.EdgeAgent.Gateway;

/// <summary>
/// gRPC to the gateway over mutual TLS. The peer must hold the certificate of the name `gateway` under the site's root; the
/// address plays no part in that, so a site may use whatever address it likes.
/// </summary>
internal sealed class GatewayChannel : IDisposable
{
    private static readonly TimeSpan ConnectMax = TimeSpan.FromSeconds(5);

    /// <summary>The library would wait up to two minutes after an hour without a gateway, and the doors with it.</summary>
    private static readonly TimeSpan ReconnectMax = TimeSpan.FromSeconds(3);

    /// <summary>A connection keeps the certificate that it began with: new calls soon need one that began with the renewed one.</summary>
    private static readonly TimeSpan ConnectionMax = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan PingAfter = TimeSpan.FromSeconds(10);

    private readonly Func<Link> _open;
    private volatile Link _link;

    private GatewayChannel(Address address, SslClientAuthenticationOptions tls)
    {
        _open = () => Connect(address, tls);
        _link = _open();
    }

    public Fleet.FleetClient Fleet => _link.Fleet;

    public Doors.DoorsClient Doors => _link.Doors;

    public Audit.AuditClient Audit => _link.Audit;

    public Evidence.EvidenceClient Evidence => _link.Evidence;

    public Biometrics.BiometricsClient Biometrics => _link.Biometrics;

    /// <summary>As the enrolled agent; a renewed certificate serves the next connection.</summary>
    public static GatewayChannel Open(Address address, AgentIdentity identity, AgentClock clock) =>
        new(address, Checked(() => identity.Root, () => clock.CertainlyPassed, () => identity.Certificate));

    /// <summary>For enrolment, with the root known and no certificate of our own.</summary>
    public static GatewayChannel OpenAnonymous(Address address, X509Certificate2 root, AgentClock clock) =>
        new(address, Checked(() => root, () => clock.CertainlyPassed, () => null));

    /// <summary>Believes nobody: only to ask for what proves itself, the root certificate and the key list.</summary>
    public static GatewayChannel OpenUnchecked(Address address) => new(address, new SslClientAuthenticationOptions
    {
        CertificateChainPolicy = OfferedOnly(),
        // The answer is checked against the fingerprint in the enrolment code; nothing is told to the peer.
        RemoteCertificateValidationCallback = (_, peer, _, _) => peer is not null,
    });

    /// <summary>New calls begin with the certificate as it is now. The old connections end by themselves, at most 20 s later.</summary>
    public void Reopen() => _link = _open();

    public void Dispose() => _link.Channel.Dispose();

    private static Link Connect(Address address, SslClientAuthenticationOptions tls)
    {
        SocketsHttpHandler handler = new()
        {
            SslOptions = tls,
            ConnectTimeout = ConnectMax,
            PooledConnectionLifetime = ConnectionMax,
            EnableMultipleHttp2Connections = true,
            KeepAlivePingDelay = PingAfter,
            KeepAlivePingTimeout = ConnectMax,
            UseProxy = false,
        };
        GrpcChannel channel = GrpcChannel.ForAddress($"https://{HostText(address.Host)}:{address.Port}", new GrpcChannelOptions { HttpHandler = handler, DisposeHttpClient = true, MaxReconnectBackoff = ReconnectMax });
        return new Link(channel, new Fleet.FleetClient(channel), new Doors.DoorsClient(channel), new Audit.AuditClient(channel), new Evidence.EvidenceClient(channel), new Biometrics.BiometricsClient(channel));
    }

    private static SslClientAuthenticationOptions Checked(Func<X509Certificate2?> root, Func<DateTimeOffset> certainlyPassed, Func<X509Certificate2?> own) => new()
    {
        CertificateChainPolicy = OfferedOnly(),
        RemoteCertificateValidationCallback = (_, peer, chain, _) =>
            peer is X509Certificate2 certificate && root() is { } trusted
            && SiteTrust.IsGateway(certificate, trusted, chain?.ChainElements.Skip(1).Select(e => e.Certificate).Concat(chain.ChainPolicy.ExtraStore) ?? [], certainlyPassed()),
        LocalCertificateSelectionCallback = (_, _, _, _, _) => own()!,
    };

    /// <summary>
    /// What the peer sent is put in order for our own check, and nothing more: no authority that this machine trusts has a
    /// say here, and to read them all costs a small board seconds before its first call.
    /// </summary>
    private static X509ChainPolicy OfferedOnly() => new() { TrustMode = X509ChainTrustMode.CustomRootTrust, DisableCertificateDownloads = true, RevocationMode = X509RevocationMode.NoCheck };

    private sealed record Link(GrpcChannel Channel, Fleet.FleetClient Fleet, Doors.DoorsClient Doors, Audit.AuditClient Audit, Evidence.EvidenceClient Evidence, Biometrics.BiometricsClient Biometrics);

    private static string HostText(string host) => host.Contains(':', StringComparison.Ordinal) ? $"[{host}]" : host;
}
