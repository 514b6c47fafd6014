using System.Net;
using System.Net.Sockets;

namespace Secure.EndToEnd.Tests;

/// <summary>
/// Passes connections on from an address of our choice, untouched: the demo knows its workstations by loopback address,
/// and not every gRPC library can be told which address to come from.
/// </summary>
internal sealed class Forwarder : IAsyncDisposable
{
    private readonly TcpListener _listener;
    private readonly CancellationTokenSource _ended = new();
    private readonly IPAddress _from;
    private readonly int _target;
    private readonly Task _accepting;

    /// <param name="port">As an earlier one listened on, whose line was cut; 0: any.</param>
    public Forwarder(string from, int target, int port = 0)
    {
        (_from, _target, _listener) = (IPAddress.Parse(from), target, new TcpListener(IPAddress.Loopback, port));
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        _listener.Stop();
        await _accepting;
        _ended.Dispose();
    }

    private async Task AcceptAsync()
    {
        List<Task> passing = [];
        try
        {
            while (true) { passing.Add(PassAsync(await _listener.AcceptSocketAsync(_ended.Token))); }
        }
        catch (Exception ended) when (ended is OperationCanceledException or SocketException) { }
        await Task.WhenAll(passing);
    }

    private async Task PassAsync(Socket accepted)
    {
        using Socket client = accepted, server = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        client.NoDelay = true;
        try
        {
            server.Bind(new IPEndPoint(_from, 0));
            await server.ConnectAsync(new IPEndPoint(IPAddress.Loopback, _target), _ended.Token);
            await Task.WhenAny(CopyAsync(client, server), CopyAsync(server, client));
        }
        catch (Exception ended) when (ended is OperationCanceledException or SocketException) { }
    }

    private async Task CopyAsync(Socket from, Socket to)
    {
        byte[] buffer = new byte[64 * 1024];
        try
        {
            for (int read; (read = await from.ReceiveAsync(buffer, _ended.Token)) > 0;)
            {
                for (int sent = 0; sent < read;) { sent += await to.SendAsync(buffer.AsMemory(sent, read - sent), _ended.Token); }
            }
        }
        catch (Exception ended) when (ended is OperationCanceledException or SocketException or ObjectDisposedException) { }
    }
}
