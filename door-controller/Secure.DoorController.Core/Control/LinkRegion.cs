namespace Secure.DoorController.Core.Control;

/// <summary>Whether the gateway hears this controller: an agent is there, and acknowledgements keep up.</summary>
internal sealed class LinkRegion
{
    /// <summary>Entries that stay unacknowledged for this long mean that nobody hears them.</summary>
    public static readonly TimeSpan SilenceMax = TimeSpan.FromSeconds(15);

    private TimeSpan _progressAt;
    private ulong _acknowledged;

    public bool IsOnline { get; private set; }

    /// <summary>True when the link came or went.</summary>
    public bool Update(bool connected, ulong acknowledged, ulong durable, TimeSpan now)
    {
        if (acknowledged != _acknowledged || acknowledged >= durable) { (_acknowledged, _progressAt) = (acknowledged, now); }
        bool before = IsOnline;
        IsOnline = connected && now - _progressAt < SilenceMax;
        return IsOnline != before;
    }
}
