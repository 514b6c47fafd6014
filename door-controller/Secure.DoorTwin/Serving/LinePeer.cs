using System.Net.Sockets;
using System.Text;
using Secure.DoorTwin.Loop;
using Secure.DoorTwin.Native;

namespace Secure.DoorTwin.Serving;

/// <summary>One client that talks in lines of UTF-8. Too long a line, or too much that it does not read, ends it.</summary>
internal sealed class LinePeer(Socket socket, Action<LinePeer, string> said, Action<LinePeer> left) : IWatched
{
    /// <summary>Bytes in one line from a client, without its end.</summary>
    internal const int LineMax = 1024;

    /// <summary>Bytes that wait for a client that does not read.</summary>
    internal const int UnreadMax = 65536;

    private readonly byte[] _held = new byte[LineMax + 1];
    private readonly List<byte> _unsent = [];
    private int _count;
    private bool _closed;

    public int Fd { get; } = (int)socket.Handle;

    public short Interest => _unsent.Count > 0 ? (short)(Libc.PollIn | Libc.PollOut) : Libc.PollIn;

    /// <summary>Does nothing when the client is gone.</summary>
    internal void Send(string line)
    {
        if (_closed) { return; }
        _unsent.AddRange(Encoding.UTF8.GetBytes(line));
        _unsent.Add((byte)'\n');
        if (_unsent.Count > UnreadMax) { Close(); } else { Flush(); }
    }

    public void Ready(short events)
    {
        if ((events & Libc.PollOut) != 0) { Flush(); }
        if (!_closed && (events & ~Libc.PollOut) != 0) { Receive(); }
    }

    internal void Close()
    {
        if (_closed) { return; }
        _closed = true;
        left(this);
        socket.Dispose();
    }

    private void Receive()
    {
        int count = socket.Receive(_held.AsSpan(_count), SocketFlags.None, out SocketError error);
        if (error == SocketError.WouldBlock) { return; }
        if (error != SocketError.Success || count == 0) { Close(); return; }
        _count += count;
        while (!_closed && _held.AsSpan(0, _count).IndexOf((byte)'\n') is >= 0 and var end) { TakeLine(end); }
        if (_count == _held.Length) { Close(); }
    }

    private void TakeLine(int end)
    {
        string line = Encoding.UTF8.GetString(_held, 0, end).TrimEnd('\r');
        _held.AsSpan(end + 1, _count - end - 1).CopyTo(_held);
        _count -= end + 1;
        said(this, line);
    }

    private void Flush()
    {
        int sent = socket.Send(_unsent.ToArray(), SocketFlags.None, out SocketError error);
        if (error is not (SocketError.Success or SocketError.WouldBlock)) { Close(); return; }
        _unsent.RemoveRange(0, Math.Max(0, sent));
    }
}
