using System.Buffers.Binary;

namespace Secure.DoorController.Core.Osdp;

/// <summary>The colours of a reader's LED (SIA OSDP v2.2, 6.10).</summary>
public enum LedColour : byte { Off = 0, Red = 1, Green = 2, Amber = 3, Blue = 4, Magenta = 5, Cyan = 6, White = 7 }

/// <summary>A command for one reader, without address and sequence.</summary>
public sealed record OsdpCommand
{
    private OsdpCommand(OsdpCommandCode code, params byte[] data) => (Code, Data) = (code, data);

    public OsdpCommandCode Code { get; }

    public byte[] Data { get; }

    /// <summary>The same for a lamp or buzzer on a line of its own; null for whatever is neither.</summary>
    public Indication? Shows { get; private init; }

    /// <summary>Asks for tamper and power (6.4).</summary>
    public static OsdpCommand LocalStatus { get; } = new(OsdpCommandCode.LocalStatus);

    /// <summary>Asks how the reader's own inputs stand (6.5).</summary>
    public static OsdpCommand InputStatus { get; } = new(OsdpCommandCode.InputStatus);

    /// <summary>Asks how the reader's own outputs stand (6.6).</summary>
    public static OsdpCommand OutputStatus { get; } = new(OsdpCommandCode.OutputStatus);

    /// <summary>Asks how the reading heads are (6.7).</summary>
    public static OsdpCommand ReaderStatus { get; } = new(OsdpCommandCode.ReaderStatus);

    internal static OsdpCommand Poll { get; } = new(OsdpCommandCode.Poll);

    internal static OsdpCommand Id { get; } = new(OsdpCommandCode.Id, 0);

    internal static OsdpCommand Capabilities { get; } = new(OsdpCommandCode.Capabilities, 0);

    /// <summary>Stands for the frame that the handshake makes itself.</summary>
    internal static OsdpCommand Challenge { get; } = new(OsdpCommandCode.Challenge);

    /// <summary>Stands for the frame that the handshake makes itself.</summary>
    internal static OsdpCommand Cryptogram { get; } = new(OsdpCommandCode.Cryptogram);

    /// <summary>Shows <paramref name="colour"/> for a while, then what it showed before.</summary>
    /// <param name="on">Steady light for this long; in steps of 100 ms, at most 109 minutes.</param>
    public static OsdpCommand LedFor(LedColour colour, TimeSpan on)
    {
        ushort timer = Tenths(on, ushort.MaxValue);
        return new(OsdpCommandCode.Led, 0, 0, 2, 1, 0, (byte)colour, 0, (byte)timer, (byte)(timer >> 8), 0, 0, 0, 0, 0) { Shows = new Indication.Light(colour, on) };
    }

    /// <summary>Shows <paramref name="colour"/> until told otherwise.</summary>
    public static OsdpCommand LedSteady(LedColour colour) =>
        new(OsdpCommandCode.Led, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 1, 0, (byte)colour, 0) { Shows = new Indication.Light(colour, null) };

    /// <summary>Beeps <paramref name="count"/> times, each <paramref name="on"/> long with as long a pause.</summary>
    /// <param name="on">In steps of 100 ms, at most 25.5 s.</param>
    public static OsdpCommand Beep(byte count, TimeSpan on)
    {
        byte tenths = (byte)Tenths(on, byte.MaxValue);
        return new(OsdpCommandCode.Buzzer, 0, 2, tenths, tenths, count) { Shows = new Indication.Sound(count, on) };
    }

    /// <summary>Ends any beeping.</summary>
    public static OsdpCommand Silence { get; } = new(OsdpCommandCode.Buzzer, 0, 1, 0, 0, 0) { Shows = new Indication.Sound(0, TimeSpan.Zero) };

    /// <summary>Switches an output of the reader for good (6.9).</summary>
    public static OsdpCommand Output(byte output, bool on) => new(OsdpCommandCode.Output, output, (byte)(on ? 2 : 1), 0, 0);

    /// <summary>Switches an output of the reader on for a while, then off (6.9).</summary>
    /// <param name="on">In steps of 100 ms, at most 109 minutes.</param>
    public static OsdpCommand OutputFor(byte output, TimeSpan on)
    {
        ushort timer = Tenths(on, ushort.MaxValue);
        return new(OsdpCommandCode.Output, output, 5, (byte)timer, (byte)(timer >> 8));
    }

    /// <summary>Gives the reader another address and speed (6.13).</summary>
    internal static OsdpCommand Communication(byte address, int baud)
    {
        byte[] data = [address, 0, 0, 0, 0];
        BinaryPrimitives.WriteInt32LittleEndian(data.AsSpan(1), baud);
        return new(OsdpCommandCode.Communication, data);
    }

    /// <summary>Gives the reader its key (6.20): key type 1, 16 bytes. Sent inside a secure channel only.</summary>
    internal static OsdpCommand KeySet(OsdpKey key) => new(OsdpCommandCode.KeySet, [1, OsdpKey.Length, .. key.Bytes]);

    /// <summary>One piece of a file (6.26): type, whole size, offset, length of the piece, the piece.</summary>
    internal static OsdpCommand FilePiece(byte type, int size, int offset, ReadOnlySpan<byte> piece)
    {
        byte[] data = new byte[11 + piece.Length];
        data[0] = type;
        BinaryPrimitives.WriteInt32LittleEndian(data.AsSpan(1), size);
        BinaryPrimitives.WriteInt32LittleEndian(data.AsSpan(5), offset);
        BinaryPrimitives.WriteUInt16LittleEndian(data.AsSpan(9), (ushort)piece.Length);
        piece.CopyTo(data.AsSpan(11));
        return new(OsdpCommandCode.FileTransfer, data);
    }

    /// <summary>Never the data: they may be a key.</summary>
    public override string ToString() => Code.ToString();

    private static ushort Tenths(TimeSpan time, ushort max) => (ushort)Math.Clamp(time.TotalMilliseconds / 100, 1, max);
}
