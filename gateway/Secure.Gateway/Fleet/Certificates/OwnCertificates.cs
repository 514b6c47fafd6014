using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Secure.Gateway.Fleet.Keys;
using Secure.Gateway.Spine;

namespace Secure.Gateway.Fleet.Certificates;

/// <summary>
/// The gateway's own certificate, made anew at every start and every day. The key that serves TLS never touches the
/// disk; the one for MQTT does (0600), since the MQTT library takes only files.
/// </summary>
internal sealed class OwnCertificates(GatewayKeys keys, FleetOptions options, TimeProvider clock) : IDisposable
{
    private readonly Lock _gate = new();

    // One for the life of this process: a client that connects while the daily files are written finds a pair that fits.
    private readonly ECDsa _mqtt = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private volatile SslStreamCertificateContext? _server;

    /// <summary>What new connections are served with.</summary>
    internal SslStreamCertificateContext Server => _server ?? throw new InvalidOperationException("The gateway's certificate has not been made yet.");

    internal IReadOnlyList<string> ServerNames => ["localhost", "127.0.0.1", "::1", Environment.MachineName, .. options.Names];

    /// <summary>Makes them unless this process has already: whoever needs the files first asks first.</summary>
    internal void MakeOnce() { lock (_gate) { if (_server is null) { Renew(); } } }

    internal void Renew()
    {
        IssuingAuthority authority = keys.Authority;
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using X509Certificate2 issued = Issue(key, CertificateKind.Gateway);
        X509Certificate2 own = issued.CopyWithPrivateKey(key);
        // Browsers then offer only certificates of this site, and ask nobody who has none.
        SslCertificateTrust trust = SslCertificateTrust.CreateForX509Collection([authority.Certificate], sendTrustInHandshake: true);
        _server = SslStreamCertificateContext.Create(own, [authority.Certificate, authority.Root], offline: true, trust);
        WriteMqttFiles();
    }

    internal X509Certificate2 Issue(ECDsa key, CertificateKind kind) =>
        keys.Authority.Issue(new PublicKey(key), kind, Names.Word(kind), clock.GetUtcNow(), Validity.Own, ServerNames);

    internal string Authorities => keys.Authority.Certificate.ExportCertificatePem() + "\n" + keys.Authority.Root.ExportCertificatePem() + "\n";

    private void WriteMqttFiles()
    {
        using X509Certificate2 issued = Issue(_mqtt, CertificateKind.Gateway);
        PrivateFile.MakeFolder(options.Mqtt);
        Write("authorities.pem", Authorities);
        Write("gateway.key", _mqtt.ExportPkcs8PrivateKeyPem() + "\n");
        Write("gateway.pem", issued.ExportCertificatePem() + "\n" + keys.Authority.Certificate.ExportCertificatePem() + "\n");
    }

    public void Dispose() => _mqtt.Dispose();

    private void Write(string name, string text) => PrivateFile.Write(Path.Combine(options.Mqtt, name), Encoding.ASCII.GetBytes(text));
}
