using System.Buffers.Binary;

namespace Secure.EdgeAgent.Devices.Fingerprints;

/// <summary>Instruction and confirmation codes (AS608 and R503 manuals, "instruction list" and "confirmation code").</summary>
internal static class SensorCode
{
    internal const byte TakeImage = 0x01;
    internal const byte ImageToFeatures = 0x02;
    internal const byte Search = 0x04;
    internal const byte MakeModel = 0x05;
    internal const byte Store = 0x06;
    internal const byte LoadTemplate = 0x07;
    internal const byte UploadTemplate = 0x08;
    internal const byte UploadImage = 0x0A;
    internal const byte Delete = 0x0C;
    internal const byte ReadParameters = 0x0F;
    internal const byte VerifyPassword = 0x13;
    internal const byte TemplateCount = 0x1D;
    internal const byte ReadIndexTable = 0x1F;

    internal const byte Ok = 0x00;
    internal const byte NoFinger = 0x02;
    internal const byte ImageFailed = 0x03;
    internal const byte NotOneFinger = 0x0A;
    internal const byte WrongPassword = 0x13;

    /// <summary>Status, system, slots, security level, address (4), packet size, baud rate; 2 bytes each but the address.</summary>
    /// <exception cref="SensorException">Not such an answer.</exception>
    internal static SensorParameters Parameters(ReadOnlySpan<byte> answer)
    {
        if (answer.Length != 17 || answer[0] != Ok) { throw new SensorException(SensorTrouble.Unexpected, "the sensor does not say what it is"); }
        int Word(int at, ReadOnlySpan<byte> from) => BinaryPrimitives.ReadUInt16BigEndian(from[(1 + at)..]);
        (int slots, int level, int packet) = (Word(4, answer), Word(6, answer), Word(12, answer));
        if (slots is 0 or > 10_000 || packet > 3) { throw new SensorException(SensorTrouble.Unexpected, "the sensor says impossible things of itself"); }
        return new SensorParameters(slots, level, 32 << packet);
    }
}
