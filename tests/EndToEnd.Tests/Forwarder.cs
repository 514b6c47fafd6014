using System.Net;
using System.Net.Sockets;

namespace Secure.EndToEnd.Tests;

/// <summary>
/// Passes connections on from an address of our choice, untouched: the demo knows its workstations by loopback address,
/// and not every gRPC library can be told which address to come from.
/// </summary>
internal sealed class Forwarder : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _ended = new();
    private readonly IPAddress _from;
    private readonly int _target;
    private readonly Task _accepting;
    private volatile CancellationTokenSource _whole, _flows = new();

    public Forwarder(string from, int target)
    {
        (_from, _target, _whole) = (IPAddress.Parse(from), target, CancellationTokenSource.CreateLinkedTokenSource(_ended.Token));
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Ends every connection, and each new one as soon as it comes, until <see cref="Mend"/>.</summary>
    public Task CutAsync() => _whole.CancelAsync();

    /// <summary>New connections pass again, on the same port.</summary>
    public void Mend() => _whole = CancellationTokenSource.CreateLinkedTokenSource(_ended.Token);

    /// <summary>Every connection that there is stays open and passes nothing any more; new ones pass.</summary>
    public async Task FreezeAsync()
    {
        using CancellationTokenSource flowed = _flows;
        _flows = new();
        await flowed.CancelAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        _listener.Stop();
        await _accepting;
        _whole.Dispose();
        _flows.Dispose();
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
        CancellationToken cut = _whole.Token, frozen = _flows.Token;
        try
        {
            server.Bind(new IPEndPoint(_from, 0));
            await server.ConnectAsync(new IPEndPoint(IPAddress.Loopback, _target), cut);
            await Task.WhenAny(CopyAsync(client, server, cut, frozen), CopyAsync(server, client, cut, frozen));
        }
        catch (Exception ended) when (ended is OperationCanceledException or SocketException) { }
    }

    private static async Task CopyAsync(Socket from, Socket to, CancellationToken cut, CancellationToken frozen)
    {
        byte[] buffer = new byte[64 * 1024];
        try
        {
            for (int read; (read = await from.ReceiveAsync(buffer, cut)) > 0;)
            {
                for (int sent = frozen.IsCancellationRequested ? read : 0; sent < read;) { sent += await to.SendAsync(buffer.AsMemory(sent, read - sent), cut); }
            }
        }
        catch (Exception ended) when (ended is OperationCanceledException or SocketException or ObjectDisposedException) { }
    }
}
