namespace Secure.EdgeAgent.Storage;

/// <summary>Small files that are whole or absent, whatever happens: written beside, flushed, renamed, folder flushed.</summary>
internal static class DurableFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnerFolder = OwnerOnly | UnixFileMode.UserExecute;

    /// <summary>Makes the folder, 0700, where it is missing.</summary>
    internal static void MakeFolder(string path) => Directory.CreateDirectory(path, OwnerFolder);

    /// <summary>Replaces the file, mode 0600. After it returns, the content survives a power cut.</summary>
    /// <exception cref="IOException">Not written, for lack of space or rights: the former file still stands.</exception>
    internal static void Write(string path, ReadOnlySpan<byte> content)
    {
        string beside = path + ".new";
        FileStreamOptions options = new() { Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = OwnerOnly };
        using (FileStream file = new(beside, options))
        {
            file.Write(content);
            file.Flush(flushToDisk: true);
        }
        File.Move(beside, path, overwrite: true);
        FolderSync.Flush(Path.GetDirectoryName(path)!);
    }

    /// <summary>The content, or null where there is no such file.</summary>
    internal static byte[]? Read(string path) => File.Exists(path) ? File.ReadAllBytes(path) : null;
}
