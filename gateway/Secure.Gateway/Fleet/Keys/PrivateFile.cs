namespace Secure.Gateway.Fleet.Keys;

/// <summary>Files that appear whole or not at all, with the right mode from their first byte on.</summary>
internal static class PrivateFile
{
    internal const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    internal const UnixFileMode OwnerAndGroup = OwnerOnly | UnixFileMode.GroupRead;
    internal const UnixFileMode OwnerFolder = OwnerOnly | UnixFileMode.UserExecute;
    internal const UnixFileMode GroupFolder = OwnerFolder | UnixFileMode.GroupRead | UnixFileMode.GroupExecute;

    /// <summary>Replaces the file. After a crash the old one or the new one is there.</summary>
    internal static void Write(string path, ReadOnlySpan<byte> content, UnixFileMode mode = OwnerOnly, uint? group = null)
    {
        string folder = Path.GetDirectoryName(path)!;
        string temporary = Path.Combine(folder, "." + Path.GetFileName(path) + ".new");
        File.Delete(temporary);
        using (FileStream file = new(temporary, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = OwnerOnly }))
        {
            file.Write(content);
            file.Flush(flushToDisk: true);
        }
        if (group is { } id && Posix.ChangeOwner(temporary, Posix.EffectiveUser(), id) != 0) { throw new IOException($"Cannot give {temporary} to group {id}."); }
        File.SetUnixFileMode(temporary, mode);
        File.Move(temporary, path, overwrite: true);
        Posix.SyncFolder(folder);
    }

    /// <exception cref="InvalidOperationException">Others may read it, so it is no secret any more.</exception>
    internal static byte[] ReadSecret(string path)
    {
        UnixFileMode mode = File.GetUnixFileMode(path);
        if ((mode & ~OwnerOnly) != 0) { throw new InvalidOperationException($"{path} must be readable and writable by its owner alone (0600)."); }
        return File.ReadAllBytes(path);
    }

    /// <summary>Makes the folder, with its parents, for its owner alone.</summary>
    internal static void MakeFolder(string path) => Directory.CreateDirectory(path, OwnerFolder);
}
