using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Secure.Gateway.Fleet.Certificates;
using Secure.Signatures;
using Secure.Vocabulary;

namespace Secure.Gateway.Fleet.Keys;

/// <summary>
/// <c>secure-gateway init</c>: makes a site's root and the gateway's keys, once. Both folders are made under a temporary
/// name and renamed when whole; a folder that exists is never touched. Run again after it was killed at any moment, it
/// ends what was begun or begins afresh, and leaves no half-made folder behind. One at a time: the caller holds the lock.
/// </summary>
internal static class SiteInit
{
    /// <summary>Exit code: 0 done, 2 wrong arguments or a folder that exists.</summary>
    internal static int Run(string[] arguments, TimeProvider clock, TextWriter output, TextWriter errors)
    {
        if (!TryParse(arguments, out string data, out string rootFolder, out string site))
        {
            errors.WriteLine("用法 · usage: secure-gateway init --data DIR --root-folder DIR --site NAME");
            errors.WriteLine("NAME: 1-63 of a-z 0-9 . _ -");
            return 2;
        }
        string keys = Path.Combine(data, FleetFolders.Keys);
        if (HalfRenamed(keys, rootFolder, site) is { } waiting)
        {
            Directory.Move(waiting, keys);
            Posix.SyncFolder(Path.GetDirectoryName(keys)!);
            DeleteLeftovers(keys);
            output.WriteLine($"已完成上次中断的初始化 · ended what a killed init had begun: {keys}");
            return 0;
        }
        if (Path.Exists(keys) || Path.Exists(rootFolder))
        {
            errors.WriteLine($"已存在，未作改动 · exists already, nothing was changed: {(Path.Exists(keys) ? keys : rootFolder)}");
            return 2;
        }
        DeleteLeftovers(keys);
        DeleteLeftovers(rootFolder);
        byte[] fingerprint = Make(keys, rootFolder, site, clock.GetUtcNow());
        output.WriteLine($"站点根密钥指纹 · site root fingerprint: {Convert.ToHexString(fingerprint)}");
        output.WriteLine($"根密钥目录（用后移出本机）· root key folder (take it off this machine): {rootFolder}");
        return 0;
    }

    /// <summary>
    /// The root is renamed first, when both folders are whole: a root without keys, and whole keys under that very root
    /// beside it, are a rename that was cut in two. Null for all else: another site's root, or one whose keys lie elsewhere.
    /// </summary>
    private static string? HalfRenamed(string keys, string rootFolder, string site) =>
        Path.Exists(keys) || !Directory.Exists(rootFolder) ? null : Leftovers(keys).FirstOrDefault(k => IsUnder(rootFolder, k, site));

    private static bool IsUnder(string rootFolder, string keys, string site)
    {
        if (!File.Exists(Path.Combine(keys, KeyFolder.ListName))) { return false; }
        using X509Certificate2 certificate = X509CertificateLoader.LoadCertificateFromFile(Path.Combine(keys, KeyFolder.RootName));
        if (!certificate.SubjectName.RawData.AsSpan().SequenceEqual(Names.Of("root", null, site).RawData)) { return false; }
        try
        {
            using SiteRoot? root = SiteRoot.TryOpen(rootFolder, certificate);
            return root is not null;
        }
        catch (CryptographicException) { return false; }
    }

    /// <summary>Half-made folders hold private keys that nothing was ever signed with in earnest.</summary>
    private static void DeleteLeftovers(string folder)
    {
        foreach (string leftover in Leftovers(folder)) { Directory.Delete(leftover, recursive: true); }
    }

    private static string[] Leftovers(string folder) =>
        Directory.Exists(Path.GetDirectoryName(folder)) ? Directory.GetDirectories(Path.GetDirectoryName(folder)!, $".{Path.GetFileName(folder)}.????????") : [];

    private static byte[] Make(string keys, string rootFolder, string site, DateTimeOffset now)
    {
        string newKeys = Beside(keys), newRoot = Beside(rootFolder);
        // Parents made on the way would otherwise be open to everybody.
        PrivateFile.MakeFolder(Path.GetDirectoryName(keys)!);
        PrivateFile.MakeFolder(newRoot);
        PrivateFile.MakeFolder(newKeys);
        using SiteRoot root = SiteRoot.Create(newRoot, site, now);
        MakeGatewayKeys(newKeys, root, site, now);
        Directory.Move(newRoot, rootFolder);
        Directory.Move(newKeys, keys);
        Posix.SyncFolder(Path.GetDirectoryName(rootFolder)!);
        Posix.SyncFolder(Path.GetDirectoryName(keys)!);
        return KeyList.Fingerprint(root.Key.ExportSubjectPublicKeyInfo());
    }

    private static void MakeGatewayKeys(string path, SiteRoot root, string site, DateTimeOffset now)
    {
        using MasterKey master = MasterKey.Create(Path.Combine(path, KeyFolder.MasterName));
        KeyFolder folder = new(path, master);
        using ECDsa issuing = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        folder.StoreIssuing(issuing);
        using X509Certificate2 certificate = IssuingAuthority.Create(issuing, root.Certificate, root.Key, site, now);
        PrivateFile.Write(folder.RootCertificate, Encoding.ASCII.GetBytes(root.Certificate.ExportCertificatePem()));
        PrivateFile.Write(folder.IssuingCertificate, Encoding.ASCII.GetBytes(certificate.ExportCertificatePem()));
        PrivateFile.Write(folder.KeyList, KeyListMaker.WithFreshKeys(folder, site, null, now).Sign(root.Key));
    }

    private static string Beside(string folder) =>
        Path.Combine(Path.GetDirectoryName(folder)!, $".{Path.GetFileName(folder)}.{RandomNumberGenerator.GetHexString(8, lowercase: true)}");

    private static bool TryParse(string[] arguments, out string data, out string rootFolder, out string site)
    {
        Dictionary<string, string> named = [];
        for (int i = 0; i + 1 < arguments.Length; i += 2) { named[arguments[i]] = arguments[i + 1]; }
        data = FullPath(named.GetValueOrDefault("--data"));
        rootFolder = FullPath(named.GetValueOrDefault("--root-folder"));
        site = named.GetValueOrDefault("--site", "");
        return arguments.Length == 6 && named.Count == 3 && data.Length > 0 && rootFolder.Length > 0 && PostId.TryParse(site, out _);
    }

    private static string FullPath(string? path) => string.IsNullOrWhiteSpace(path) ? "" : Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
}
