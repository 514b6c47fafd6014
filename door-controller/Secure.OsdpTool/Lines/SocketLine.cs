using System.Net.Sockets;

namespace Secure.OsdpTool.Lines;

/// <summary>A Unix socket that carries the line's bytes, as serial servers and simulators offer it.</summary>
internal sealed class SocketLine : ILine
{
    private readonly Socket _socket;

    /// <exception cref="SocketException">Nobody listens there.</exception>
    public SocketLine(string path) : this(Connected(path)) { }

    /// <param name="socket">One that is connected; closed with the line.</param>
    public SocketLine(Socket socket)
    {
        _socket = socket;
        _socket.Blocking = false;
    }

    public int Read(Span<byte> into)
    {
        int count = _socket.Receive(into, SocketFlags.None, out SocketError error);
        return error == SocketError.Success && count > 0 ? count : error is SocketError.WouldBlock or SocketError.Interrupted ? 0 : -1;
    }

    public bool TryWrite(ReadOnlySpan<byte> bytes)
    {
        _socket.Send(bytes, SocketFlags.None, out SocketError error);
        return error is SocketError.Success or SocketError.WouldBlock or SocketError.Interrupted;
    }

    public void Wait(TimeSpan longest) => _socket.Poll(longest > TimeSpan.Zero ? longest : TimeSpan.Zero, SelectMode.SelectRead);

    public void Dispose() => _socket.Dispose();

    private static Socket Connected(string path)
    {
        Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try { socket.Connect(new UnixDomainSocketEndPoint(path)); }
        catch (SocketException) { socket.Dispose(); throw; }
        return socket;
    }
}
