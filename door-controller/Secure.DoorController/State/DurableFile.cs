using Secure.DoorController.Native;

namespace Secure.DoorController.State;

/// <summary>Replaces small files so that a crash leaves either the old content or the new, whole and on disk.</summary>
internal static class DurableFile
{
    /// <summary>Mode 0600; the folder must exist.</summary>
    /// <exception cref="IOException">The disk refused; the old content is still there.</exception>
    public static void Replace(string path, params ReadOnlySpan<byte[]> parts)
    {
        string next = path + ".new";
        File.Delete(next);
        FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite };
        using (FileStream file = new(next, options))
        {
            foreach (byte[] part in parts) { file.Write(part); }
            file.Flush(flushToDisk: true);
        }
        File.Move(next, path, overwrite: true);
        Libc.SyncFolder(Path.GetDirectoryName(path)!);
    }

    /// <summary>As <see cref="Replace"/>; then what was there before is overwritten, as far as the medium does so in place.</summary>
    /// <exception cref="IOException">The disk refused; either content may be there.</exception>
    public static void ReplaceErasing(string path, byte[] content)
    {
        using FileStream old = new(path, FileMode.Open, FileAccess.Write);
        Replace(path, content);
        old.Write(new byte[old.Length]);
        old.Flush(flushToDisk: true);
    }

    /// <summary>Overwrites the content, as far as the medium does so in place, and removes the file durably.</summary>
    /// <exception cref="IOException">The disk refused; the content may still be there.</exception>
    public static void Erase(string path, int length)
    {
        using (FileStream file = new(path, FileMode.Open, FileAccess.Write))
        {
            file.Write(new byte[length]);
            file.Flush(flushToDisk: true);
        }
        File.Delete(path);
        Libc.SyncFolder(Path.GetDirectoryName(path)!);
    }
}
