using System.Net;
using System.Net.Sockets;

namespace Secure.Messaging.Tests;

/// <summary>A cable between client and broker that can be cut.</summary>
internal sealed class Wire : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly List<TcpClient> _ends = [];
    private readonly int _target;

    public Wire(int target)
    {
        _target = target;
        _listener.Start();
        _ = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public ValueTask DisposeAsync()
    {
        _listener.Stop();
        lock (_ends) { _ends.ForEach(end => end.Dispose()); }
        return ValueTask.CompletedTask;
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                TcpClient near = await _listener.AcceptTcpClientAsync();
                TcpClient far = new();
                await far.ConnectAsync(IPAddress.Loopback, _target);
                lock (_ends) { _ends.AddRange([near, far]); }
                _ = CopyAsync(near, far);
                _ = CopyAsync(far, near);
            }
        }
        catch (Exception cut) when (cut is SocketException or ObjectDisposedException) { }
    }

    private static async Task CopyAsync(TcpClient from, TcpClient to)
    {
        try { await from.GetStream().CopyToAsync(to.GetStream()); }
        catch (Exception cut) when (cut is IOException or ObjectDisposedException or InvalidOperationException) { }
        to.Close();
    }
}
