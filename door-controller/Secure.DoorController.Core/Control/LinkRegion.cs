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

    private TimeSpan _progressAt;
    private TimeSpan? _heardAt;
    private ulong _acknowledged;

    public bool IsOnline { get; private set; }

    /// <summary>When silence would end the link; null while it is down already.</summary>
    public TimeSpan? DueAt => IsOnline ? _heardAt + SilenceMax : null;

    /// <summary>The gateway's signed word came, newer than any before.</summary>
    public void Heard(TimeSpan now) => _heardAt = now;

    /// <summary>True when the link came or went.</summary>
    public bool Update(bool connected, ulong acknowledged, ulong durable, TimeSpan now)
    {
        if (acknowledged != _acknowledged) { _heardAt = now; }
        if (acknowledged != _acknowledged || acknowledged >= durable) { (_acknowledged, _progressAt) = (acknowledged, now); }
        bool before = IsOnline;
        // A connection alone shows no gateway behind it: an agent that comes and goes would keep the lease from counting.
        IsOnline = connected && now - _progressAt < SilenceMax && now - _heardAt < SilenceMax;
        return IsOnline != before;
    }
}
