using System.Globalization;
using System.Runtime.InteropServices;

namespace Secure.Biometrics.Host.Confinement;

/// <summary>A library in the gateway may leave its connections open to children: none of them is this process's business.</summary>
internal static partial class InheritedSockets
{
    // Standard input, output and error are the gateway's pipes.
    private const int FirstOther = 3;

    /// <summary>Before anything of this process has opened a socket.</summary>
    internal static void Close()
    {
        foreach (FileInfo link in new DirectoryInfo("/proc/self/fd").EnumerateFiles())
        {
            bool socket = link.LinkTarget?.StartsWith("socket:", StringComparison.Ordinal) == true;
            if (socket && int.Parse(link.Name, CultureInfo.InvariantCulture) is >= FirstOther and int descriptor) { _ = CloseDescriptor(descriptor); }
        }
    }

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int CloseDescriptor(int descriptor);
}
