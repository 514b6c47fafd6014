using System.Net.Sockets;
using System.Text;
using Secure.DoorGuard.Native;

namespace Secure.DoorGuard;

/// <summary>
/// The guard's own connection to the pin driver, held from before the controller starts. One request: every lock line to
/// its inactive level, in bytes made beforehand.
/// </summary>
internal sealed unsafe class PinLink(string path, IReadOnlyList<LockLine> locks, Monotonic clock) : ILockDriver
{
    private readonly byte[] _inactive = Encoding.UTF8.GetBytes(string.Concat(locks.Select(l => $"out {l.Name} {l.Inactive}\n")));
    private readonly byte[] _held = new byte[4096];
    private Socket? _socket;
    private int _count;
    private int _done;
    private bool _refused;

    public int Fd { get; private set; } = -1;

    public int? Inherited => null;

    /// <summary>
    /// True: the driver has confirmed, before the deadline, that every lock line is inactive. A connection that turns out
    /// to be dead, because the driver was restarted, is replaced at once.
    /// </summary>
    public bool TryMakeInactive(long deadlineNs) => TryAsk(deadlineNs) || TryAsk(deadlineNs);

    public bool TryConnect()
    {
        if (_socket is not null) { return true; }
        Socket fresh = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) { Blocking = false };
        try { fresh.Connect(new UnixDomainSocketEndPoint(path)); }
        catch (SocketException) { fresh.Dispose(); return false; }
        (_socket, Fd, _count) = (fresh, (int)fresh.Handle, 0);
        return true;
    }

    /// <summary>Takes what the driver has said; levels are none of the guard's business but must not pile up.</summary>
    public void Listen()
    {
        while (_socket is not null)
        {
            int count = _socket.Receive(_held.AsSpan(_count), SocketFlags.None, out SocketError error);
            if (error == SocketError.WouldBlock) { return; }
            if (error != SocketError.Success || count == 0) { Drop(); return; }
            _count += count;
            TakeLines();
            if (_count == _held.Length) { Drop(); }
        }
    }

    public void Dispose() => Drop();

    private bool TryAsk(long deadlineNs)
    {
        if (!TryConnect()) { return false; }
        Listen();
        (_done, _refused) = (0, false);
        if (_socket is null || _socket.Send(_inactive, SocketFlags.None, out _) != _inactive.Length) { Drop(); return false; }
        while (_done < locks.Count && !_refused && Fd >= 0 && WaitUntil(deadlineNs)) { Listen(); }
        if (_done == locks.Count && !_refused) { return true; }
        // What is still to come would be taken for the answer to the next request.
        Drop();
        return false;
    }

    private void TakeLines()
    {
        Span<byte> rest = _held.AsSpan(0, _count);
        while (rest.IndexOf((byte)'\n') is >= 0 and var end)
        {
            if (rest[..end].SequenceEqual("ok"u8)) { _done++; }
            _refused |= rest.StartsWith("err"u8);
            rest = rest[(end + 1)..];
        }
        rest.CopyTo(_held);
        _count = rest.Length;
    }

    private bool WaitUntil(long deadlineNs)
    {
        Libc.PollFd fd = new() { Fd = Fd, Events = Libc.PollIn };
        return clock.Poll(&fd, 1, deadlineNs) > 0 || clock.NowNs < deadlineNs;
    }

    private void Drop()
    {
        _socket?.Dispose();
        (_socket, Fd) = (null, -1);
    }
}
