namespace Secure.DoorController.Core.Osdp;

/// <summary>
/// Tells an attack from noise. Noise spoils a frame's check; a whole frame whose MAC is wrong comes from somebody who
/// can write on the line: one may be chance (1 spoilt frame in 65,536 passes the CRC), three within a minute are not.
/// </summary>
internal sealed class LineWatch
{
    private const int Limit = 3;
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly Queue<TimeSpan> _forged = new();
    private readonly Queue<TimeSpan> _losses = new();
    private readonly Queue<TimeSpan> _busy = new();
    private readonly Dictionary<LineAttack, TimeSpan> _toldAt = [];

    /// <summary>A whole frame that nobody with the key made. The attack that it gives away, or null.</summary>
    public LineAttack? Forged(TimeSpan now) => Count(_forged, LineAttack.ForgedReplies, now);

    /// <summary>A session was broken off.</summary>
    public LineAttack? SessionLost(TimeSpan now) => Count(_losses, LineAttack.SessionLosses, now);

    /// <summary>Nothing but BUSY without a proof, for as long as ends a link.</summary>
    public LineAttack? EndlesslyBusy(TimeSpan now) => Count(_busy, LineAttack.EndlesslyBusy, now);

    /// <summary>A known reader denies its key.</summary>
    public LineAttack? KeyDenied(TimeSpan now) => Tell(LineAttack.KeyDenied, now);

    private LineAttack? Count(Queue<TimeSpan> times, LineAttack what, TimeSpan now)
    {
        times.Enqueue(now);
        while (now - times.Peek() > Window || times.Count > Limit) { times.Dequeue(); }
        return times.Count < Limit ? null : Tell(what, now);
    }

    private LineAttack? Tell(LineAttack what, TimeSpan now)
    {
        if (_toldAt.TryGetValue(what, out TimeSpan told) && now - told < Window) { return null; }
        _toldAt[what] = now;
        return what;
    }
}
