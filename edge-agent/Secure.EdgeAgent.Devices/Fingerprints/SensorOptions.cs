namespace Secure.EdgeAgent.Devices.Fingerprints;

/// <summary>How a UART sensor is reached.</summary>
/// <param name="Path">Of the tty, as <c>/dev/serial0</c>.</param>
public sealed record SensorOptions(string Path)
{
    /// <summary>9600, 19200, 38400, 57600 (the factory's) or 115200.</summary>
    public int Baud { get; init; } = 57600;

    /// <summary>The sensor's address; the factory's is FFFFFFFF.</summary>
    public uint Address { get; init; } = 0xFFFFFFFF;

    /// <summary>Its password of 4 bytes, which crosses the wire in the clear: no secret to rely on.</summary>
    public uint Password { get; init; }

    /// <summary>Longest wait for an acknowledgement, or between two packets of a picture. Default 2 s.</summary>
    public TimeSpan ReplyMax { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Longest time for one picture to come up: 256x288 pixels take 6.4 s at 57600 baud. Default 15 s.</summary>
    public TimeSpan ImageMax { get; init; } = TimeSpan.FromSeconds(15);

    public override string ToString() => Path;
}
