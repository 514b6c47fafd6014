namespace Secure.DoorController.Core.Osdp;

/// <summary>The colours of a reader's LED (SIA OSDP v2.2, 6.10).</summary>
public enum LedColour : byte { Off = 0, Red = 1, Green = 2, Amber = 3, Blue = 4 }

/// <summary>A command for one reader, without address and sequence.</summary>
public sealed record OsdpCommand
{
    private OsdpCommand(OsdpCommandCode code, params byte[] data) => (Code, Data) = (code, data);

    public OsdpCommandCode Code { get; }

    public byte[] Data { get; }

    internal static OsdpCommand Poll { get; } = new(OsdpCommandCode.Poll);

    internal static OsdpCommand Id { get; } = new(OsdpCommandCode.Id, 0);

    internal static OsdpCommand Capabilities { get; } = new(OsdpCommandCode.Capabilities, 0);

    /// <summary>Shows <paramref name="colour"/> for a while, then what it showed before.</summary>
    /// <param name="on">Steady light for this long; in steps of 100 ms, at most 109 minutes.</param>
    public static OsdpCommand LedFor(LedColour colour, TimeSpan on)
    {
        ushort timer = (ushort)Math.Clamp(on.TotalMilliseconds / 100, 1, ushort.MaxValue);
        return new(OsdpCommandCode.Led, 0, 0, 2, 1, 0, (byte)colour, 0, (byte)timer, (byte)(timer >> 8), 0, 0, 0, 0, 0);
    }

    /// <summary>Shows <paramref name="colour"/> until told otherwise.</summary>
    public static OsdpCommand LedSteady(LedColour colour) =>
        new(OsdpCommandCode.Led, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 1, 0, (byte)colour, 0);

    /// <summary>Beeps <paramref name="count"/> times, each <paramref name="on"/> long with as long a pause.</summary>
    /// <param name="on">In steps of 100 ms, at most 25.5 s.</param>
    public static OsdpCommand Beep(byte count, TimeSpan on)
    {
        byte tenths = (byte)Math.Clamp(on.TotalMilliseconds / 100, 1, byte.MaxValue);
        return new(OsdpCommandCode.Buzzer, 0, 2, tenths, tenths, count);
    }
}
