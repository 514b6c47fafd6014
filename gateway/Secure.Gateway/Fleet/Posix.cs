using System.Runtime.InteropServices;

namespace Secure.Gateway.Fleet;

/// <summary>What Fleet needs of libc and .NET does not offer.</summary>
internal static partial class Posix
{
    internal const int Hangup = 1;
    internal const int Terminate = 15;

    private const int ReadOnlyDirectory = 0x1_0000 | 0x8_0000;

    /// <summary>Makes a rename in this folder durable.</summary>
    /// <exception cref="IOException">The folder could not be synchronised: what was renamed may be lost with the power.</exception>
    internal static void SyncFolder(string folder)
    {
        int descriptor = Open(folder, DirectoryFlags);
        if (descriptor < 0) { throw new IOException($"Cannot open {folder}: error {Marshal.GetLastPInvokeError()}."); }
        try
        {
            if (Sync(descriptor) != 0) { throw new IOException($"Cannot synchronise {folder}: error {Marshal.GetLastPInvokeError()}."); }
        }
        finally { _ = Close(descriptor); }
    }

    // O_DIRECTORY has another value on arm64 (asm/fcntl.h); O_CLOEXEC has not.
    private static int DirectoryFlags => RuntimeInformation.ProcessArchitecture is Architecture.Arm64 ? 0x4000 | 0x8_0000 : ReadOnlyDirectory;

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Sync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    internal static partial int Signal(int process, int signal);

    [LibraryImport("libc", EntryPoint = "chown", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    internal static partial int ChangeOwner(string path, uint user, uint group);

    [LibraryImport("libc", EntryPoint = "geteuid")]
    internal static partial uint EffectiveUser();
}
