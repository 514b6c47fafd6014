namespace Secure.EdgeAgent.Devices.Fingerprints;

/// <summary>
/// A fingerprint sensor. Its pictures go to the gateway, which compares them; matching on the sensor itself is for rooms of
/// the lowest tier alone, because the wire between can say anything. One call at a time.
/// </summary>
public interface IFingerprintSensor : IDisposable
{
    /// <summary>Says the password and reads what the sensor is.</summary>
    /// <exception cref="SensorException">It does not answer as such a sensor.</exception>
    Task<SensorParameters> OpenAsync(CancellationToken cancellation);

    /// <summary>Waits for a finger and takes its picture, as an 8-bit PGM.</summary>
    /// <param name="wait">How long to wait for a finger.</param>
    /// <returns>Null where no finger came.</returns>
    /// <exception cref="SensorException">The sensor is gone, silent or garbled; no picture, then.</exception>
    Task<byte[]?> CaptureAsync(TimeSpan wait, CancellationToken cancellation);

    /// <summary>Enrols a finger on the sensor with two touches. Unless it returns <see cref="SensorVerdict.Done"/> the slot is empty, or emptied before the sensor is used again.</summary>
    /// <param name="slot">From 0, below <see cref="SensorParameters.Slots"/>.</param>
    Task<SensorVerdict> EnrolAsync(int slot, TimeSpan wait, CancellationToken cancellation);

    /// <summary>Compares a touch with all slots.</summary>
    /// <returns>Null where no finger came or none matches.</returns>
    Task<SensorMatch?> SearchAsync(TimeSpan wait, CancellationToken cancellation);

    /// <summary>Empties a slot.</summary>
    Task DeleteAsync(int slot, CancellationToken cancellation);

    /// <summary>Which slots hold a template.</summary>
    /// <exception cref="SensorException">Gone, silent or garbled, or its two words about its library do not agree.</exception>
    Task<SensorLibrary> ReadLibraryAsync(CancellationToken cancellation);

    /// <summary>SHA-256 of the template in a slot: tells whether it is still the one that was put there. The template itself goes no further.</summary>
    Task<byte[]> DigestAsync(int slot, CancellationToken cancellation);

    /// <summary>Compares a touch with all slots, and reads in the same breath what the library holds.</summary>
    /// <returns>Null where no finger came that could be read.</returns>
    /// <exception cref="SensorException">As above; also where the sensor is set to match less strictly than <see cref="SensorParameters.SecurityLevelMin"/>.</exception>
    Task<SensorFinding?> FindAsync(TimeSpan wait, CancellationToken cancellation);
}

/// <summary>What a sensor says of itself.</summary>
/// <param name="Slots">Templates that it can hold.</param>
/// <param name="SecurityLevel">1 to 5, the higher the stricter its own matching.</param>
/// <param name="PacketBytes">Payload of its data packets: 32, 64, 128 or 256.</param>
public sealed record SensorParameters(int Slots, int SecurityLevel, int PacketBytes)
{
    /// <summary>The factory's; a sensor set below it is not asked who somebody is.</summary>
    public const int SecurityLevelMin = 3;
}

/// <param name="Capacity">Templates that it can hold.</param>
/// <param name="Slots">Those that hold one, ascending.</param>
public sealed record SensorLibrary(int Capacity, IReadOnlyList<int> Slots);

/// <summary>What came of one touch.</summary>
/// <param name="Match">Null where none of the templates matches.</param>
/// <param name="Digest">Of the template that matches; empty where none does.</param>
public sealed record SensorFinding(SensorLibrary Library, SensorMatch? Match, byte[] Digest);

/// <param name="Score">On the sensor's own scale.</param>
public sealed record SensorMatch(int Slot, int Score);

/// <summary>How an enrolment on the sensor ended.</summary>
public enum SensorVerdict
{
    Done = 1,

    /// <summary>No finger came in time.</summary>
    NoFinger = 2,

    /// <summary>A touch could not be used: press flat and hold still.</summary>
    Unclear = 3,

    /// <summary>The two touches are not of one finger.</summary>
    TwoFingers = 4,

    /// <summary>The slot cannot be written.</summary>
    Refused = 5,
}

/// <summary>What is wrong with the sensor or its wire.</summary>
public enum SensorTrouble
{
    /// <summary>The line cannot be opened, or was unplugged.</summary>
    Gone = 1,

    /// <summary>No answer in time.</summary>
    Silent = 2,

    /// <summary>Answers came damaged, again and again.</summary>
    Garbled = 3,

    WrongPassword = 4,

    /// <summary>It answered with a code that has no place here.</summary>
    Unexpected = 5,
}

/// <summary>The sensor cannot be used now. Nothing was read.</summary>
public sealed class SensorException(SensorTrouble trouble, string message, Exception? cause = null) : Exception(message, cause)
{
    public SensorTrouble Trouble { get; } = trouble;
}
