using System.Security.Cryptography;
using Secure.Gateway.Fleet.Keys;

namespace Secure.Gateway.Evidence;

/// <summary>The folder of encrypted files, each named after the SHA-256 of what it holds.</summary>
internal sealed class EvidenceFolder(EvidenceOptions options)
{
    private const string Unfinished = ".new";

    /// <summary>True for 64 lower-case hexadecimal digits: nothing else ever becomes a path.</summary>
    internal static bool IsId(string id) => id.Length == 2 * SHA256.HashSizeInBytes && id.All(char.IsAsciiHexDigitLower);

    /// <summary>Puts it on the disk, whole or not at all, 0600, and returns its name.</summary>
    /// <exception cref="IOException">No room, or the disk failed. Nothing is left behind.</exception>
    internal string Write(byte[] file)
    {
        PrivateFile.MakeFolder(options.Folder);
        string id = Convert.ToHexStringLower(SHA256.HashData(file)), path = PathOf(id);
        try { PrivateFile.Write(path, file); }
        catch (IOException)
        {
            File.Delete(Path.Combine(options.Folder, "." + id + Unfinished));
            throw;
        }
        return id;
    }

    /// <summary>The file as it lies there; null where it is gone. Whether it still deserves its name is the caller's to ask.</summary>
    internal byte[]? Read(string id)
    {
        try { return File.ReadAllBytes(PathOf(id)); }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException) { return null; }
    }

    internal static bool DeservesItsName(string id, byte[] file) => Convert.ToHexStringLower(SHA256.HashData(file)) == id;

    /// <summary>What is gone already is deleted, as is all of a folder that is gone.</summary>
    internal void Delete(string id)
    {
        if (Directory.Exists(options.Folder)) { File.Delete(PathOf(id)); }
    }

    /// <summary>Bytes that may still be used.</summary>
    internal long Room
    {
        get
        {
            PrivateFile.MakeFolder(options.Folder);
            return new DriveInfo(options.Folder).AvailableFreeSpace - options.KeepFreeBytes;
        }
    }

    // ENOSPC and EDQUOT: asm-generic/errno-base.h and errno.h, the same on x86-64 and arm64. .NET gives the number as the HResult.
    internal static bool IsFull(IOException fault) => fault.HResult is 28 or 122;

    /// <summary>Names of all files with the time of their last change; leftovers of a crash included, under their own names.</summary>
    internal IReadOnlyList<(string Name, DateTime ChangedUtc)> All() => Directory.Exists(options.Folder)
        ? [.. new DirectoryInfo(options.Folder).EnumerateFiles().Select(f => (f.Name, f.LastWriteTimeUtc))]
        : [];

    internal void DeleteFile(string name) => File.Delete(Path.Combine(options.Folder, Path.GetFileName(name)));

    private string PathOf(string id) => IsId(id) ? Path.Combine(options.Folder, id) : throw new ArgumentException("Not an id of evidence.", nameof(id));
}
