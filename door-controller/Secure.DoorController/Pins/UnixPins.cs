using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text;

namespace Secure.DoorController.Pins;

/// <summary>
/// Pins behind a Unix socket, in lines: `out NAME 0|1` is answered by `ok` or `err …`; `level NAME 0|1` comes for
/// every input on connecting and at every change. A lost connection is sought again every half second.
/// </summary>
internal sealed class UnixPins(string path, TimeProvider clock) : IPins
{
    private const int LineMax = 512;
    private static readonly TimeSpan AnswerMax = TimeSpan.FromMilliseconds(500);

    private readonly PinThread _work = new();
    private readonly ConcurrentQueue<TimeSpan> _asked = new();
    private readonly Lock _writing = new();
    private Socket? _socket;

    public void Start(IPinListener listener) => _work.Start(listener, Serve);

    public void Set(string line, bool high)
    {
        lock (_writing)
        {
            if (_socket is not { } socket) { return; }
            _asked.Enqueue(Now);
            try { socket.Send(Encoding.UTF8.GetBytes($"out {line} {(high ? 1 : 0)}\n")); }
            // The reading thread sees the same end and reports it.
            catch (SocketException) { socket.Dispose(); }
            catch (ObjectDisposedException) { }
        }
    }

    public void Dispose() => _work.Dispose();

    /// <summary>Works until the connection ends, and says why it did.</summary>
    private string Serve(IPinListener listener)
    {
        using Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) { ReceiveTimeout = 250, SendTimeout = 250 };
        try
        {
            socket.Connect(new UnixDomainSocketEndPoint(path));
            _asked.Clear();
            lock (_writing) { _socket = socket; }
            _work.Came(listener);
            return Listen(socket, listener);
        }
        catch (SocketException failed) { return $"{path}: {failed.Message}"; }
        catch (ObjectDisposedException) { return $"{path}: closed"; }
        finally { lock (_writing) { _socket = null; } }
    }

    private string Listen(Socket socket, IPinListener listener)
    {
        byte[] held = new byte[LineMax];
        int count = 0;
        while (!_work.IsStopped)
        {
            int got = socket.Receive(held.AsSpan(count), SocketFlags.None, out SocketError error);
            if (error is SocketError.Success && got == 0) { return $"{path}: the driver closed"; }
            if (error is not (SocketError.Success or SocketError.TimedOut or SocketError.WouldBlock or SocketError.Interrupted)) { return $"{path}: {error}"; }
            count += got;
            while (held.AsSpan(0, count).IndexOf((byte)'\n') is >= 0 and var end)
            {
                if (Take(Encoding.UTF8.GetString(held, 0, end).Split(' '), listener) is { } trouble) { return trouble; }
                held.AsSpan(end + 1, count - end - 1).CopyTo(held);
                count -= end + 1;
            }
            if (count == held.Length) { return $"{path}: a line without end"; }
            if (_asked.TryPeek(out TimeSpan asked) && Now - asked > AnswerMax) { return $"{path}: no answer"; }
        }
        return $"{path}: stopped";
    }

    private string? Take(string[] words, IPinListener listener)
    {
        switch (words)
        {
            case ["ok"]: _asked.TryDequeue(out _); return null;
            case ["level", { Length: > 0 } name, "0" or "1"]: listener.PinIs(name, words[2] == "1"); return null;
            case ["err", ..]: return $"{path}: refused: {string.Join(' ', words.Skip(1))}";
            default: return $"{path}: not a line of the protocol";
        }
    }

    private TimeSpan Now => clock.GetElapsedTime(0, clock.GetTimestamp());
}
