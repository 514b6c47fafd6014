using System.Buffers.Binary;

namespace Secure.DoorController.Core.Osdp;

/// <summary>What a reader says it is (SIA OSDP v2.2, 7.4).</summary>
public sealed record ReaderIdentity(uint Vendor, byte Model, byte Version, uint Serial, uint Firmware)
{
    internal static ReaderIdentity? Decode(ReadOnlySpan<byte> data) => data.Length < 12 ? null : new(
        ((uint)data[0] << 16) | ((uint)data[1] << 8) | data[2], data[3], data[4],
        BinaryPrimitives.ReadUInt32LittleEndian(data[5..]),
        ((uint)data[9] << 16) | ((uint)data[10] << 8) | data[11]);
}

/// <summary>What the reader bus has to tell.</summary>
/// <param name="Address">The reader's address on the line.</param>
public abstract record OsdpEvent(byte Address)
{
    /// <summary>The reader answers and is being polled.</summary>
    public sealed record Online(byte Address, ReaderIdentity Identity) : OsdpEvent(Address);

    /// <summary>Nothing valid came from the reader for <see cref="OsdpBus.OfflineAfter"/>.</summary>
    /// <param name="Heard">True when bytes came but none made a valid reply: noise or tampering, not a cut cable.</param>
    public sealed record Offline(byte Address, bool Heard) : OsdpEvent(Address);

    /// <summary>The reader lost its place in the sequence: it was restarted, or someone else talks on the line.</summary>
    public sealed record Restarted(byte Address) : OsdpEvent(Address);

    /// <summary>A card, once, however often the line repeated it.</summary>
    public sealed record Card(byte Address, CardBits Bits) : OsdpEvent(Address);

    /// <summary>Keys typed at the reader, in ASCII: part of a PIN, never logged.</summary>
    public sealed record Keypad(byte Address, ReadOnlyMemory<byte> Keys) : OsdpEvent(Address);

    /// <summary>The reader refused a command, which is not repeated.</summary>
    public sealed record Refused(byte Address, OsdpCommandCode Command, OsdpNakCode Reason) : OsdpEvent(Address);
}
