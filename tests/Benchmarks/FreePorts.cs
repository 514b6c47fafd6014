using System.Net;
using System.Net.Sockets;

namespace Secure.Benchmarks;

internal static class FreePorts
{
    /// <summary>The first of so many ports in a row that nobody listens on.</summary>
    public static int InARow(int count)
    {
        for (int port = 30_000 + Environment.ProcessId % 2_000 * 10; ; port += count)
        {
            if (Enumerable.Range(port, count).All(IsFree)) { return port; }
        }
    }

    private static bool IsFree(int port)
    {
        using Socket probe = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try { probe.Bind(new IPEndPoint(IPAddress.Loopback, port)); return true; }
        catch (SocketException) { return false; }
    }
}
