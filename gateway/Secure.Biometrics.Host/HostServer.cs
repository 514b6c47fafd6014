using System.Net.Sockets;
using System.Runtime.InteropServices;
using Secure.Biometrics.Host.Confinement;

namespace Secure.Biometrics.Host;

/// <summary>Listens on the socket and serves whoever is of this process's own user.</summary>
internal sealed partial class HostServer : IAsyncDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    // The gateway has one connection, and for a moment two when it makes a new one.
    private const int ConnectionsMax = 4;
    private const int WaitingMax = 64;
    private const int OverdueExit = 3;

    private readonly Socket _listener;
    private readonly Desk _desk;
    private readonly WorkQueue _queue;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _accepting;

    private HostServer(Socket listener, Engines engines, TimeProvider clock)
    {
        _listener = listener;
        _desk = new(engines);
        _queue = new(Math.Clamp(Environment.ProcessorCount, 1, 8), clock, Overdue);
        _accepting = AcceptAsync();
    }

    /// <param name="path">Of the socket; its folder becomes 0700 and the socket 0600 before anybody can connect. A socket left over is replaced.</param>
    /// <param name="engines">Outlive the server.</param>
    /// <exception cref="IOException">The folder cannot be made.</exception>
    /// <exception cref="SocketException">The socket cannot be made there.</exception>
    internal static HostServer Listen(string path, Engines engines, TimeProvider clock)
    {
        DirectoryInfo folder = Directory.CreateDirectory(Path.GetDirectoryName(path)!, OwnerOnly | UnixFileMode.UserExecute);
        folder.UnixFileMode = OwnerOnly | UnixFileMode.UserExecute;
        File.Delete(path);
        Socket listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            listener.Bind(new UnixDomainSocketEndPoint(path));
            File.SetUnixFileMode(path, OwnerOnly);
            listener.Listen(WaitingMax);
            return new(listener, engines, clock);
        }
        catch { listener.Dispose(); throw; }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _accepting;
        await _queue.DisposeAsync();
        _desk.Dispose();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        using SemaphoreSlim room = new(ConnectionsMax);
        List<Task> served = [];
        try
        {
            while (true)
            {
                await room.WaitAsync(_stop.Token);
                Socket peer = await _listener.AcceptAsync(_stop.Token);
                served.RemoveAll(s => s.IsCompleted);
                served.Add(ServeAsync(peer, room));
            }
        }
        catch (Exception stopped) when (stopped is OperationCanceledException or SocketException or ObjectDisposedException) { }
        await Task.WhenAll(served);
    }

    private async Task ServeAsync(Socket peer, SemaphoreSlim room)
    {
        await using NetworkStream stream = new(peer, ownsSocket: true);
        using Connection connection = new(stream, _desk, _queue);
        if (PeerCredentials.IsOwnUser(peer)) { await connection.ServeAsync(_stop.Token); }
        room.Release();
    }

    // Not Environment.Exit, which would wait for the very thread that hangs.
    private static void Overdue()
    {
        Console.Error.WriteLine("One question took too long.");
        ExitNow(OverdueExit);
    }

    [LibraryImport("libc", EntryPoint = "_exit")]
    private static partial void ExitNow(int code);
}
