using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Secure.Gateway.Fleet.Keys;

namespace Secure.Gateway.Fleet.Broker;

/// <summary>
/// The broker's folder. Where this process is no root it is simply its own. Started by root the broker drops to an account
/// of its own, which must be able to reach and read the folder, and to write its process number: the folder then lies
/// under /run and belongs to that account's group.
/// </summary>
internal sealed class BrokerFolder
{
    private const string RunFolder = "/run/secure-gateway";

    private readonly uint? _group;

    private BrokerFolder(string path, uint? group) => (Path, _group) = (path, group);

    internal string Path { get; }

    internal static BrokerFolder Prepare(FleetOptions options)
    {
        uint? group = GroupOf(options.BrokerUser);
        string path = group is not null && options.BrokerFolder.Length == 0 ? Linked(options.Broker) : options.Broker;
        Make(path, PrivateFile.GroupFolder, group);
        Make(System.IO.Path.Combine(path, "run"), PrivateFile.GroupFolder | UnixFileMode.GroupWrite, group);
        return new BrokerFolder(path, group);
    }

    internal void Write(string name, string text) =>
        PrivateFile.Write(System.IO.Path.Combine(Path, name), Encoding.UTF8.GetBytes(text), _group is null ? PrivateFile.OwnerOnly : PrivateFile.OwnerAndGroup, _group);

    // One folder for each data folder, so that two sites on one machine stay apart.
    private static string Linked(string link)
    {
        string target = System.IO.Path.Combine(RunFolder, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(link)).AsSpan(0, 8)));
        if (!Directory.Exists(RunFolder))
        {
            Directory.CreateDirectory(RunFolder, PrivateFile.OwnerFolder);
            // Whatever the umask: the broker's account goes through here.
            File.SetUnixFileMode(RunFolder, PrivateFile.OwnerFolder | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
        }
        FileInfo existing = new(link);
        if (existing.LinkTarget == target) { return target; }
        if (existing.LinkTarget is not null) { existing.Delete(); }
        File.CreateSymbolicLink(link, target);
        return target;
    }

    private static void Make(string path, UnixFileMode withGroup, uint? group)
    {
        Directory.CreateDirectory(path);
        if (group is { } id && Posix.ChangeOwner(path, Posix.EffectiveUser(), id) != 0) { throw new IOException($"Cannot give {path} to group {id}."); }
        File.SetUnixFileMode(path, group is null ? PrivateFile.OwnerFolder : withGroup);
    }

    /// <summary>The account's group where this process is root and the account exists; null else.</summary>
    private static uint? GroupOf(string account)
    {
        if (Posix.EffectiveUser() != 0) { return null; }
        string[]? line = File.ReadLines("/etc/passwd").Select(l => l.Split(':')).FirstOrDefault(f => f.Length > 3 && f[0] == account);
        return line is null ? null : uint.Parse(line[3], CultureInfo.InvariantCulture);
    }
}
