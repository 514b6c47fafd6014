namespace Secure.DoorTwin.Osdp;

/// <summary>
/// The sequence rules of OSDP v2.2, 5.9: 0 starts afresh, then 1, 2, 3, 1 …; the same number with the same bytes is the
/// panel asking again, and gets the same bytes back without the command being carried out a second time.
/// </summary>
internal sealed class Conversation
{
    /// <summary>Without a sound command for this long a reader counts itself off line and forgets the sequence (OSDP v2.2, 5.7).</summary>
    internal static readonly TimeSpan SilenceMax = TimeSpan.FromSeconds(8);

    private byte? _last;
    private byte[] _command = [];
    private byte[] _reply = [];
    private long _heardNs;

    internal bool IsOnline(long nowNs) => _last is not null && nowNs - _heardNs <= (long)SilenceMax.TotalNanoseconds;

    /// <summary>What a sound command is, seen from the one before it.</summary>
    internal Turn Judge(Frame command, long nowNs)
    {
        if (!IsOnline(nowNs)) { _last = null; }
        if (command.Sequence == 0) { return Turn.Fresh; }
        if (command.Sequence == _last) { return command.Bytes.SequenceEqual(_command) ? Turn.Repeat : Turn.OutOfOrder; }
        return _last is { } last && command.Sequence == last % 3 + 1 ? Turn.Next : Turn.OutOfOrder;
    }

    internal void Remember(Frame command, byte[] reply, long nowNs)
    {
        _last = command.Sequence;
        _command = command.Bytes.ToArray();
        _reply = reply;
        _heardNs = nowNs;
    }

    /// <summary>As after a loss of power: wants sequence 0.</summary>
    internal void Forget() => _last = null;

    internal byte[] Again(long nowNs)
    {
        _heardNs = nowNs;
        return _reply;
    }
}

internal enum Turn { Fresh, Next, Repeat, OutOfOrder }
