namespace Secure.DoorController.Core.Osdp;

/// <summary>One reader on the line.</summary>
/// <param name="Address">0 to 126; on a bench line also 127, which is whatever reader hangs there alone.</param>
/// <param name="UsesCrc">CRC-16 when true (default), the one-byte checksum for readers that know nothing else.</param>
public sealed record OsdpReaderSettings(byte Address, bool UsesCrc = true)
{
    /// <summary>The reader's key. Once there is one, the reader is never again talked to in plain text.</summary>
    public OsdpKey? Key { get; init; }

    /// <summary>A key that was on its way to the reader when the panel last stopped: it may hold this one or <see cref="Key"/>.</summary>
    public OsdpKey? NextKey { get; init; }

    /// <summary>False where <see cref="NextKey"/> was made and never sent: the reader cannot hold it.</summary>
    public bool NextKeySent { get; init; } = true;

    /// <summary>True where a reader without a key does not serve at all.</summary>
    public bool SecureRequired { get; init; }

    /// <summary>What the reader said it was; null before it was ever online.</summary>
    public ReaderIdentity? Known { get; init; }

    /// <summary>A fitter's bench line: the default key and weak ones may serve, and a reader may be exchanged.</summary>
    public bool IsBench { get; init; }

    /// <summary>What forbids these settings; null when nothing does.</summary>
    internal string? Fault =>
        Address > (IsBench ? OsdpFrame.Broadcast : OsdpFrame.AddressMax) ? "Addresses are 0 to 126." :
        !IsBench && new[] { Key, NextKey }.Any(k => k?.IsWeak == true) ? "A weak key is refused." : null;
}
