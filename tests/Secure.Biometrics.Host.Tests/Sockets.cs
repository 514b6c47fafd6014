using System.Net.Sockets;

namespace Secure.Biometrics.Host.Tests;

internal static class Sockets
{
    /// <summary>Waits for the other end: false where it answers, true where it closes, with or without bytes left unread.</summary>
    internal static async Task<bool> IsClosedAsync(this Socket socket)
    {
        try { return await socket.ReceiveAsync(new byte[1]) == 0; }
        catch (SocketException reset) when (reset.SocketErrorCode == SocketError.ConnectionReset) { return true; }
    }
}
