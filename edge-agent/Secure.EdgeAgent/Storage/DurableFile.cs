namespace Secure.EdgeAgent.Storage;

/// <summary>Small files that are whole or absent, whatever happens: written beside, flushed, renamed, folder flushed.</summary>
internal static class DurableFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnerFolder = OwnerOnly | UnixFileMode.UserExecute;

    private const string Unfinished = ".new";

    /// <summary>Makes the folder, 0700, where it is missing.</summary>
    internal static void MakeFolder(string path) => Directory.CreateDirectory(path, OwnerFolder);

    /// <summary>Replaces the file, mode 0600. After it returns, the content survives a power cut.</summary>
    /// <exception cref="IOException">Not written, for lack of space or rights: the former file still stands, and nothing is left beside it.</exception>
    internal static void Write(string path, ReadOnlySpan<byte> content)
    {
        string beside = path + Unfinished;
        try
        {
            WriteWhole(beside, content);
            File.Move(beside, path, overwrite: true);
        }
        catch
        {
            TryDelete(beside);
            throw;
        }
        FolderSync.Flush(Path.GetDirectoryName(path)!);
    }

    /// <summary>Removes what writings that a kill or a power cut ended have left in the folder. Nobody may be writing there.</summary>
    internal static void Sweep(string folder)
    {
        if (!Directory.Exists(folder)) { return; }
        foreach (string left in Directory.EnumerateFiles(folder, "*" + Unfinished)) { TryDelete(left); }
    }

    private static void WriteWhole(string path, ReadOnlySpan<byte> content)
    {
        FileStreamOptions options = new() { Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = OwnerOnly };
        using FileStream file = new(path, options);
        file.Write(content);
        file.Flush(flushToDisk: true);
    }

    // What cannot be removed now is found again at the next start.
    private static void TryDelete(string path)
    {
        try { File.Delete(path); }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException) { }
    }

    /// <summary>The content, or null where there is no such file.</summary>
    internal static byte[]? Read(string path) => File.Exists(path) ? File.ReadAllBytes(path) : null;
}
