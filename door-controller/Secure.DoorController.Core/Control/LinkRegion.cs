namespace Secure.DoorController.Core.Control;

/// <summary>How this controller stands to the gateway.</summary>
public enum LinkStanding
{
    /// <summary>The gateway is heard and hears us.</summary>
    Online,
    /// <summary>It is not, and the lease says who may pass.</summary>
    Degraded,
    /// <summary>It is not, and there is no lease that counts: nobody enters, everybody gets out.</summary>
    Expired,
    /// <summary>The box is open.</summary>
    Tampered,
}

/// <summary>
/// Whether the gateway hears this controller and is heard: an agent is there, acknowledgements keep up, and the gateway's
/// signed time comes after the heartbeats. An old signed time that somebody repeats is no such word: see
/// <see cref="Verification.TrustedTime.Advance"/>.
/// </summary>
internal sealed class LinkRegion
{
    /// <summary>Entries that stay unacknowledged for this long, or no word for as long, mean that nobody is there.</summary>
    public static readonly TimeSpan SilenceMax = TimeSpan.FromSeconds(15);

    /// <summary>A loss that is over sooner, as when the agent is started anew, is not told.</summary>
    public static readonly TimeSpan LossMin = TimeSpan.FromSeconds(5);

    private TimeSpan _progressUntil = SilenceMax;
    private TimeSpan? _heardUntil;
    private TimeSpan _lossToldAt;
    private ulong _acknowledged;

    public bool IsOnline { get; private set; }

    /// <summary>As last told; null: it was never up, nor the box open.</summary>
    public LinkStanding? Told { get; private set; }

    /// <summary>When silence would end the link; null while it is down already.</summary>
    public TimeSpan? DueAt => IsOnline ? _heardUntil : null;

    /// <summary>Whether there is a policy by now that may hold a door free: nothing outlives it.</summary>
    public static bool HasPolicy(LinkStanding standing) => standing is LinkStanding.Online or LinkStanding.Degraded;

    /// <summary>The gateway's signed word came, newer than any before.</summary>
    public void Heard(TimeSpan now) => _heardUntil = now + SilenceMax;

    /// <summary>True when the link came or went.</summary>
    public bool Update(bool connected, ulong acknowledged, ulong durable, TimeSpan now)
    {
        if (acknowledged != _acknowledged) { Heard(now); }
        if (acknowledged != _acknowledged || acknowledged >= durable) { (_acknowledged, _progressUntil) = (acknowledged, now + SilenceMax); }
        bool before = IsOnline;
        // A connection alone shows no gateway behind it: an agent that comes and goes would keep the lease from counting.
        IsOnline = connected && now < _progressUntil && now < _heardUntil;
        return IsOnline != before;
    }

    /// <summary>How it stands by now.</summary>
    /// <param name="isTampered">The box was opened, and officers have not ended that.</param>
    /// <param name="hasLease">One that counts.</param>
    public LinkStanding Stand(bool isTampered, bool hasLease) =>
        isTampered ? LinkStanding.Tampered : IsOnline ? LinkStanding.Online : hasLease ? LinkStanding.Degraded : LinkStanding.Expired;

    /// <summary>Told once it has been up, or the box open: what is to be recorded by now; null: nothing new.</summary>
    public LinkStanding? Tell(LinkStanding standing, TimeSpan now)
    {
        if (IsOnline) { _lossToldAt = now + LossMin; }
        bool isDown = standing is LinkStanding.Degraded or LinkStanding.Expired;
        if (standing == Told || (Told is null && isDown)) { return null; }
        if (isDown && Told == LinkStanding.Online && now < _lossToldAt) { return null; }
        bool isFirst = Told is null && standing == LinkStanding.Online;
        Told = standing;
        return isFirst ? null : standing;
    }
}
