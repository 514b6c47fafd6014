using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Secure.Biometrics.Host.Confinement;

/// <summary>Who is at the other end of a Unix socket, as the kernel says (unix(7), SO_PEERCRED).</summary>
internal static partial class PeerCredentials
{
    private const int SocketLevel = 1;
    private const int PeerCredentialsOption = 17;

    /// <summary>Only processes of this one's own user are served.</summary>
    internal static bool IsOwnUser(Socket socket)
    {
        // struct ucred: process, user, group; 4 bytes each.
        Span<int> credentials = stackalloc int[3];
        int length = socket.GetRawSocketOption(SocketLevel, PeerCredentialsOption, MemoryMarshal.AsBytes(credentials));
        return length == 12 && (uint)credentials[1] == EffectiveUser();
    }

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial uint EffectiveUser();
}
