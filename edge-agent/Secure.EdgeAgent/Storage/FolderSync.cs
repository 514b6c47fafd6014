using System.Runtime.InteropServices;

namespace Secure.EdgeAgent.Storage;

/// <summary>Makes names in a folder durable: .NET cannot open a folder, so this is open, fsync, close of libc.</summary>
internal static partial class FolderSync
{
    private const int ReadOnlyCloseOnExec = 0x80000; // O_RDONLY | O_CLOEXEC, the same on x86-64 and arm64

    internal static void Flush(string folder)
    {
        int descriptor = Open(folder, ReadOnlyCloseOnExec);
        if (descriptor < 0) { throw new IOException($"Cannot open the folder {folder}: error {Marshal.GetLastPInvokeError()}"); }
        int result = FSync(descriptor);
        int error = Marshal.GetLastPInvokeError();
        _ = Close(descriptor);
        if (result != 0) { throw new DiskFailedException($"fsync of the folder {folder}: error {error}"); }
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int FSync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
