using Secure.Signatures;
using Secure.Vocabulary;

namespace Secure.Grants;

/// <summary>The gateway holds every journal entry of this controller up to the sequence, durably.</summary>
/// <param name="WallMs">The gateway's time, Unix milliseconds.</param>
public sealed record Acknowledgement(DeviceId Controller, ulong Sequence, long WallMs) : IRecord<Acknowledgement>
{
    public static RecordKind Kind => RecordKind.Acknowledgement;

    public void Write(CanonicalWriter writer) => writer.Id(Controller).U64(Sequence).I64(WallMs);

    public static Acknowledgement Read(ref CanonicalReader reader) => new(reader.Id<DeviceId>(), reader.U64(), reader.I64());
}

/// <summary>The gateway's time. A device only ever moves its trusted time forward by it; see <see cref="ClockSetting"/> for the way back.</summary>
public sealed record SignedTime(long WallMs) : IRecord<SignedTime>
{
    public static RecordKind Kind => RecordKind.SignedTime;

    public void Write(CanonicalWriter writer) => writer.I64(WallMs);

    public static SignedTime Read(ref CanonicalReader reader) => new(reader.I64());
}
