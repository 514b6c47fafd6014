using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Secure.Gateway.Fleet.Certificates;
using Secure.Gateway.Fleet.Keys;
using Secure.Gateway.Fleet.Register;
using Secure.Gateway.Spine;

namespace Secure.Gateway.Fleet.Broker;

/// <summary>Writes what the broker runs from.</summary>
internal sealed class BrokerFiles(GatewayKeys keys, OwnCertificates own, DeviceRegister register, FleetOptions options, TimeProvider clock) : IDisposable
{
    /// <summary>Relative to the broker's folder. A folder of its own, since the broker writes it after it has dropped its rights.</summary>
    internal const string PidName = "run/broker.pid";

    // One for the life of this process: a broker that starts while the daily files are written finds a pair that fits.
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    private readonly Lock _gate = new();

    /// <summary>All of it: configuration, ACL, certificate and key, revocation list.</summary>
    internal void WriteAll()
    {
        BrokerFolder folder = BrokerFolder.Prepare(options);
        using X509Certificate2 issued = own.Issue(_key, CertificateKind.Broker);
        folder.Write("authorities.pem", own.Authorities);
        folder.Write("broker.key", _key.ExportPkcs8PrivateKeyPem() + "\n");
        folder.Write("broker.pem", issued.ExportCertificatePem() + "\n" + keys.Authority.Certificate.ExportCertificatePem() + "\n");
        folder.Write("acl", Template("acl.template"));
        folder.Write("mosquitto.conf", Fill("pid_file ${FOLDER}/" + PidName + "\n" + Template("mosquitto.conf.template"), folder.Path));
        WriteRevocationList(folder);
    }

    internal void WriteRevocationList() => WriteRevocationList(BrokerFolder.Prepare(options));

    public void Dispose() => _key.Dispose();

    // The register is read inside: of two revocations at once, the list written last holds both.
    private void WriteRevocationList(BrokerFolder folder)
    {
        lock (_gate) { folder.Write("revoked.pem", keys.Authority.RevocationList(register.EndedCertificates, clock.GetUtcNow())); }
    }

    private string Fill(string template, string folder) => template
        .Replace("${PORT}", options.BrokerPort.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
        .Replace("${ADDRESS}", options.BrokerAddress, StringComparison.Ordinal)
        .Replace("${FOLDER}", folder, StringComparison.Ordinal)
        .Replace("${USER}", options.BrokerUser, StringComparison.Ordinal);

    private static string Template(string name)
    {
        using Stream stream = typeof(BrokerFiles).Assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"{name} is not in this build.");
        using StreamReader reader = new(stream);
        return reader.ReadToEnd();
    }
}
