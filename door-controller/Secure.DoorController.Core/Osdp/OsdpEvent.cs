using System.Buffers.Binary;

namespace Secure.DoorController.Core.Osdp;

/// <summary>What a reader says it is (SIA OSDP v2.2, 7.4).</summary>
public sealed record ReaderIdentity(uint Vendor, byte Model, byte Version, uint Serial, uint Firmware)
{
    /// <summary>True for the same piece of hardware, whatever firmware it runs.</summary>
    public bool IsSameDevice(ReaderIdentity other) => (Vendor, Model, Serial) == (other.Vendor, other.Model, other.Serial);

    internal static ReaderIdentity? Decode(ReadOnlySpan<byte> data) => data.Length < 12 ? null : new(
        ((uint)data[0] << 16) | ((uint)data[1] << 8) | data[2], data[3], data[4],
        BinaryPrimitives.ReadUInt32LittleEndian(data[5..]),
        ((uint)data[9] << 16) | ((uint)data[10] << 8) | data[11]);
}

/// <summary>One thing that a reader can do (SIA OSDP v2.2, 7.5 and Annex B).</summary>
public readonly record struct ReaderCapability(byte Function, byte Level, byte Count)
{
    public const byte Inputs = 1, Outputs = 2, ReceiveBuffer = 10;

    /// <summary>The whole ones of a list; what is left of one at its end says nothing.</summary>
    internal static IReadOnlyList<ReaderCapability> Decode(byte[] data) =>
        [.. data.Chunk(3).Where(c => c.Length == 3).Select(c => new ReaderCapability(c[0], c[1], c[2]))];
}

/// <summary>Why a reader does not serve.</summary>
public enum OfflineReason
{
    /// <summary>Not a byte came: a cut cable, or a reader without power.</summary>
    Silent,
    /// <summary>Bytes came, but no valid reply: noise, a wrong speed, or somebody on the line.</summary>
    Garbled,
    /// <summary>It says that it is busy, and nothing else, for longer than a reader is: it hangs, or somebody says so in its place.</summary>
    Busy,
    /// <summary>The reader does not hold the key that it should.</summary>
    WrongKey,
    /// <summary>The reader refuses the secure channel, which this panel insists on.</summary>
    SecureRefused,
    /// <summary>A secure channel is demanded and there is no key yet.</summary>
    NoKey,
    /// <summary>Another reader answers in its place.</summary>
    Swapped,
}

/// <summary>What gives an attack on the line away.</summary>
public enum LineAttack
{
    /// <summary>Whole frames that the holder of the key did not make, that hide nothing where they must, or that say BUSY in front of its own reply.</summary>
    ForgedReplies,
    /// <summary>A reader that holds a key says nothing but BUSY, without its proof, again and again for longer than a reader is.</summary>
    EndlesslyBusy,
    /// <summary>The session was broken off again and again.</summary>
    SessionLosses,
    /// <summary>A reader that is known answers, but refuses the secure channel or fails with its key.</summary>
    KeyDenied,
}

/// <summary>How far a file is.</summary>
public enum FileProgress { Sending, Done, Rebooting, Refused }

/// <summary>What the reader bus has to tell.</summary>
/// <param name="Address">The reader's address on the line.</param>
public abstract record OsdpEvent(byte Address)
{
    /// <summary>The reader answers and is being polled.</summary>
    /// <param name="Secure">True inside a secure channel; false in plain text.</param>
    public sealed record Online(byte Address, ReaderIdentity Identity, bool Secure, IReadOnlyList<ReaderCapability> Capabilities) : OsdpEvent(Address);

    /// <summary>The reader does not serve: told once, until it serves again.</summary>
    public sealed record Offline(byte Address, OfflineReason Reason) : OsdpEvent(Address);

    /// <summary>The reader lost its place in the sequence, or its session: it was restarted. It is asked anew at once.</summary>
    public sealed record Restarted(byte Address) : OsdpEvent(Address);

    /// <summary>Another piece of hardware answers at this address.</summary>
    /// <param name="Accepted">True where the line is plain text, so that it serves all the same.</param>
    public sealed record Swapped(byte Address, ReaderIdentity Was, ReaderIdentity Now, bool Accepted) : OsdpEvent(Address);

    /// <summary>Somebody works on the line: told of each kind at most once a minute.</summary>
    public sealed record Attack(byte Address, LineAttack What) : OsdpEvent(Address);

    /// <summary>A card, once, however often the line repeated it.</summary>
    public sealed record Card(byte Address, CardBits Bits) : OsdpEvent(Address);

    /// <summary>Keys typed at the reader, in ASCII: part of a PIN, never logged. 7F is the star and 0D the hash key.</summary>
    public sealed record Keypad(byte Address, ReadOnlyMemory<byte> Keys) : OsdpEvent(Address);

    /// <summary>How the reader itself is.</summary>
    public sealed record LocalStatus(byte Address, bool Tampered, bool PowerFailed) : OsdpEvent(Address);

    /// <summary>How its inputs stand: 0 inactive, 1 active.</summary>
    public sealed record Inputs(byte Address, ReadOnlyMemory<byte> States) : OsdpEvent(Address);

    /// <summary>How its outputs stand: 0 off, 1 on.</summary>
    public sealed record Outputs(byte Address, ReadOnlyMemory<byte> States) : OsdpEvent(Address);

    /// <summary>How its reading heads are: 0 well, 1 missing, 2 tampered with.</summary>
    public sealed record Heads(byte Address, ReadOnlyMemory<byte> States) : OsdpEvent(Address)
    {
        /// <summary>A reading head is not connected (SIA OSDP v2.2, 7.9).</summary>
        public const byte Missing = 1;

        /// <summary>A reading head reports that somebody works on it (SIA OSDP v2.2, 7.9).</summary>
        public const byte Tampered = 2;
    }

    /// <summary>The reader has gone to another address or speed, and the panel with it.</summary>
    /// <param name="IsSure">The reader said so; false where it does not answer and is looked for there.</param>
    public sealed record Moved(byte Address, byte NewAddress, int Baud, bool IsSure = true) : OsdpEvent(Address);

    /// <summary>The reader has a new key, proved by a session with it.</summary>
    public sealed record KeyTaken(byte Address, OsdpKey Key) : OsdpEvent(Address);

    /// <param name="Sent">Bytes that the reader has taken.</param>
    public sealed record File(byte Address, FileProgress Progress, int Sent, int Size) : OsdpEvent(Address);

    /// <summary>The reader reported something that cannot be read: a card or a key may have been in it.</summary>
    public sealed record Unreadable(byte Address, OsdpReplyCode Code) : OsdpEvent(Address);

    /// <summary>The reader refused a command, which is not repeated.</summary>
    public sealed record Refused(byte Address, OsdpCommandCode Command, OsdpNakCode Reason) : OsdpEvent(Address);
}
