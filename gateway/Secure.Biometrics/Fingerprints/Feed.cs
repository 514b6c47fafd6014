using System.Net.Sockets;

namespace Secure.Biometrics.Fingerprints;

/// <summary>Sends pictures while libfprint's call, which reads them, holds the engine's thread: a large one does not fit the socket's buffer.</summary>
internal static class Feed
{
    /// <summary>Ends when the picture is sent or the line closed.</summary>
    internal static Task InBackground(Socket line, GrayImage image) => Task.Run(() =>
    {
        try { VirtualReader.Send(line, image); }
        catch (Exception e) when (e is SocketException or ObjectDisposedException) { }
    });

    /// <summary>Waits for the sending; where the call did not take all of it, closes the line first. True when the line holds nothing more.</summary>
    internal static bool Ended(Task sending, Socket line, bool complete)
    {
        if (!complete) { line.Dispose(); }
        sending.Wait(CancellationToken.None);
        return complete;
    }
}
