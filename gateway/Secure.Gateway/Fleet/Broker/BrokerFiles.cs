using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Secure.Gateway.Fleet.Certificates;
using Secure.Gateway.Fleet.Keys;
using Secure.Gateway.Fleet.Register;
using Secure.Gateway.Spine;

namespace Secure.Gateway.Fleet.Broker;

/// <summary>
/// Writes the folder from which the broker runs. Started as root the broker drops to its own account, which must be able
/// to read the folder: it then belongs to that account's group.
/// </summary>
internal sealed class BrokerFiles(GatewayKeys keys, OwnCertificates own, DeviceRegister register, FleetOptions options, TimeProvider clock)
{
    /// <summary>Relative to the broker's folder. A folder of its own, since the broker writes it after it has dropped its rights.</summary>
    internal const string PidName = "run/broker.pid";

    /// <summary>All of it: configuration, ACL, certificate with a fresh key, revocation list.</summary>
    internal void WriteAll()
    {
        MakeFolder(options.Broker, PrivateFile.GroupFolder);
        MakeFolder(Path.Combine(options.Broker, "run"), PrivateFile.GroupFolder | UnixFileMode.GroupWrite);
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using X509Certificate2 issued = own.Issue(key, CertificateKind.Broker);
        Write("authorities.pem", own.Authorities);
        Write("broker.key", key.ExportPkcs8PrivateKeyPem() + "\n");
        Write("broker.pem", issued.ExportCertificatePem() + "\n" + keys.Authority.Certificate.ExportCertificatePem() + "\n");
        Write("acl", Template("acl.template"));
        Write("mosquitto.conf", Fill("pid_file ${FOLDER}/" + PidName + "\n" + Template("mosquitto.conf.template")));
        WriteRevocationList();
    }

    internal void WriteRevocationList() => Write("revoked.pem", keys.Authority.RevocationList(register.RevokedCertificates, clock.GetUtcNow()));

    private void MakeFolder(string path, UnixFileMode withGroup)
    {
        uint? group = Group();
        Directory.CreateDirectory(path);
        if (group is { } id && Posix.ChangeOwner(path, Posix.EffectiveUser(), id) != 0) { throw new IOException($"Cannot give {path} to group {id}."); }
        File.SetUnixFileMode(path, group is null ? PrivateFile.OwnerFolder : withGroup);
    }

    private void Write(string name, string text)
    {
        uint? group = Group();
        PrivateFile.Write(Path.Combine(options.Broker, name), Encoding.UTF8.GetBytes(text), group is null ? PrivateFile.OwnerOnly : PrivateFile.OwnerAndGroup, group);
    }

    private string Fill(string template) => template
        .Replace("${PORT}", options.BrokerPort.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
        .Replace("${ADDRESS}", options.BrokerAddress, StringComparison.Ordinal)
        .Replace("${FOLDER}", options.Broker, StringComparison.Ordinal)
        .Replace("${USER}", options.BrokerUser, StringComparison.Ordinal);

    private static string Template(string name)
    {
        using Stream stream = typeof(BrokerFiles).Assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"{name} is not in this build.");
        using StreamReader reader = new(stream);
        return reader.ReadToEnd();
    }

    /// <summary>The group of the broker's account where this process is root; null where it is not, and the files are simply its own.</summary>
    private uint? Group()
    {
        if (Posix.EffectiveUser() != 0) { return null; }
        string[]? line = File.ReadLines("/etc/passwd").Select(l => l.Split(':')).FirstOrDefault(f => f.Length > 3 && f[0] == options.BrokerUser);
        return line is null ? null : uint.Parse(line[3], CultureInfo.InvariantCulture);
    }
}
