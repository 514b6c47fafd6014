using System.Net.Sockets;
using Secure.DoorTwin.Loop;
using Secure.DoorTwin.Native;

namespace Secure.DoorTwin.Serving;

/// <summary>A Unix socket of mode 0600 whose clients talk in lines.</summary>
internal sealed class LineServer : IWatched, IDisposable
{
    /// <summary>More clients than this at once are turned away.</summary>
    internal const int PeersMax = 32;

    private readonly EventLoop _loop;
    private readonly string _path;
    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly List<LinePeer> _peers = [];

    /// <param name="path">Under 108 bytes; what a dead twin left there is replaced.</param>
    internal LineServer(EventLoop loop, string path)
    {
        (_loop, _path) = (loop, path);
        File.Delete(path);
        _listener.Blocking = false;
        _listener.Bind(new UnixDomainSocketEndPoint(path));
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        _listener.Listen(PeersMax);
        loop.Add(this);
    }

    internal event Action<LinePeer>? Came;

    internal event Action<LinePeer, string>? Said;

    public int Fd => (int)_listener.Handle;

    public short Interest => Libc.PollIn;

    public void Ready(short events)
    {
        if (TryAccept() is not { } socket) { return; }
        if (_peers.Count >= PeersMax) { socket.Dispose(); return; }
        socket.Blocking = false;
        LinePeer peer = new(socket, (who, line) => Said?.Invoke(who, line), Forget);
        _peers.Add(peer);
        _loop.Add(peer);
        Came?.Invoke(peer);
    }

    internal void SendToAll(string line)
    {
        foreach (LinePeer peer in _peers.ToArray()) { peer.Send(line); }
    }

    public void Dispose()
    {
        foreach (LinePeer peer in _peers.ToArray()) { peer.Close(); }
        _loop.Remove(this);
        _listener.Dispose();
        File.Delete(_path);
    }

    /// <summary>A client may be gone before it is accepted.</summary>
    private Socket? TryAccept()
    {
        try { return _listener.Accept(); }
        catch (SocketException) { return null; }
    }

    private void Forget(LinePeer peer)
    {
        _peers.Remove(peer);
        _loop.Remove(peer);
    }
}
