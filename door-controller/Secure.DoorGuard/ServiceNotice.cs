using System.Globalization;
using System.Net.Sockets;

namespace Secure.DoorGuard;

/// <summary>
/// Tells systemd that the guard is up, and again and again that it lives (sd_notify(3)): a guard that hangs is ended, its
/// controller with it, and both start afresh. Says nothing where no systemd asks.
/// </summary>
internal sealed class ServiceNotice : IDisposable
{
    private readonly Socket? _socket;
    private readonly long _everyNs;
    private long _nextNs;

    private ServiceNotice(Socket? socket, long everyNs) => (_socket, _everyNs) = (socket, everyNs);

    /// <param name="path">NOTIFY_SOCKET; null or empty: nobody listens.</param>
    /// <param name="watchdog">WATCHDOG_USEC: how long a silence may last; null: any time.</param>
    internal static ServiceNotice To(string? path, string? watchdog)
    {
        if (string.IsNullOrEmpty(path)) { return new ServiceNotice(null, 0); }
        Socket socket = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified) { Blocking = false };
        try { socket.Connect(new UnixDomainSocketEndPoint(path[0] == '@' ? "\0" + path[1..] : path)); }
        catch (SocketException)
        {
            socket.Dispose();
            return new ServiceNotice(null, 0);
        }
        // A third of the time, so that one lost word and one late one are no hang.
        long everyNs = long.TryParse(watchdog, NumberStyles.None, CultureInfo.InvariantCulture, out long microseconds) ? microseconds * 1000 / 3 : long.MaxValue;
        return new ServiceNotice(socket, everyNs);
    }

    /// <summary>When <see cref="Alive"/> has something to say again.</summary>
    internal long DueNs => _socket is null || _everyNs == long.MaxValue ? long.MaxValue : _nextNs;

    /// <summary>The locks are in the guard's hand.</summary>
    internal void Ready() => Say("READY=1"u8);

    /// <summary>At every turn of a loop.</summary>
    internal void Alive(long nowNs)
    {
        if (nowNs < DueNs) { return; }
        Say("WATCHDOG=1"u8);
        _nextNs = nowNs + _everyNs;
    }

    public void Dispose() => _socket?.Dispose();

    private void Say(ReadOnlySpan<byte> word) => _socket?.Send(word, SocketFlags.None, out _);
}
